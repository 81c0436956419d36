"""When a household may come, as its card says it.

Slots and opening hours belong to pickup, which vouchers do not know: whoever has a
card printed hands in what is known of them.
"""

from datetime import date, time

import msgspec


class Slot(msgspec.Struct, frozen=True):
    """The time that was booked, local to the centre."""

    day: date
    starts: time
    ends: time


class Spell(msgspec.Struct, frozen=True, order=True):
    """From one local time to a later one of the same day."""

    opens: time
    closes: time


class WeekLine(msgspec.Struct, frozen=True):
    """Weekdays with the same spells; they run from 1, Monday, to 7."""

    weekdays: tuple[int, ...]
    spells: tuple[Spell, ...]


class DayLine(msgspec.Struct, frozen=True):
    """A date that differs from its weekday; without spells nobody is there."""

    day: date
    spells: tuple[Spell, ...]


class Hours(msgspec.Struct, frozen=True):
    """When a place is open on the days of a voucher, as briefly as it can be said."""

    week: tuple[WeekLine, ...]
    differing: tuple[DayLine, ...] = ()
    daily: bool = False
    """The one line of the week holds on each of the days, so none needs its name."""


class Times(msgspec.Struct, frozen=True):
    """What is known for one voucher: what was booked, or else the hours."""

    slot: Slot | None = None
    hours: Hours | None = None
