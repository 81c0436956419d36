"""Opening hours as a card says them: short, and never wrong."""

from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from distribution.pickup.rules.card_hours import MOST_DIFFERING, card_hours
from distribution.pickup.rules.opening import DayOpening, Span
from distribution.vouchers.times import Hours, Spell
from distribution.vouchers.wording import hours_in_words

MONDAY = date(2026, 12, 7)
MORNING, LATE = Span(time(9), time(15)), Span(time(14), time(18))


def days(*spans: tuple[Span, ...]) -> list[DayOpening]:
    """Return days from a Monday on."""
    return [DayOpening(MONDAY + timedelta(n), one) for n, one in enumerate(spans)]


def said(hours: Hours | None) -> list[str]:
    assert hours is not None
    return hours_in_words(hours, "pl")


def test_the_same_hours_every_day_need_no_weekday() -> None:
    hours = card_hours(days(*[(MORNING,)] * 5))

    assert hours is not None
    assert hours.daily
    assert hours.week[0].spells == (Spell(time(9), time(15)),)


def test_weekdays_are_grouped_and_neighbours_joined() -> None:
    early, late, closed = (MORNING,), (Span(time(8), time(12)), LATE), ()

    hours = card_hours(days(early, early, early, late, early, closed, closed))

    assert said(hours) == [
        "pn.–śr., pt. 9:00–15:00",
        "czw. 8:00–12:00, 14:00–18:00",
    ]


def test_two_days_are_no_stretch() -> None:
    assert said(card_hours(days((MORNING,), (MORNING,), ()))) == ["pn., wt. 9:00–15:00"]


def test_a_date_that_differs_is_named() -> None:
    week = [(MORNING,)] * 5 + [(), ()]
    usual = days(*week, *week)
    usual[2] = DayOpening(usual[2].day, ())
    usual[11] = DayOpening(usual[11].day, (LATE,))

    assert said(card_hours(usual)) == [
        "pn.–pt. 9:00–15:00",
        "9.12 nieczynne, 18.12 14:00–18:00",
    ]
    assert hours_in_words(card_hours(usual), "uk")[1].startswith("9.12 зачинено")


def test_no_hours_are_better_than_wrong_ones() -> None:
    odd = [DayOpening(MONDAY + timedelta(7 * n), (MORNING,)) for n in range(9)]
    for n in range(MOST_DIFFERING + 1):
        odd[n] = DayOpening(odd[n].day, ())

    assert card_hours(odd) is None
    assert card_hours(odd[1:]) is not None
    assert card_hours(days((), ())) is None
    assert card_hours([]) is None


@given(
    st.lists(st.sampled_from([(), (MORNING,), (LATE,), (MORNING, LATE)]), max_size=21)
)
def test_what_is_said_holds_on_every_day(spans: list[tuple[Span, ...]]) -> None:
    every = days(*spans)
    hours = card_hours(every)
    if hours is None:
        return
    by_weekday = {w: line.spells for line in hours.week for w in line.weekdays}
    by_date = {line.day: line.spells for line in hours.differing}
    for one in every:
        told = by_date.get(one.day, by_weekday.get(one.day.isoweekday(), ()))
        if hours.daily:
            told = hours.week[0].spells
        assert told == tuple(Spell(span.opens, span.closes) for span in one.spans)
