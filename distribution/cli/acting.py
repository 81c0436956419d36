"""Who acts on the command line, for which centre, and with which database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from distribution.accounts.queries import CentreName, centres
from distribution.accounts.rules import Permission
from distribution.cli.options import machine_user
from distribution.core import migrations
from distribution.core.actor import Actor
from distribution.core.database import connected
from distribution.core.errors import ConflictError, NotFoundError
from distribution.core.language import N_
from distribution.core.postgres.server import Server, database_server
from distribution.core.settings import settings

T = TypeVar("T")


class SchemaOutdatedError(ConflictError):
    """The external database has an older schema, and its owner is not known."""

    reason = "schema_outdated"
    sentence = N_(
        "Schemat bazy danych jest starszy niż program. Uruchom kromka migrate"
        " z KROMKA_OWNER_URL."
    )


class NoCentreError(ConflictError):
    """Nothing can be done before there is a centre."""

    reason = "no_centre"
    sentence = N_("Nie ma jeszcze żadnego ośrodka. Dodaj go: kromka centre add.")


class CentreUnclearError(ConflictError):
    """There are several centres, and none was named."""

    reason = "centre_unclear"
    sentence = N_("Wskaż ośrodek przez --centre albo KROMKA_CENTRE: {keys}.")


class UnknownCentreError(NotFoundError):
    """The installation has no centre of this key."""

    reason = "unknown_centre"
    sentence = N_("Nie ma ośrodka {key}. Są: {keys}.")


def cli_actor(centre: CentreName) -> Actor:
    """Return the user of the machine as somebody who may do everything there."""
    return Actor(
        centre=centre.id,
        kind="cli",
        id=None,
        name=machine_user(),
        permissions=frozenset(permission.value for permission in Permission),
    )


async def prepare(server: Server) -> None:
    """Bring the schema forward where its owner is known; else it must be current.

    Raises:
        SchemaOutdatedError: It is older than the program.
    """
    if await migrations.is_current(server.owner_dsn or server.service_dsn):
        return
    if server.owner_dsn is None:
        raise SchemaOutdatedError
    await migrations.migrate(server.owner_dsn, server.service_role)


@asynccontextmanager
async def as_service(server: Server) -> AsyncIterator[None]:
    """Open a small pool of the service role, on a schema that fits."""
    await prepare(server)
    async with connected(server.service_dsn, pool_size=2):
        yield


async def chosen_centre(key: str | None) -> CentreName:
    """Return the centre of this key, or the only one there is.

    Raises:
        NoCentreError: There is none yet.
        CentreUnclearError: There are several, and no key was given.
        UnknownCentreError: There is none of this key.
    """
    known = await centres()
    if not known:
        raise NoCentreError
    keys = ", ".join(centre.key for centre in known)
    if key is None:
        if len(known) > 1:
            raise CentreUnclearError(keys=keys)
        return known[0]
    for centre in known:
        if centre.key == key:
            return centre
    raise UnknownCentreError(key=key, keys=keys)


def act(centre: str | None, work: Callable[[Actor], Awaitable[T]]) -> T:
    """Do *work* for a centre, as the user of this machine, beside a running service.

    Args:
        centre: Its key; None where there is only one, or ``KROMKA_CENTRE`` names it.
        work: Gets the actor. Opens ``reading(actor)``, or performs commands.
    """

    async def run(server: Server) -> T:
        async with as_service(server):
            found = await chosen_centre(centre or settings().centre)
            return await work(cli_actor(found))

    with database_server(settings()) as server:
        return asyncio.run(run(server))
