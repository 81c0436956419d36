"""Days, times, weights, money and telephone numbers, as people write them.

Pure: a value and a language in, a text out. Within a figure stands a no-break
space, so that "12,5 kg" never falls apart at the end of a line.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal

import phonenumbers
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from admin_ui.language import gettext, ngettext, speaking
from distribution.core.clock import WARSAW
from distribution.core.language import Language
from distribution.core.units import Metres, Seconds
from distribution.routing import figures

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_LOCALES: dict[Language, str] = {"pl": "pl", "en": "en_GB", "uk": "uk"}
_DAYS: dict[Language, str] = {
    "pl": "d\N{NO-BREAK SPACE}MMMM y",
    "en": "d\N{NO-BREAK SPACE}MMMM y",
    "uk": "d\N{NO-BREAK SPACE}MMMM y\N{NO-BREAK SPACE}'р'.",
}
"""Our own patterns: those of CLDR change a comma from one release to the next."""

_UNITS: dict[Language, tuple[str, str]] = {
    "pl": ("kg", "zł"),
    "en": ("kg", "zł"),
    "uk": ("кг", "зл."),
}


def local(value: datetime) -> datetime:
    """Return an instant on the wall clock of the centre."""
    return value.astimezone(WARSAW)


def long_day(value: date | datetime, language: Language) -> str:
    """Return "niedziela, 22 listopada 2026"; of an instant, its local day."""
    pattern = {"pl": "EEEE, ", "en": "EEEE ", "uk": "EEEE, "}[language]
    return format_date(
        _day_of(value), pattern + _DAYS[language], locale=_LOCALES[language]
    )


def day(value: date | datetime, language: Language) -> str:
    """Return "22 listopada 2026"; of an instant, its local day."""
    return format_date(_day_of(value), _DAYS[language], locale=_LOCALES[language])


def short_day(value: date | datetime, language: Language) -> str:
    """Return "niedz., 22.11": for columns, where the year is plain from the page."""
    pattern = {"pl": "EEE, d.MM", "en": "EEE d MMM", "uk": "EEE, d.MM"}[language]
    return format_date(_day_of(value), pattern, locale=_LOCALES[language])


def month(value: date, language: Language) -> str:
    """Return "listopad 2026"."""
    return format_skeleton("yMMMM", value, locale=_LOCALES[language])


def clock_time(value: datetime | time) -> str:
    """Return "9:05" on the wall clock of the centre, the same in every language."""
    moment = local(value) if isinstance(value, datetime) else value
    return f"{moment.hour}:{moment.minute:02}"


def instant(value: datetime, language: Language) -> str:
    """Return "22 listopada 2026, 9:05"."""
    return f"{day(value, language)}, {clock_time(value)}"


def kilograms(grams: int, language: Language) -> str:
    """Return "12,5 kg" of 12 500 grams, to the gram where it matters."""
    amount = format_decimal(
        Decimal(grams) / 1000, "#,##0.###", locale=_LOCALES[language]
    )
    return f"{amount}{NO_BREAK_SPACE}{_UNITS[language][0]}"


def money(grosz: int, language: Language) -> str:
    """Return "1 542,20 zł" of 154 220 grosz."""
    amount = format_decimal(Decimal(grosz) / 100, "#,##0.00", locale=_LOCALES[language])
    return f"{amount}{NO_BREAK_SPACE}{_UNITS[language][1]}"


def number(value: float, language: Language) -> str:
    """Return "12 345", with at most two decimals; "−5" has a real minus."""
    words = format_decimal(value, "#,##0.##", locale=_LOCALES[language])
    return words.replace("-", "−")


def percent(part: int, whole: int, language: Language) -> str:
    """Return the share of *part* in *whole* as "82%"; of nothing, "–"."""
    if not whole:
        return "–"
    share = number(round(100 * part / whole), language)
    return f"{share}%"


def pack_count(packs: int, language: Language) -> str:
    """Return "1 opakowanie", "3 opakowania", "12 opakowań"."""
    with speaking(language):
        sentence = ngettext("{n} opakowanie", "{n} opakowań", packs)
    return sentence.format(n=number(packs, language)).replace(" ", NO_BREAK_SPACE)


def phone(number_e164: str) -> str:
    """Return "601 979 977" of "+48601979977"; a foreign number keeps its prefix.

    What is no telephone number comes back unchanged: a page never hides what
    somebody wrote down.
    """
    try:
        parsed = phonenumbers.parse(number_e164, "PL")
    except phonenumbers.NumberParseException:
        return number_e164
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if parsed.country_code == _POLAND
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    written = phonenumbers.format_number(parsed, style)
    return written.replace(" ", NO_BREAK_SPACE)


def minutes(count: int, language: Language) -> str:
    """Return "45 min", and "6 h 25 min" of what is longer than an hour.

    A driver's phone writes the same (``inMinutes`` in ``drive/itinerary.js``).
    """
    with speaking(language):
        words = figures.duration(Seconds(60 * count), gettext)
    return words.replace(" ", NO_BREAK_SPACE)


def distance(metres: int, language: Language) -> str:
    """Return "40 m", and from a kilometre on "1,3 km", rounded up.

    A driver's phone writes the same (``inMetres`` in ``drive/itinerary.js``).
    """
    with speaking(language):
        words = figures.distance(Metres(metres), gettext)
    return words.replace(" ", NO_BREAK_SPACE)


def dialled(written: str) -> str:
    """Return what a telephone dials: the first number of those that somebody wrote.

    A comma would be a pause, and the second number be typed into the first call.
    """
    first = re.split(r"[,;/]", written)[0]
    return "".join(sign for sign in first if sign.isdecimal() or sign == "+")


def unbroken(written: str) -> str:
    """Return numbers that somebody wrote down so that none falls onto two lines."""
    return re.sub(r"(?<=[\d)]) (?=\d)", NO_BREAK_SPACE, written)


_POLAND = 48


def _day_of(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value
