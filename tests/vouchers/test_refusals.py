"""Every refusal of a hand-out, reached by what people do, in the stated order.

Each test adds one fault on top of those before it in reverse: a voucher with several
faults is refused for the first one of the order, so adding an earlier one changes
the reason. ``tests/vouchers/vectors.json`` runs all pairs of the pure rule.
"""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest

from distribution.accounts.commands.keeping import enrol_device, revoke_device
from distribution.accounts.rules import permissions_of
from distribution.core.actor import Actor
from distribution.core.database import fetch
from distribution.core.errors import ForbiddenError, InvalidInputError
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.households.commands.authorising import (
    add_authorisation,
    revoke_authorisation,
)
from distribution.households.commands.referring import withdraw_referral
from distribution.households.queries.verification import referrals_of
from distribution.inventory.commands.transferring import transfer
from distribution.inventory.commands.withdrawing import Withdrawal, withdraw
from distribution.inventory.queries.stock import stock
from distribution.inventory.rules.lines import LineOut
from distribution.vouchers import handouts
from distribution.vouchers.commands import handing_out
from distribution.vouchers.commands.closing import close_round
from distribution.vouchers.commands.issuing import (
    block,
    change_channel,
    reissue,
    revoke,
    unblock,
)
from distribution.vouchers.rules import Channel, RefusalReason
from tests.worlds import NOON, Clock
from tests.worlds_inventory import a_delivery, a_shelf, faults_of_ledger
from tests.worlds_programmes import a_site
from tests.worlds_vouchers import Counter, a_counter, a_scan, hand_out, tokens_of


async def refused(client: httpx.AsyncClient, counter: Counter, **scan: object) -> str:
    """Scan the first voucher; return the reason of the refusal, by preview too."""
    answer = await hand_out(client, counter, **scan)
    seen = await client.post(
        "/api/v1/handouts/preview",
        json={
            "code": scan.get("code", counter.token()),
            "channel": scan.get("channel", "pickup"),
        },
        headers=counter.headers,
    )
    assert answer.status_code == seen.status_code
    assert answer.status_code == (404 if "unknown" in seen.json()["reason"] else 409)
    assert answer.json()["reason"] == seen.json()["reason"]
    assert "{" not in answer.json()["detail"]
    return str(answer.json()["reason"])


def forged(token: str) -> str:
    """Change one character of the signature."""
    changed = "A" if token[-5] != "A" else "B"
    return f"{token[:-5]}{changed}{token[-4:]}"


async def referral_of(counter: Counter) -> UUID:
    async with reading(counter.actor):
        [one] = await referrals_of(counter.households[0], NOON.date())
    return one.id


async def recall_everything(counter: Counter) -> None:
    async with reading(counter.actor):
        lots = {line.lot for line in await stock()}
    for lot in lots:
        await withdraw(
            counter.actor, lot, kind=Withdrawal.RECALL, reason="GIS 12/2026", now=NOON
        )


