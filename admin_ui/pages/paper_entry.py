"""What was typed in of a day on paper: which vouchers, when, who came, what less."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from uuid import UUID

import msgspec

from admin_ui.pages.typed import id_in, whole_in
from admin_ui.typed import Typed
from distribution.core.clock import WARSAW
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.vouchers.handouts import Line, Recipient
from distribution.vouchers.queries.on_paper import PaperVoucher
from distribution.vouchers.short_code import normalise
from distribution.vouchers.shortfalls import SHORT_LABELS, ShortReason
from distribution.vouchers.substitutes import Substitute

MORE_CODES = 5
"""Lines for vouchers that were not on the list."""

HOUSEHOLD, PROXY = "household", "proxy"
"""Who collected; the second where nobody knew yet who the proxies are."""

_TIME = re.compile(r"(\d{1,2})[:.]?(\d{2})")

_NO_TIME = N_("Wpisz godzinę, na przykład 10:15.")
_TOO_LATE = N_("Ta godzina jeszcze nie nadeszła.")
_NO_CODE = N_("To nie jest kod talonu. Sprawdź każdy znak.")
_NOT_LISTED = N_("Lista zmieniła się w międzyczasie. Sprawdź zaznaczenia.")
_NOBODY = N_("Zaznacz, komu wydano paczkę.")
_NO_PROXY = N_("To gospodarstwo nikogo na ten dzień nie upoważniło.")
_WHICH_PROXY = N_("Wskaż, która z upoważnionych osób odebrała paczkę.")
_NOT_YET_PROXY = N_("O tej godzinie ta osoba nie miała już upoważnienia.")
_HOW_MUCH = N_("Wpisz, ile opakowań wydano.")
_COUNT = N_("Wpisz liczbę od 0 do {most}.")
_NOTHING = N_("Nie wybrano żadnego opakowania.")
_WHICH_ARTICLE = N_("Wybierz artykuł.")
_HOW_MANY = N_("Wpisz liczbę od 1 do {most}.")
_INSTEAD_OF_WHAT = N_("Wpisz też, czego wydano mniej.")

INSTEAD_LINES = 2
"""Lines for what was handed over in the place of something, a household."""

_MOST_INSTEAD = 100


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line: a short code as it is stored, and what happened on it.

    ``lines`` is None where the whole parcel was taken.
    """

    code: str
    at: datetime
    recipient: Recipient = Recipient()
    lines: list[Line] | None = None
    substitutes: list[Substitute] = []


class _Row(msgspec.Struct, frozen=True):
    """One line of the form: what its fields are called, and whose it is."""

    name: str
    code: str | None
    voucher: PaperVoucher | None


def touched_ids(typed: Typed) -> set[UUID]:
    """Return the vouchers of the list for which anything was typed in."""
    ticked = {one for text in typed.all("given") if (one := id_in(text))}
    rows = {
        one
        for name in typed.values
        if name.startswith("at.")
        and _says_something(typed, name)
        and (one := id_in(name.split(".")[1]))
    }
    return ticked | rows


def typed_codes(typed: Typed) -> dict[int, str | None]:
    """Return the codes beside the list, as they are stored; None for what is none."""
    found = {place: typed.get(f"more.{place}.code") for place in range(MORE_CODES)}
    return {place: normalise(code) for place, code in found.items() if code}


def entries_of(
    typed: Typed,
    vouchers: Sequence[PaperVoucher],
    *,
    groups: Mapping[UUID, str],
    day: date,
    now: datetime,
) -> list[Entry]:
    """Return the lines in which something was typed.

    A line without a time takes the one for all of them.

    Args:
        typed: The form.
        vouchers: Those of ``touched_ids`` and ``typed_codes`` that the centre has.
        groups: The commodity group of every article of the centre.
        day: Of the paper.
        now: What lies after it has not happened.

    Raises:
        InvalidInputError: Something makes no sense; names each field.
    """
    faults: list[FieldError] = []
    entries: list[Entry] = []
    for row in _rows(typed, vouchers):
        before = len(faults)
        at = _time(typed, row, day, now, faults)
        recipient = _recipient(typed, row, at, faults)
        lines = _taken(typed, row, faults)
        instead = _instead(typed, row, lines, groups, faults)
        if row.code is None:
            faults.append(FieldError(f"{row.name}.code", _NO_CODE))
        elif at is not None and len(faults) == before:
            entries.append(
                Entry(
                    code=row.code,
                    at=at,
                    recipient=recipient,
                    lines=lines,
                    substitutes=instead,
                )
            )
    if touched_ids(typed) - {one.id for one in vouchers}:
        faults.append(FieldError("time", _NOT_LISTED))
    if not faults and not entries:
        faults.append(FieldError("time", _NOBODY))
    if faults:
        raise InvalidInputError(faults)
    return entries


def _says_something(typed: Typed, name: str) -> bool:
    """Say whether a field holds more than what it holds by itself."""
    kind = name.split(".")[2] if name.count(".") > 1 else ""
    value = typed.get(name)
    if kind == "who":
        return value not in ("", HOUSEHOLD)
    return kind in ("time", "less") and bool(value)


