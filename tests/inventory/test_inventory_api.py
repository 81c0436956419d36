"""The store over HTTP: the paths of the contract, and what they refuse."""

from uuid import UUID, uuid4

import httpx
import pytest

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.core.units import Grams, ReportGrams
from distribution.inventory.commands.withdrawing import Withdrawal, withdraw
from distribution.inventory.queries.locations import locations
from distribution.programmes.commands.keeping import add_article
from distribution.programmes.queries.reference import sub_programme_by
from distribution.programmes.sets import CommodityGroup
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_inventory import Store, a_lot, a_store, faults_of_ledger, keep

API = "/api/v1/inventory"
LABEL = "(01)05901234123457(17)270331(10)A12F"


@pytest.fixture
async def store(actor: Actor, client: httpx.AsyncClient) -> Store:
    """A store whose keeper is signed in."""
    made = await a_store(actor)
    await sign_in_as(client, actor, Role.WAREHOUSE)
    return made


async def test_a_delivery_comes_in_and_is_seen(
    actor: Actor, client: httpx.AsyncClient, store: Store
) -> None:
    async with reading(actor):
        fund = (await sub_programme_by(store.fund)).key
        fridge = next(p for p in await locations() if p.id == store.fridge)
    line = {
        "article": "mleko",
        "packs": 24,
        "location": f"{fridge.site_key}/lodowka",
        "fund": fund,
        "lot": "L1",
        "printed_date": "2026-04-20",
        "case_size": 12,
    }
    body = {
        "received_on": "2026-03-17",
        "foreign_number": "WZ/118/2026",
        "once": str(uuid4()),
        "lines": [line, line | {"fund": "donation", "lot": "D1", "packs": 3}],
    }

    made = await client.post(f"{API}/receipts", json=body)
    twice = await client.post(f"{API}/receipts", json=body)
    seen = await client.get(f"{API}/stock")
    before = await client.get(f"{API}/stock", params={"as_of": "2026-03-16"})
    on_the_day = await client.get(f"{API}/stock", params={"as_of": "2026-03-17"})
    recalled = UUID(seen.json()[1]["lot"])
    await withdraw(actor, recalled, kind=Withdrawal.RECALL, reason="GIS", now=NOON)
    late = await client.post(f"{API}/receipts", json=body)

    assert made.status_code == 201, made.text
    assert made.json()["number"] == "PZ/1/2026"
    for again in (twice, late):
        assert (again.status_code, again.json()["reason"]) == (409, "already_booked")
    assert [
        (x["code"], x["number"], x["packs"], x["free"], x["days_left"], x["fund_name"])
        for x in seen.json()
    ] == [
        ("MLEKO", "D1", 3, 3, 34, None),
        ("MLEKO", "L1", 24, 24, 34, "FEPŻ przykładowy"),
    ]
    assert before.json() == []
    assert [x["packs"] for x in on_the_day.json()] == [3, 24]
    assert {x["reserved"] for x in on_the_day.json()} == {None}


async def test_every_bad_field_is_named(
    client: httpx.AsyncClient, store: Store
) -> None:
    line = {"article": "MLEKO", "packs": 0, "location": "lodowka", "colour": "x"}

    answer = await client.post(
        f"{API}/receipts", json={"received_on": "jutro", "lines": [line]}
    )

    assert answer.status_code == 400
    assert {fault["field"] for fault in answer.json()["errors"]} == {
        "received_on",
        "lines.0.packs",
        "lines.0.fund",
        "lines.0.colour",
    }


