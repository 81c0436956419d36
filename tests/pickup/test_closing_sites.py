"""A site is closed once nothing needs it any more."""

import asyncio
from datetime import date, timedelta

import pytest

from distribution.accounts.commands.keeping import enrol_device, reopen_site
from distribution.accounts.queries import device_of, sites
from distribution.core.actor import Actor
from distribution.core.errors import DomainError, NotFoundError
from distribution.core.reading import reading
from distribution.inventory.commands.transferring import transfer
from distribution.inventory.queries.locations import locations
from distribution.inventory.rules.lines import LineOut
from distribution.pickup.commands.sites import close_site
from distribution.pickup.commands.slots import close_slot
from distribution.pickup.errors import (
    SiteHasRoundsError,
    SiteHasSlotsError,
    SiteHoldsStockError,
)
from distribution.pickup.rules.sites import SiteUse, may_close
from distribution.vouchers.commands.closing import close_round
from tests.worlds import NOON
from tests.worlds_inventory import a_delivery, a_lot, a_shelf, a_store
from tests.worlds_pickup import LAST, THURSDAY, a_pickup
from tests.worlds_programmes import a_round, a_site, a_sub_programme


@pytest.mark.parametrize(
    ("use", "refused"),
    [
        (SiteUse(3, ["Tura 2"], THURSDAY), SiteHasRoundsError),
        (SiteUse(3, [], THURSDAY), SiteHasSlotsError),
        (SiteUse(3, [], None), SiteHoldsStockError),
    ],
)
def test_what_is_to_come_is_said_before_what_lies_there(
    use: SiteUse, refused: type[DomainError]
) -> None:
    with pytest.raises(refused) as said:
        may_close(use)

    assert "{" not in said.value.says()


async def test_a_site_closes_after_its_rounds_and_slots(actor: Actor) -> None:
    pickup = await a_pickup(actor)

    with pytest.raises(SiteHasRoundsError) as of_rounds:
        await close_site(actor, pickup.site, now=NOON)
    await close_round(actor, pickup.round, now=NOON)
    with pytest.raises(SiteHasSlotsError) as of_slots:
        await close_site(actor, pickup.site, now=NOON)
    for slot in pickup.slots:
        await close_slot(actor, slot.id, now=NOON)
    await close_site(actor, pickup.site, now=NOON)

    async with reading(actor):
        (closed,) = await sites(closed=True)
        assert await sites() == []
    assert of_rounds.value.facts == {"rounds": "Tura próbna"}
    assert of_slots.value.facts == {"day": "19.03.2026"}
    assert closed.id == pickup.site


async def test_rounds_and_slots_that_are_over_do_not_hold_a_site(actor: Actor) -> None:
    pickup = await a_pickup(actor)

    await close_site(actor, pickup.site, now=NOON + timedelta(days=LAST.day))

    async with reading(actor):
        assert await sites() == []


async def test_a_site_closes_once_its_food_has_gone_elsewhere(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 12)

    with pytest.raises(SiteHoldsStockError) as refused:
        await close_site(actor, store.warehouse, now=NOON)
    line = LineOut(lot, store.shelf, 12)
    await transfer(actor, [line], to=store.counter_shelf, now=NOON)
    await close_site(actor, store.warehouse, now=NOON)

    async with reading(actor):
        left = {one.site for one in await locations()}
    assert refused.value.facts == {"packs": 12}
    assert left == {store.counter}


async def test_at_a_closed_site_nothing_begins_until_it_is_open_again(
    actor: Actor,
) -> None:
    fund, site = await a_sub_programme(actor), await a_site(actor)
    shelf = await a_shelf(actor, site)
    _, token = await enrol_device(actor, site=site, name="Skaner")
    packs = {"MAKARON": 5}

    await close_site(actor, site, now=NOON)

    assert await device_of(token, NOON) is None
    with pytest.raises(NotFoundError):
        await close_site(actor, site, now=NOON)
    with pytest.raises(NotFoundError):
        await a_round(actor, sub_programme=fund, site=site)
    with pytest.raises(NotFoundError):
        await a_delivery(actor, location=shelf, fund=fund, packs=packs)
    await reopen_site(actor, site)
    await a_round(actor, sub_programme=fund, site=site)
    await a_delivery(actor, location=shelf, fund=fund, packs=packs)


async def test_of_a_round_and_a_closing_that_race_one_wins(actor: Actor) -> None:
    fund, site = await a_sub_programme(actor), await a_site(actor)

    for _ in range(5):
        ends = await asyncio.gather(
            close_site(actor, site, now=NOON),
            a_round(actor, sub_programme=fund, site=site, ends_on=date(2026, 3, 31)),
            return_exceptions=True,
        )
        lost = [one for one in ends if isinstance(one, DomainError)]
        assert len(lost) == 1
        if isinstance(lost[0], NotFoundError):
            await reopen_site(actor, site)
