"""When a site is open: weekly hours, exceptions by date, public holidays.

Hours are local wall-clock times, as people say them: a clock change shifts no hour.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, time
from enum import StrEnum
from itertools import pairwise

import msgspec

from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_

MONDAY, SUNDAY = 1, 7
"""Weekdays are numbered as ISO 8601 does."""


class Span(msgspec.Struct, frozen=True, order=True):
    """From one local time to a later one on the same day; the end is excluded."""

    opens: time
    closes: time


class WeeklySpan(msgspec.Struct, frozen=True):
    """A span that returns every week; ``weekday`` runs from 1, Monday, to 7."""

    weekday: int
    span: Span


def hours_by_day(week: Iterable[WeeklySpan]) -> dict[str, str]:
    """Return the hours of "day1", Monday, to "day7", as people write them."""
    spans: dict[str, list[Span]] = {f"day{n}": [] for n in range(MONDAY, SUNDAY + 1)}
    for one in week:
        spans[f"day{one.weekday}"].append(one.span)
    return {day: written(sorted(of_day)) for day, of_day in spans.items()}


def written(spans: Iterable[Span]) -> str:
    """Return hours as people write them: "10:00–14:00, 15:00–18:00"."""
    return ", ".join(f"{one.opens:%H:%M}–{one.closes:%H:%M}" for one in spans)


class DayException(msgspec.Struct, frozen=True):
    """What holds on one date instead of the week; without spans the site is closed.

    It outranks a public holiday too, so a site may open on one on purpose. Several
    exceptions of one date add up, as rows of a table do.
    """

    day: date
    spans: tuple[Span, ...] = ()
    note: str = ""


class ClosedBecause(StrEnum):
    """Why a site has no hours on a day."""

    WEEKDAY = "weekday"
    EXCEPTION = "exception"
    HOLIDAY = "holiday"


CLOSED_LABELS: dict[ClosedBecause, str] = {
    ClosedBecause.WEEKDAY: N_("Nieczynne w tym dniu tygodnia"),
    ClosedBecause.EXCEPTION: N_("Nieczynne wyjątkowo"),
    ClosedBecause.HOLIDAY: N_("Święto"),
}


class DayOpening(msgspec.Struct, frozen=True):
    """The hours of one day, earliest first; without any, why, and a note for people.

    ``note`` is the name of the holiday, or what staff wrote with the exception.
    """

    day: date
    spans: tuple[Span, ...]
    closed: ClosedBecause | None = None
    note: str = ""


def opening_on(
    day: date,
    *,
    weekly: Collection[WeeklySpan],
    exceptions: Collection[DayException],
    holidays: Mapping[date, str],
) -> DayOpening:
    """Return the hours of a site on *day*.

    An exception outranks a holiday, and a holiday outranks the week.
    """
    if special := [e for e in exceptions if e.day == day]:
        spans = tuple(sorted(span for e in special for span in e.spans))
        notes = dict.fromkeys(e.note for e in special if e.note)
        closed = None if spans else ClosedBecause.EXCEPTION
        return DayOpening(day, spans, closed, "; ".join(notes))
    if day in holidays:
        return DayOpening(day, (), ClosedBecause.HOLIDAY, holidays[day])
    spans = tuple(sorted(w.span for w in weekly if w.weekday == day.isoweekday()))
    return DayOpening(day, spans, None if spans else ClosedBecause.WEEKDAY)


def check_week(weekly: Sequence[WeeklySpan]) -> None:
    """Return if the weekly hours make sense.

    Raises:
        InvalidInputError: Names every entry with a weekday out of range, an end
            before its beginning, or an overlap with another of the same day.
    """
    errors = [
        FieldError(f"hours.{i}.weekday", N_("Wybierz dzień tygodnia."))
        for i, entry in enumerate(weekly)
        if not MONDAY <= entry.weekday <= SUNDAY
    ]
    errors += _span_errors(
        [(f"hours.{i}", w.weekday, w.span) for i, w in enumerate(weekly)]
    )
    if errors:
        raise InvalidInputError(errors)


def check_exception(exception: DayException) -> None:
    """Return if the hours of an exception make sense.

    Raises:
        InvalidInputError: As `check_week`.
    """
    spans = enumerate(exception.spans)
    if errors := _span_errors([(f"spans.{i}", 0, span) for i, span in spans]):
        raise InvalidInputError(errors)


def _span_errors(named: Sequence[tuple[str, int, Span]]) -> list[FieldError]:
    """Name each span that ends too soon, or that begins inside another of its day."""
    errors = [
        FieldError(f"{name}.closes", N_("Koniec musi być później niż początek."))
        for name, _, span in named
        if span.closes <= span.opens
    ]
    by_day = sorted(named, key=lambda entry: (entry[1], entry[2]))
    errors += [
        FieldError(f"{name}.opens", N_("Te godziny nachodzą na inne tego dnia."))
        for (_, day_before, before), (name, day, span) in pairwise(by_day)
        if day == day_before and span.opens < before.closes
    ]
    return errors
