"""The hand-out over HTTP: once, whole, and by the numbers."""

import asyncio
from collections import Counter as Tally
from uuid import uuid4

import httpx

from distribution.core.actor import Actor
from distribution.core.database import fetch
from distribution.core.reading import reading
from distribution.households.queries.entitlement import entitlement_of
from distribution.households.queries.verification import referrals_of
from distribution.inventory.queries.stock import stock
from distribution.vouchers.commands.annulling import annul
from distribution.vouchers.commands.closing import close_round
from tests.worlds import NOON
from tests.worlds_inventory import faults_of_ledger
from tests.worlds_vouchers import Counter, a_counter, a_scan, hand_out


async def packs_on_shelf(counter: Counter) -> dict[str, tuple[int, int]]:
    """Packs and reserved packs by article code."""
    codes = {article: code for code, article in counter.articles.items()}
    async with reading(counter.actor):
        lines = await stock()
    return {codes[line.article]: (line.packs, line.reserved or 0) for line in lines}


async def issued(counter: Counter) -> dict[str, int]:
    """Packs that the first household was counted as having, by article code."""
    codes = {article: code for code, article in counter.articles.items()}
    async with reading(counter.actor):
        rows = await fetch(
            "SELECT e.article, e.issued FROM entitlement AS e"
            " JOIN referral AS r ON r.id = e.referral WHERE r.household = $1"
            " AND e.issued <> 0",
            counter.households[0],
        )
    return {codes[row["article"]]: row["issued"] for row in rows}