def _rows(typed: Typed, vouchers: Sequence[PaperVoucher]) -> Iterator[_Row]:
    touched = touched_ids(typed)
    for one in vouchers:
        if one.id in touched:
            yield _Row(f"at.{one.id}", one.short_code, one)
    by_code = {one.short_code: one for one in vouchers}
    for place, code in typed_codes(typed).items():
        yield _Row(f"more.{place}", code, by_code.get(code or ""))


def _time(
    typed: Typed, row: _Row, day: date, now: datetime, faults: list[FieldError]
) -> datetime | None:
    own = typed.get(f"{row.name}.time")
    at = _instant(own or typed.get("time"), day)
    if at is None:
        faults.append(FieldError(f"{row.name}.time" if own else "time", _NO_TIME))
    elif at > now:
        faults.append(FieldError(f"{row.name}.time", _TOO_LATE))
        return None
    return at


def _recipient(
    typed: Typed, row: _Row, at: datetime | None, faults: list[FieldError]
) -> Recipient:
    """Return who collected, by the checks of the counter at that time (R-AUTH-1)."""
    who = typed.get(f"{row.name}.who") or HOUSEHOLD
    if who == HOUSEHOLD or row.voucher is None or at is None:
        return Recipient()
    standing = [one for one in row.voucher.proxies if one.may_collect(at)]
    if who == PROXY and len(standing) == 1:
        return Recipient("proxy", standing[0].id)
    chosen = next((one for one in row.voucher.proxies if str(one.id) == who), None)
    if chosen is not None and chosen in standing:
        return Recipient("proxy", chosen.id)
    if chosen is not None:
        why = _NOT_YET_PROXY
    else:
        why = _WHICH_PROXY if standing else _NO_PROXY
    faults.append(FieldError(f"{row.name}.who", why))
    return Recipient()


def _taken(typed: Typed, row: _Row, faults: list[FieldError]) -> list[Line] | None:
    """Return the packs that were taken where the paper says it was less."""
    if row.voucher is None or not typed.get(f"{row.name}.less"):
        return None
    packs = row.voucher.packs
    fields = {one.article: f"{row.name}.packs.{one.article}" for one in packs}
    if not any(field in typed.values for field in fields.values()):
        faults.append(FieldError(f"{row.name}.less", _HOW_MUCH))
        return None
    said = typed.get(f"{row.name}.why")
    reason = ShortReason(said) if said in SHORT_LABELS else None
    lines = []
    for one in packs:
        count = whole_in(typed.get(fields[one.article]), least=0, most=one.packs)
        if count is None:
            faults.append(FieldError(fields[one.article], _COUNT, {"most": one.packs}))
        lines.append(Line(one.article, -1 if count is None else count, reason))
    if not any(line.packs for line in lines):
        faults.append(FieldError(f"{row.name}.less", _NOTHING))
    if [line.packs for line in lines] == [one.packs for one in packs]:
        faults.append(FieldError(f"{row.name}.less", _HOW_MUCH))
    return lines


def _instead(
    typed: Typed,
    row: _Row,
    lines: list[Line] | None,
    groups: Mapping[UUID, str],
    faults: list[FieldError],
) -> list[Substitute]:
    """Return what was handed over in the place of something.

    The paper does not say in the place of what: of the first article that is short
    and of its group. It has happened, so if there is none such, of the first one.
    """
    found = []
    for place in range(INSTEAD_LINES):
        name = f"{row.name}.instead.{place}"
        chosen, said = typed.get(f"{name}.article"), typed.get(f"{name}.packs")
        if row.voucher is None or not (chosen or said):
            continue
        article = id_in(chosen)
        packs = whole_in(said, least=1, most=_MOST_INSTEAD)
        short = _short_of(row.voucher, lines, article)
        if article is None or article not in groups:
            faults.append(FieldError(f"{name}.article", _WHICH_ARTICLE))
        elif packs is None:
            most = {"most": _MOST_INSTEAD}
            faults.append(FieldError(f"{name}.packs", _HOW_MANY, most))
        elif not short:
            faults.append(FieldError(f"{name}.article", _INSTEAD_OF_WHAT))
        else:
            of = [one for one in short if groups[one] == groups[article]]
            found.append(Substitute(article, packs, (of or short)[0]))
    return found


def _short_of(
    voucher: PaperVoucher, lines: list[Line] | None, given: UUID | None
) -> list[UUID]:
    """Return the articles of which fewer packs were taken, but for what was *given*."""
    due = {one.article: one.packs for one in voucher.packs}
    return [
        line.article
        for line in lines or ()
        if line.packs < due[line.article] and line.article != given
    ]


def _instant(text: str, day: date) -> datetime | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    try:
        at = time(int(found[1]), int(found[2]))
    except ValueError:
        return None
    return datetime.combine(day, at, tzinfo=WARSAW)
