"""Taking food in: one PZ for one site, lots found or made, balances raised."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from distribution.accounts.steps import require_open_sites
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import fetch, require_transaction
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.inventory.queries.locations import locations_by
from distribution.inventory.rules.documents import DocumentKind, MovementReason
from distribution.inventory.rules.lines import (
    NOT_YET,
    ONE_SITE,
    PAST_DATE,
    Receipt,
    ReceiptLine,
)
from distribution.inventory.rules.lot_numbers import lot_number
from distribution.inventory.steps.documents import DocumentMade, Paper, add_document
from distribution.inventory.steps.ledger import Change, lock_balances, write_movements
from distribution.inventory.steps.lots import LotSeen, find_or_make_lot


async def book_receipt(
    actor: Actor, receipt: Receipt, *, now: datetime
) -> DocumentMade:
    """Book a delivery under the next PZ.

    Raises:
        InvalidInputError: Names every bad line as ``lines.0.packs``.
        NotFoundError: The centre lacks an article, place or sub-programme.
        LotDateDiffersError: A lot is known with another date (E26).
        LotRecalledError: A lot was withdrawn from the market (E27).
        CountedSinceError: The place was counted after that day (E23).
    """
    require_transaction()
    site = await _check(receipt, today=local_day(now))
    # Articles are locked in one order, so that two deliveries never wait in a ring.
    lines = sorted(receipt.lines, key=lambda line: line.article)
    spots = [
        (await find_or_make_lot(actor.centre, _seen(receipt, line)), line.location)
        for line in lines
    ]
    balances = await lock_balances(actor.centre, spots, day=local_day(now))
    paper = Paper(
        kind=DocumentKind.RECEIPT,
        issued_on=receipt.received_on,
        site=site,
        partner=receipt.partner,
        foreign_number=receipt.foreign_number,
        note=receipt.note,
        file_hash=receipt.file_hash,
    )
    document = await add_document(actor, paper, now=now)
    changes = [
        Change(
            balance=balances[spot].id,
            packs=line.packs,
            reason=_reason(line),
            case_size=line.case_size,
        )
        for spot, line in zip(spots, lines, strict=True)
    ]
    await write_movements(
        actor.centre, changes, document=document.id, moved_on=receipt.received_on
    )
    return document


def _reason(line: ReceiptLine) -> MovementReason:
    donated = line.fund is None
    return MovementReason.DONATED if donated else MovementReason.RECEIVED


def _seen(receipt: Receipt, line: ReceiptLine) -> LotSeen:
    return LotSeen(
        article=line.article,
        fund=line.fund,
        number=lot_number(
            line.lot, printed_date=line.printed_date, received_on=receipt.received_on
        ),
        printed_date=line.printed_date,
        date_kind=line.date_kind,
        received_on=receipt.received_on,
    )


async def _check(receipt: Receipt, *, today: date) -> UUID:
    """Return the one site of a receipt, or name every field that is wrong."""
    places = await locations_by(line.location for line in receipt.lines)
    await require_open_sites(place.site for place in places.values())
    rows = await fetch(
        "SELECT id, ends_on FROM sub_programme WHERE id = ANY($1)",
        [line.fund for line in receipt.lines if line.fund],
    )
    ends = {row["id"]: row["ends_on"] for row in rows}
    faults: list[FieldError] = []
    if not receipt.lines:
        faults.append(FieldError("lines", N_("Dodaj co najmniej jedną pozycję.")))
    if receipt.received_on > today:
        faults.append(FieldError("received_on", NOT_YET))
    for place, line in enumerate(receipt.lines):
        faults += _line_faults(f"lines.{place}", line, receipt.received_on, ends)
    sites = sorted({place.site for place in places.values()})
    if len(sites) > 1:
        faults.append(FieldError("lines.0.location", ONE_SITE))
    if faults:
        raise InvalidInputError(faults)
    return sites[0]


def _line_faults(
    at: str, line: ReceiptLine, received_on: date, ends: Mapping[UUID, date]
) -> list[FieldError]:
    faults = []
    if line.packs <= 0:
        sentence = N_("Wpisz liczbę opakowań większą od zera.")
        faults.append(FieldError(f"{at}.packs", sentence))
    if line.printed_date is not None and line.printed_date < received_on:
        faults.append(FieldError(f"{at}.printed_date", PAST_DATE))
    if line.fund is not None and line.fund not in ends:
        faults.append(FieldError(f"{at}.fund", N_("Nie ma takiego podprogramu.")))
    elif line.fund is not None and ends[line.fund] < received_on:
        sentence = N_("Ten podprogram skończył się {ends_on}.")
        ended = ends[line.fund].isoformat()
        faults.append(FieldError(f"{at}.fund", sentence, {"ends_on": ended}))
    return faults
