"""A day without signal: what phones bring back, in whatever order, however often."""

import asyncio
import random
from collections import Counter as Tally
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import msgspec

from distribution.accounts.commands.keeping import enrol_device
from distribution.core.actor import Actor
from distribution.core.database import connection, fetch, fetch_value
from distribution.core.reading import reading
from distribution.verify import CHECKS, run_check
from distribution.vouchers.queries.vouchers import conflicts
from tests.worlds_programmes import PARCEL
from tests.worlds_vouchers import Counter, a_counter, a_scan, hand_out

_BATCH = "/api/v1/handouts/batch"
_DEVICES, _FACTS = 5, 500


class Phone(msgspec.Struct):
    """A phone that loses answers: it keeps a hand-out until it hears of it."""

    headers: dict[str, str]
    outbox: list[dict[str, Any]]
    chance: random.Random

    async def bring_back(self, client: httpx.AsyncClient) -> None:
        """Send parts of the outbox, some of them in vain, until nothing waits."""
        while self.outbox:
            part = self._part()
            body = {"handouts": part}
            if self.chance.random() < 0.2:
                continue  # cut before the request got through
            answer = await client.post(_BATCH, json=body, headers=self.headers)
            assert answer.status_code == 200, answer.text
            if self.chance.random() < 0.2:
                continue  # cut before the answer came
            results = answer.json()["results"]
            assert [one["nonce"] for one in results] == [one["nonce"] for one in part]
            done = {one["nonce"] for one in results if one["status"] in (200, 201)}
            self.outbox = [one for one in self.outbox if one["nonce"] not in done]

    def _part(self) -> list[dict[str, Any]]:
        """Return some of what waits, in any order, one of them twice."""
        size = min(len(self.outbox), self.chance.randint(25, 75))
        part = self.chance.sample(self.outbox, size)
        return [*part, self.chance.choice(part)]


async def faults_of(actor: Actor) -> list[str]:
    """Return what ``kromka verify`` finds against one centre."""
    found = []
    async with reading(actor):
        for check in CHECKS:
            finding = await run_check(connection(), check)
            if not finding.holds:
                found.append(f"{check.name}: {finding.shown}")
    return found


async def phones_of(counter: Counter, seed: int) -> list[Phone]:
    """Return five phones of the site, with nothing in their outboxes yet."""
    made = [
        await enrol_device(counter.actor, site=counter.site, name=f"Telefon {place}")
        for place in range(_DEVICES)
    ]
    return [
        Phone({"Authorization": f"Bearer {token}"}, [], random.Random(f"{seed}-{at}"))
        for at, (_, token) in enumerate(made)
    ]


def every_voucher_twice(counter: Counter) -> Iterator[str]:
    for one in counter.vouchers:
        yield counter.token(one.id)
        yield one.short_code


async def test_five_hundred_hand_outs_of_five_phones_arrive_once_each(
    actor: Actor, client: httpx.AsyncClient, owner: asyncpg.Connection
) -> None:
    """Each voucher was handed out by two phones: both are kept, one is a conflict."""
    counter = await a_counter(actor, households=_FACTS // 2, persons=1)
    phones = await phones_of(counter, seed=4)
    for at, code in enumerate(every_voucher_twice(counter)):
        phones[at % _DEVICES].outbox.append(a_scan(code, offline=True))
    nonces = {one["nonce"] for phone in phones for one in phone.outbox}
    assert len(nonces) == _FACTS

    await asyncio.gather(*(phone.bring_back(client) for phone in phones))

    async with reading(actor):
        kept = await fetch("SELECT nonce, voucher, conflict, offline FROM handout")
        taken = await fetch_value(
            "SELECT -sum(packs)::int FROM movement WHERE reason = 'handed_out'"
        )
        debited = await fetch_value("SELECT sum(issued)::int FROM entitlement")
        opened = await conflicts()
    assert sorted(str(one["nonce"]) for one in kept) == sorted(nonces)
    assert all(one["offline"] for one in kept)
    of_voucher = Tally(
        (one["voucher"], one["conflict"] == "already_handed_out") for one in kept
    )
    assert set(of_voucher.values()) == {1}
    assert len(opened) == _FACTS // 2
    packs = sum(PARCEL.values())
    assert taken == debited == _FACTS * packs
    # A centre that grew at once: its size is looked at, as autovacuum does in a minute.
    await owner.execute("ANALYZE handout, movement")
    assert await faults_of(actor) == []


async def test_nothing_that_a_phone_may_send_blocks_the_rest(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=2)
    good, other = counter.vouchers
    strange = {"kind": "proxy", "authorisation": str(uuid4())}
    poisoned = [
        "nie obiekt",
        None,
        {},
        a_scan(counter.token(), offline=True, scanned_at="0001-01-01T00:00:00+14:00"),
        a_scan(counter.token(), offline=True, scanned_at="9999-12-31T23:59:59-14:00"),
        a_scan(counter.token(), offline=True, recipient=strange),
        a_scan(counter.token(), offline=True, lines=[]),
        a_scan("\x00\x00", offline=True),
        a_scan(counter.token(), offline=True, nonce={"nie": "napis"}),
    ]
    batch = [
        a_scan(counter.token(good.id), offline=True),
        *poisoned,
        a_scan(other.short_code, offline=True, pin_used=True),
    ]

    answer = await client.post(
        _BATCH, json={"handouts": batch}, headers=counter.headers
    )

    statuses = [one["status"] for one in answer.json()["results"]]
    assert (statuses[0], statuses[-1]) == (201, 201)
    assert set(statuses[1:-1]) <= {400, 404, 409}
    assert await faults_of(actor) == []


async def test_what_a_supervisor_let_through_is_marked_for_good(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=2)

    plain = (await hand_out(client, counter)).json()
    code = counter.token(counter.vouchers[1].id)
    let = await hand_out(client, counter, code=code, offline=True, pin_used=True)

    assert plain["pin_used"] is False
    assert let.json()["pin_used"] is True
    again = await client.post(
        "/api/v1/handouts",
        json=a_scan(code, nonce=let.json()["nonce"], offline=True),
        headers=counter.headers,
    )
    assert again.json() == let.json()
