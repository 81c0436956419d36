"""``kromka centre``, ``centres``, ``staff`` and ``device``: who and what there is."""

import asyncio
import importlib
import re
from typing import Any
from uuid import UUID, uuid4

import click
import msgspec

from distribution.accounts.commands.keeping import (
    add_centre,
    add_staff,
    enrol_device,
    password_link,
)
from distribution.accounts.queries import CentreName, StaffFacts, site_by
from distribution.accounts.queries import centres as all_centres
from distribution.accounts.queries import staff as everybody
from distribution.accounts.rules import LINK_LASTS, Role
from distribution.cli.acting import act, as_service, cli_actor, prepare
from distribution.cli.listing import show_listing
from distribution.cli.options import centre_option, json_option
from distribution.core.actor import Actor
from distribution.core.clock import utc_now
from distribution.core.database import connected
from distribution.core.postgres.server import Server, database_server
from distribution.core.reading import reading
from distribution.core.settings import Settings, master_key, settings
from distribution.core.transaction import perform
from distribution.programmes.commands.seeding import seed_reference_data
from distribution.vouchers.commands.issuing import create_signing_key

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def _key(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Refuse a key that would have to be quoted or could be mistaken for an option."""
    if not _KEY.fullmatch(value):
        raise click.BadParameter("small letters, digits, - and _; at most 40")
    return value


@click.group()
def centre() -> None:
    """Begin a centre."""


@centre.command("add")
@click.argument("key", callback=_key)
@click.argument("name")
@click.option("--short-name", help="For narrow places.  [default: NAME]")
@click.option("--address", default="", help="As printed on vouchers.")
@click.option("--phone", default="", help="As printed on vouchers.")
def add(key: str, name: str, short_name: str | None, address: str, phone: str) -> None:
    """Begin a centre with the programmes and limits that are known.

    KEY names it on the command line; NAME is what people read.
    """
    facts = {
        "key": key,
        "name": name,
        "short_name": short_name or name[:60],
        "address": address,
        "phone": phone,
    }
    with database_server(settings()) as server:
        made = asyncio.run(_begin(server, facts))
    click.echo(f"{made.key}  {made.id}")


async def _begin(server: Server, facts: dict[str, str]) -> CentreName:
    """Make the centre as the owner, and fill it as the service would."""
    await prepare(server)
    made = CentreName(id=uuid4(), key=facts["key"], name=facts["name"])
    actor = cli_actor(made)
    async with connected(server.owner(), pool_size=2):
        await perform(add_centre, actor, **facts)
    async with as_service(server):
        await perform(seed_reference_data, actor)
        await perform(create_signing_key, actor, master_key(settings()))
    return made


@click.command()
@json_option
def centres(*, as_json: bool) -> None:
    """List the centres of the installation."""

    async def look(server: Server) -> list[CentreName]:
        async with as_service(server):
            return await all_centres()

    with database_server(settings()) as server:
        found = asyncio.run(look(server))
    rows = [msgspec.to_builtins(each) for each in found]
    show_listing(rows, columns=("key", "name", "id"), as_json=as_json)


@click.group(invoke_without_command=True)
@click.option("--demo", is_flag=True, help="Only the demo's, with their passwords.")
@centre_option
@json_option
@click.pass_context
def staff(
    context: click.Context, *, demo: bool, centre: str | None, as_json: bool
) -> None:
    """List the people who sign in, or add one."""
    if context.invoked_subcommand is not None:
        return

    async def look(actor: Actor) -> list[StaffFacts]:
        async with reading(actor):
            return await everybody()

    rows = [_person(each) for each in act(centre, look)]
    if demo:
        passwords = _demo_passwords()
        rows = [
            {**row, "password": passwords[row["key"]]}
            for row in rows
            if row["key"] in passwords
        ]
    columns = ("key", "name", "roles", *(("password",) if demo else ()))
    show_listing(rows, columns=columns, as_json=as_json)


def _person(facts: StaffFacts) -> dict[str, Any]:
    return {
        "id": str(facts.id),
        "key": facts.login,
        "name": facts.name,
        "roles": facts.roles,
        "active": facts.active,
    }


def _demo_passwords() -> dict[str, str]:
    demo = importlib.import_module("distribution.demo")
    return {each.login: each.password for each in demo.SIGN_INS}


@staff.command("add")
@click.option("--login", required=True)
@click.option("--name", required=True, help="As the others of the centre know them.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="May be repeated.",
)
@click.option("--phone", help="E.164, for drivers.")
@centre_option
@json_option
def add_person(
    *,
    login: str,
    name: str,
    roles: tuple[str, ...],
    phone: str | None,
    centre: str | None,
    as_json: bool,
) -> None:
    """Add somebody who signs in; print the one-time link for their password."""

    async def work(actor: Actor) -> tuple[UUID, str]:
        given = [Role(role) for role in roles]
        person = await perform(
            add_staff, actor, login=login, name=name, roles=given, phone=phone
        )
        return person, await perform(password_link, actor, person, now=utc_now())

    person, token = act(centre, work)
    link = f"{origin_of(settings())}/password/{token}"
    if as_json:
        click.echo(msgspec.json.encode({"id": person, "link": link}).decode())
        return
    hours = int(LINK_LASTS.total_seconds() // 3600)
    click.echo(link)
    click.echo(f"The link works once, within {hours} hours.", err=True)


def origin_of(current: Settings) -> str:
    """Return where people reach the service, for links that are printed."""
    if current.public_url is not None:
        return current.public_url
    scheme = "https" if current.tls_cert else "http"
    return f"{scheme}://{current.host}:{current.port}"


@click.group()
def device() -> None:
    """Let a phone or scanner act for one site."""


@device.command("enrol")
@click.option("--site", required=True, help="Its id or key.")
@click.option("--name", required=True)
@centre_option
@json_option
def enrol(*, site: str, name: str, centre: str | None, as_json: bool) -> None:
    """Enrol a device; print its token, which is shown this once."""

    async def work(actor: Actor) -> tuple[UUID, str]:
        async with reading(actor):
            place = await site_by(site)
        return await perform(enrol_device, actor, site=place.id, name=name)

    made, token = act(centre, work)
    if as_json:
        click.echo(msgspec.json.encode({"id": made, "token": token}).decode())
        return
    click.echo(token)
