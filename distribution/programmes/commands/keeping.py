"""Keeping programmes, sub-programmes and articles."""

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
from distribution.core.units import Grams, ReportGrams
from distribution.programmes.errors import KeyTakenError
from distribution.programmes.rules import AGE_BANDS
from distribution.programmes.sets import DEFAULT_CLOCK_MONTHS, CommodityGroup


async def add_programme(actor: Actor, *, key: str, name: str, age_bands: str) -> UUID:
    """Add a programme; *age_bands* is a key of ``rules.AGE_BANDS``.

    Raises:
        KeyTakenError: The centre has a programme with this key.
        InvalidInputError: Nobody knows these age bands.
    """
    actor.must(Permission.KEEP_PROGRAMMES)
    if age_bands not in AGE_BANDS:
        sentence = N_("Wybierz jedną z dozwolonych wartości.")
        raise InvalidInputError([FieldError("age_bands", sentence)])
    programme = uuid4()
    with refusing({"programme_key_once": KeyTakenError(key=key)}):
        async with transaction(actor):
            await execute(
                "INSERT INTO programme (id, centre, key, name, age_bands)"
                " VALUES ($1, $2, $3, $4, $5)",
                programme,
                actor.centre,
                key,
                name,
                age_bands,
            )
    return programme


async def add_sub_programme(
    actor: Actor,
    *,
    programme: UUID,
    key: str,
    name: str,
    starts_on: date,
    ends_on: date,
    guideline_version: str = "",
    minimum_percent: int = 80,
) -> UUID:
    """Add one year's distribution; both days belong to it.

    Raises:
        NotFoundError: The centre has no such programme.
        KeyTakenError: Another sub-programme has this key.
        InvalidInputError: The days are the wrong way round.
    """
    actor.must(Permission.KEEP_PROGRAMMES)
    sub_programme = uuid4()
    refusals = {
        "sub_programme_programme_exists": NotFoundError(),
        "sub_programme_key_once": KeyTakenError(key=key),
        "sub_programme_in_order": _days_out_of_order(),
    }
    with refusing(refusals):
        async with transaction(actor):
            await execute(
                "INSERT INTO sub_programme (id, centre, programme, key, name,"
                " starts_on, ends_on, guideline_version, minimum_percent)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                sub_programme,
                actor.centre,
                programme,
                key,
                name,
                starts_on,
                ends_on,
                guideline_version,
                minimum_percent,
            )
    return sub_programme


async def add_article(
    actor: Actor,
    *,
    code: str,
    name: str,
    group: CommodityGroup,
    pack_grams: Grams,
    report_grams: ReportGrams,
    clock_months: int = DEFAULT_CLOCK_MONTHS,
    cold: bool = False,
    gtin: str | None = None,
    allergens: str = "",
) -> UUID:
    """Add a kind of food; weights are of one pack, *clock_months* is k of N+k.

    Raises:
        KeyTakenError: Another article has this code.
    """
    actor.must(Permission.KEEP_PROGRAMMES)
    article = uuid4()
    with refusing({"article_code_once": KeyTakenError(key=code)}):
        async with transaction(actor):
            await execute(
                "INSERT INTO article (id, centre, code, name, commodity_group,"
                " pack_grams, report_grams, clock_months, cold, gtin, allergens)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                article,
                actor.centre,
                code,
                name,
                group,
                pack_grams,
                report_grams,
                clock_months,
                cold,
                gtin,
                allergens,
            )
    return article


async def change_article(
    actor: Actor,
    article: UUID,
    *,
    name: str,
    group: CommodityGroup,
    pack_grams: Grams,
    report_grams: ReportGrams,
    clock_months: int,
    cold: bool,
    gtin: str | None = None,
    allergens: str = "",
    active: bool = True,
    seen: str | None = None,
) -> None:
    """Change an article; its code stays. Lots in store keep their ``use_until``.

    *seen* is the `standing` of its columns when it was looked at.

    Raises:
        NotFoundError: The centre has none such.
        ChangedMeanwhileError: Somebody else did what this would undo.
    """
    actor.must(Permission.KEEP_PROGRAMMES)
    written = {
        "name": name,
        "commodity_group": group,
        "pack_grams": pack_grams,
        "report_grams": report_grams,
        "clock_months": clock_months,
        "cold": cold,
        "gtin": gtin,
        "allergens": allergens,
        "active": active,
    }
    async with transaction(actor):
        await lock_as_seen("article", article, written, seen)
        await execute(
            "UPDATE article SET name = $2, commodity_group = $3, pack_grams = $4,"
            " report_grams = $5, clock_months = $6, cold = $7, gtin = $8,"
            " allergens = $9, active = $10 WHERE id = $1",
            article,
            *written.values(),
        )


def _days_out_of_order() -> InvalidInputError:
    """Return the refusal of a last day before the first one."""
    sentence = N_("Ostatni dzień nie może być przed pierwszym.")
    return InvalidInputError([FieldError("ends_on", sentence)])
