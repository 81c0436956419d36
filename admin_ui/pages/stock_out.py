"""Transfers, losses and returns: pick a place, then how much of each lot leaves it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.kinds import LOT_KINDS, URGENCY_KINDS
from admin_ui.language import gettext as _
from admin_ui.pages.typed import form_in, id_in, whole_in
from admin_ui.typed import said_no
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
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
from distribution.inventory.commands.losing import lose, return_to_supplier
from distribution.inventory.commands.transferring import transfer
from distribution.inventory.queries.locations import LocationFacts, locations
from distribution.inventory.queries.stock import StockLine, stock
from distribution.inventory.rules.documents import (
    LOSS_REASONS,
    MOVEMENT_RULES,
    LossProtocol,
    MovementReason,
)
from distribution.inventory.rules.lines import LineOut
from distribution.inventory.rules.lots import LOT_STATE_LABELS

AnyRequest = Request[Any, Any, Any]

PACKS = "packs."
_MOST_PACKS = 1_000_000
_WAYS = frozenset({"transfers", "losses", "returns"})


class OutForm(msgspec.Struct, frozen=True):
    """What the form holds besides its packs, which stand in fields of their own."""

    place: str = ""
    to: str = ""
    reason: str = ""
    circumstances: str = ""
    commission: str = ""
    disposal: str = ""
    receipt: str = ""
    partner: str = ""
    note: str = ""


class StockOutPages(Controller):
    """Food that leaves a place."""

    path = "/stock/{way:str}/new"
    include_in_schema = False

    @get()
    async def blank(
        self,
        way: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        place: FromQuery[str] = "",
        lot: FromQuery[str] = "",
    ) -> Page:
        """Ask for the place; then show what lies there."""
        actor.must(Permission.KEEP_STOCK)
        typed = {"place": place, "once": uuid4().hex}
        return await _page(actor, clock, _known(way), typed=typed, only=lot)

    @post()
    async def book(
        self,
        request: AnyRequest,
        way: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Book what was typed under one document."""
        actor.must(Permission.KEEP_STOCK)
        _known(way)
        typed = {name: str(value) for name, value in (await request.form()).items()}
        lots: list[UUID] = []
        try:
            lines = read_packs(typed)
            lots = [line.lot for line in lines]
            number, released = await _book(way, actor, lines, typed, clock)
        except (InvalidInputError, ConflictError) as error:
            at_lots = _at_lots(error, lots)
            return await _page(actor, clock, way, typed=typed, error=at_lots)
        done = Flash(_("Zapisano {number}.").format(number=number))
        return redirect("/stock", done, *parcels_short(released))


def parcels_short(released: int) -> list[Flash]:
    """Return what to say of reserved packs that had to be given up, if any had."""
    if not released:
        return []
    words = _("Paczkom zabrakło zarezerwowanych opakowań: {n}. Powiedz o tym biuru.")
    return [Flash(words.format(n=released), "warning")]


def read_packs(typed: Mapping[str, str], *, prefix: str = PACKS) -> list[LineOut]:
    """Return the lots of a form with their packs; an empty field is left out.

    Raises:
        InvalidInputError: Names each field that is no number of packs.
    """
    place = id_in(typed.get("place", ""))
    if place is None:
        raise InvalidInputError([FieldError("place", N_("Wybierz miejsce."))])
    lines, faults = [], []
    for name, text in typed.items():
        lot = id_in(name.removeprefix(prefix)) if name.startswith(prefix) else None
        if lot is None or not text.strip():
            continue
        packs = whole_in(text, least=0, most=_MOST_PACKS)
        if packs is None:
            sentence = N_("Wpisz liczbę opakowań: same cyfry, najwyżej {most}.")
            faults.append(FieldError(name, sentence, {"most": _MOST_PACKS}))
        else:
            lines.append(LineOut(lot, place, packs))
    if faults:
        raise InvalidInputError(faults)
    return lines


async def _book(
    way: str,
    actor: Actor,
    lines: list[LineOut],
    typed: Mapping[str, str],
    clock: Clock,
) -> tuple[str, int]:
    """Call the command of the way; returns the document's number.

    And how many packs were reserved that no longer are.
    """
    rest = msgspec.convert(
        {k: v for k, v in typed.items() if k in OutForm.__struct_fields__}, OutForm
    )
    taken = [line for line in lines if line.packs]
    note, made_of = rest.note.strip()[:200], form_in(typed)
    if way == "transfers":
        to = id_in(rest.to)
        if to is None:
            raise InvalidInputError([FieldError("to", N_("Wybierz miejsce."))])
        moved = await perform(
            transfer, actor, taken, to=to, note=note, made_of=made_of, now=clock()
        )
        return moved.document.number, 0
    if way == "losses":
        lost = await perform(
            lose,
            actor,
            taken,
            reason=_reason(rest.reason),
            protocol=LossProtocol(
                circumstances=rest.circumstances.strip(),
                commission=tuple(
                    filter(None, map(str.strip, rest.commission.split(",")))
                ),
                disposal=rest.disposal.strip(),
                receipt=rest.receipt.strip(),
            ),
            note=note,
            made_of=made_of,
            now=clock(),
        )
        return lost.document.number, lost.released
    given = await perform(
        return_to_supplier,
        actor,
        taken,
        partner=rest.partner.strip()[:160] or "Bank Żywności",
        note=note,
        made_of=made_of,
        now=clock(),
    )
    return given.document.number, 0


def _reason(value: str) -> MovementReason:
    if value in LOSS_REASONS:
        return MovementReason(value)
    raise InvalidInputError([FieldError("reason", N_("Wybierz przyczynę."))])


def _at_lots(error: DomainError, lots: list[UUID]) -> DomainError:
    """Name the fields of the form where the command counts lines."""
    if not isinstance(error, InvalidInputError):
        return error
    names = {f"lines.{at}.packs": f"{PACKS}{lot}" for at, lot in enumerate(lots)}
    return InvalidInputError(
        [
            FieldError(names.get(one.field, one.field), one.sentence, one.facts)
            for one in error.errors
        ]
    )


def _known(way: str) -> str:
    if way not in _WAYS:
        raise NotFoundError
    return way


async def lines_at(place: str) -> tuple[list[LocationFacts], list[StockLine]]:
    """Return all places, and what lies at the one that was chosen."""
    places = await locations()
    chosen = next((one.id for one in places if str(one.id) == place), None)
    return places, await stock(location=chosen) if chosen else []


async def _page(
    actor: Actor,
    clock: Clock,
    way: str,
    *,
    typed: Mapping[str, str],
    only: str = "",
    error: DomainError | None = None,
) -> Page:
    actor.must(Permission.KEEP_STOCK)
    async with reading(actor):
        places, lines = await lines_at(typed.get("place", ""))
    return Page(
        "inventory/out.html",
        way=way,
        places=places,
        lines=[line for line in lines if only in ("", str(line.lot))],
        typed=typed,
        day=local_day(clock()),
        **said_no(error),
        loss_reasons=[(one.value, MOVEMENT_RULES[one].label) for one in LOSS_REASONS],
        lot_labels=LOT_STATE_LABELS,
        lot_kinds=LOT_KINDS,
        urgency_kinds=URGENCY_KINDS,
    )
