"""What a phone takes along for a day without signal, and what it must not."""

from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import msgspec
import pytest

from distribution.accounts.commands.keeping import enrol_device
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.households.commands.authorising import add_authorisation
from distribution.households.commands.intake import close_household
from distribution.inventory.commands.withdrawing import Withdrawal, withdraw
from distribution.inventory.queries.stock import stock
from distribution.vouchers.commands.issuing import (
    block,
    change_channel,
    reissue,
    revoke,
)
from distribution.vouchers.queries.extract import extract_vouchers
from distribution.vouchers.rules import (
    Channel,
    CodeCheck,
    Scan,
    VoucherFacts,
    refusal,
)
from tests.worlds import NOON
from tests.worlds_households import WHERE
from tests.worlds_programmes import a_site
from tests.worlds_vouchers import Counter, a_counter, hand_out

_EXTRACT = "/api/v1/scan/extract"
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


async def test_a_phone_with_its_extract_says_what_the_server_says(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    """`rules.refusal` stands for the phone: both are held to the same vectors."""
    counter = await a_counter(actor, households=7)
    plain, used, dead, held, old, home, due = counter.vouchers
    await hand_out(client, counter, code=used.short_code)
    await revoke(actor, dead.id, reason="pomyłka", now=NOON)
    await block(actor, held.id, reason="do wyjaśnienia", now=NOON)
    await reissue(actor, old.id, now=NOON)
    await change_channel(actor, home.id, Channel.HOME_DELIVERY, now=NOON)
    await close_household(actor, due.household)
    found = await entries(client, counter)

    by_phone, by_server = {}, {}
    for one in counter.vouchers:
        no = refusal(_facts(found[one.id]), _scan_at(counter.site), DAY)
        by_phone[one.id] = no and no.reason.value
        answer = await client.post(
            "/api/v1/handouts/preview",
            json={"code": one.short_code, "channel": "pickup"},
            headers=counter.headers,
        )
        by_server[one.id] = answer.json().get("reason")

    assert by_phone == by_server
    assert by_phone[plain.id] is None
    assert len(set(by_phone.values())) == len(counter.vouchers)


def _facts(entry: dict) -> VoucherFacts:
    known = {name: entry[name] for name in VoucherFacts.__struct_fields__}
    return msgspec.convert(known, VoucherFacts)


def _scan_at(site: UUID) -> Scan:
    genuine = CodeCheck.GENUINE
    return Scan(code=genuine, channel=Channel.PICKUP, site=site, scanned_on=DAY)


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
