"""Taking a delivery in by hand, with a USB or Bluetooth scanner where there is one.

Works without JavaScript: a scanner ends with Enter, Enter presses the form's first
button, and that one only reads the bar code and adds a line.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.pages.receipt_lines import (
    FIELDS,
    add_line,
    blank_line,
    line_numbers,
    line_of,
    read_lines,
)
from admin_ui.pages.typed import form_in, id_in
from admin_ui.ui import Page, errors_by_field
from distribution.accounts.queries import sites
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.days import parse_day
from distribution.core.errors import (
    ConflictError,
    DomainError,
    FieldError,
    InvalidInputError,
    NotFoundError,
)
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.web import USES_WASM, status_of
from distribution.inventory.commands.receiving import receive
from distribution.inventory.delivery_file import DONATION
from distribution.inventory.queries.locations import LocationFacts, locations
from distribution.inventory.queries.scanning import ScanFacts, scan_facts
from distribution.inventory.rules.lines import NOT_YET, ONE_SITE, Receipt
from distribution.inventory.rules.lots import LotState
from distribution.programmes.queries.reference import (
    ArticleFacts,
    SubProgrammeFacts,
    articles,
    sub_programmes,
)

AnyRequest = Request[Any, Any, Any]


class Choices(msgspec.Struct, frozen=True):
    """What the form lets one choose from."""

    articles: list[ArticleFacts]
    places: list[LocationFacts]
    funds: list[SubProgrammeFacts]
    warehouses: frozenset[UUID]


class StockReceiptPages(Controller):
    """A delivery, line by line."""

    path = "/stock/receipts/new"
    include_in_schema = False
    opt = USES_WASM

    @get()
    async def blank(
        self,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        barcode: FromQuery[str] = "",
        place: FromQuery[str] = "",
    ) -> Page:
        """Show the form with one empty line, or with what the store's scanner read."""
        today = local_day(clock())
        choices = await _choices(actor, today)
        typed = {"received_on": today.isoformat(), "partner": "Bank Żywności"}
        typed["once"] = uuid4().hex
        if choices.funds:
            typed["fund"] = str(choices.funds[0].id)
        typed |= blank_line(0, {}) | _usual_place(choices, place)
        if barcode:
            return await _scanned(actor, choices, typed, barcode, today)
        return _page(choices, typed)

    @post()
    async def work_on(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Read a bar code, add a line, or book the delivery: by the button pressed.

        "show" is no button: it draws again what stood in a form that was cut off.
        """
        today = local_day(clock())
        choices = await _choices(actor, today)
        typed = {name: str(value) for name, value in (await request.form()).items()}
        action = typed.pop("action", "scan")
        barcode = typed.pop("barcode", "").strip()
        if action == "add":
            typed |= blank_line(len(line_numbers(typed)), typed)
            return _page(choices, typed, focus=f"lines.{_last(typed)}.article")
        if action == "show":
            return _page(choices, typed)
        if action != "save":
            return await _scanned(actor, choices, typed, barcode, today)
        try:
            receipt = _receipt(typed, choices, today)
            made = await perform(receive, actor, receipt, now=clock())
        except (InvalidInputError, ConflictError, NotFoundError) as error:
            return _page(choices, typed, error=_at_fields(error, typed))
        done = Flash(_("Przyjęto dostawę: {number}.").format(number=made.number))
        return redirect(f"/stock/documents/{made.id}", done)


async def _scanned(
    actor: Actor,
    choices: Choices,
    typed: dict[str, str],
    barcode: str,
    today: date,
) -> Page:
    """Add a line of what the bar code says; the next thing to type is its packs.

    Of a lot that has its line already, that line's packs. What must not be taken in
    gets no line.
    """
    if not barcode:
        return _page(choices, typed, focus="barcode")
    try:
        async with reading(actor):
            scan = await scan_facts(barcode, day=today)
    except ConflictError as error:
        fault = FieldError("barcode", error.sentence, error.facts)
        return _page(choices, typed, error=InvalidInputError([fault]), focus="barcode")
    if scan.expired or scan.held_back is LotState.RECALLED:
        return _page(choices, typed, scan=scan)
    known = line_of(typed, scan)
    if known is None:
        typed |= add_line(typed, scan)
        known = _last(typed)
        place = f"lines.{known}.location"
        typed[place] = _fitting_place(choices, scan.article, typed.get(place, ""))
    field = "packs" if scan.article else "article"
    return _page(choices, typed, scan=scan, focus=f"lines.{known}.{field}")


def _usual_place(choices: Choices, chosen: str) -> dict[str, str]:
    """Return the place of the first line: the chosen one, else a warehouse's shelf."""
    ordered = sorted(
        choices.places,
        key=lambda one: (
            str(one.id) != chosen,
            one.site not in choices.warehouses,
            one.kind != "shelf",
        ),
    )
    return {"lines.0.location": str(ordered[0].id)} if ordered else {}


def _fitting_place(choices: Choices, article: UUID | None, place: str) -> str:
    """Return *place*, or one beside it: cold goods lie in a fridge, others do not."""
    known = next((one for one in choices.articles if one.id == article), None)
    here = next((one for one in choices.places if str(one.id) == place), None)
    if known is None or here is None:
        return place
    kind = "fridge" if known.cold else "shelf"
    fitting = [
        str(one.id)
        for one in choices.places
        if one.site == here.site and one.kind == kind
    ]
    return place if here.kind == kind else next(iter(fitting), place)


def _last(typed: Mapping[str, str]) -> int:
    return max(line_numbers(typed), default=0)


async def _choices(actor: Actor, day: date) -> Choices:
    actor.must(Permission.KEEP_STOCK)
    async with reading(actor):
        return Choices(
            await articles(),
            await locations(),
            [one for one in await sub_programmes() if one.runs_on(day)],
            frozenset(one.id for one in await sites("warehouse")),
        )


def _receipt(typed: Mapping[str, str], choices: Choices, today: date) -> Receipt:
    """Return the delivery as typed.

    Raises:
        InvalidInputError: Names every field that is wrong.
    """
    faults: list[FieldError] = []
    received_on = parse_day(typed.get("received_on", ""))
    if received_on is None:
        faults.append(FieldError("received_on", N_("Wpisz datę: RRRR-MM-DD.")))
    elif received_on > today:
        faults.append(FieldError("received_on", NOT_YET))
    fund = typed.get("fund", "")
    fund_id = id_in(fund)
    if fund_id is None and fund != DONATION:
        faults.append(FieldError("fund", N_("Wybierz fundusz.")))
    lines = read_lines(typed, fund_id, received_on, faults)
    filled = [f"lines.{number}.location" for number in line_numbers(typed, filled=True)]
    places = {typed.get(name) for name in filled}
    if len({one.site for one in choices.places if str(one.id) in places}) > 1:
        faults.append(FieldError(filled[0], ONE_SITE))
    if faults or received_on is None:
        raise InvalidInputError(faults)
    return Receipt(
        lines=lines,
        received_on=received_on,
        partner=typed.get("partner", "").strip()[:160],
        foreign_number=typed.get("foreign_number", "").strip()[:60],
        note=typed.get("note", "").strip()[:200],
        file_hash=form_in(typed),
    )


def _at_fields(error: DomainError, typed: Mapping[str, str]) -> DomainError:
    """Name the form's own lines where the command counts those that were filled in."""
    if not isinstance(error, InvalidInputError):
        return error
    numbers = line_numbers(typed, filled=True)
    renamed = []
    for one in error.errors:
        name = one.field
        if name.startswith("lines.") and not name.startswith(tuple(typed)):
            _lines, at, field = name.split(".")
            name = f"lines.{numbers[int(at)]}.{field}"
        renamed.append(FieldError(name, one.sentence, one.facts))
    return InvalidInputError(renamed)


def _page(
    choices: Choices,
    typed: Mapping[str, str],
    *,
    scan: ScanFacts | None = None,
    focus: str = "barcode",
    error: DomainError | None = None,
) -> Page:
    known = error if isinstance(error, InvalidInputError) else None
    return Page(
        "inventory/receipt.html",
        status_code=status_of(error) if error else 200,
        choices=choices,
        typed=typed,
        numbers=line_numbers(typed),
        fields=FIELDS,
        scan=scan,
        recalled=scan is not None and scan.held_back is LotState.RECALLED,
        focus="" if error and focus == "barcode" and known is None else focus,
        errors=errors_by_field(known) if known else {},
        refusal=None if known else error,
        donation=DONATION,
    )
