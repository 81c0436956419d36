"""What messages say, in three languages.

They stand side by side here, not in the catalogues of the pages, since each has a
budget: one SMS part without a link, in the alphabet of its language. Nothing tells of
welfare: a message shows on a locked screen, and on a telephone that others hold
(R-PRIV-1). So no name of an office, no food, no help, no name of a person.
"""

from datetime import date, time
from typing import Any

import msgspec

from distribution.core.language import Language
from distribution.messages.rules.outbox import MessageKind
from distribution.messages.rules.sms import transliterated


class SlotFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a message on a slot names. Days and times are local to the site.

    ``place`` is street and number, never the name of a welfare office. ``link`` lets
    the household change the slot. ``was_day`` and ``was_at``: before a move.
    """

    day: date
    at: time
    place: str
    link: str | None = None
    was_day: date | None = None
    was_at: time | None = None


class LinkFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a message that brings a link names; ``day``: of a driver's run."""

    link: str
    day: date | None = None


Facts = SlotFacts | LinkFacts

_LINK_KINDS = frozenset({MessageKind.BOOKING_LINK, MessageKind.RUN_LINK})

_TEXTS: dict[MessageKind, dict[Language, str]] = {
    MessageKind.SLOT_CONFIRMED: {
        "pl": "Termin potwierdzony: {day}, godz. {at}, {place}.",
        "en": "Confirmed: {day}, {at}, {place}.",
        "uk": "Підтверджено: {day}, {at}, {place}.",
    },
    MessageKind.SLOT_MOVED: {
        "pl": "Zmiana terminu: {day}, godz. {at}, {place} (było: {was_day}, {was_at}).",
        "en": "New time: {day}, {at}, {place} (was: {was_day}, {was_at}).",
        "uk": "Зміна: {day}, {at}, {place} (було {was_day}, {was_at})",
    },
    MessageKind.SLOT_CANCELLED: {
        "pl": "Termin odwołany: {day}, godz. {at}, {place}.",
        "en": "Cancelled: {day}, {at}, {place}.",
        "uk": "Скасовано: {day}, {at}, {place}.",
    },
    MessageKind.SLOT_REMINDER: {
        "pl": "Przypomnienie: {day}, godz. {at}, {place}.",
        "en": "Reminder: {day}, {at}, {place}.",
        "uk": "Нагадування: {day}, {at}, {place}.",
    },
    MessageKind.BOOKING_LINK: {
        "pl": "Wybierz termin: {link}",
        "en": "Choose a time: {link}",
        "uk": "Виберіть час: {link}",
    },
    MessageKind.RUN_LINK: {
        "pl": "Trasa {day}: {link}",
        "en": "Route {day}: {link}",
        "uk": "Маршрут {day}: {link}",
    },
}

_CHANGE_IT: dict[Language, str] = {
    "pl": " Zmień: {link}",
    "en": " Change: {link}",
    "uk": " Змінити: {link}",
}

_WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "pl": ("pon.", "wt.", "śr.", "czw.", "pt.", "sob.", "nd."),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "uk": ("пн", "вт", "ср", "чт", "пт", "сб", "нд"),
}
_MONTHS_EN = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


def facts_of(kind: MessageKind, stored: dict[str, Any]) -> Facts:
    """Return the facts of a message as the outbox stores them.

    Raises:
        msgspec.ValidationError: They do not fit *kind*.
    """
    if kind in _LINK_KINDS:
        return msgspec.convert(stored, LinkFacts)
    return msgspec.convert(stored, SlotFacts)


def compose(
    kind: MessageKind, facts: Facts, language: Language, *, plain_letters: bool = True
) -> str:
    """Return the text of a message, ready for a sender.

    Args:
        kind: What it says.
        facts: Those of its kind, see `facts_of`.
        language: The recipient's own (N5).
        plain_letters: Write ``a`` for ``ą`` and so on, so that Polish and English
            take 160 signs a part instead of 70. Ukrainian stays Cyrillic.
    """
    text = _TEXTS[kind][language]
    if isinstance(facts, SlotFacts) and facts.link:
        text += _CHANGE_IT[language]
    words = {
        name: _word(value, language)
        for name, value in msgspec.structs.asdict(facts).items()
    }
    full = text.format(**words)
    return transliterated(full) if plain_letters else full


def _word(value: date | time | str | None, language: Language) -> str:
    """Write one fact as people read it: ``czw. 26.11``, ``Thu 26 Nov``, ``10:15``."""
    match value:
        case date():
            weekday = _WEEKDAYS[language][value.weekday()]
            if language == "en":
                return f"{weekday} {value.day} {_MONTHS_EN[value.month - 1]}"
            return f"{weekday} {value.day}.{value.month:02d}"
        case time():
            return f"{value:%H:%M}"
        case str():
            return value
        case None:
            return ""
