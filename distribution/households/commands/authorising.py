"""Written authorisations to collect for a household (R-AUTH-1)."""

from datetime import date, datetime
from uuid import UUID, uuid4

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.constraints import refusing
from distribution.core.database import execute, fetch_one
from distribution.core.errors import FieldError, InvalidInputError, NotFoundError
from distribution.core.language import N_
from distribution.core.transaction import transaction
from distribution.households import steps


async def add_authorisation(
    actor: Actor,
    household: UUID,
    *,
    proxy_name: str,
    valid_from: date,
    valid_until: date | None = None,
    note: str = "",
    now: datetime,
) -> UUID:
    """Record who may collect for a household, by a paper that the office has seen.

    Raises:
        NotFoundError: The centre has no such household.
        InvalidInputError: No name, or the days are the wrong way round.
    """
    actor.must(Permission.KEEP_HOUSEHOLDS)
    faults = []
    if not proxy_name.strip():
        faults.append(FieldError("proxy_name", N_("To pole jest wymagane.")))
    if valid_until is not None and valid_until < valid_from:
        sentence = N_("Ostatni dzień nie może być przed pierwszym.")
        faults.append(FieldError("valid_until", sentence))
    if faults:
        raise InvalidInputError(faults)
    authorisation = uuid4()
    with refusing({"pickup_authorisation_household_exists": NotFoundError}):
        async with transaction(actor):
            await execute(
                "INSERT INTO pickup_authorisation (id, centre, household, proxy_name,"
                " valid_from, valid_until, note, recorded_at)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                authorisation,
                actor.centre,
                household,
                proxy_name.strip(),
                valid_from,
                valid_until,
                note,
                now,
            )
    return authorisation


async def revoke_authorisation(
    actor: Actor, authorisation: UUID, *, household: UUID | None = None, now: datetime
) -> None:
    """Revoke an authorisation: from this day on its bearer gets nothing.

    Args:
        actor: Who revokes it.
        authorisation: Which one.
        household: Whose it has to be; whosever it is if left out.
        now: The present instant.

    Raises:
        NotFoundError: The centre has none such that is in force.
    """
    actor.must(Permission.KEEP_HOUSEHOLDS)
    async with transaction(actor):
        revoked = await fetch_one(
            "UPDATE pickup_authorisation SET revoked_at = $2"
            " WHERE id = $1 AND household = coalesce($3, household)"
            " AND revoked_at IS NULL RETURNING id",
            authorisation,
            now,
            household,
        )
        if revoked is None:
            raise NotFoundError


async def restore_authorisation(
    actor: Actor, authorisation: UUID, *, household: UUID
) -> None:
    """Let an authorisation hold again that was revoked by mistake; twice is no change.

    Raises:
        NotFoundError: The household has none such.
        HouseholdClosedError: It was closed meanwhile.
    """
    actor.must(Permission.KEEP_HOUSEHOLDS)
    async with transaction(actor):
        await steps.lock_open_household(household)
        restored = await fetch_one(
            "UPDATE pickup_authorisation SET revoked_at = NULL"
            " WHERE id = $1 AND household = $2 RETURNING id",
            authorisation,
            household,
        )
        if restored is None:
            raise NotFoundError
