"""What a phone hears and says during a day: news, how it stands, what it refused."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import httpx
import msgspec

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.database import fetch
from distribution.core.reading import reading
from distribution.households.commands.authorising import add_authorisation
from distribution.inventory.commands.withdrawing import Withdrawal, withdraw
from distribution.inventory.queries.stock import stock
from distribution.vouchers.commands.issuing import revoke
from tests.worlds import NOON, Clock
from tests.worlds_accounts import sign_in_as
from tests.worlds_vouchers import a_counter, a_scan, hand_out

_NEWS = "/api/v1/scan/news"
DAY = NOON.date()


async def an_hour_passes(owner: asyncpg.Connection, actor: Actor) -> None:
    """Let everything that the trail tells of a centre have happened an hour ago."""
    await owner.execute(
        "UPDATE audit_entry SET at = at - interval '1 hour' WHERE centre = $1",
        actor.centre,
    )


async def test_news_are_the_vouchers_that_changed_since(
    actor: Actor, client: httpx.AsyncClient, owner: asyncpg.Connection
) -> None:
    counter = await a_counter(actor, households=4)
    changed = counter.vouchers[:3]
    await an_hour_passes(owner, actor)
    await hand_out(client, counter)
    await revoke(actor, changed[1].id, reason="pomyłka", now=NOON)
    await add_authorisation(
        actor,
        changed[2].household,
        proxy_name="Ewa Odbierająca",
        valid_from=DAY,
        valid_until=None,
        note="",
        now=NOON,
    )

    answer = await client.get(
        _NEWS, params={"since": NOON.isoformat()}, headers=counter.headers
    )

    assert answer.status_code == 200, answer.text
    found = {UUID(one["id"]): one for one in answer.json()["vouchers"]}
    assert set(found) == {one.id for one in changed}
    assert found[changed[0].id]["handed_out_at"] is not None
    assert found[changed[1].id]["revoked_on"] == "2026-03-17"
    assert [one["name"] for one in found[changed[2].id]["proxies"]] == [
        "Ewa Odbierająca"
    ]


async def test_a_recall_a_round_or_a_new_day_asks_for_a_whole_extract(
    actor: Actor, client: httpx.AsyncClient, clock: Clock, owner: asyncpg.Connection
) -> None:
    counter = await a_counter(actor)

    async def asked(since: str) -> tuple[int, str | None]:
        answer = await client.get(
            _NEWS, params={"since": since}, headers=counter.headers
        )
        return answer.status_code, answer.json().get("reason")

    await an_hour_passes(owner, actor)
    quiet = await asked(NOON.isoformat())
    async with reading(actor):
        [line, *_] = await stock()
    await withdraw(actor, line.lot, kind=Withdrawal.RECALL, reason="listeria", now=NOON)
    recalled = await asked(NOON.isoformat())
    clock.forward(days=1)
    stale = await asked(NOON.isoformat())

    assert quiet == (200, None)
    assert recalled == stale == (409, "extract_outdated")


async def test_the_office_hears_how_a_device_stands(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    body = {"waiting": 3, "ready": True, "as_of": NOON.isoformat()}

    said = await client.post("/api/v1/scan/status", json=body, headers=counter.headers)
    wrong = await client.post(
        "/api/v1/scan/status", json={"waiting": -1}, headers=counter.headers
    )

    await sign_in_as(client, actor, Role.COORDINATOR)
    page = (await client.get("/settings/devices")).text
    assert said.status_code == 204
    assert {one["field"] for one in wrong.json()["errors"]} == {"waiting", "ready"}
    assert "czekają 3 wydania" in page
    assert "gotowy bez zasięgu" in page
    assert "widziany 17" in page


async def test_refusals_of_the_day_are_kept_once_each_and_without_their_codes(
    actor: Actor, client: httpx.AsyncClient, owner: asyncpg.Connection
) -> None:
    counter = await a_counter(actor)

    def refusal(code: str, reason: str) -> dict[str, object]:
        scan = a_scan(code)
        return {
            "nonce": scan["nonce"],
            "code": code,
            "reason": reason,
            "scanned_at": scan["scanned_at"],
        }

    scans = [
        refusal(counter.token(), "expired"),
        refusal(counter.voucher.short_code, "other_site"),
        {"nonce": "zły", "code": 7},
        "nawet nie obiekt",
        refusal("V1:NONSENSE", "bad_signature")
        | {"scanned_at": (NOON + timedelta(days=40)).isoformat()},  # a fast clock
    ]

    answers = [
        await client.post(
            "/api/v1/scan/refusals", json={"scans": part}, headers=counter.headers
        )
        for part in (scans[:4], scans, list(reversed(scans)))
    ]

    statuses = [
        [one["status"] for one in answer.json()["results"]] for answer in answers
    ]
    assert statuses == [
        [204, 204, 400, 400],
        [204, 204, 400, 400, 204],
        [204, 400, 400, 204, 204],
    ]
    kept = await owner.fetch(
        "SELECT voucher, refusal, offline, at FROM scan WHERE centre = $1"
        " AND purpose = 'reported' ORDER BY refusal",
        actor.centre,
    )
    assert [(one["voucher"], one["refusal"]) for one in kept] == [
        (None, "bad_signature"),
        (counter.voucher.id, "expired"),
        (counter.voucher.id, "other_site"),
    ]
    assert max(one["at"] for one in kept) == NOON


async def test_a_lost_voucher_is_found_by_name_for_those_who_see_households(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    asked = {"q": "Próbna"}

    by_scanner = await client.get(
        "/api/v1/scan/search", params=asked, headers=counter.headers
    )
    await sign_in_as(client, actor, Role.COORDINATOR)
    found = await client.get("/api/v1/scan/search", params=asked)
    nobody = await client.get("/api/v1/scan/search", params={"q": "Nieznana"})

    assert (by_scanner.status_code, by_scanner.json()["reason"]) == (
        403,
        "may_not_search",
    )
    [one] = found.json()
    assert nobody.json() == []
    assert one["name"] == "Osoba0 Próbna0"
    assert one["short_code"] == counter.voucher.short_code
    assert one["street"] == "ul. Próbna, Kraśnik"
    assert set(one) == {"household_number", "name", "street", "short_code"}
    # Who looked for whom stays in the trail; of whom was found, ids alone. What was
    # typed where nobody was found would never go again: it is not kept.
    async with reading(actor):
        [trail, of_nobody] = await fetch(
            "SELECT actor, after FROM audit_entry WHERE relation = 'counter_search'"
            " ORDER BY after ->> 'text' DESC"
        )
    assert msgspec.json.decode(of_nobody["after"])["text"] == ""
    assert trail["actor"].startswith("staff:")
    left = msgspec.json.decode(trail["after"])
    assert left["text"] == "Próbna"
    assert left["found"] == [str(counter.households[0])]
    assert set(left) == {"id", "centre", "at", "text", "found"}
