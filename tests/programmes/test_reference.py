"""Dated limits, the seed of a new centre, articles, and the basis of delivery."""

from datetime import date
from uuid import uuid4

import msgspec
import pytest

from distribution.accounts.rules import permissions_of
from distribution.accounts.trail import AuditFilter, audit
from distribution.core.actor import Actor
from distribution.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from distribution.core.reading import reading
from distribution.core.units import Grams, Grosz, ReportGrams
from distribution.programmes.commands.delivery import (
    end_delivery_basis,
    record_delivery_basis,
)
from distribution.programmes.commands.keeping import (
    add_article,
    add_programme,
    add_sub_programme,
    change_article,
)
from distribution.programmes.commands.limits import (
    add_income_base,
    add_income_limit,
    change_income_limit,
)
from distribution.programmes.commands.seeding import seed_reference_data
from distribution.programmes.errors import (
    DateTakenError,
    KeyTakenError,
    NoLimitInForceError,
)
from distribution.programmes.queries.reference import (
    articles,
    delivery_bases,
    income_bases,
    income_limits,
    limit_on,
    programme_by,
    programmes,
    set_of,
    sub_programme_by,
    sub_programmes,
)
from distribution.programmes.rules import DeliveryBasisKind
from distribution.programmes.sets import CommodityGroup
from tests.worlds import NOON

TODAY = NOON.date()


async def test_a_new_centre_begins_with_what_the_handbook_knows(actor: Actor) -> None:
    await seed_reference_data(actor)
    async with reading(actor):
        known = await articles()
        year = await sub_programme_by("fepz_2024")
        due = await set_of(year.id)
        bases, limits = await income_bases(), await income_limits()
        popz = await sub_programme_by("popz_2020")
        popz_limit = await limit_on(popz.programme, popz.starts_on)

    assert len(known) == 19
    assert sum(line.packs for line in due) == 82
    assert sum(line.packs * line.report_grams for line in due) == 39_610
    assert len(bases) == 5
    assert len(limits) == 10
    assert (popz_limit.single_grosz, popz_limit.family_grosz) == (154220, 116160)
    assert [line.name for line in known[:2]] == ["cukier biały", "dżem truskawkowy"]


async def test_seeding_again_changes_nothing(actor: Actor) -> None:
    async def everything() -> list[object]:
        async with reading(actor):
            return [
                await programmes(),
                await sub_programmes(),
                await income_limits(),
                await articles(),
                await set_of((await sub_programme_by("fepz_2024")).id),
            ]

    await seed_reference_data(actor)
    before = await everything()
    await seed_reference_data(actor)

    assert await everything() == before


@pytest.mark.parametrize(
    ("day", "family"),
    [
        (date(2023, 5, 15), 141000),
        (date(2024, 2, 11), 141000),
        (date(2024, 2, 12), 159000),
        (date(2024, 12, 31), 159000),
        (date(2026, 3, 17), 218095),
    ],
)
async def test_the_limit_of_a_day(actor: Actor, day: date, family: int) -> None:
    await seed_reference_data(actor)
    async with reading(actor):
        found = await limit_on((await programme_by("fepz")).id, day)

    assert found.family_grosz == family


async def test_a_new_limit_ends_the_one_before_it(actor: Actor) -> None:
    await seed_reference_data(actor)
    async with reading(actor):
        fepz = (await programme_by("fepz")).id
    await add_income_limit(
        actor,
        programme=fepz,
        valid_from=date(2028, 1, 1),
        percent=265,
        single_grosz=Grosz(300000),
        family_grosz=Grosz(250000),
    )
    async with reading(actor):
        newest, before, *_ = await income_limits(fepz)
        with pytest.raises(NoLimitInForceError):
            await limit_on(fepz, date(2020, 1, 1))

    assert newest.valid_to is None
    assert before.valid_to == date(2027, 12, 31)


