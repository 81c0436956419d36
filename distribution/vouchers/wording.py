"""What stands on printed vouchers, in three languages.

Not in the catalogues: a card says the same thing in two languages at once, whatever
the language of the person who prints it. A new language is one more entry.
"""

from collections.abc import Sequence
from datetime import date, time
from itertools import groupby

import msgspec

from distribution.core.days import written_day
from distribution.core.language import Language
from distribution.vouchers.times import Hours, Spell


class Words(msgspec.Struct, frozen=True):
    """The words of one language. Sentences end with a full stop, labels do not."""

    title: str
    number: str
    when: str
    when_home: str
    where: str
    to_home: str
    bring: str
    bring_home: str
    questions: str
    proxy: str
    free: str
    code: str
    copy: str
    closed: str
    days: tuple[str, ...]
    """Weekdays in short, from Monday on, as they stand before hours."""
    weekdays: tuple[str, ...]
    """From Monday on."""
    months: tuple[str, ...]
    """As they stand after the number of a day."""


WORDS: dict[Language, Words] = {
    "pl": Words(
        title="Talon na żywność",
        number="numer",
        when="Kiedy",
        when_home="Kiedy przyjedziemy",
        where="Gdzie",
        to_home="Przywieziemy paczkę do domu",
        bring="Zabierz ten talon, dokument ze zdjęciem i torby.",
        bring_home="Przygotuj ten talon i dokument ze zdjęciem.",
        questions="Pytania, zmiana terminu",
        proxy="Paczkę może odebrać inna osoba: z tym talonem, pisemnym"
        " upoważnieniem i swoim dokumentem.",
        free="Pomoc jest bezpłatna. Nikt nie może żądać za nią zapłaty.",
        code="Gdy kod się nie skanuje, podaj",
        copy="kopia",
        closed="nieczynne",
        days=("pn.", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz."),
        weekdays=(
            "poniedziałek",
            "wtorek",
            "środa",
            "czwartek",
            "piątek",
            "sobota",
            "niedziela",
        ),
        months=(
            "stycznia",
            "lutego",
            "marca",
            "kwietnia",
            "maja",
            "czerwca",
            "lipca",
            "sierpnia",
            "września",
            "października",
            "listopada",
            "grudnia",
        ),
    ),
    "uk": Words(
        title="Талон на продукти",
        number="номер",
        when="Коли",
        when_home="Коли приїдемо",
        where="Де",
        to_home="Ми привеземо продукти додому",
        bring="Візьміть цей талон, документ із фотографією та сумки.",
        bring_home="Підготуйте цей талон і документ із фотографією.",
        questions="Запитання, зміна дати",
        proxy="Продукти може забрати інша особа: з цим талоном, письмовим"
        " дорученням і своїм документом.",
        free="Допомога безкоштовна. Ніхто не може вимагати за неї плату.",
        code="Якщо код не сканується, назвіть",
        copy="копія",
        closed="зачинено",
        days=("пн", "вт", "ср", "чт", "пт", "сб", "нд"),
        weekdays=(
            "понеділок",
            "вівторок",
            "середа",
            "четвер",
            "п’ятниця",
            "субота",
            "неділя",
        ),
        months=(
            "січня",
            "лютого",
            "березня",
            "квітня",
            "травня",
            "червня",
            "липня",
            "серпня",
            "вересня",
            "жовтня",
            "листопада",
            "грудня",
        ),
    ),
    "en": Words(
        title="Food voucher",
        number="number",
        when="When",
        when_home="When we will come",
        where="Where",
        to_home="We will bring the food to your home",
        bring="Bring this voucher, a photo ID and bags.",
        bring_home="Have this voucher and a photo ID ready.",
        questions="Questions, another date",
        proxy="Someone else may collect it for you: with this voucher, a written"
        " authorisation and their own ID.",
        free="The food is free. Nobody may ask you to pay for it.",
        code="If the code does not scan, give",
        copy="copy",
        closed="closed",
        days=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        weekdays=(
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
        ),
        months=(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ),
    ),
}


def in_figures(first: date, last: date) -> str:
    """Return the days as everybody in Poland reads them: ``7.12 – 11.12.2026``."""
    end = written_day(last)
    if first == last:
        return end
    start = f"{first.day}.{first.month:02}"
    return (
        f"{start} – {end}"
        if first.year == last.year
        else f"{start}.{first.year} – {end}"
    )


def in_words(first: date, last: date, language: Language) -> str:
    """Return the days spelled out: ``wtorek 8 grudnia``, ``7–11 grudnia``."""
    words = WORDS[language]
    end = f"{last.day} {words.months[last.month - 1]}"
    if first == last:
        return f"{words.weekdays[last.weekday()]} {end}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    return f"{first.day} {words.months[first.month - 1]} – {end}"


def spells_in_figures(spells: Sequence[Spell]) -> str:
    """Return hours as everybody reads them: ``9:00–12:00, 14:00–17:00``."""
    return ", ".join(f"{_clock(one.opens)}–{_clock(one.closes)}" for one in spells)


def hours_in_words(hours: Hours, language: Language) -> list[str]:
    """Return the hours, a line for each kind of day: ``pn., śr.–pt. 9:00–15:00``."""
    words = WORDS[language]
    week = [
        f"{_stretches(line.weekdays, language)} {spells_in_figures(line.spells)}"
        for line in hours.week
    ]
    differing = [
        f"{one.day.day}.{one.day.month:02}"
        f" {spells_in_figures(one.spells) or words.closed}"
        for one in hours.differing
    ]
    return [*week, *([", ".join(differing)] if differing else [])]


def _stretches(weekdays: Sequence[int], language: Language) -> str:
    """Return weekdays with neighbours joined: ``pn.–śr., pt.``."""
    names = WORDS[language].days
    said = []
    for _, run in groupby(enumerate(weekdays), lambda pair: pair[1] - pair[0]):
        days = [names[weekday - 1] for _, weekday in run]
        joint = "–" if len(days) > 2 else ", "  # noqa: PLR2004 (two days: no stretch)
        said.append(days[0] if len(days) == 1 else f"{days[0]}{joint}{days[-1]}")
    return ", ".join(said)


def _clock(at: time) -> str:
    return f"{at.hour}:{at:%M}"
