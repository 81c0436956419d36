"""A site's day on paper: printed before, for when everything is down.

One PDF, tagged, PDF/UA-1; an office document, so in Polish. It begins with what to do,
then come the map, the food, the list that a volunteer checks codes on, and the register
that households sign. A household is its number. Names of proxies stand on the list,
since they are compared with a document; the register, which everybody who signs can
read, names nobody.

What is typed in of it has an id that follows from the voucher, the day and the place,
so typing it twice changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID, uuid5

import msgspec

from distribution.core.days import written_day
from distribution.core.typst_pdf import pdf
from distribution.vouchers.extract import ExtractArticle, ExtractVoucher
from distribution.vouchers.queries.on_paper import PaperVoucher
from distribution.vouchers.short_code import grouped
from distribution.vouchers.wording import in_words

_TEMPLATE = Path(__file__).parent / "templates" / "day_pack.typ"
_LISTS = UUID("6f0c5a1e-6a53-4c0e-9a3b-2f9a3f0f7c11")
_BLANK_LINES = 28
"""Lines for households that are not on the list: two pages."""

_NO_SLOT = "bez umówionej godziny"


class PackPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Whose pack it is and where; ``drawing`` is an SVG, empty if nothing is known."""

    centre: str
    phone: str
    site: str
    address: str
    drawing: str


class PackArticle(msgspec.Struct, frozen=True):
    """A column of the list, and what has to be known of the article (allergens)."""

    name: str
    note: str


class PackLine(msgspec.Struct, frozen=True, kw_only=True):
    """One household: packs by column."""

    number: int
    code: str
    persons: int
    packs: Sequence[int]
    total: int
    proxies: Sequence[str]
    note: str


class PackGroup(msgspec.Struct, frozen=True):
    """Those of one booked time, or of none."""

    label: str
    lines: Sequence[PackLine]


class PackFood(msgspec.Struct, frozen=True, kw_only=True):
    """Packs of one lot that the list comes to; without a lot where none is kept."""

    article: str
    lot: str
    use_until: str
    place: str
    packs: int


class DayPack(msgspec.Struct, frozen=True, kw_only=True):
    """All that is printed for a site and day."""

    place: PackPlace
    day: str
    weekday: str
    made: str
    ask_again_hours: int
    blank: int
    articles: Sequence[PackArticle]
    groups: Sequence[PackGroup]
    food: Sequence[PackFood]
    households: int
    packs: int


def paper_nonce(*, short_code: str, site: UUID, day: date) -> UUID:
    """Return the id of what a paper list says of one voucher, the same every time."""
    return uuid5(_LISTS, f"{site}/{day.isoformat()}/{short_code}")


def in_paper_order(
    vouchers: Iterable[ExtractVoucher], slots: Mapping[UUID, time]
) -> list[ExtractVoucher]:
    """Return vouchers as the list holds them: by booked time, then by number.

    Who booked none comes last.
    """
    return sorted(
        vouchers,
        key=lambda one: (slots.get(one.id, time.max), one.household_number),
    )


def day_pack(
    vouchers: Sequence[ExtractVoucher],
    known: Mapping[UUID, PaperVoucher],
    articles: Mapping[UUID, ExtractArticle],
    *,
    slots: Mapping[UUID, time],
    place: PackPlace,
    day: date,
    made_at: datetime,
    ask_again: timedelta,
) -> DayPack:
    """Return what is printed for a day.

    Args:
        vouchers: Those that may be redeemed.
        known: Their packs and proxies, by id.
        articles: What articles are called, in the order of their columns; those that
            are in nobody's parcel have none.
        slots: Local times that were booked, by voucher.
        place: Whose pack it is.
        day: Local day.
        made_at: In the centre's zone; what was revoked later is not known here.
        ask_again: How long a list of revocations is trusted without a telephone (E4).
    """
    due = {line.article for one in vouchers for line in known[one.id].packs}
    listed = {article: one for article, one in articles.items() if article in due}
    columns = list(listed)
    groups: dict[str, list[PackLine]] = {}
    for one in in_paper_order(vouchers, slots):
        label = _clock(slots[one.id]) if one.id in slots else _NO_SLOT
        line = _line(one, known[one.id], columns, made_at)
        groups.setdefault(label, []).append(line)
    lines = [line for each in groups.values() for line in each]
    return DayPack(
        place=place,
        day=written_day(day),
        weekday=in_words(day, day, "pl"),
        made=f"{written_day(made_at.date())}, {_clock(made_at.time())}",
        ask_again_hours=max(1, round(ask_again.total_seconds() / 3600)),
        blank=_BLANK_LINES,
        articles=[PackArticle(one.name, one.note) for one in listed.values()],
        groups=[PackGroup(label, each) for label, each in groups.items()],
        food=_food(vouchers, listed),
        households=len(lines),
        packs=sum(line.total for line in lines),
    )


def day_pack_pdf(what: DayPack, *, made_at: datetime) -> bytes:
    """Return the pack as a PDF. Blocking: run it in a thread."""
    return pdf(_TEMPLATE, what, made_at=made_at)


def _line(
    one: ExtractVoucher, known: PaperVoucher, columns: list[UUID], at: datetime
) -> PackLine:
    packs = {line.article: line.packs for line in known.packs}
    return PackLine(
        number=one.household_number,
        code=grouped(one.short_code),
        persons=one.persons,
        packs=[packs.get(article, 0) for article in columns],
        total=sum(packs.values()),
        proxies=[proxy.name for proxy in known.proxies if proxy.may_collect(at)],
        note=one.note,
    )


def _food(
    vouchers: Sequence[ExtractVoucher], articles: Mapping[UUID, ExtractArticle]
) -> list[PackFood]:
    """Return what the list takes from each shelf, in the order of the columns."""
    packs: dict[tuple[UUID, str, date | None, str], int] = {}
    for one in vouchers:
        for line in one.lines:
            lot = (line.article, line.lot or "", line.use_until, line.place or "")
            packs[lot] = packs.get(lot, 0) + line.packs
    columns = list(articles)
    ordered = sorted(
        packs.items(),
        key=lambda item: (
            columns.index(item[0][0]),
            item[0][2] or date.max,
            item[0][1],
            item[0][3],
        ),
    )
    return [
        PackFood(
            article=articles[article].name,
            lot=lot,
            use_until=written_day(use_until) if use_until else "",
            place=place,
            packs=count,
        )
        for (article, lot, use_until, place), count in ordered
    ]


def _clock(at: time) -> str:
    return f"{at.hour}:{at:%M}"
