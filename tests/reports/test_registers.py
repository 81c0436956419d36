"""Registers agree to the packet with what a clerk notes down from the answers."""

import csv
import io
from collections import Counter as Tally
from datetime import date
from decimal import Decimal

import httpx
import openpyxl
import pytest

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.database import fetch
from distribution.reports.errors import ReportTooSlowError
from distribution.reports.queries import reporting, stock_register
from distribution.reports.registers import month_period
from tests.worlds import Clock
from tests.worlds_accounts import sign_in_as
from tests.worlds_reports import APRIL, ARTICLES, MARCH, Clerk, a_clerk


async def a_busy_march(clerk: Clerk) -> dict[str, dict]:
    """Receive, hand out whole and in part, annul, collide offline, lose, give back."""
    await clerk.receive({"MLEKO": 24, "DZEM": 12}, "WZ/777/2026")
    made = {"whole": await clerk.hand_out(0)}
    some = [
        {"article": str(clerk.counter.articles["MLEKO"]), "packs": 3},
        {"article": str(clerk.counter.articles["DZEM"]), "packs": 2},
    ]
    made["part"] = await clerk.hand_out(1, lines=some)
    made["undone"] = await clerk.hand_out(2)
    await clerk.annul(made["undone"])
    made["again"] = await clerk.hand_out(2)
    made["first"] = await clerk.hand_out(3)
    made["second"] = await clerk.hand_out(3, offline=True, other_device=True)
    made["refused"] = await clerk.hand_out(0)
    await clerk.lose("MAKARON", 5)
    await clerk.give_back("MAKARON", 7)
    await clerk.sleep(days=1)
    made["later"] = await clerk.hand_out(4)
    return made


def by_code(lines: list[dict], column: str) -> Tally:
    return Tally({line["code"]: line[column] for line in lines if line[column]})


def assert_adds_up(line: dict) -> None:
    came = sum(
        line[name]
        for name in (
            "opening",
            "received",
            "transferred",
            "corrections",
            "unaccounted",
        )
    )
    went = sum(
        line[name] for name in ("issued", "issued_elsewhere", "losses", "returned")
    )
    assert line["closing"] == came - went, line


