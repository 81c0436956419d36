"""What is better looked at than read. Each chart is a table, so it is read as well."""

from datetime import date, datetime
from typing import Any

from admin_ui.formats import clock_time, short_day
from admin_ui.kinds import VOUCHER_KINDS
from admin_ui.language import gettext as _
from admin_ui.language import spoken_language
from admin_ui.pages.dashboard.now import Now
from admin_ui.pages.stock_todos import figure
from admin_ui.run_glance import RUN_KINDS, doors_of
from distribution.pickup.queries.progress import DayProgress
from distribution.routing.queries.plans import RunFacts
from distribution.routing.rules.doors import RUN_STATE_LABELS, RunState
from distribution.vouchers.queries.needs import ArticleNeed
from distribution.vouchers.rules import STATE_LABELS

_ROOM_ABOVE = 1.25
"""A bar that is full reaches so many times its mark."""


def voucher_shares(now: Now) -> list[dict[str, Any]]:
    """Return the vouchers by state."""
    return [
        {"label": _(STATE_LABELS[state]), "value": count, "kind": kind}
        for state, kind in VOUCHER_KINDS.items()
        if (count := now.count(state))
    ]


def days_chart(now: Now) -> list[dict[str, Any]]:
    """Return the days of the round: handed out, still to come, and the places."""
    return [
        {
            "label": _("dziś")
            if one.day == now.day
            else short_day(one.day, spoken_language()),
            "value": one.handed_out + one.expected,
            "parts": [
                {"value": one.handed_out, "kind": "good"},
                {
                    "value": one.expected,
                    "kind": "warning" if one.day < now.day else "info",
                },
            ],
            "mark": one.capacity,
            "text": _day_in_words(one, now.day),
        }
        for one in now.days
    ]


def _day_in_words(one: DayProgress, today: date) -> str:
    words = _("{done}; przyjdzie {expected}")
    if one.day > today:
        words = _("{expected} z {capacity}")
    elif one.day < today:
        words = _("{done}; nie przyszło {expected}") if one.expected else "{done}"
    return words.format(
        done=figure(one.handed_out),
        expected=figure(one.expected),
        capacity=figure(one.capacity),
    )


def stock_chart(now: Now) -> list[dict[str, Any]]:
    """Return stock against need, what is shortest first; each bar to its own mark.

    While no voucher promises anything, what lies there, without marks.
    """
    asked = [one for one in now.needs if one.promised]
    if not asked:
        return [
            {"label": one.name, "value": one.at_site, "kind": "neutral"}
            for one in now.needs
        ]
    asked.sort(key=lambda one: min(1.0, one.at_site / one.promised))
    words = _("{available}, potrzeba {wanted}")
    return [
        {
            "label": one.name,
            "value": min(one.at_site, one.promised * _ROOM_ABOVE),
            "mark": one.promised,
            "scale": one.promised * _ROOM_ABOVE,
            "kind": _kind(one),
            "text": words.format(
                available=figure(one.at_site), wanted=figure(one.promised)
            ),
        }
        for one in asked
    ]


def _kind(need: ArticleNeed) -> str:
    return "danger" if need.missing else "warning" if need.to_bring else "good"


def road_rows(now: Now) -> list[dict[str, Any]]:
    """Return the routes of today: who drives, how far, and when the next door is."""
    road = now.road
    if road is None:
        return []
    return [
        {
            "driver": run.driver_name,
            "done": doors_of(run) - run.waiting,
            "doors": doors_of(run),
            "kind": RUN_KINDS[run.state],
            "state": _(RUN_STATE_LABELS[run.state]),
            "next": _next(run, road.next_of(run), now.at),
        }
        for run in road.runs
        if doors_of(run)
    ]


def _next(run: RunFacts, coming: datetime | None, now: datetime) -> str:
    if run.state is RunState.NOT_OPENED:
        ahead = now < run.leaves_at
        words = _("wyjazd {time}") if ahead else _("wyjazd miał być o {time}")
        return words.format(time=clock_time(run.leaves_at))
    if coming is None:
        return ""
    return _("następne około {time}").format(time=clock_time(coming))
