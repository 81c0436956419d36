"""The day on paper: printed before, for when phones are gone, and typed in later.

Tagged, PDF/UA-1; an office document, so in Polish. A line names a household by its
number alone. What is typed in of a list has an id that follows from the voucher, the
day and the place, so typing it twice changes nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from uuid import UUID, uuid5

import msgspec

from distribution.core.typst_pdf import pdf
from distribution.vouchers.extract import ExtractArticle, ExtractVoucher
from distribution.vouchers.short_code import grouped

_TEMPLATE = Path(__file__).parent / "templates" / "day_list.typ"
_LISTS = UUID("6f0c5a1e-6a53-4c0e-9a3b-2f9a3f0f7c11")
_BLANK_LINES = 8
"""Lines for households that are not on the list."""

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class PrintedParcel(msgspec.Struct, frozen=True):
    """What a parcel is made of; many households get the same one."""

    letter: str
    lines: Sequence[str]


class PrintedLine(msgspec.Struct, frozen=True):
    """One household of the list."""

    number: int
    code: str
    persons: int
    parcel: str
    slot: str
    note: str


class DayList(msgspec.Struct, frozen=True, kw_only=True):
    """All that stands on the list of a site and day."""

    centre: str
    phone: str
    site: str
    day: str
    made: str
    blank: int
    parcels: Sequence[PrintedParcel]
    lines: Sequence[PrintedLine]


def paper_nonce(*, short_code: str, site: UUID, day: date) -> UUID:
    """Return the id of what a paper list says of one voucher, the same every time."""
    return uuid5(_LISTS, f"{site}/{day.isoformat()}/{short_code}")


def day_list(
    vouchers: Sequence[ExtractVoucher],
    articles: Mapping[UUID, ExtractArticle],
    *,
    slots: Mapping[UUID, time],
    centre: str,
    phone: str,
    site: str,
    day: date,
    made_at: datetime,
) -> DayList:
    """Return what is printed for a day.

    Args:
        vouchers: Those that may be redeemed, in the order of the list.
        articles: What theirs are called.
        slots: Local times that were booked, by voucher.
        centre: Name of the centre.
        phone: Whom to call in doubt.
        site: Name of the place.
        day: Local day.
        made_at: In the centre's zone; a later list knows more.
    """
    letters: dict[tuple[str, ...], str] = {}
    lines = [
        PrintedLine(
            number=one.household_number,
            code=grouped(one.short_code),
            persons=one.persons,
            parcel=letters.setdefault(_content(one, articles), _letter(len(letters))),
            slot=_clock(slots[one.id]) if one.id in slots else "",
            note=one.note,
        )
        for one in vouchers
    ]
    return DayList(
        centre=centre,
        phone=phone,
        site=site,
        day=_day(day),
        made=f"{_day(made_at.date())}, {_clock(made_at.time())}",
        blank=_BLANK_LINES,
        parcels=[PrintedParcel(letter, what) for what, letter in letters.items()],
        lines=lines,
    )


def day_list_pdf(what: DayList, *, made_at: datetime) -> bytes:
    """Return the list as a PDF. Blocking: run it in a thread."""
    return pdf(_TEMPLATE, what, made_at=made_at)


def _content(
    one: ExtractVoucher, articles: Mapping[UUID, ExtractArticle]
) -> tuple[str, ...]:
    packs: dict[UUID, int] = {}
    for line in one.lines:
        packs[line.article] = packs.get(line.article, 0) + line.packs
    named = sorted((articles[article].name, count) for article, count in packs.items())
    return tuple(f"{count} × {name}" for name, count in named)


def _letter(place: int) -> str:
    """Return A to Z, then A2 to Z2 and so on."""
    turn, at = divmod(place, len(_LETTERS))
    return _LETTERS[at] + (str(turn + 1) if turn else "")


def _day(day: date) -> str:
    return f"{day.day}.{day.month:02}.{day.year}"


def _clock(at: time) -> str:
    return f"{at.hour}:{at:%M}"
