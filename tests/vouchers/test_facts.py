"""What happened without signal is kept: both hand-outs, both debits, a conflict."""

from datetime import timedelta, timezone
from uuid import UUID, uuid4

import httpx
import pytest

from distribution.accounts.commands.keeping import enrol_device
from distribution.core.actor import Actor
from distribution.core.database import fetch
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.inventory.commands.losing import lose
from distribution.inventory.queries.stock import stock
from distribution.inventory.rules.documents import LossProtocol, MovementReason
from distribution.inventory.rules.lines import LineOut
from distribution.vouchers.commands.annulling import annul, settle_conflict
from distribution.vouchers.commands.issuing import block
from distribution.vouchers.errors import ConflictSettledError
from distribution.vouchers.queries.handouts import handout
from distribution.vouchers.queries.vouchers import conflicts
from tests.worlds import NOON, Clock
from tests.worlds_inventory import faults_of_ledger
from tests.worlds_vouchers import Counter, a_counter, a_scan, hand_out


async def milk(counter: Counter) -> tuple[int, int]:
    """Packs and reserved packs of milk on the shelf."""
    async with reading(counter.actor):
        [line] = [
            line
            for line in await stock()
            if line.article == counter.articles["MLEKO"]
            and line.location == counter.shelf
        ]
    return line.packs, line.reserved or 0


async def unaccounted(counter: Counter) -> int:
    """Packs that a count has still to explain."""
    async with reading(counter.actor):
        [row] = await fetch(
            "SELECT coalesce(sum(packs), 0)::int AS packs FROM movement"
            " WHERE reason = 'unaccounted'"
        )
    return int(row["packs"])


