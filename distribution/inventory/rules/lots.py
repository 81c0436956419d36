"""Which lots may be used on a day.

The one guard for page, API, scan and allocation alike: ``usable_on``.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from distribution.core.language import N_


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


def usable_on(state: LotState, use_until: date | None, day: date) -> bool:
    """Return whether a lot may be handed out on *day*.

    ``use_until`` is itself a good day; the day after is too late. A lot without a
    date is never too late. Source: DESIGN.md 4.4, E25.
    """
    return state is LotState.USABLE and (use_until is None or day <= use_until)


class Urgency(StrEnum):
    """How soon a lot must leave (I23). The last good day is not expired yet."""

    EXPIRED = "expired"
    WEEK = "week"
    MONTH = "month"
    LATER = "later"
    UNLIMITED = "unlimited"


URGENCY_LABELS: Mapping[Urgency, str] = {
    Urgency.EXPIRED: N_("po terminie"),
    Urgency.WEEK: N_("do 7 dni"),
    Urgency.MONTH: N_("do 30 dni"),
    Urgency.LATER: N_("później"),
    Urgency.UNLIMITED: N_("bez terminu"),
}

_WEEK_DAYS, _MONTH_DAYS = 7, 30


def urgency(use_until: date | None, day: date) -> Urgency:
    """Return how soon a lot must leave, seen on *day*."""
    if use_until is None:
        return Urgency.UNLIMITED
    left = (use_until - day).days
    if left < 0:
        return Urgency.EXPIRED
    if left <= _WEEK_DAYS:
        return Urgency.WEEK
    return Urgency.MONTH if left <= _MONTH_DAYS else Urgency.LATER
