"""Which lots may be used on a day, in which order, and how a parcel is picked.

The one guard for page, API, scan and allocation alike: ``usable_on``.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from distribution.core.errors import Shortage
from distribution.core.language import N_
from distribution.core.units import Packs


class LotState(StrEnum):
    """Whether a lot may be touched at all, whatever its dates say."""

    USABLE = "usable"
    QUARANTINE = "quarantine"
    RECALLED = "recalled"


LOT_STATE_LABELS: Mapping[LotState, str] = {
    LotState.USABLE: N_("do wydania"),
    LotState.QUARANTINE: N_("wstrzymana"),
    LotState.RECALLED: N_("wycofana z obrotu"),
}


class FundKind(StrEnum):
    """Whose food a lot is. Lots of different funds never mix (DOMAIN.md 4.4)."""

    SUB_PROGRAMME = "sub_programme"
    DONATION = "donation"


FUND_KIND_LABELS: Mapping[FundKind, str] = {
    FundKind.SUB_PROGRAMME: N_("podprogram"),
    FundKind.DONATION: N_("darowizny"),
}


def fund_kind(fund: UUID | None) -> FundKind:
    """Return the kind of a fund: a sub-programme's id, or None for donations."""
    return FundKind.DONATION if fund is None else FundKind.SUB_PROGRAMME


def usable_on(state: LotState, use_until: date | None, day: date) -> bool:
    """Return whether a lot may be handed out on *day*.

    ``use_until`` is itself a good day; the day after is too late. A lot without a
    date is never too late. Source: DESIGN.md 4.4, E25.
    """
    return state is LotState.USABLE and (use_until is None or day <= use_until)


class AvailableLot(msgspec.Struct, frozen=True):
    """Packs of one lot at one location that nobody has reserved.

    ``fund`` is the sub-programme, None for donations.
    """

    lot: UUID
    location: UUID
    article: UUID
    fund: UUID | None
    state: LotState
    use_until: date | None
    received_on: date
    packs: Packs


class Wanted(msgspec.Struct, frozen=True):
    """Packs of one article that are wanted; ``code`` is what people know it by."""

    article: UUID
    code: str
    packs: Packs


class Pick(msgspec.Struct, frozen=True):
    """Packs to be taken from one lot at one location."""

    lot: UUID
    location: UUID
    article: UUID
    packs: Packs


class Picks(msgspec.Struct, frozen=True):
    """Everything that was wanted, and where to take it from."""

    lines: tuple[Pick, ...]


class NotEnough(msgspec.Struct, frozen=True):
    """Everything that is short; nothing is to be taken."""

    shortages: tuple[Shortage, ...]


def fefo(lots: Iterable[AvailableLot]) -> list[AvailableLot]:
    """Return *lots*, first to expire first; those without a date come last.

    Among equals the one received first, then by id, so that everyone who asks gets
    the same order. By ``use_until``, never by the date on the pack (I4).
    """
    return sorted(
        lots,
        key=lambda lot: (
            lot.use_until is None,
            lot.use_until or date.max,
            lot.received_on,
            lot.lot,
            lot.location,
        ),
    )


def pick(
    wanted: Sequence[Wanted],
    lots: Iterable[AvailableLot],
    *,
    fund: UUID | None,
    day: date,
    place: str,
) -> Picks | NotEnough:
    """Pick everything that is wanted, first to expire first, over several lots.

    Only lots of *fund* that may be used on *day* count. All or nothing: if anything
    is short, every short article is named with what was wanted and what there is at
    *place*, and nothing is picked.
    """
    usable = fefo(
        lot
        for lot in lots
        if lot.fund == fund and usable_on(lot.state, lot.use_until, day)
    )
    lines: list[Pick] = []
    shortages: list[Shortage] = []
    for article, code, packs in _joined(wanted):
        here = [lot for lot in usable if lot.article == article and lot.packs > 0]
        available = sum(lot.packs for lot in here)
        if available < packs:
            shortages.append(Shortage(code, None, place, packs, available))
        else:
            lines.extend(_take(here, packs))
    return NotEnough(tuple(shortages)) if shortages else Picks(tuple(lines))


def _joined(wanted: Sequence[Wanted]) -> list[tuple[UUID, str, int]]:
    """Return each article once, in the order asked, with all its packs."""
    packs: dict[UUID, int] = {}
    for line in wanted:
        packs[line.article] = packs.get(line.article, 0) + line.packs
    codes = {line.article: line.code for line in wanted}
    return [(article, codes[article], packs[article]) for article in packs]


def _take(lots: Iterable[AvailableLot], packs: int) -> Iterable[Pick]:
    for lot in lots:
        if packs <= 0:
            return
        taken = Packs(min(packs, lot.packs))
        packs -= taken
        yield Pick(lot.lot, lot.location, lot.article, taken)
