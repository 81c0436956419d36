"""What a phone takes along for a day without signal, and what it must not."""

from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import msgspec
import pytest

from distribution.accounts.commands.keeping import enrol_device
from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.households.commands.authorising import add_authorisation
from distribution.inventory.commands.withdrawing import Withdrawal, withdraw
from distribution.inventory.queries.stock import stock
from distribution.vouchers.commands.issuing import (
    block,
    reissue,
    revoke,
)
from distribution.vouchers.queries.extract import extract_vouchers
from distribution.vouchers.rules import VoucherFacts
from tests.worlds import NOON, Clock
from tests.worlds_accounts import sign_in_as
from tests.worlds_households import WHERE
from tests.worlds_programmes import a_site
from tests.worlds_vouchers import Counter, a_counter, a_scan, hand_out

_EXTRACT = "/api/v1/scan/extract"
_NEWS = "/api/v1/scan/news"
DAY = NOON.date()
PRIVATE = (
    "Osoba0",
    "Próbna",
    "ul. ",
    "23-204",
    "600 100",
    "income",
    "grosz",
    "zasiłek",
)
"""What of a household may never be in an extract: see `WHERE` and `a_counter`."""


async def entries(client: httpx.AsyncClient, counter: Counter) -> dict[UUID, dict]:
    answer = await client.get(_EXTRACT, headers=counter.headers)
    assert answer.status_code == 200, answer.text
    return {UUID(one["id"]): one for one in answer.json()["vouchers"]}


async def test_an_extract_holds_what_the_checks_need_and_what_to_hand_over(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    proxy = await add_authorisation(
        actor,
        counter.households[0],
        proxy_name="Ewa Odbierająca",
        valid_from=DAY,
        valid_until=None,
        note="",
        now=NOON,
    )

    extract = (await client.get(_EXTRACT, headers=counter.headers)).json()

    [voucher] = extract["vouchers"]
    vectors = Path(__file__).with_name("vectors.json").read_text(encoding="utf-8")
    good = msgspec.json.decode(vectors)["good"]["voucher"]
    assert set(good) == set(VoucherFacts.__struct_fields__)
    assert set(good) <= set(voucher)
    assert extract["site"] == {"id": str(counter.site), "name": voucher["site_name"]}
    assert (extract["day"], extract["good_until"]) == (
        "2026-03-17",
        "2026-03-17T23:00:00Z",
    )
    assert voucher["short_code"] == counter.voucher.short_code
    assert voucher["proxies"] == [{"id": str(proxy), "name": "Ewa Odbierająca"}]
    handed = (await hand_out(client, counter)).json()
    packs = {(one["article"], one["packs"]) for one in voucher["lines"]}
    assert packs == {(one["article"], one["packs"]) for one in handed["lines"]}
    lots = {(one["lot"], one["place"]) for one in voucher["lines"]}
    assert lots == {
        (lot["number"], lot["place"]) for one in handed["lines"] for lot in one["lots"]
    }
    assert {UUID(one) for one in extract["articles"]} == set(counter.articles.values())


async def test_an_extract_names_no_member_no_address_no_income_and_no_reason(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    details = msgspec.structs.replace(WHERE, instructions="woła się przy drzwiach")
    counter = await a_counter(actor, households=3, details=details)
    await revoke(actor, counter.vouchers[1].id, reason="zmarła Próbna", now=NOON)
    await block(actor, counter.vouchers[2].id, reason="dług zasiłek", now=NOON)

    text = (await client.get(_EXTRACT, headers=counter.headers)).text

    assert "woła się przy drzwiach" in text  # shown at the counter, so it comes along
    assert [word for word in PRIVATE if word in text] == []


async def test_dead_vouchers_come_along_so_that_a_phone_can_say_why(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=4)
    first, second, third, fourth = (one.id for one in counter.vouchers)
    await hand_out(client, counter)
    await revoke(actor, second, reason="pomyłka", now=NOON)
    await block(actor, third, reason="do wyjaśnienia", now=NOON)
    fresh = await reissue(actor, fourth, now=NOON)

    found = await entries(client, counter)

    assert set(found) == {first, second, third, fourth, fresh}
    assert found[first]["handed_out_at"] == "2026-03-17T12:00:00+01:00"
    assert found[second]["revoked_on"] == found[third]["blocked_on"] == "2026-03-17"
    assert found[fourth]["replaced_on"] == "2026-03-17"
    assert found[fresh]["replaced_on"] is None


async def test_what_was_recalled_or_is_missing_is_said_as_the_server_would(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    async with reading(actor):
        lots = {line.article: line.lot for line in await stock()}
    milk = counter.articles["MLEKO"]
    await withdraw(
        actor, lots[milk], kind=Withdrawal.RECALL, reason="listeria", now=NOON
    )

    [voucher] = (await entries(client, counter)).values()
    refused = await hand_out(client, counter)

    assert refused.json()["reason"] == "lot_recalled"
    assert voucher["recalled"] == refused.json()["shortages"]
    assert str(milk) not in {line["article"] for line in voucher["lines"]}


async def test_an_extract_of_another_site_holds_nothing_of_this_one(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    elsewhere = await a_site(actor)
    _, token = await enrol_device(actor, site=elsewhere, name="Skaner")

    answer = await client.get(_EXTRACT, headers={"Authorization": f"Bearer {token}"})

    assert answer.json()["vouchers"] == []
    assert len(await entries(client, counter)) == 1


async def test_a_large_extract_takes_no_more_statements_than_a_small_one(
    actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = await a_counter(actor, households=12, persons=1)
    asked: list[str] = []
    plain = asyncpg.Connection.fetch

    async def counted(self: asyncpg.Connection, query: str, *arguments: object) -> list:
        asked.append(query)
        return await plain(self, query, *arguments)

    monkeypatch.setattr(asyncpg.Connection, "fetch", counted)
    async with reading(actor):
        found = await extract_vouchers(counter.site, DAY)
        for_all = len(asked)
        await extract_vouchers(counter.site, DAY, [counter.voucher.id])

    assert len(found) == 12
    assert for_all == len(asked) - for_all <= 8


async def test_an_extract_travels_packed(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    """700 vouchers are more than half a megabyte: seconds on a slow network."""
    counter = await a_counter(actor, households=12, persons=1)

    answer = await client.get(_EXTRACT, headers=counter.headers)

    assert answer.headers["content-encoding"] == "gzip"
    assert answer.num_bytes_downloaded < len(answer.content) / 3


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
        refusal("V1:NONSENSE", "bad_signature"),
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
        "SELECT voucher, refusal, offline FROM scan WHERE centre = $1"
        " AND purpose = 'reported' ORDER BY refusal",
        actor.centre,
    )
    assert [(one["voucher"], one["refusal"]) for one in kept] == [
        (None, "bad_signature"),
        (counter.voucher.id, "expired"),
        (counter.voucher.id, "other_site"),
    ]


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

    assert (by_scanner.status_code, by_scanner.json()["reason"]) == (
        403,
        "may_not_search",
    )
    [one] = found.json()
    assert one["name"] == "Osoba0 Próbna0"
    assert one["short_code"] == counter.voucher.short_code
    assert one["street"] == "ul. Próbna, Kraśnik"
    assert set(one) == {"household_number", "name", "street", "short_code"}
