"""Keeping the criteria of art. 8 and the limits of programmes (R-ELIG-2)."""

from datetime import date
from uuid import UUID, uuid4

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.constraints import refusing
from distribution.core.database import execute
from distribution.core.errors import FieldError, InvalidInputError, NotFoundError
from distribution.core.language import N_
from distribution.core.standing import lock_as_seen
from distribution.core.transaction import transaction
from distribution.core.units import Grosz
from distribution.programmes.errors import DateTakenError


async def add_income_base(
    actor: Actor,
    *,
    valid_from: date,
    single_grosz: Grosz,
    family_grosz: Grosz,
    hectare_grosz: Grosz,
    source: str = "",
) -> UUID:
    """Add the criterion of art. 8 from a day on, in grosz a month.

    Raises:
        DateTakenError: Another criterion begins on that day.
    """
    actor.must(Permission.KEEP_PROGRAMMES)
    base = uuid4()
    taken = DateTakenError(valid_from=valid_from.isoformat())
    with refusing({"income_base_once": taken}):
        async with transaction(actor):
            await execute(
                "INSERT INTO income_base (id, centre, valid_from, single_grosz,"
                " family_grosz, hectare_grosz, source)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                base,
                actor.centre,
                valid_from,
                single_grosz,
                family_grosz,
                hectare_grosz,
                source,
            )
    return base


async def change_income_base(
    actor: Actor,
    base: UUID,
    *,
    valid_from: date,
    single_grosz: Grosz,
    family_grosz: Grosz,
    hectare_grosz: Grosz,
    source: str = "",
    seen: str | None = None,
) -> None:
    """Correct a criterion; decisions that were taken keep what they used.

    *seen* is the `standing` of its columns when it was looked at.

    Raises:
        ChangedMeanwhileError: Somebody else did what this would undo.
        NotFoundError: The centre has none such.
        DateTakenError: Another criterion begins on that day.
    """
    actor.must(Permission.KEEP_PROGRAMMES)
    taken = DateTakenError(valid_from=valid_from.isoformat())
    written = {
        "valid_from": valid_from,
        "single_grosz": single_grosz,
        "family_grosz": family_grosz,
        "hectare_grosz": hectare_grosz,
        "source": source,
    }
    with refusing({"income_base_once": taken}):
        async with transaction(actor):
            await lock_as_seen("income_base", base, written, seen)
            await execute(
                "UPDATE income_base SET valid_from = $2, single_grosz = $3,"
                " family_grosz = $4, hectare_grosz = $5, source = $6 WHERE id = $1",
                base,
                *written.values(),
            )


async def add_income_limit(
    actor: Actor,
    *,
    programme: UUID,
    valid_from: date,
    percent: int,
    single_grosz: Grosz,
    family_grosz: Grosz,
    source: str = "",
) -> UUID:
    """Add the limit of a programme from a day on, in grosz of net income a month.

    It ends the row before it; no decision that was taken changes.

    Raises:
        NotFoundError: The centre has no such programme.
        DateTakenError: Another limit of the programme begins on that day.
        InvalidInputError: The limit of a single person is not the higher one.
    """
    actor.must(Permission.KEEP_PROGRAMMES)
    limit = uuid4()
    with refusing(_limit_refusals(valid_from)):
        async with transaction(actor):
            await execute(
                "INSERT INTO income_limit (id, centre, programme, valid_from, percent,"
                " single_grosz, family_grosz, source)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                limit,
                actor.centre,
                programme,
                valid_from,
                percent,
                single_grosz,
                family_grosz,
                source,
            )
    return limit


async def change_income_limit(
    actor: Actor,
    limit: UUID,
    *,
    valid_from: date,
    percent: int,
    single_grosz: Grosz,
    family_grosz: Grosz,
    source: str = "",
    seen: str | None = None,
) -> None:
    """Correct a limit; decisions that were taken keep what they used.

    *seen* is the `standing` of its columns when it was looked at.

    Raises:
        ChangedMeanwhileError: Somebody else did what this would undo.
        NotFoundError: The centre has none such.
        DateTakenError: Another limit of the programme begins on that day.
        InvalidInputError: The limit of a single person is not the higher one.
    """
    actor.must(Permission.KEEP_PROGRAMMES)
    written = {
        "valid_from": valid_from,
        "percent": percent,
        "single_grosz": single_grosz,
        "family_grosz": family_grosz,
        "source": source,
    }
    with refusing(_limit_refusals(valid_from)):
        async with transaction(actor):
            await lock_as_seen("income_limit", limit, written, seen)
            await execute(
                "UPDATE income_limit SET valid_from = $2, percent = $3,"
                " single_grosz = $4, family_grosz = $5, source = $6 WHERE id = $1",
                limit,
                *written.values(),
            )


def _limit_refusals(
    valid_from: date,
) -> dict[str, NotFoundError | DateTakenError | InvalidInputError]:
    higher = N_("Próg osoby samotnej musi być wyższy niż próg na osobę w rodzinie.")
    positive = N_("Wpisz liczbę większą od zera.")
    return {
        "income_limit_programme_exists": NotFoundError(),
        "income_limit_once": DateTakenError(valid_from=valid_from.isoformat()),
        "income_limit_single_higher": InvalidInputError(
            [FieldError("single_grosz", higher)]
        ),
        "income_limit_positive": InvalidInputError(
            [FieldError("family_grosz", positive)]
        ),
    }
