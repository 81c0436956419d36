"""Opening hours of a stretch of days, short enough for a card. Pure."""

from collections import Counter
from collections.abc import Sequence

from distribution.pickup.rules.opening import DayOpening, Span
from distribution.vouchers.times import DayLine, Hours, Spell, WeekLine

MOST_DIFFERING = 3
"""Dates of their own that a card has room for."""

_Spans = tuple[Span, ...]


def card_hours(days: Sequence[DayOpening]) -> Hours | None:
    """Return the hours of *days*: by weekday, and the dates that differ from it.

    Returns:
        None where the site never opens, or where so many dates differ that a card
        cannot say it: no hours are better than wrong ones.
    """
    usual = _usual(days)
    weeks = {w: spans for w, spans in usual.items() if spans}
    differing = [one for one in days if one.spans != usual[one.day.isoweekday()]]
    if not any(one.spans for one in days) or len(differing) > MOST_DIFFERING:
        return None
    by_spans: dict[_Spans, list[int]] = {}
    for weekday, spans in sorted(weeks.items()):
        by_spans.setdefault(spans, []).append(weekday)
    return Hours(
        tuple(WeekLine(tuple(w), _spells(spans)) for spans, w in by_spans.items()),
        tuple(DayLine(one.day, _spells(one.spans)) for one in differing),
        daily=not differing and len(by_spans) == 1 and len(weeks) == len(usual),
    )


def _usual(days: Sequence[DayOpening]) -> dict[int, _Spans]:
    """Return what holds most often on each weekday; open comes before closed."""
    seen: dict[int, Counter[_Spans]] = {}
    for one in days:
        seen.setdefault(one.day.isoweekday(), Counter())[one.spans] += 1
    return {
        weekday: max(counts, key=lambda spans: (counts[spans], spans != ()))
        for weekday, counts in seen.items()
    }


def _spells(spans: _Spans) -> tuple[Spell, ...]:
    return tuple(Spell(span.opens, span.closes) for span in spans)