async def test_two_phones_without_signal_are_two_facts_and_one_conflict(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    _, token = await enrol_device(actor, site=counter.site, name="Skaner 2")

    first = await hand_out(client, counter, offline=True)
    second = await client.post(
        "/api/v1/handouts",
        json=a_scan(counter.token(), offline=True),
        headers={"Authorization": f"Bearer {token}"},
    )
    later = await hand_out(client, counter)

    assert (first.status_code, first.json()["conflict"]) == (201, None)
    assert (second.status_code, second.json()["conflict"]) == (
        201,
        "already_handed_out",
    )
    assert later.json()["reason"] == "already_handed_out"
    assert await milk(counter) == (1000 - 8, 0)
    async with reading(actor):
        [issued] = await fetch(
            "SELECT issued FROM entitlement WHERE article = $1",
            counter.articles["MLEKO"],
        )
        cases = await conflicts()
    assert issued["issued"] == 8
    assert [case.reason for case in cases] == ["already_handed_out"]
    assert await faults_of_ledger(actor) == []


async def test_if_the_first_is_annulled_the_second_is_the_voucher_s_hand_out(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    first = (await hand_out(client, counter)).json()
    second = (await hand_out(client, counter, offline=True)).json()

    await annul(actor, first["id"], reason="nie ten talon", now=NOON)
    third = await hand_out(client, counter)

    assert second["conflict"] == "already_handed_out"
    assert (third.status_code, third.json()["reason"]) == (409, "already_handed_out")
    assert await milk(counter) == (996, 0)
    async with reading(actor):
        assert (await handout(second["id"])).conflict is None
        assert await conflicts() == []


async def test_the_second_of_a_blocked_voucher_is_kept_and_holds_nothing_up(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=2)
    blocked, good = counter.vouchers
    await block(actor, blocked.id, reason="zgubiony", now=NOON)
    facts = [
        a_scan(counter.token(one.id), offline=True) for one in (blocked, blocked, good)
    ]

    answer = await client.post(
        "/api/v1/handouts/batch", json={"handouts": facts}, headers=counter.headers
    )
    made = [one["handout"] for one in answer.json()["results"]]
    async with reading(actor):
        opened = {one.handout: one.reason for one in await conflicts()}
    await annul(actor, UUID(made[0]["id"]), reason="nie ten talon", now=NOON)

    assert [one["status"] for one in answer.json()["results"]] == [201] * 3
    told = [one["conflict"] for one in made]
    assert told == ["blocked", "already_handed_out", None]
    assert list(opened.values()).count("blocked") == 1
    assert await milk(counter) == (992, 0)
    async with reading(actor):
        assert (await handout(UUID(made[1]["id"]))).conflict == "blocked"
        assert [(str(one.handout), one.reason) for one in await conflicts()] == [
            (made[1]["id"], "blocked")
        ]


async def test_a_fact_is_judged_by_the_day_it_happened_on(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    """Uploaded in April, handed out in March: no conflict. Both in April: one."""
    counter = await a_counter(actor, households=2)
    clock.forward(days=20)

    in_march = await hand_out(client, counter, offline=True)
    in_april = await hand_out(
        client,
        counter,
        code=counter.token(counter.vouchers[1].id),
        offline=True,
        scanned_at=clock.now.isoformat(),
    )

    assert in_march.json()["conflict"] is None
    assert in_april.json()["conflict"] == "expired"


@pytest.mark.parametrize(
    "fast", [(NOON + timedelta(days=40)).isoformat(), "2199-12-31T23:59:00+23:59"]
)
async def test_a_clock_that_is_fast_makes_no_fact_of_tomorrow(
    actor: Actor, client: httpx.AsyncClient, fast: str
) -> None:
    counter = await a_counter(actor)

    made = await hand_out(client, counter, offline=True, scanned_at=fast)

    assert made.status_code == 201
    assert made.json()["conflict"] is None
    async with reading(actor):
        [day] = await fetch("SELECT local_day FROM handout")
        told = await handout(UUID(made.json()["id"]))
    assert day["local_day"] == NOON.date()
    assert told.scanned_at == NOON


async def test_an_hour_of_whatever_zone_can_be_written_down(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    at = (NOON - timedelta(hours=1)).astimezone(timezone(timedelta(hours=23)))

    made = await hand_out(client, counter, offline=True, scanned_at=at.isoformat())

    assert made.status_code == 201
    async with reading(actor):
        assert (await handout(UUID(made.json()["id"]))).scanned_at == at


async def test_an_expired_fact_is_the_hand_out_and_no_second_one_follows(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    counter = await a_counter(actor)
    late = (NOON + timedelta(days=20)).isoformat()
    clock.forward(days=20)
    await hand_out(client, counter, offline=True, scanned_at=late)

    again = await hand_out(client, counter, offline=True, scanned_at=late)

    assert again.json()["conflict"] == "already_handed_out"


async def test_what_the_books_do_not_hold_is_booked_as_unaccounted(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, packs=4)
    async with reading(actor):
        lines = [line for line in await stock() if line.packs]
    milk_line = next(x for x in lines if x.article == counter.articles["MLEKO"])
    await lose(
        actor,
        lines=[LineOut(milk_line.lot, milk_line.location, 3)],
        reason=MovementReason.DAMAGED,
        protocol=LossProtocol(circumstances="rozlane"),
        now=NOON,
    )

    answer = await hand_out(client, counter, offline=True)

    assert answer.status_code == 201
    assert answer.json()["conflict"] == "out_of_stock"
    packs = {line["name"]: line["packs"] for line in answer.json()["lines"]}
    assert packs["mleko UHT"] == 4
    assert await unaccounted(counter) == 3
    assert await faults_of_ledger(actor) == []


@pytest.mark.parametrize("code", ["V1:NONSENSE", "0000-0000-00"])
async def test_nobody_knows_on_which_voucher_so_it_is_no_fact(
    actor: Actor, client: httpx.AsyncClient, code: str
) -> None:
    counter = await a_counter(actor)

    answer = await hand_out(client, counter, code=code, offline=True)

    assert answer.status_code in (404, 409)
    async with reading(actor):
        assert await fetch("SELECT id FROM handout") == []
        assert len(await fetch("SELECT id FROM scan WHERE offline")) == 1


async def test_a_conflict_is_settled_once_and_both_facts_stay(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await hand_out(client, counter, offline=True)
    await hand_out(client, counter, offline=True, nonce=str(uuid4()))
    async with reading(actor):
        [case] = await conflicts()

    await perform(
        settle_conflict, actor, case.id, settlement="Druga paczka zwrócona", now=NOON
    )

    with pytest.raises(ConflictSettledError):
        await perform(settle_conflict, actor, case.id, settlement="Jeszcze", now=NOON)
    async with reading(actor):
        assert await conflicts() == []
        assert len(await fetch("SELECT id FROM handout")) == 2