async def test_faults_are_named_in_the_stated_order(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    """From the last reason to the first: each new fault hides those before it."""
    counter = await a_counter(actor)
    voucher = counter.voucher.id
    elsewhere = await a_site(actor)
    other_device, token = await enrol_device(actor, site=elsewhere, name="Skaner 2")
    there = {"Authorization": f"Bearer {token}"}

    async def next_reason() -> str:
        answer = await client.post(
            "/api/v1/handouts", json=a_scan(counter.token()), headers=there
        )
        return str(answer.json()["reason"])

    await recall_everything(counter)
    reasons = [await refused(client, counter)]
    reasons.append(await next_reason())
    await change_channel(actor, voucher, Channel.HOME_DELIVERY, now=NOON)
    reasons.append(await next_reason())
    await withdraw_referral(actor, await referral_of(counter), reason="x y z", now=NOON)
    reasons.append(await next_reason())
    await close_round(actor, counter.round, now=NOON)
    reasons.append(await next_reason())
    clock.now = NOON + timedelta(days=30)
    reasons.append(await next_reason())
    clock.now = NOON - timedelta(days=30)
    reasons.append(await next_reason())
    clock.now = NOON
    await block(actor, voucher, reason="do wyjaśnienia", now=NOON)
    reasons.append(await next_reason())
    new = await reissue(actor, voucher, now=NOON)
    reasons.append(await next_reason())

    assert new != voucher
    assert reasons == [
        RefusalReason.LOT_RECALLED,
        RefusalReason.OTHER_SITE,
        RefusalReason.OTHER_CHANNEL,
        RefusalReason.HOUSEHOLD_NOT_ELIGIBLE,
        RefusalReason.ROUND_CLOSED,
        RefusalReason.EXPIRED,
        RefusalReason.NOT_YET_VALID,
        RefusalReason.BLOCKED,
        RefusalReason.REPLACED,
    ]
    assert other_device


async def test_a_forged_token_comes_before_everything(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)

    reason = await refused(client, counter, code=forged(counter.token()))

    assert reason == RefusalReason.BAD_SIGNATURE


async def test_another_centres_token_is_told_from_an_unknown_code(
    actor: Actor, client: httpx.AsyncClient, new_centre
) -> None:
    counter = await a_counter(actor)
    foreign = await a_counter(await new_centre())

    by_token = await refused(client, counter, code=foreign.token())
    by_code = await refused(client, counter, code=foreign.voucher.short_code)

    assert by_token == RefusalReason.OTHER_CENTRE
    assert by_code == RefusalReason.UNKNOWN_CODE


async def test_a_revoked_voucher_stays_dead_and_its_stock_is_free(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)

    await revoke(actor, counter.voucher.id, reason="pomyłka", now=NOON)

    assert await refused(client, counter) == RefusalReason.REVOKED
    async with reading(actor):
        assert {line.reserved for line in await stock()} == {0}


async def test_a_blocked_voucher_comes_back(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await block(actor, counter.voucher.id, reason="do wyjaśnienia", now=NOON)
    assert await refused(client, counter) == RefusalReason.BLOCKED

    await unblock(actor, counter.voucher.id, now=NOON)

    assert (await hand_out(client, counter)).status_code == 201


async def test_a_reissued_voucher_is_redeemed_by_its_new_code_alone(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    new = await reissue(actor, counter.voucher.id, now=NOON)
    tokens = await tokens_of(actor, counter.round, now=NOON)

    assert await refused(client, counter) == RefusalReason.REPLACED
    by_code = await hand_out(client, counter, code=counter.voucher.short_code)
    assert by_code.json()["reason"] == RefusalReason.REPLACED
    assert (await hand_out(client, counter, code=tokens[new])).status_code == 201


async def test_already_handed_out_says_when_and_where(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await hand_out(client, counter)

    answer = await hand_out(client, counter)

    assert answer.json()["reason"] == RefusalReason.ALREADY_HANDED_OUT
    assert "17.03.2026, 12:00" in answer.json()["detail"]
    assert "Centrum Kultury" in answer.json()["detail"]


async def test_the_last_day_counts_until_midnight_in_krasnik(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    """31 March is summer time: local midnight is 22:00 UTC."""
    counter = await a_counter(actor, households=2)
    last_minute = NOON.replace(day=31, hour=21, minute=59)

    clock.now = last_minute
    in_time = await hand_out(client, counter)
    clock.now = last_minute + timedelta(minutes=1)
    late = await hand_out(client, counter, code=counter.token(counter.vouchers[1].id))

    assert in_time.status_code == 201
    assert late.json()["reason"] == RefusalReason.EXPIRED


async def test_nothing_on_the_shelf_names_every_short_article(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    """The reserved packs are at another site, and nobody has brought them."""

    counter = await a_counter(actor)
    elsewhere = await a_site(actor)
    shelf = await a_shelf(actor, elsewhere)
    async with reading(actor):
        lines = await stock()
    await transfer(
        actor,
        lines=[
            LineOut(line.lot, line.location, line.packs)
            for line in lines
            if line.article != counter.articles["DZEM"]
        ],
        to=shelf,
        now=NOON,
    )

    answer = await hand_out(client, counter)

    assert answer.json()["reason"] == RefusalReason.OUT_OF_STOCK
    shortages = answer.json()["shortages"]
    assert {(s["article"], s["wanted"], s["available"]) for s in shortages} == {
        ("makaron jajeczny świderki", 4, 0),
        ("mleko UHT", 4, 0),
    }
    assert {s["place"] for s in shortages} == {"Centrum Kultury"}


async def test_a_recalled_lot_is_replaced_by_the_next_to_expire(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await recall_everything(counter)
    await a_delivery(
        actor,
        location=counter.shelf,
        fund=counter.fund,
        packs=dict.fromkeys(counter.articles, 10),
    )

    answer = await hand_out(client, counter)

    assert answer.status_code == 201


async def test_refused_scans_are_kept(actor: Actor, client: httpx.AsyncClient) -> None:
    counter = await a_counter(actor)
    await hand_out(client, counter, channel="home_delivery")
    await hand_out(client, counter, code="0000-0000-00")

    async with reading(actor):
        scans = await fetch("SELECT refusal, actor, voucher FROM scan ORDER BY refusal")

    assert [scan["refusal"] for scan in scans] == ["other_channel", "unknown_code"]
    assert scans[0]["voucher"] == counter.voucher.id
    assert {scan["actor"] for scan in scans} == {f"device:{counter.device}"}


async def test_a_device_that_was_shut_out_gets_401_before_any_check(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await revoke_device(actor, counter.device, now=NOON)

    answer = await hand_out(client, counter, code="nonsense")

    assert answer.status_code == 401
    async with reading(actor):
        assert await fetch("SELECT id FROM scan") == []


async def test_a_proxy_needs_a_valid_authorisation(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=2)
    valid = await add_authorisation(
        actor,
        counter.households[0],
        proxy_name="Maria Sąsiadka",
        valid_from=NOON.date(),
        valid_until=None,
        now=NOON,
    )
    foreign = await add_authorisation(
        actor,
        counter.households[1],
        proxy_name="Jan Obcy",
        valid_from=NOON.date(),
        valid_until=None,
        now=NOON,
    )

    def proxy(authorisation: UUID) -> dict[str, str]:
        return {"kind": "proxy", "authorisation": str(authorisation)}

    nobody = await hand_out(client, counter, recipient={"kind": "proxy"})
    other = await hand_out(client, counter, recipient=proxy(foreign))
    await revoke_authorisation(actor, foreign, now=NOON)
    accepted = await hand_out(client, counter, recipient=proxy(valid))

    assert nobody.status_code == 400
    assert other.json()["reason"] == "authorisation_not_valid"
    assert accepted.status_code == 201
    assert accepted.json()["recipient"] == "proxy"


async def test_a_person_says_at_which_site_and_needs_the_role(actor: Actor) -> None:
    counter = await a_counter(actor)
    volunteer = actor_with(actor, "hand_out")
    warehouse = actor_with(actor, "warehouse")
    request = handouts.HandoutRequest(
        code=counter.token(), nonce=uuid4(), scanned_at=NOON, channel=Channel.PICKUP
    )

    with pytest.raises(InvalidInputError):
        await perform(handing_out.hand_out, volunteer, request, now=NOON)
    with pytest.raises(ForbiddenError):
        await perform(handing_out.hand_out, warehouse, request, now=NOON)


async def test_a_recall_and_hand_outs_at_once_agree_on_who_came_first(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    """What the recall found still reserved is what was not handed out, to the pack."""
    counter = await a_counter(actor, households=8)
    async with reading(actor):
        lot = next(
            line.lot
            for line in await stock()
            if line.article == counter.articles["MLEKO"]
        )

    async def scans() -> list[httpx.Response]:
        return [
            await hand_out(client, counter, code=counter.token(one.id))
            for one in counter.vouchers
        ]

    answers, withdrawn = await asyncio.gather(
        scans(),
        perform(
            withdraw, actor, lot, kind=Withdrawal.RECALL, reason="GIS 12", now=NOON
        ),
    )

    handed_out = [answer for answer in answers if answer.status_code == 201]
    assert withdrawn.released == 4 * (8 - len(handed_out))
    assert await faults_of_ledger(actor) == []


def actor_with(actor: Actor, role: str) -> Actor:
    return msgspec.structs.replace(actor, permissions=permissions_of(frozenset({role})))