async def test_the_registers_of_a_month_agree_with_the_answers(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    clerk = await a_clerk(actor, client, clock)
    made = await a_busy_march(clerk)
    assert made["second"]["conflict"] == "already_handed_out"
    assert made["refused"]["reason"] == "already_handed_out"

    register = await clerk.register("stock", month=MARCH)

    lines = register["lines"]
    assert by_code(lines, "received") == clerk.received[MARCH]
    assert by_code(lines, "issued") == clerk.issued[MARCH]
    assert by_code(lines, "losses") == clerk.lost[MARCH]
    assert by_code(lines, "returned") == clerk.returned[MARCH]
    for line in lines:
        assert_adds_up(line)
        assert line["opening"] == line["transferred"] == line["corrections"] == 0
    answer = await client.get("/api/v1/inventory/stock")
    on_shelf: Tally = Tally()
    for one in answer.json():
        on_shelf[one["code"]] += one["packs"]
    assert by_code(lines, "closing") == on_shelf


async def test_the_parcel_register_names_each_hand_out_once(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    clerk = await a_clerk(actor, client, clock)
    made = await a_busy_march(clerk)

    for period in ({"month": MARCH}, {"round": str(clerk.counter.round)}):
        register = await clerk.register("parcels", **period)
        listed: Tally = Tally()
        packs: Tally = Tally()
        for line in register["lines"]:
            listed[line["household_number"]] += sum(line["packs"].values())
            packs.update(line["packs"])
        assert listed == +clerk.parcels[MARCH]
        assert packs == clerk.issued[MARCH]
        handouts = [line["handout"] for line in register["lines"]]
        assert len(handouts) == len(set(handouts)) == 6
        assert made["undone"]["id"] not in handouts
        conflicts = [line["conflict"] for line in register["lines"]]
        assert conflicts.count("already_handed_out") == 1
        assert [line["number"] for line in register["lines"]] == [1, 2, 3, 4, 5, 6]


async def test_weight_is_the_programmes_where_a_litre_is_a_kilogram(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    clerk = await a_clerk(actor, client, clock, households=1)
    await clerk.hand_out(0)
    register = await clerk.register("parcels", month=MARCH)
    # 4 × 500 g of pasta, 4 × 1 l of milk, 2 × 300 g of jam.
    assert register["lines"][0]["report_grams"] == 2000 + 4000 + 600


async def test_an_annulment_in_april_leaves_the_papers_of_march_alone(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    clerk = await a_clerk(actor, client, clock)
    kept = await clerk.hand_out(0)
    undone = await clerk.hand_out(1)
    before = await clerk.register("parcels", month=MARCH)
    await clerk.sleep(days=20)
    await clerk.annul(undone)

    assert await clerk.register("parcels", month=MARCH) == before
    april = (await clerk.register("parcels", month=APRIL))["lines"]
    assert [line["handout"] for line in april] == [undone["id"]]
    assert Tally(april[0]["packs"]) == clerk.issued[APRIL]
    assert all(packs < 0 for packs in april[0]["packs"].values())
    whole = await clerk.register("parcels", round=str(clerk.counter.round))
    assert [line["handout"] for line in whole["lines"]] == [kept["id"]]

    for month in (MARCH, APRIL):
        lines = (await clerk.register("stock", month=month))["lines"]
        assert by_code(lines, "issued") == clerk.issued[month]
        for line in lines:
            assert_adds_up(line)
    of_round = await clerk.register("stock", round=str(clerk.counter.round))
    net = clerk.issued[MARCH] + Tally()
    net.update(clerk.issued[APRIL])
    assert by_code(of_round["lines"], "issued") == net
    counted = (await clerk.register("counts", month=APRIL))["counts"][0]
    assert (counted["parcels"], counted["households"]) == (-1, 0)


async def test_packs_that_the_books_do_not_hold_have_a_column_of_their_own(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    clerk = await a_clerk(actor, client, clock, households=1)
    await clerk.hand_out(0)
    await clerk.lose("MLEKO", 96)
    extra = await clerk.hand_out(0, offline=True, other_device=True)
    assert extra["conflict"] == "already_handed_out"

    lines = (await clerk.register("stock", month=MARCH))["lines"]
    milk = next(line for line in lines if line["code"] == "MLEKO")
    assert (milk["issued"], milk["unaccounted"], milk["closing"]) == (8, 4, 0)
    assert by_code(lines, "issued") == clerk.issued[MARCH]
    assert_adds_up(milk)
    await clerk.annul(extra)
    lines = (await clerk.register("stock", month=MARCH))["lines"]
    milk = next(line for line in lines if line["code"] == "MLEKO")
    assert (milk["issued"], milk["unaccounted"]) == (4, 0)


async def test_receipts_carry_the_food_banks_own_number(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    clerk = await a_clerk(actor, client, clock, households=1)
    await clerk.receive({"MLEKO": 24}, "WZ/777/2026")
    received = (await clerk.register("stock", month=MARCH))["received"]
    found = [line for line in received if line["foreign_number"] == "WZ/777/2026"]
    assert [(line["code"], line["packs"], line["lot"]) for line in found] == [
        ("MLEKO", 24, "WZ/777/2026-MLEKO")
    ]
    assert found[0]["document"].startswith("PZ/")


async def test_a_person_counts_once_and_a_parcel_each_time(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    clerk = await a_clerk(actor, client, clock)
    await a_busy_march(clerk)
    march = (await clerk.register("counts", month=MARCH))["counts"][0]
    assert march["households"] == 5
    assert march["served"]["persons"] == march["first_time"]["persons"] == 10
    assert march["parcels"] == 6  # one was handed out twice, on two phones
    assert march["personal_parcels"] == 12
    assert march["packs"] == sum(clerk.issued[MARCH].values())
    assert march["served"]["bands"]["from_30_to_64"] == 10
    of_round = await clerk.register("counts", round=str(clerk.counter.round))
    assert of_round["counts"][0] == march


async def test_the_list_of_qualified_persons_has_every_referral(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    clerk = await a_clerk(actor, client, clock, households=3)
    found = await clerk.register("qualified", month=MARCH)
    assert [line["persons"] for line in found["lines"]] == [2, 2, 2]
    assert len({line["referral"] for line in found["lines"]}) == 3
    before = await clerk.register("qualified", month="2026-02")
    assert before["lines"] == []


async def test_a_workbook_says_what_the_screen_says(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    clerk = await a_clerk(actor, client, clock)
    await a_busy_march(clerk)
    answer = await client.get(f"/api/v1/reports/parcels/file?month={MARCH}")
    assert answer.headers["content-disposition"] == (
        'attachment; filename="ewidencja-wydanych-paczek-03-2026.xlsx"'
    )
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    at = next(place for place, row in enumerate(rows) if row[0] == "Lp.")
    header, lines = rows[at], [row for row in rows[at + 1 :] if isinstance(row[0], int)]
    assert header[-1] == "Podpis odbierającego lub wydającego"
    assert len(lines) == 6
    assert all(row[-1] is None for row in lines)
    shown: Tally = Tally()
    names = {"DZEM": "dżem", "MAKARON": "makaron", "MLEKO": "mleko"}
    for code in ARTICLES:
        column = next(
            place for place, title in enumerate(header) if title.startswith(names[code])
        )
        shown[code] = sum(row[column] for row in lines)
    assert shown == clerk.issued[MARCH]


async def test_csv_opens_with_decimal_commas_and_adds_up(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    clerk = await a_clerk(actor, client, clock)
    await a_busy_march(clerk)
    answer = await client.get(f"/api/v1/reports/stock/file?format=csv&month={MARCH}")
    assert answer.headers["content-type"].startswith("text/csv")
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert {row["Kod"]: int(row["Wydano w paczkach"]) for row in rows} == dict(
        clerk.issued[MARCH]
    )
    grams = {"DZEM": 300, "MAKARON": 500, "MLEKO": 1000}
    for row in rows:
        weighed = Decimal(row["Wydano kg"].replace(",", ".")) * 1000
        assert weighed == clerk.issued[MARCH][row["Kod"]] * grams[row["Kod"]]


async def test_every_register_is_a_page_and_a_file(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    clerk = await a_clerk(actor, client, clock, households=2)
    await clerk.hand_out(0)
    of_round = f"round:{clerk.counter.round}"
    for name in ("parcels", "stock", "qualified", "counts"):
        for period in ("", f"month:{MARCH}", of_round):
            answer = await client.get(f"/registers/{name}", params={"period": period})
            assert answer.status_code == 200, answer.text
            assert "<table" in answer.text
    for name in ("parcels", "stock", "receipts", "qualified", "counts"):
        for kind in ("xlsx", "csv"):
            answer = await client.get(
                f"/registers/{name}/file", params={"format": kind, "period": of_round}
            )
            assert answer.status_code == 200, answer.text
            assert answer.headers["content-disposition"].endswith(f'.{kind}"')
            assert answer.headers["cache-control"] == "no-store"
            if kind == "xlsx":
                assert openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
    assert (await client.get("/registers/parcels?period=week:7")).status_code == 400
    assert (await client.get("/registers/nothing")).status_code == 404


async def test_a_period_is_a_round_or_a_month(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await sign_in_as(client, actor, Role.AUDITOR)
    periods: list[dict[str, str]] = [
        {},
        {"month": "2026-13"},
        {"month": "marzec"},
        {"month": MARCH, "round": "x"},
    ]
    for period in periods:
        answer = await client.get("/api/v1/reports/stock", params=period)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == "month"


async def test_a_report_that_takes_too_long_is_stopped(actor: Actor) -> None:
    with pytest.raises(ReportTooSlowError):
        async with reporting(actor, milliseconds=50):
            await fetch("SELECT pg_sleep(5)")
    async with reporting(actor):
        assert (await stock_register(month_period(MARCH))).lines == []


def test_a_month_runs_from_its_first_to_its_last_day() -> None:
    period = month_period("2028-02")
    assert (period.first, period.last) == (date(2028, 2, 1), date(2028, 2, 29))
