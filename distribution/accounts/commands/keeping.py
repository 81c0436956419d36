"""Keeping centres, sites, staff and devices."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from asyncpg import UniqueViolationError

from distribution.accounts import steps
from distribution.accounts.errors import (
    CentreTakenError,
    LoginTakenError,
    SiteTakenError,
)
from distribution.accounts.rules import LINK_LASTS, Permission, Role
from distribution.accounts.secrets import new_token, token_hash
from distribution.core.actor import Actor
from distribution.core.constraints import refusing
from distribution.core.database import execute, fetch_one
from distribution.core.errors import FieldError, InvalidInputError, NotFoundError
from distribution.core.language import N_, Language
from distribution.core.standing import lock_as_seen
from distribution.core.transaction import transaction


async def add_centre(
    actor: Actor,
    *,
    key: str,
    name: str,
    short_name: str,
    address: str = "",
    phone: str = "",
) -> UUID:
    """Begin a centre under ``actor.centre``; only the owner role may.

    Returns:
        The id of the centre, which is ``actor.centre``.

    Raises:
        CentreTakenError: Another centre has this key.
    """
    actor.must(Permission.KEEP_CENTRE)
    taken = {"centre_key_once": CentreTakenError(key=key)}
    with refusing(taken):
        async with transaction(actor):
            await execute(
                "INSERT INTO centre (id, key, name, short_name, address, phone)"
                " VALUES ($1, $2, $3, $4, $5, $6)",
                actor.centre,
                key,
                name,
                short_name,
                address,
                phone,
            )
    return actor.centre


async def change_centre(
    actor: Actor,
    *,
    name: str,
    short_name: str,
    address: str,
    phone: str,
    seen: str | None = None,
) -> None:
    """Change what pages, messages and printed sheets say of the centre.

    *seen* is the `standing` of that when it was looked at.

    Raises:
        ChangedMeanwhileError: Somebody else did what this would undo.
    """
    actor.must(Permission.KEEP_CENTRE)
    written = {
        "name": name,
        "short_name": short_name,
        "address": address,
        "phone": phone,
    }
    async with transaction(actor):
        await lock_as_seen("centre", actor.centre, written, seen)
        await execute(
            "UPDATE centre SET name = $1, short_name = $2, address = $3, phone = $4"
            " WHERE id = kromka_centre()",
            *written.values(),
        )


async def add_site(
    actor: Actor,
    *,
    key: str,
    name: str,
    address: str,
    is_pickup: bool,
    is_warehouse: bool,
    latitude: float | None = None,
    longitude: float | None = None,
) -> UUID:
    """Add a place that stores food, hands it out, or both.

    Raises:
        SiteTakenError: Another site of the centre has this key.
        InvalidInputError: It neither stores nor hands out.
    """
    actor.must(Permission.KEEP_CENTRE)
    site = uuid4()
    refusals = {"site_key_once": SiteTakenError(key=key), "site_has_a_use": useless()}
    with refusing(refusals):
        async with transaction(actor):
            await execute(
                "INSERT INTO site (id, centre, key, name, address, is_pickup,"
                " is_warehouse, latitude, longitude)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                site,
                actor.centre,
                key,
                name,
                address,
                is_pickup,
                is_warehouse,
                latitude,
                longitude,
            )
    return site


async def change_site(
    actor: Actor,
    site: UUID,
    *,
    name: str,
    address: str,
    is_pickup: bool,
    is_warehouse: bool,
    latitude: float | None = None,
    longitude: float | None = None,
    seen: str | None = None,
) -> None:
    """Change a place; its key stays. *seen* is its `standing` when it was looked at.

    Raises:
        ChangedMeanwhileError: Somebody else did what this would undo.
        NotFoundError: The centre has no such site.
        InvalidInputError: It neither stores nor hands out.
    """
    actor.must(Permission.KEEP_CENTRE)
    written = {
        "name": name,
        "address": address,
        "is_pickup": is_pickup,
        "is_warehouse": is_warehouse,
        "latitude": latitude,
        "longitude": longitude,
    }
    with refusing({"site_has_a_use": useless()}):
        async with transaction(actor):
            await lock_as_seen("site", site, written, seen)
            await execute(
                "UPDATE site SET name = $2, address = $3, is_pickup = $4,"
                " is_warehouse = $5, latitude = $6, longitude = $7 WHERE id = $1",
                site,
                *written.values(),
            )


async def reopen_site(actor: Actor, site: UUID) -> None:
    """Take a closed place into use again; its devices have to be enrolled anew.

    Raises:
        NotFoundError: The centre has no such site that is closed.
    """
    actor.must(Permission.KEEP_CENTRE)
    async with transaction(actor):
        row = await fetch_one(
            "UPDATE site SET active = true WHERE id = $1 AND NOT active RETURNING id",
            site,
        )
        if row is None:
            raise NotFoundError


def useless() -> InvalidInputError:
    """Return the refusal of a site without a use."""
    sentence = N_("Zaznacz, do czego służy to miejsce.")
    return InvalidInputError([FieldError("uses", sentence)])


async def add_staff(
    actor: Actor,
    *,
    login: str,
    name: str,
    roles: Iterable[Role],
    phone: str | None = None,
    language: Language = "pl",
) -> UUID:
    """Add a person who signs in; they get a password by ``password_link``.

    Raises:
        LoginTakenError: Somebody of the installation has this login.
    """
    actor.must(Permission.KEEP_STAFF)
    staff = uuid4()
    try:
        async with transaction(actor):
            await execute(
                "INSERT INTO staff (id, centre, login, name, phone, language)"
                " VALUES ($1, $2, $3, $4, $5, $6)",
                staff,
                actor.centre,
                login,
                name,
                phone,
                language,
            )
            for role in roles:
                await steps.add_role(actor.centre, staff, role)
    except UniqueViolationError as error:
        raise LoginTakenError(login=login) from error
    return staff


async def password_link(actor: Actor, staff: UUID, *, now: datetime) -> str:
    """Make a one-time link for a password and return its token, shown once.

    Raises:
        NotFoundError: The centre has no such person.
    """
    actor.must(Permission.KEEP_STAFF)
    token = new_token()
    async with transaction(actor):
        await steps.require_staff(staff)
        await execute(
            "INSERT INTO password_link (centre, staff, token_hash, expires_at)"
            " VALUES ($1, $2, $3, $4)",
            actor.centre,
            staff,
            token_hash(token),
            now + LINK_LASTS,
        )
    return token


async def enrol_device(actor: Actor, *, site: UUID, name: str) -> tuple[UUID, str]:
    """Let a phone or scanner act for one site.

    Returns:
        Its id, and its token, which is shown once and never again.

    Raises:
        NotFoundError: The centre has no such site.
    """
    actor.must(Permission.KEEP_DEVICES)
    device, token = uuid4(), new_token()
    async with transaction(actor):
        if await fetch_one("SELECT id FROM site WHERE id = $1", site) is None:
            raise NotFoundError
        await execute(
            "INSERT INTO device (id, centre, site, name, token_hash)"
            " VALUES ($1, $2, $3, $4, $5)",
            device,
            actor.centre,
            site,
            name,
            token_hash(token),
        )
    return device, token


async def revoke_device(actor: Actor, device: UUID, *, now: datetime) -> None:
    """Shut a device out; its next request gets 401.

    Raises:
        NotFoundError: The centre has no such device in use.
    """
    actor.must(Permission.KEEP_DEVICES)
    async with transaction(actor):
        row = await fetch_one(
            "UPDATE device SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL"
            " RETURNING id",
            device,
            now,
        )
        if row is None:
            raise NotFoundError
