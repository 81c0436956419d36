"""What happens in the store: deliveries, transfers, losses, returns and a count."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.units import Packs
from distribution.demo.food import LinePlan
from distribution.demo.founding import Place, Town
from distribution.demo.seasons import moment
from distribution.inventory.commands.counting import CountedLine, count
from distribution.inventory.commands.losing import lose, return_to_supplier
from distribution.inventory.commands.receiving import receive
from distribution.inventory.commands.transferring import transfer
from distribution.inventory.queries.stock import StockLine, stock
from distribution.inventory.rules.dates import DateKind
from distribution.inventory.rules.documents import LossProtocol, MovementReason
from distribution.inventory.rules.lines import LineOut, Receipt, ReceiptLine

_OVERLOOKED = 4


async def deliver(town: Town, day: date, lines: Sequence[LinePlan]) -> None:
    """Take a delivery of the Food Bank in, at about eleven in the morning."""
    serial = (day.toordinal() * 7) % 9000 + 1000
    await perform(
        receive,
        town.warehouse,
        Receipt(
            lines=[_line(town, line) for line in lines],
            received_on=day,
            partner=town.plan.food_bank,
            foreign_number=f"WZ/{serial}/{day.year}",
        ),
        now=moment(day, 11, 20),
    )


async def take_donation(town: Town, day: date) -> None:
    """Take in a small donation, which has registers of its own (DOMAIN.md 4.4)."""
    bakery = LinePlan("MAKARON", 36, 12, f"D{day:%m%d}", date(day.year + 1, 12, 31))
    line = _line(town, bakery)
    await perform(
        receive,
        town.warehouse,
        Receipt(
            lines=[
                ReceiptLine(
                    article=line.article,
                    packs=line.packs,
                    location=line.location,
                    fund=None,
                    lot=line.lot,
                    printed_date=line.printed_date,
                )
            ],
            received_on=day,
            partner="Sklep „Pod Zegarem” (przykładowy)",
            note="Darowizna, protokół nr 1",
        ),
        now=moment(day, 12, 5),
    )


def _line(town: Town, line: LinePlan) -> ReceiptLine:
    cold = line.article in town.cold
    kind = DateKind.NONE if line.printed_date is None else DateKind.BEST_BEFORE
    return ReceiptLine(
        article=town.articles[line.article],
        packs=Packs(line.packs),
        location=town.store.fridge if cold else town.store.shelf,
        fund=town.fund,
        lot=line.lot,
        printed_date=line.printed_date,
        date_kind=kind,
        case_size=line.case_size,
    )


async def bring_to_counter(
    town: Town, wanted: Mapping[str, int], *, until: date, now: datetime
) -> None:
    """Carry what a round needs to the counter, first to expire first.

    Only what may still be handed out on the round's last day, *until*.
    """
    left = dict(wanted)
    lines = []
    for one in await _stock(town):
        packs = min(one.free, left.get(one.code, 0))
        ours = one.site == town.store.site and one.fund == town.fund
        if packs and ours and one.usable_on(until):
            lines.append(LineOut(one.lot, one.location, packs))
            left[one.code] -= packs
    await _carry(town, lines, town.store, town.counter, now=now)


async def bring_back(town: Town, *, now: datetime) -> None:
    """Carry what nobody collected back to the store."""
    lines = [
        LineOut(one.lot, one.location, one.packs)
        for one in await _stock(town)
        if one.site == town.counter.site
    ]
    note = "Nieodebrane po turze"
    await _carry(town, lines, town.counter, town.store, note=note, now=now)


async def _carry(
    town: Town,
    lines: Sequence[LineOut],
    source: Place,
    target: Place,
    *,
    note: str = "",
    now: datetime,
) -> None:
    """Transfer what lies on a shelf to the other shelf, and cold food likewise."""
    for place, to in ((source.shelf, target.shelf), (source.fridge, target.fridge)):
        chosen = [line for line in lines if line.location == place]
        if chosen:
            await perform(transfer, town.warehouse, chosen, to=to, note=note, now=now)


async def lose_some(town: Town, *, now: datetime) -> None:
    """Lose a few packs to damage, under a protocol."""
    milk = await _most(town, town.store, "MLEKO")
    if milk is not None:
        await perform(
            lose,
            town.warehouse,
            [LineOut(milk.lot, milk.location, min(3, milk.free))],
            reason=MovementReason.DAMAGED,
            protocol=LossProtocol(
                circumstances="Rozdarta zgrzewka przy rozładunku",
                commission=("Zbigniew Kowal", "Beata Szymańska"),
                disposal="Zutylizowano",
            ),
            now=now,
        )


async def lose_expired(town: Town, *, now: datetime) -> None:
    """Book out what was not handed out in time (R-ROT-1)."""
    day = now.date()
    lines = [
        LineOut(one.lot, one.location, one.packs)
        for one in await _stock(town)
        if one.packs and one.use_until is not None and one.use_until < day
    ]
    by_place: dict[UUID, list[LineOut]] = {line.location: [] for line in lines}
    for line in lines:
        by_place[line.location].append(line)
    for of_place in by_place.values():
        await perform(
            lose,
            town.warehouse,
            of_place,
            reason=MovementReason.EXPIRED,
            protocol=LossProtocol(circumstances="Minął termin wydania"),
            now=now,
        )


async def give_surplus_back(town: Town, *, until: date, now: datetime) -> None:
    """Give back what cannot be handed out in the next round (R-PAR-5).

    A few packs are overlooked, to expire in the store.
    """
    surplus = [
        one
        for one in await _stock(town)
        if one.fund == town.fund and one.free and not one.usable_on(until)
    ]
    lines = [
        LineOut(one.lot, one.location, one.free - (_OVERLOOKED if place == 0 else 0))
        for place, one in enumerate(surplus)
        if one.free > _OVERLOOKED
    ]
    if lines:
        await perform(
            return_to_supplier,
            town.warehouse,
            lines,
            partner=town.plan.food_bank,
            note="Nadwyżka po turze",
            now=now,
        )


async def count_store(town: Town, *, now: datetime) -> None:
    """Count the shelf of the store; a pack of sugar is missing, one of jam too many."""
    shelf = [one for one in await _stock(town) if one.location == town.store.shelf]
    off = {"CUKIER": -1, "DZEM": 1}
    lines = []
    for one in shelf:
        wrong = off.pop(one.code, 0) if one.packs > 1 else 0
        lines.append(CountedLine(one.lot, one.packs + wrong, one.packs))
    if lines:
        await perform(
            count,
            town.warehouse,
            lines,
            location=town.store.shelf,
            note="Spis po turze",
            now=now,
        )


async def _most(town: Town, place: Place, code: str) -> StockLine | None:
    """Return where the most free packs of an article lie on the shelf of a place."""
    found = [
        one
        for one in await _stock(town)
        if one.code == code and one.location == place.shelf and one.free > 0
    ]
    return max(found, key=lambda one: (one.free, one.number), default=None)


async def _stock(town: Town) -> list[StockLine]:
    async with reading(town.warehouse):
        return [one for one in await stock() if one.packs]
