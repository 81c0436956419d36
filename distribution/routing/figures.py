"""Times and distances in words, in whatever language ``gettext`` speaks."""

from collections.abc import Callable

from distribution.core.language import N_
from distribution.core.units import Metres, Seconds

Gettext = Callable[[str], str]

_KILOMETRE = 1000


def tenths(thousandths: int, gettext: Gettext) -> str:
    """Return a thousandth part, rounded up to one place: 1234 is 1,3."""
    whole, tenth = divmod(-(-thousandths // 100), 10)
    return gettext(N_("{whole},{tenth}")).format(whole=whole, tenth=tenth)


def duration(seconds: Seconds, gettext: Gettext) -> str:
    """Return minutes, rounded up; of more than an hour 1 h 52 min."""
    hours, minutes = divmod(-(-seconds // 60), 60)
    words = N_("{hours} h {minutes} min") if hours else N_("{minutes} min")
    return gettext(words).format(hours=hours, minutes=minutes)


def distance(metres: Metres, gettext: Gettext) -> str:
    """Return metres; from a thousand on kilometres, rounded up: 25,6 km."""
    words = N_("{metres} m") if metres < _KILOMETRE else N_("{kilometres} km")
    return gettext(words).format(metres=metres, kilometres=tenths(metres, gettext))
