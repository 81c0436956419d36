"""What a site should not fall below, and dates that come in too early."""

import re
from datetime import date

import httpx
import pytest

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.errors import InvalidInputError, NotFoundError
from distribution.core.reading import reading
from distribution.core.units import Packs
from distribution.inventory.commands.losing import lose
from distribution.inventory.commands.minimums import set_minimum
from distribution.inventory.commands.withdrawing import Withdrawal, withdraw
from distribution.inventory.queries.earlier_dates import earlier_dates
from distribution.inventory.queries.minimums import below_minimum, minimums
from distribution.inventory.rules.documents import LossProtocol, MovementReason
from distribution.inventory.rules.lines import LineOut
from tests.admin_ui.people import form
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_inventory import (
    Store,
    a_delivery,
    a_lot,
    a_store,
    article_ids,
    keep,
)
from tests.worlds_programmes import a_round

TODAY = NOON.date()


async def milk_at(store: Store, packs: int) -> None:
    milk = (await article_ids(store.actor, "MLEKO"))[0]
    await set_minimum(
        store.actor, article=milk, site=store.warehouse, packs=Packs(packs)
    )


async def free(store: Store, day: date = TODAY) -> list[tuple[int, int, int]]:
    async with reading(store.actor):
        return [(one.minimum, one.free, one.missing) for one in await minimums(day)]


async def test_only_what_is_free_and_good_at_the_site_counts(actor: Actor) -> None:
    store = await a_store(actor)
    await milk_at(store, 10)
    assert await free(store) == [(10, 0, 10)]

    await a_lot(store, 12)
    assert await free(store) == [(10, 12, 0)]
    await keep(store, 5)
    await a_lot(store, 50, location=store.counter_shelf)
    assert await free(store) == [(10, 7, 3)]
    recalled = await a_lot(store, 20)
    await withdraw(actor, recalled, kind=Withdrawal.QUARANTINE, reason="GIS", now=NOON)
    assert await free(store) == [(10, 7, 3)]
    assert await free(store, date(2027, 4, 1)) == [(10, 0, 10)]


async def test_a_minimum_is_changed_and_taken_back(actor: Actor) -> None:
    store = await a_store(actor)
    await milk_at(store, 10)
    await milk_at(store, 3)
    changed = await free(store)
    await milk_at(store, 0)
    await milk_at(store, 0)

    assert changed == [(3, 0, 3)]
    assert await free(store) == []
    with pytest.raises(InvalidInputError):
        await milk_at(store, -1)
    with pytest.raises(NotFoundError):
        await set_minimum(
            actor, article=store.fund, site=store.warehouse, packs=Packs(1)
        )


async def test_pages_and_the_api_say_what_runs_short(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    store = await a_store(actor)
    await a_round(actor, sub_programme=store.fund, site=store.counter)
    await a_lot(store, 4)
    milk = str((await article_ids(actor, "MLEKO"))[0])
    await sign_in_as(client, actor, Role.WAREHOUSE)
    at = "/api/v1/inventory/minimums"
    body = {"article": "mleko", "site": str(store.warehouse), "packs": 6}

    put = await client.put(at, json=body)
    listed = await client.get(at)
    stock = await client.get("/stock")
    first_page = await client.get("/")
    few = await form(
        client, "/stock/minimums", article=milk, site=str(store.warehouse), packs="x"
    )
    done = await form(
        client, "/stock/minimums", article=milk, site=str(store.warehouse), packs="4"
    )
    enough = await client.get("/stock/minimums")
    undo = re.search(r'action="(/stock/minimums\?[^"]+)"', enough.text)
    assert undo is not None
    async with reading(actor):
        short = await below_minimum(TODAY)

    assert put.status_code == 204
    [row] = listed.json()
    assert (row["code"], row["minimum"], row["free"], row["missing"]) == (
        *("MLEKO", 6),
        *(4, 2),
    )
    for page in (stock, first_page):
        assert "wolnych 4, minimum 6" in page.text
    assert few.status_code == 400
    assert done.status_code == 303
    assert "wystarczy" in enough.text
    assert short == []

    undone = await form(client, undo[1].replace("&amp;", "&"))

    assert undone.status_code == 303
    assert await free(store) == [(6, 4, 2)]


async def dated(store: Store, lot: str, day: date | None) -> list[tuple[str, ...]]:
    made = await a_delivery(
        store.actor,
        location=store.shelf,
        fund=store.fund,
        packs={"MLEKO": 5},
        lot=lot,
        printed_date=day,
    )
    async with reading(store.actor):
        found = await earlier_dates(made.id)
    return [
        (one.number, one.before, "gone" if one.is_gone else "there") for one in found
    ]


async def test_food_that_comes_with_an_earlier_date_is_told(actor: Actor) -> None:
    """I22: it lies behind what is there already, and must go first."""
    store = await a_store(actor)
    first = await dated(store, "A", date(2026, 8, 1))
    later = await dated(store, "B", date(2026, 9, 1))
    between = await dated(store, "C", date(2026, 8, 15))
    undated = await dated(store, "D", None)
    same = await dated(store, "B2", date(2026, 9, 1))

    assert first == later == undated == same == []
    assert between == [("C", "B", "there")]


async def test_food_that_is_gone_already_counts_too(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 5)
    await lose(
        actor,
        [LineOut(lot, store.shelf, Packs(5))],
        reason=MovementReason.DAMAGED,
        protocol=LossProtocol(),
        on=None,
        note="",
        now=NOON,
    )
    await sign_in_as(client, actor, Role.WAREHOUSE)
    line = {
        "article": "MLEKO",
        "packs": 3,
        "location": str(store.shelf),
        "fund": "donation",
        "lot": "E",
        "printed_date": "2026-06-30",
    }

    made = await client.post(
        "/api/v1/inventory/receipts",
        json={"received_on": "2026-03-17", "lines": [line]},
    )
    page = await client.get(f"/stock/documents/{made.json()['id']}")

    [told] = made.json()["earlier_dates"]
    assert (told["number"], told["before_date"], told["is_gone"]) == (
        *("E", "2027-03-31"),
        True,
    )
    assert "Ta dostawa ma krótszy termin niż wcześniejsza" in page.text
    assert "termin 30\u00a0czerwca 2026" in page.text