async def test_a_shortage_is_told_with_lot_place_wanted_and_available(
    client: httpx.AsyncClient, store: Store
) -> None:
    lot = await a_lot(store, 5)
    line = {"lot": str(lot), "location": str(store.shelf), "packs": 6}
    moved = {"lines": [line], "to": str(store.fridge)}

    answers = [
        await client.post(f"{API}/transfers", json=moved),
        await client.post(f"{API}/losses", json={"lines": [line], "reason": "pests"}),
        await client.post(
            f"{API}/returns", json={"lines": [line], "kind": "to_food_bank"}
        ),
    ]

    for answer in answers:
        assert answer.status_code == 409, answer.text
        told = answer.json()
        assert told["reason"] == "not_enough_stock"
        short = told["shortages"][0]
        assert (short["article"], short["place"]) == ("mleko UHT", "Regał A")
        assert (short["wanted"], short["available"]) == (6, 5)
        assert short["lot"].startswith("L")


async def test_the_way_of_a_lot_over_http(
    actor: Actor, client: httpx.AsyncClient, store: Store
) -> None:
    lot = await a_lot(store, 20)
    await keep(store, 4)
    line = {"lot": str(lot), "location": str(store.shelf), "packs": 10}

    seen = line | {"expected": 20}
    move = {"lines": [seen], "to": str(store.counter_shelf)}
    moved = await client.post(f"{API}/transfers", json=move)
    twice = await client.post(f"{API}/transfers", json=move)
    loss = {
        "lines": [line | {"packs": 2, "expected": 10}],
        "reason": "damaged",
        "protocol": {"circumstances": "zalane", "commission": ["A. Nowak"]},
    }
    lost = await client.post(f"{API}/losses", json=loss)
    lost_twice = await client.post(f"{API}/losses", json=loss)
    parcel = {
        "lot": str(lot),
        "location": str(store.counter_shelf),
        "packs": 8,
        "damaged": 7,
        "expected": 10,
    }
    coming = {"kind": "from_delivery", "lines": [parcel], "to": str(store.shelf)}
    back = await client.post(f"{API}/returns", json=coming)
    back_twice = await client.post(f"{API}/returns", json=coming)
    going = {
        "kind": "to_food_bank",
        "lines": [line | {"packs": 1, "expected": 9}],
    }
    given = await client.post(f"{API}/returns", json=going)
    given_twice = await client.post(f"{API}/returns", json=going)
    counted = await client.post(
        f"{API}/counts",
        json={
            "location": str(store.shelf),
            "lines": [{"lot": str(lot), "counted": 7, "expected": 8}],
        },
    )
    trace = await client.get(f"{API}/lots/{lot}/trace")
    undone = await client.post(
        f"{API}/documents/{lost.json()['id']}/correct", json={"reason": "pomyłka"}
    )

    assert (moved.status_code, moved.json()["reserved"]) == (201, 4)
    for again in (twice, lost_twice, back_twice, given_twice):
        assert (again.status_code, again.json()["reason"]) == (409, "moved_meanwhile")
    assert lost.json()["number"] == "RW/1/2026"
    numbers = [paper["number"] for paper in back.json()["documents"]]
    assert numbers == ["MM/2/2026", "RW/2/2026"]
    assert [paper["released"] for paper in back.json()["documents"]] == [0, 1]
    assert given.json()["documents"][0]["number"] == "WZ/1/2026"
    assert counted.status_code == 201, counted.text
    assert counted.json()["differences"] == [{"lot": str(lot), "packs": -1}]
    assert [v["packs"] for v in trace.json()["vouchers"]] != []
    assert {p["packs"] for p in trace.json()["places"]} == {2, 7}
    assert undone.status_code == 201, undone.text
    assert await faults_of_ledger(actor) == []


async def test_a_recall_and_its_lift(client: httpx.AsyncClient, store: Store) -> None:
    lot = await a_lot(store, 20)
    voucher = await keep(store, 4)

    gone = await client.post(f"{API}/lots/{lot}/recall", json={"reason": "GIS 1"})
    again = await client.post(f"{API}/lots/{lot}/recall", json={"reason": "GIS 1"})
    lifted = await client.post(f"{API}/lots/{lot}/lift", json={"reason": "odwołano"})

    assert gone.status_code == 200, gone.text
    assert gone.json()["released"] == 4
    held = gone.json()["traces"][0]["vouchers"]
    assert [(one["voucher"], one["packs"]) for one in held] == [(str(voucher), 4)]
    assert again.json()["reason"] == "lot_state"
    assert lifted.json() == {"lots": [str(lot)]}


