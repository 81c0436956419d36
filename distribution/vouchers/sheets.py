"""Prints vouchers: A4 sheets of eight, or one on an A6 page. Tagged, PDF/UA-1.

A card says what a household must know, in Polish and in its own language, and holds
no name, no address of the household and no size of the help (R-PRIV-1): a lost card
tells nobody anything about anybody.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import msgspec

from distribution.core.language import Language
from distribution.core.typst_pdf import pdf
from distribution.vouchers import qr
from distribution.vouchers.rules import Channel
from distribution.vouchers.short_code import grouped
from distribution.vouchers.wording import WORDS, in_figures, in_words

_TEMPLATES = Path(__file__).parent / "templates"

CARDS_ON_A_SHEET = 8


class Slot(msgspec.Struct, frozen=True):
    """The time that was booked, local to the centre."""

    day: date
    starts: time
    ends: time


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
    hours: str = ""
    """Opening hours, where nothing is booked: ``9:00–15:00``."""

    first_day: date
    last_day: date
    slot: Slot | None = None
    phone: str
    """Of the office, written as it should stand on the card."""

    language: Language = "pl"
    copy: int = 1
    """1 is the first print; from 2 on the card says that it is a copy (E63)."""


def sheets(cards: Iterable[VoucherCard], *, made_at: datetime) -> bytes:
    """Return A4 pages of eight *cards* each, in the order given, with cut lines.

    Blocking and CPU-bound (a second for a thousand): call it in a worker, outside
    of any transaction. Without a card it is one empty page.
    """
    data = {"cards": [_texts(card) for card in cards]}
    return pdf(_TEMPLATES / "sheet.typ", data, made_at=made_at)


def single(card: VoucherCard, *, made_at: datetime) -> bytes:
    """Return one A6 page with *card*, larger and with more explanation."""
    return pdf(_TEMPLATES / "single.typ", {"cards": [_texts(card)]}, made_at=made_at)


def _texts(card: VoucherCard) -> dict[str, Any]:
    """Return what the templates set; they place and never phrase."""
    home = card.channel is Channel.HOME_DELIVERY
    first, last = _days(card)
    languages: list[Language] = ["pl"]
    if card.language != "pl":
        languages.append(card.language)
    return {
        "qr": qr.svg(qr.matrix(card.token)),
        "code": grouped(card.short_code),
        "number": card.household_number,
        "centre": card.centre_name,
        "programme": card.programme,
        "home": home,
        "figures": in_figures(first, last),
        "hours": _hours(card),
        "place": "" if home else card.place,
        "address": "" if home else card.address,
        "phone": card.phone,
        "copy": card.copy if card.copy > 1 else None,
        "said": [_said(language, first, last, home=home) for language in languages],
    }


def _said(language: Language, first: date, last: date, *, home: bool) -> dict[str, str]:
    """Return what a card says in one language."""
    words = WORDS[language]
    return {
        "lang": language,
        "title": words.title,
        "number": words.number,
        "when": words.when_home if home else words.when,
        "days": in_words(first, last, language),
        "where": words.where,
        "to_home": words.to_home,
        "bring": words.bring_home if home else words.bring,
        "questions": words.questions,
        "proxy": "" if home else words.proxy,
        "free": words.free,
        "code": words.code,
        "copy": words.copy,
    }


def _days(card: VoucherCard) -> tuple[date, date]:
    if card.slot is not None:
        return card.slot.day, card.slot.day
    return card.first_day, card.last_day


def _hours(card: VoucherCard) -> str:
    if card.slot is None:
        return card.hours
    starts, ends = card.slot.starts, card.slot.ends
    return f"{starts.hour}:{starts:%M}–{ends.hour}:{ends:%M}"