async def test_what_is_wrong_with_a_limit_is_said(actor: Actor) -> None:
    await seed_reference_data(actor)
    async with reading(actor):
        fepz = (await programme_by("fepz")).id
        newest = (await income_limits(fepz))[0]

    facts = {"percent": 265, "valid_from": date(2027, 1, 1)}
    with pytest.raises(DateTakenError):
        await add_income_limit(
            actor,
            programme=fepz,
            percent=265,
            valid_from=newest.valid_from,
            single_grosz=Grosz(2),
            family_grosz=Grosz(1),
        )
    with pytest.raises(InvalidInputError) as refused:
        await change_income_limit(
            actor, newest.id, single_grosz=Grosz(1), family_grosz=Grosz(2), **facts
        )
    assert [fault.field for fault in refused.value.errors] == ["single_grosz"]
    with pytest.raises(NotFoundError):
        await change_income_limit(
            actor, uuid4(), single_grosz=Grosz(2), family_grosz=Grosz(1), **facts
        )
    with pytest.raises(DateTakenError):
        await add_income_base(
            actor,
            valid_from=date(2025, 1, 1),
            single_grosz=Grosz(2),
            family_grosz=Grosz(1),
            hectare_grosz=Grosz(1),
        )


async def test_programmes_are_data(actor: Actor) -> None:
    made = await add_programme(actor, key="gmina", name="Gminny", age_bands="fepz")
    year = {"name": "2026", "starts_on": TODAY, "ends_on": TODAY}
    await add_sub_programme(actor, programme=made, key="gmina_2026", **year)

    with pytest.raises(KeyTakenError):
        await add_programme(actor, key="gmina", name="Gminny", age_bands="fepz")
    with pytest.raises(InvalidInputError):
        await add_programme(actor, key="inny", name="Inny", age_bands="nieznane")
    with pytest.raises(KeyTakenError):
        await add_sub_programme(actor, programme=made, key="gmina_2026", **year)
    with pytest.raises(NotFoundError):
        await add_sub_programme(actor, programme=uuid4(), key="x", **year)
    with pytest.raises(InvalidInputError) as refused:
        await add_sub_programme(
            actor,
            programme=made,
            key="y",
            name="y",
            starts_on=TODAY,
            ends_on=date(2026, 1, 1),
        )
    assert [fault.field for fault in refused.value.errors] == ["ends_on"]


async def test_an_article_leaves_the_listing_and_a_trace(actor: Actor) -> None:
    facts = {
        "name": "ryż biały",
        "group": CommodityGroup.STARCHY,
        "pack_grams": Grams(1000),
        "report_grams": ReportGrams(1000),
    }
    made = await add_article(actor, code="RYZ", **facts)
    with pytest.raises(KeyTakenError):
        await add_article(actor, code="RYZ", **facts)
    await change_article(actor, made, clock_months=3, cold=False, active=False, **facts)
    async with reading(actor):
        in_use, every = await articles(), await articles(active=None)
        trace = await audit(AuditFilter(row_id=made))

    assert in_use == []
    assert [one.code for one in every] == ["RYZ"]
    assert (trace[0].action, trace[0].after) == (
        "update",
        {"active": False},
    )


async def test_delivery_needs_a_basis_that_covers_the_day(actor: Actor) -> None:
    async with reading(actor):
        before = await delivery_bases(TODAY)
    made = await record_delivery_basis(
        actor,
        kind=DeliveryBasisKind.OPL_OWN_DELIVERY,
        document="Zgoda Banku Żywności 4/2026",
        valid_from=TODAY,
        now=NOON,
    )
    async with reading(actor):
        during = await delivery_bases(date(2026, 5, 1))
    await end_delivery_basis(actor, made, last_day=date(2026, 4, 30))
    async with reading(actor):
        after = await delivery_bases(date(2026, 5, 1))

    assert (before, after) == ([], [])
    assert [one.kind for one in during] == [DeliveryBasisKind.OPL_OWN_DELIVERY]


async def test_an_authorisation_names_its_household(actor: Actor) -> None:
    facts = {"document": "Upoważnienie", "valid_from": TODAY, "now": NOON}
    kind = DeliveryBasisKind.AUTHORISED_PICKUP

    with pytest.raises(InvalidInputError):
        await record_delivery_basis(actor, kind=kind, **facts)
    with pytest.raises(NotFoundError):
        await record_delivery_basis(actor, kind=kind, household=uuid4(), **facts)


async def test_a_social_worker_keeps_no_limits(actor: Actor) -> None:
    worker = msgspec.structs.replace(
        actor, permissions=permissions_of(frozenset({"social_worker"}))
    )

    with pytest.raises(ForbiddenError):
        await seed_reference_data(worker)
    with pytest.raises(ForbiddenError):
        await add_income_base(
            worker,
            valid_from=TODAY,
            single_grosz=Grosz(2),
            family_grosz=Grosz(1),
            hectare_grosz=Grosz(1),
        )