async def with_rice(actor: Actor) -> UUID:
    """Add an article whose bar code is known."""
    return await add_article(
        actor,
        code="RYZ",
        name="ryż biały",
        group=CommodityGroup.STARCHY,
        pack_grams=Grams(1000),
        report_grams=ReportGrams(1000),
        gtin="5901234123457",
    )


async def test_a_bar_code_names_article_lot_and_date(
    actor: Actor, client: httpx.AsyncClient, store: Store
) -> None:
    await with_rice(actor)

    async def scan(code: str) -> dict[str, object]:
        answer = await client.post(f"{API}/scans", json={"barcode": code})
        assert answer.status_code == 200, answer.text
        told: dict[str, object] = answer.json()
        return told

    pack = await scan("5901234123457")
    case = await scan("]C101159012341234541527030010A12F")
    old = await scan("(01)05901234123457(17)250331(10)A12F")
    label = await scan(
        "]C1020590123412345715270300371\x1d10A12F\n]C100359012340000000179"
    )
    stranger = await scan("4006381333931")

    assert (pack["code"], pack["is_case"], pack["lot"]) == ("RYZ", False, None)
    assert (case["code"], case["is_case"], case["lot"]) == ("RYZ", True, "A12F")
    assert (case["printed_date"], case["date_kind"]) == ("2027-03-31", "best_before")
    assert (old["expired"], old["date_kind"]) == (True, "use_by")
    assert (label["sscc"], label["count"]) == ("359012340000000179", 1)
    assert (stranger["article"], stranger["gtin"]) == (None, "04006381333931")


async def test_a_scan_warns_of_a_lot_held_back(
    actor: Actor, client: httpx.AsyncClient, store: Store
) -> None:
    rice = await with_rice(actor)
    line = {
        "article": str(rice),
        "packs": 5,
        "location": str(store.shelf),
        "fund": "donation",
        "lot": "A12F",
        "printed_date": "2027-03-31",
    }
    body = {"received_on": "2026-03-17", "lines": [line]}
    await client.post(f"{API}/receipts", json=body)
    lot = (await client.get(f"{API}/stock")).json()[0]["lot"]
    await client.post(f"{API}/lots/{lot}/recall", json={"reason": "GIS 1"})

    told = (await client.post(f"{API}/scans", json={"barcode": LABEL})).json()
    again = await client.post(f"{API}/receipts", json=body)

    assert told["held_back"] == "recalled"
    assert [one["id"] for one in told["lots"]] == [lot]
    assert (again.status_code, again.json()["reason"]) == (409, "lot_recalled")


async def test_unknown_things_are_not_found(
    client: httpx.AsyncClient, store: Store
) -> None:
    line = {"lot": str(uuid4()), "location": str(store.shelf), "packs": 1}

    answers = [
        await client.post(
            f"{API}/transfers", json={"lines": [line], "to": str(store.fridge)}
        ),
        await client.post(f"{API}/transfers", json={"lines": [line], "to": "nie-ma"}),
        await client.get(f"{API}/lots/{uuid4()}/trace"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


async def test_places_are_listed_and_added(
    client: httpx.AsyncClient, store: Store
) -> None:
    body = {"site": str(store.counter), "key": "regal-b", "name": "Regał B"}

    made = await client.post(f"{API}/locations", json=body)
    again = await client.post(f"{API}/locations", json=body)
    listed = await client.get(f"{API}/locations")

    assert made.status_code == 201, made.text
    assert again.json()["reason"] == "location_taken"
    assert made.json() in listed.json()
    assert len(listed.json()) == 4
