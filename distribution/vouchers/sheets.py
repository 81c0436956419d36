"""Prints vouchers: A4 sheets of eight, or one on an A6 page. Tagged, PDF/UA-1.

A card says what a household must know, in Polish and in its own language, and holds
no name, no address of the household and no size of the help (R-PRIV-1): a lost card
tells nobody anything about anybody.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from distribution.core import qr
from distribution.core.language import Language
from distribution.core.typst_pdf import pdf
from distribution.vouchers.rules import Channel
from distribution.vouchers.short_code import grouped
from distribution.vouchers.times import Hours, Slot, Spell
from distribution.vouchers.wording import (
    WORDS,
    hours_in_words,
    in_figures,
    in_words,
    spells_in_figures,
)

_TEMPLATES = Path(__file__).parent / "templates"

CARDS_ON_A_SHEET = 8


class VoucherCard(msgspec.Struct, frozen=True, kw_only=True):
    """All that stands on one card."""

    token: str
    short_code: str
    """As it is stored, without dashes."""

    household_number: str
    centre_name: str
    programme: str
    """The programme and round, one line: ``FEPŻ 2024, tura 3 (przykładowy)``."""

    channel: Channel = Channel.PICKUP
    place: str = ""
    """Where to collect; for a home delivery it is not printed."""

    address: str = ""
    hours: Hours | None = None
    """Of the place, for where nothing is booked."""

    first_day: date
    last_day: date
    slot: Slot | None = None
    """What was booked; for a home delivery it is not printed either."""

    phone: str
    """Of the office, written as it should stand on the card."""

    language: Language = "pl"
    large_print: bool = False
    """Among sheets it has an A6 page of its own, in large letters."""

    copy: int = 1
    """1 is the first print; from 2 on the card says that it is a copy (E63)."""


class _Kind(msgspec.Struct, frozen=True):
    """What cards of one kind have in common: all but code, number and copy."""

    home: bool
    language: Language
    first: date
    last: date
    slot: Slot | None
    hours: Hours | None
    place: str
    address: str
    phones: tuple[str, ...]
    centre: str
    programme: str


LONGEST = 64
"""Letters of a name or address that fit a card where they can still be read."""

_LONGEST_PHONES = 52
_DIGIT = re.compile(r"\d")
_SEPARATOR = re.compile(r"\s*[,;]\s*")


def sheets(cards: Iterable[VoucherCard], *, made_at: datetime) -> bytes:
    """Return A4 pages of eight *cards* each, in the order given, with cut lines.

    Blocking and CPU-bound (a second for a thousand): call it in a worker, outside
    of any transaction. Without a card it is one empty page.
    """
    return pdf(_TEMPLATES / "sheet.typ", data_of(cards), made_at=made_at)


def single(card: VoucherCard, *, made_at: datetime) -> bytes:
    """Return one A6 page with *card*, larger and with more explanation."""
    return pdf(_TEMPLATES / "single.typ", data_of([card]), made_at=made_at)


def data_of(cards: Iterable[VoucherCard]) -> dict[str, Any]:
    """Return what the templates set; they place and never phrase.

    Cards of a round differ in little. What they share is a *kind*, set once; kinds
    that differ in figures alone have one *shape*, and fit at the same size.
    """
    kinds: dict[_Kind, int] = {}
    shapes: dict[str, int] = {}
    printed, texts = [], []
    for card in cards:
        kind = _kind(card)
        if kind not in kinds:
            kinds[kind] = len(kinds)
            text = _texts(kind)
            shape = _DIGIT.sub("0", repr(text))
            text["shape"] = shapes.setdefault(shape, len(shapes))
            texts.append(text)
        printed.append(
            {
                "kind": kinds[kind],
                "qr": qr.svg(qr.matrix(card.token)),
                "code": grouped(card.short_code),
                "number": card.household_number,
                "copy": card.copy if card.copy > 1 else None,
                "large": card.large_print,
            }
        )
    first_of: dict[int, int] = {}
    for at, text in enumerate(texts):
        first_of.setdefault(text["shape"], at)
    return {"cards": printed, "kinds": texts, "shapes": list(first_of.values())}


def _kind(card: VoucherCard) -> _Kind:
    home = card.channel is Channel.HOME_DELIVERY
    slot = None if home else card.slot
    return _Kind(
        home=home,
        language=card.language,
        first=slot.day if slot else card.first_day,
        last=slot.day if slot else card.last_day,
        slot=slot,
        hours=None if home or slot else card.hours,
        place="" if home else _cut(card.place),
        address="" if home else _cut(card.address),
        phones=_telephones(card.phone),
        centre=_cut(card.centre_name),
        programme=_cut(card.programme),
    )


def _texts(kind: _Kind) -> dict[str, Any]:
    languages: list[Language] = ["pl"]
    if kind.language != "pl":
        languages.append(kind.language)
    return {
        "home": kind.home,
        "figures": in_figures(kind.first, kind.last),
        "hours": _hours(kind),
        "place": kind.place,
        "address": kind.address,
        "phones": kind.phones,
        "centre": kind.centre,
        "programme": kind.programme,
        "said": [_said(language, kind) for language in languages],
    }


def _said(language: Language, kind: _Kind) -> dict[str, Any]:
    """Return what a card says in one language."""
    words = WORDS[language]
    return {
        "lang": language,
        "title": words.title,
        "number": words.number,
        "when": words.when_home if kind.home else words.when,
        "days": in_words(kind.first, kind.last, language),
        "hours": _week(kind, language),
        "where": words.where,
        "to_home": words.to_home,
        "bring": words.bring_home if kind.home else words.bring,
        "questions": words.questions,
        "proxy": "" if kind.home else words.proxy,
        "free": words.free,
        "code": words.code,
        "copy": words.copy,
    }


def _hours(kind: _Kind) -> str:
    """Return hours that need no words, beside the days; else nothing."""
    if kind.slot:
        return spells_in_figures([Spell(kind.slot.starts, kind.slot.ends)])
    if kind.hours and kind.hours.daily:
        return spells_in_figures(kind.hours.week[0].spells)
    return ""


def _week(kind: _Kind, language: Language) -> list[str]:
    if kind.hours is None or kind.hours.daily:
        return []
    return hours_in_words(kind.hours, language)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _telephones(text: str) -> tuple[str, ...]:
    """Return the first numbers, each whole, as many as a card has room for."""
    kept: list[str] = []
    for number in _SEPARATOR.split(text.strip()):
        if kept and len(", ".join([*kept, number])) > _LONGEST_PHONES:
            break
        kept.append(_cut(number))
    return tuple(kept)