async def test_a_hand_out_redeems_issues_and_debits(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    assert await packs_on_shelf(counter) == {
        "MAKARON": (1000, 4),
        "MLEKO": (1000, 4),
        "DZEM": (1000, 2),
    }

    answer = await hand_out(client, counter)

    assert answer.status_code == 201
    body = answer.json()
    assert {line["name"]: line["packs"] for line in body["lines"]} == {
        "makaron jajeczny świderki": 4,
        "mleko UHT": 4,
        "dżem truskawkowy": 2,
    }
    assert body["conflict"] is None
    assert await packs_on_shelf(counter) == {
        "MAKARON": (996, 0),
        "MLEKO": (996, 0),
        "DZEM": (998, 0),
    }
    assert await issued(counter) == {"MAKARON": 4, "MLEKO": 4, "DZEM": 2}
    assert await faults_of_ledger(actor) == []


async def test_the_same_nonce_is_the_same_hand_out_word_for_word(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    nonce = str(uuid4())

    first = await hand_out(client, counter, nonce=nonce)
    again = await hand_out(client, counter, nonce=nonce)
    typed = await hand_out(
        client, counter, nonce=nonce, code=counter.voucher.short_code
    )

    assert (first.status_code, again.status_code, typed.status_code) == (201, 200, 200)
    assert first.json() == again.json() == typed.json()
    assert (await packs_on_shelf(counter))["MLEKO"] == (996, 0)


async def test_a_nonce_never_serves_another_code(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=2)
    nonce = str(uuid4())
    await hand_out(client, counter, nonce=nonce)

    other = await hand_out(
        client, counter, nonce=nonce, code=counter.token(counter.vouchers[1].id)
    )
    nobody = await hand_out(client, counter, nonce=nonce, code="0000-0000-00")

    assert (other.status_code, other.json()["reason"]) == (409, "nonce_reused")
    assert (nobody.status_code, nobody.json()["reason"]) == (409, "nonce_reused")


async def test_a_refused_nonce_is_judged_afresh(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    nonce = str(uuid4())

    refused = await hand_out(client, counter, nonce=nonce, channel="home_delivery")
    accepted = await hand_out(client, counter, nonce=nonce)

    assert refused.json()["reason"] == "other_channel"
    assert accepted.status_code == 201


async def test_less_may_be_taken_and_the_rest_stays_free(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    milk = str(counter.articles["MLEKO"])

    answer = await hand_out(client, counter, lines=[{"article": milk, "packs": 1}])

    assert answer.status_code == 201
    assert [line["packs"] for line in answer.json()["lines"]] == [1]
    assert await packs_on_shelf(counter) == {
        "MAKARON": (1000, 0),
        "MLEKO": (999, 0),
        "DZEM": (1000, 0),
    }
    assert await issued(counter) == {"MLEKO": 1}


async def test_lines_beyond_the_voucher_are_named(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)

    answer = await hand_out(
        client,
        counter,
        lines=[
            {"article": str(counter.articles["MLEKO"]), "packs": 5},
            {"article": str(uuid4()), "packs": 1},
        ],
    )

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [
        "lines.0.packs",
        "lines.1.article",
    ]


async def test_a_preview_changes_nothing_but_keeps_the_scan(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    before = await packs_on_shelf(counter)

    answer = await client.post(
        "/api/v1/handouts/preview",
        json={"code": counter.token(), "channel": "pickup"},
        headers=counter.headers,
    )

    assert answer.status_code == 200
    assert {line["packs"] for line in answer.json()["lines"]} == {4, 2}
    assert await packs_on_shelf(counter) == before
    async with reading(actor):
        scans = await fetch("SELECT purpose, refusal FROM scan")
    assert scans == [{"purpose": "preview", "refusal": None}]


async def test_a_staff_session_says_where_it_hands_out(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    """Only a device has a site of its own; see test_handout_rules for the command."""
    counter = await a_counter(actor)

    answer = await client.post("/api/v1/handouts", json=a_scan(counter.token()))

    assert answer.status_code == 401


async def test_annulling_gives_everything_back_and_the_voucher_works_again(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    before = await packs_on_shelf(counter)
    made = (await hand_out(client, counter)).json()
    undo = f"/api/v1/handouts/{made['id']}/annul"
    reason = {"reason": "Zeskanowano nie ten talon"}

    annulled = await client.post(undo, json=reason, headers=counter.headers)
    again = await client.post(undo, json=reason, headers=counter.headers)
    between = (await packs_on_shelf(counter), await issued(counter))
    anew = await hand_out(client, counter)

    assert annulled.status_code == 200
    assert annulled.json()["annulled_at"] is not None
    assert annulled.json()["lines"] == made["lines"]
    assert (again.status_code, again.json()["reason"]) == (409, "already_annulled")
    assert between == (before, {})
    assert anew.status_code == 201
    assert await faults_of_ledger(actor) == []


async def test_what_is_annulled_after_its_round_was_closed_keeps_no_food(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=2)
    made = (await hand_out(client, counter)).json()
    kept = (await packs_on_shelf(counter))["MLEKO"]
    await close_round(actor, counter.round, now=NOON)
    closed = (await packs_on_shelf(counter))["MLEKO"]

    await annul(actor, made["id"], reason="pomyłka", now=NOON)

    assert (kept, closed) == ((996, 4), (996, 0))
    assert (await packs_on_shelf(counter))["MLEKO"] == (1000, 0)
    assert await faults_of_ledger(actor) == []


async def test_two_hundred_codes_sent_by_sixteen_connections_are_two_hundred_hand_outs(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=200, persons=1)
    assert len(counter.vouchers) == 200

    async def connection(place: int) -> list[httpx.Response]:
        order = counter.vouchers[place:] + counter.vouchers[:place]
        return [
            await hand_out(client, counter, code=counter.token(one.id)) for one in order
        ]

    answers = await asyncio.gather(*(connection(12 * n) for n in range(16)))

    seen = Tally(
        (answer.status_code, answer.json().get("reason"))
        for of_one in answers
        for answer in of_one
    )
    assert seen == {(201, None): 200, (409, "already_handed_out"): 200 * 15}
    assert (await packs_on_shelf(counter))["MLEKO"] == (1000 - 2 * 200, 0)
    assert await faults_of_ledger(actor) == []


async def test_sixteen_scans_of_one_voucher_at_once_are_one_hand_out(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)

    answers = await asyncio.gather(*(hand_out(client, counter) for _ in range(16)))

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 15


async def test_a_device_knows_its_site_and_its_keys(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)

    me = await client.get("/api/v1/devices/me", headers=counter.headers)

    assert me.status_code == 200
    assert me.json()["site"] == str(counter.site)
    assert len(me.json()["keys"]) == 1


async def test_a_batch_answers_in_order_and_a_bad_one_blocks_nothing(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=2)
    good, other = counter.vouchers
    batch = [
        a_scan(counter.token(good.id), offline=True),
        {"nonce": "not-a-uuid", "code": 7},
        a_scan("V1:NONSENSE", offline=True),
        a_scan(counter.token(other.id), offline=True),
        a_scan(counter.token(good.id), offline=True),
    ]

    answer = await client.post(
        "/api/v1/handouts/batch", json={"handouts": batch}, headers=counter.headers
    )
    repeated = await client.post(
        "/api/v1/handouts/batch", json={"handouts": batch}, headers=counter.headers
    )

    results = answer.json()["results"]
    assert [result["status"] for result in results] == [201, 400, 409, 201, 201]
    assert results[1]["problem"]["errors"]
    assert results[2]["problem"]["reason"] == "bad_signature"
    assert [r.get("handout", {}).get("conflict") for r in results] == [
        None,
        None,
        None,
        None,
        "already_handed_out",
    ]
    statuses = [result["status"] for result in repeated.json()["results"]]
    assert statuses == [200, 400, 409, 200, 200]


async def test_a_batch_of_more_than_five_hundred_is_too_large(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)

    answer = await client.post(
        "/api/v1/handouts/batch",
        json={"handouts": [{}] * 501},
        headers=counter.headers,
    )

    assert (answer.status_code, answer.json()["reason"]) == (413, "batch_too_large")


async def test_what_a_household_remains_due_follows(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await hand_out(client, counter)

    async with reading(actor):
        [referral] = await referrals_of(counter.households[0], NOON.date())
        view = await entitlement_of(referral.id)

    milk = next(line for line in view.lines if line.code == "MLEKO")
    assert (milk.entitled, milk.issued, milk.remaining) == (14, 4, 10)
