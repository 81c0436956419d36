"""Recording why parcels may leave the premises (R-PAR-6, DOMAIN.md 3.6)."""

from datetime import date, datetime
from uuid import UUID, uuid4

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.constraints import refusing
from distribution.core.database import execute, fetch_one
from distribution.core.errors import FieldError, InvalidInputError, NotFoundError
from distribution.core.language import N_
from distribution.core.transaction import transaction
from distribution.programmes.rules import DeliveryBasisKind


async def record_delivery_basis(
    actor: Actor,
    *,
    kind: DeliveryBasisKind,
    document: str,
    valid_from: date,
    valid_until: date | None = None,
    household: UUID | None = None,
    now: datetime,
) -> UUID:
    """Record why parcels may leave the premises (R-PAR-6, DOMAIN.md 3.6).

    Args:
        actor: Who records it.
        kind: An authorisation is one household's; the others may be everybody's.
        document: Which paper says so.
        valid_from: First day.
        valid_until: Last day, None while it has no end.
        household: Whom it is for, None for every household of the centre.
        now: The moment it is recorded.

    Raises:
        NotFoundError: The centre has no such household.
        InvalidInputError: An authorisation names no household, or the days are the
            wrong way round.
    """
    actor.must(
        Permission.KEEP_PROGRAMMES if household is None else Permission.KEEP_HOUSEHOLDS
    )
    if kind is DeliveryBasisKind.AUTHORISED_PICKUP and household is None:
        sentence = N_("Upoważnienie dotyczy jednego gospodarstwa. Wybierz je.")
        raise InvalidInputError([FieldError("household", sentence)])
    if valid_until is not None and valid_until < valid_from:
        sentence = N_("Ostatni dzień nie może być przed pierwszym.")
        raise InvalidInputError([FieldError("valid_until", sentence)])
    basis = uuid4()
    with refusing({"delivery_basis_household_exists": NotFoundError}):
        async with transaction(actor):
            await execute(
                "INSERT INTO delivery_basis (id, centre, kind, household, document,"
                " valid_from, valid_until, recorded_at)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                basis,
                actor.centre,
                kind,
                household,
                document,
                valid_from,
                valid_until,
                now,
            )
    return basis


async def end_delivery_basis(
    actor: Actor, basis: UUID, *, last_day: date | None
) -> None:
    """Let a basis end; parcels after *last_day* need another. None: it has no end.

    Raises:
        NotFoundError: The centre has none such.
    """
    actor.must(Permission.KEEP_PROGRAMMES)
    async with transaction(actor):
        changed = await fetch_one(
            "UPDATE delivery_basis SET valid_until = $2 WHERE id = $1 RETURNING id",
            basis,
            last_day,
        )
        if changed is None:
            raise NotFoundError
