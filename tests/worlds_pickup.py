"""Rounds with slots that tests of pickup start from, made by commands alone."""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

import msgspec

from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.households.rules.details import HouseholdDetails
from distribution.messages.queries import messages
from distribution.pickup.commands.hours import set_weekly_hours
from distribution.pickup.commands.slots import plan_slots
from distribution.pickup.queries.slots import SlotFacts, slots_of_round
from distribution.pickup.queries.slots import slot as slot_facts
from distribution.pickup.rules.opening import Span, WeeklySpan
from distribution.pickup.rules.slots import SlotShape
from tests.worlds import NOON
from tests.worlds_households import WHERE
from tests.worlds_programmes import a_round, a_site, a_sub_programme
from tests.worlds_vouchers import Counter, a_counter

THURSDAY = date(2026, 3, 19)
"""Two days after ``NOON``; the round of `a_pickup` runs from the 16th to the 27th."""

FIRST, LAST = date(2026, 3, 16), date(2026, 3, 27)
TEN_TO_ELEVEN = WeeklySpan(4, Span(time(10), time(11)))


class Pickup(msgspec.Struct, frozen=True):
    """A site that is open on Thursdays, and an open round there with slots."""

    site: UUID
    round: UUID
    sub_programme: UUID
    slots: Sequence[SlotFacts]


async def a_pickup(
    actor: Actor,
    *,
    capacity: int = 2,
    walk_ins: int = 1,
    minutes: int = 15,
    weekly: Sequence[WeeklySpan] = (TEN_TO_ELEVEN,),
) -> Pickup:
    """Make a site with hours, a round there, and the round's slots."""
    sub_programme, site = await a_sub_programme(actor), await a_site(actor)
    round_id = await a_round(
        actor, sub_programme=sub_programme, site=site, starts_on=FIRST, ends_on=LAST
    )
    await set_weekly_hours(actor, site, weekly)
    shape = SlotShape(minutes, capacity, walk_ins)
    await plan_slots(actor, round_id, shape, now=NOON)
    return Pickup(site, round_id, sub_programme, await slots_seen(actor, round_id))


async def slots_seen(actor: Actor, round_id: UUID) -> list[SlotFacts]:
    """Return the slots of a round as they are now."""
    async with reading(actor):
        return await slots_of_round(round_id)


class Bookable(msgspec.Struct, frozen=True):
    """An open round with vouchers out, and slots on the Thursday after ``NOON``."""

    counter: Counter
    slots: Sequence[SlotFacts]

    @property
    def vouchers(self) -> list[UUID]:
        """The vouchers, one a household, in the order of ``counter.households``."""
        by_household = {row.household: row.id for row in self.counter.vouchers}
        return [by_household[household] for household in self.counter.households]


async def a_bookable_round(
    actor: Actor,
    *,
    households: int = 2,
    capacity: int = 1,
    details: HouseholdDetails = WHERE,
    opened_at: datetime | None = NOON,
) -> Bookable:
    """Make households with vouchers of one round, and four slots on a Thursday."""
    counter = await a_counter(
        actor,
        households=households,
        persons=1,
        packs=5 * households,
        details=details,
        opened_at=opened_at,
    )
    await set_weekly_hours(actor, counter.site, [TEN_TO_ELEVEN])
    await plan_slots(
        actor,
        counter.round,
        SlotShape(15, capacity, walk_ins=1),
        now=NOON,
        first=THURSDAY,
        last=THURSDAY,
    )
    return Bookable(counter, await slots_seen(actor, counter.round))


async def use_of(actor: Actor, slot: UUID) -> tuple[int, int, int]:
    """Return booked, held and offered places of a slot."""
    async with reading(actor):
        found = await slot_facts(slot)
    return found.booked, found.held, found.offered


async def told(actor: Actor) -> list[tuple[str, str]]:
    """Return kind and state of every message, the oldest first."""
    async with reading(actor):
        return [(m.kind.value, m.state.value) for m in reversed(await messages())]
