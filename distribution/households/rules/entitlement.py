"""What a household is due over a sub-programme, and how much of it it got. Pure."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from distribution.core.units import Packs, ReportGrams


class Balance(msgspec.Struct, frozen=True):
    """One article of a household over the whole sub-programme, in packs.

    ``set_packs`` is the set per person × persons; ``entitled`` is that and what was
    granted on top. ``issued`` may exceed it where phones without signal handed out
    twice: that stays a fact.
    """

    article: UUID
    set_packs: Packs
    entitled: Packs
    issued: Packs
    report_grams: ReportGrams

    @property
    def remaining(self) -> Packs:
        """Packs that may still be handed out; never below zero."""
        return Packs(max(0, self.entitled - self.issued))


def reached_percent(balances: Iterable[Balance]) -> int:
    """Return how much of the set was handed out, by report weight, rounded down.

    Measured over the whole sub-programme, not a turn. Packs beyond the set of their
    article count as well: the rule asks for weight. Source: R-PAR-2.
    """
    lines = list(balances)
    due = sum(line.set_packs * line.report_grams for line in lines)
    got = sum(line.issued * line.report_grams for line in lines)
    return got * 100 // due if due else 100


def reached_minimum(balances: Iterable[Balance], minimum_percent: int) -> bool:
    """Return whether the share that must reach every person has (80 % in FEPŻ)."""
    return reached_percent(balances) >= minimum_percent
