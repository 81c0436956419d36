"""What a scanned or typed code names in the store: a shelf, a box, or goods."""

from datetime import date
from uuid import UUID

import msgspec

from distribution.inventory.errors import (
    ContradictoryLabelError,
    IncompleteLabelError,
    LabelFreeError,
    LabelVoidError,
)
from distribution.inventory.errors.gathering import LotHeldBackError
from distribution.inventory.queries.labels import LabelFacts, label, label_of
from distribution.inventory.queries.locations import LocationFacts, locations_by
from distribution.inventory.queries.scanning import ScanFacts, scan_facts
from distribution.inventory.queries.stock import StockLine, stock
from distribution.inventory.rules.gathering import Shown
from distribution.inventory.rules.label_code import is_of_a_label
from distribution.inventory.rules.labels import LabelState
from distribution.inventory.rules.lots import LotState


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """What a code names; one of ``label`` and ``scan`` is there.

    ``place`` is where a labelled place or box is, ``lines`` what the books have of
    it: all that lies at a place, the lot of a box there, or the lots of a bar code
    wherever they lie.
    """

    label: LabelFacts | None = None
    place: LocationFacts | None = None
    scan: ScanFacts | None = None
    lines: list[StockLine] = []

    @property
    def is_place(self) -> bool:
        """Say whether it is a shelf or a fridge."""
        return self.place is not None and (self.label is None or self.label.lot is None)

    @property
    def is_half(self) -> bool:
        """Say whether another bar code of the label must say what the goods are."""
        return self.scan is not None and self.scan.gtin is None

    def shown_beside(self, place: UUID | None) -> Shown:
        """Return it as the rules of gathering see it, to somebody at *place*.

        Raises:
            LabelVoidError: It is a label that was lost or torn.
            LabelFreeError: It is a label that is on no box.
            IncompleteLabelError: Another bar code of it must say what the goods are.
            LotHeldBackError: The lot is recalled or in quarantine.
        """
        if self.label is not None:
            if self.label.state is LabelState.VOID:
                raise LabelVoidError(label=self.label.label)
            if self.label.state is not LabelState.BOX:
                raise LabelFreeError(label=self.label.label)
            line = next(iter(self.lines), None)
            if line and line.state is not LotState.USABLE:
                raise LotHeldBackError(article=line.name, lot=line.number)
            return Shown(
                article=line.article if line else None,
                name=self.label.article_name or self.label.label,
                lots=frozenset({self.label.lot} if self.label.lot else ()),
                label=self.label.id,
                location=self.label.location,
                packs=self.label.packs,
            )
        if self.is_half:
            raise IncompleteLabelError(missing="01/02")
        scan = self.scan
        if scan is not None and scan.held_back is not None:
            raise LotHeldBackError(article=scan.name or "", lot=scan.lot or "")
        said = scan is not None and scan.lot is not None
        return Shown(
            article=scan.article if scan else None,
            name=(scan and (scan.name or scan.gtin or scan.sscc)) or "",
            lots=frozenset(one.id for one in scan.lots) if scan and said else None,
            beside=place,
        )


async def named_by(text: str, *, heard: str = "", day: date) -> Named:
    """Return what *text* names.

    Args:
        text: One bar code or the code of a label.
        heard: A bar code that was read before it, perhaps of the same label.
        day: The local day.

    Raises:
        DomainError: It cannot be read, or the centre has no such label.
    """
    if is_of_a_label(text):
        return await _by_label(await label_of(text))
    if heard:
        try:
            return await _by_scan(await scan_facts(f"{heard}\n{text}", day=day))
        except (ContradictoryLabelError, IncompleteLabelError):
            pass  # Of another label: it stands for itself.
    return await _by_scan(await scan_facts(text, day=day))


async def label_named(label_id: UUID) -> Named:
    """Return what a label names, by its id.

    Raises:
        NotFoundError: The centre has no such label.
    """
    return await _by_label(await label(label_id))


async def place_named(location: UUID) -> Named:
    """Return a place as if its label had been scanned.

    Raises:
        NotFoundError: The centre has no such place.
    """
    found = (await locations_by([location]))[location]
    return Named(place=found, lines=await stock(location=location))


async def _by_label(found: LabelFacts) -> Named:
    if found.location is None:
        return Named(label=found)
    place = (await locations_by([found.location]))[found.location]
    lines = await stock(location=found.location, lot=found.lot)
    return Named(label=found, place=place, lines=lines)


async def _by_scan(scan: ScanFacts) -> Named:
    lots = {one.id for one in scan.lots}
    if scan.article is None or (scan.lot and not lots):
        return Named(scan=scan)
    lines = await stock(lot=next(iter(lots)) if len(lots) == 1 else None)
    return Named(
        scan=scan,
        lines=[
            line
            for line in lines
            if line.article == scan.article and (not lots or line.lot in lots)
        ],
    )
