"""What a count that differs from the books means. Pure."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from distribution.inventory.rules.documents import MovementReason

Kind = tuple[UUID, UUID | None]
"""An article and a fund."""


class Difference(msgspec.Struct, frozen=True):
    """Signed packs of one lot to be booked, and why."""

    lot: UUID
    packs: int
    reason: MovementReason

    @property
    def explained(self) -> bool:
        """Say whether the books knew that something was missing."""
        return self.reason is MovementReason.UNACCOUNTED


_MUCH = 100
"""Packs too many that nobody finds on a shelf by chance."""

_GONE = 20
"""Packs that do not go missing from a shelf by chance."""


def is_doubtful(counted: int, expected: int) -> bool:
    """Say whether a count is so far off the books that one should look again.

    Too many: a bar code that was scanned into the field reads as a number, too. Too
    few: one box was counted, where the lot lies in several.
    """
    more, less = counted - expected, expected - counted
    return more > max(_MUCH, expected) or (less >= _GONE and less > counted)


def explain(
    differences: Mapping[UUID, int],
    kinds: Mapping[UUID, Kind],
    unaccounted: Mapping[Kind, int],
) -> list[Difference]:
    """Return what to book for each lot that was counted otherwise.

    Packs that were handed out although the books held none (DESIGN 4.7) must be
    missing on some shelf of the site: a deficit of the same article and fund is
    matched with them first, whatever its lot. The other way round, packs that came
    back from such a hand-out explain a surplus.

    Args:
        differences: Counted less expected packs by lot.
        kinds: Article and fund of each lot.
        unaccounted: Open packs of the site; below zero if too many came back.
    """
    left = dict(unaccounted)
    booked = []
    for lot, packs in differences.items():
        kind = kinds[lot]
        known = left.get(kind, 0)
        matched = 0
        if packs < 0 < known:
            matched = -min(-packs, known)
        elif known < 0 < packs:
            matched = min(packs, -known)
        left[kind] = known + matched
        rest = packs - matched
        if matched:
            booked.append(Difference(lot, matched, MovementReason.UNACCOUNTED))
        if rest:
            reason = (
                MovementReason.COUNT_SURPLUS
                if rest > 0
                else MovementReason.COUNT_DEFICIT
            )
            booked.append(Difference(lot, rest, reason))
    return booked
