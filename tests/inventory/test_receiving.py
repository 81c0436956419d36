"""Receipts: lots by both clocks, numbers without gaps, everything or nothing."""

from datetime import date
from uuid import UUID

from distribution.core.actor import Actor
from distribution.core.database import fetch
from distribution.core.reading import reading
from tests.worlds_inventory import a_delivery, a_shelf
from tests.worlds_programmes import a_site, a_sub_programme

TODAY = date(2026, 3, 17)


async def a_store(actor: Actor) -> tuple[UUID, UUID]:
    """Return a shelf and a fund that runs until 30 September."""
    fund = await a_sub_programme(actor)
    return await a_shelf(actor, await a_site(actor, is_warehouse=True)), fund


async def test_a_receipt_makes_lots_movements_and_balances(actor: Actor) -> None:
    shelf, fund = await a_store(actor)

    made = await a_delivery(
        actor, location=shelf, fund=fund, packs={"MLEKO": 24, "CUKIER": 10}
    )

    async with reading(actor):
        rows = await fetch(
            "SELECT a.code, b.packs, b.reserved, m.packs AS moved, m.reason,"
            " l.use_until FROM stock_balance AS b JOIN lot AS l ON l.id = b.lot"
            " JOIN article AS a ON a.id = l.article JOIN movement AS m"
            " ON m.lot = b.lot AND m.location = b.location WHERE m.document = $1"
            " ORDER BY a.code",
            made.id,
        )
    assert made.number == "PZ/1/2026"
    assert [tuple(row.values()) for row in rows] == [
        ("CUKIER", 10, 0, 10, "received", date(2026, 6, 30)),
        ("MLEKO", 24, 0, 24, "received", date(2026, 5, 31)),
    ]
