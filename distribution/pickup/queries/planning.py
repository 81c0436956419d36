"""What planning would add to a round: the same answer for the preview and the deed."""

from datetime import UTC, date, datetime
from uuid import UUID

import msgspec

from distribution.core.clock import WARSAW
from distribution.pickup.queries.hours import openings
from distribution.pickup.queries.slots import SlotFacts, slots_of_round
from distribution.pickup.rules.opening import DayOpening
from distribution.pickup.rules.slots import SlotPlan, SlotShape, plan_slots


class PlanPreview(msgspec.Struct, frozen=True):
    """The days asked for, the slots to be made, and how many are there already.

    ``over``: those that the hours give as well, but that have begun by now.
    """

    days: list[DayOpening]
    new: list[SlotPlan]
    there: int
    over: int

    @property
    def places(self) -> int:
        """Households that the new slots take by booking."""
        return sum(slot.capacity for slot in self.new)


async def plan_preview(
    round_id: UUID,
    site: UUID,
    shape: SlotShape,
    *,
    first: date,
    last: date,
    now: datetime,
) -> PlanPreview:
    """Return the slots that a round lacks at a site from *first* to *last*.

    A slot that would begin while another of the round lasts is not new, so planning
    again, with the same or another shape, never doubles a quarter of an hour. Nor is
    one that has begun: nobody could choose it.

    Raises:
        InvalidInputError: *shape* makes no sense.
    """
    days = await openings(site, first, last)
    wanted = plan_slots(days, shape, zone=WARSAW)
    there = [
        slot
        for slot in await slots_of_round(round_id)
        if slot.site == site and first <= slot.day <= last
    ]
    taken: dict[date, list[SlotFacts]] = {}
    for slot in there:
        taken.setdefault(slot.day, []).append(slot)
    lacking = [plan for plan in wanted if not _overlaps(plan, taken.get(plan.day, []))]
    new = [plan for plan in lacking if plan.starts > now]
    return PlanPreview(days, new, len(there), len(lacking) - len(new))


def _overlaps(plan: SlotPlan, there: list[SlotFacts]) -> bool:
    starts, ends = plan.starts.astimezone(UTC), plan.ends.astimezone(UTC)
    for slot in there:
        begins, stops = (instant.astimezone(UTC) for instant in slot.instants)
        if starts < stops and begins < ends:
            return True
    return False
