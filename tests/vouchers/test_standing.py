"""The database and the rule agree on where vouchers stand, and lists come in parts."""

from datetime import timedelta
from uuid import uuid4

import httpx

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.reading import reading
from distribution.vouchers.commands.annulling import annul
from distribution.vouchers.commands.handing_out import hand_out
from distribution.vouchers.commands.issuing import (
    block,
    change_channel,
    reissue,
    revoke,
)
from distribution.vouchers.commands.printing import count_prints
from distribution.vouchers.handouts import HandedOut, HandoutRequest
from distribution.vouchers.queries.standing import standing_of, voucher_page
from distribution.vouchers.queries.vouchers import vouchers
from distribution.vouchers.rules import Channel, VoucherState
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_vouchers import Counter, a_counter

TODAY = local_day(NOON)


async def every_state(actor: Actor) -> Counter:
    """Bring vouchers into every state that a round can have on one day."""
    counter = await a_counter(actor, households=8)
    rows = counter.vouchers
    for place in (0, 1):
        request = HandoutRequest(
            code=rows[place].short_code,
            nonce=uuid4(),
            scanned_at=NOON,
            channel=Channel.PICKUP,
            site=counter.site,
        )
        done = await hand_out(actor, request, now=NOON)
        assert isinstance(done, HandedOut)
        if place == 1:
            await annul(actor, done.handout.id, reason="pomyłka", now=NOON)
    again = HandoutRequest(
        code=rows[0].short_code,
        nonce=uuid4(),
        scanned_at=NOON,
        offline=True,
        channel=Channel.PICKUP,
        site=counter.site,
    )
    await hand_out(actor, again, now=NOON)
    await reissue(actor, rows[2].id, now=NOON)
    await revoke(actor, rows[3].id, reason="zmarł", now=NOON)
    await block(actor, rows[4].id, reason="spór", now=NOON)
    await change_channel(actor, rows[5].id, Channel.HOME_DELIVERY, now=NOON)
    await count_prints(actor, [rows[6].id])
    return counter


async def test_the_database_counts_what_the_rule_says(actor: Actor) -> None:
    counter = await every_state(actor)

    for day in (TODAY, TODAY + timedelta(days=300)):
        async with reading(actor):
            rows = await vouchers(day=day, round_id=counter.round)
            standing = await standing_of(counter.round, day)
            whole = await voucher_page(counter.round, day, most=100)
        states = [one.state for one in rows]
        assert standing.counts == {state: states.count(state) for state in VoucherState}
        assert standing.unprinted == sum(
            one.printed == 0
            for one in rows
            if one.state in (VoucherState.ISSUED, VoucherState.BLOCKED)
        )
        assert whole.rows == rows
    assert states.count(VoucherState.EXPIRED) > 0


async def test_a_list_is_narrowed_and_comes_in_parts(actor: Actor) -> None:
    counter = await every_state(actor)
    async with reading(actor):
        rows = await vouchers(day=TODAY, round_id=counter.round)
        waiting = await voucher_page(
            counter.round, TODAY, state=VoucherState.ISSUED, most=2, skip=1
        )
        home = await voucher_page(
            counter.round, TODAY, channel=Channel.HOME_DELIVERY, most=9
        )
        one = await voucher_page(
            counter.round, TODAY, household_number=rows[0].household_number, most=9
        )

    issued = [row for row in rows if row.state is VoucherState.ISSUED]
    assert (waiting.rows, waiting.found) == (issued[1:3], len(issued))
    assert [row.channel for row in home.rows] == [Channel.HOME_DELIVERY]
    assert [row.id for row in one.rows] == [rows[0].id]


async def test_the_page_shows_parts_and_forgives_odd_questions(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await every_state(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)

    blocked = await client.get("/vouchers", params={"standing": "blocked"})
    beyond = await client.get("/vouchers", params={"page": 10**30, "standing": "?"})
    nobody = await client.get("/vouchers", params={"number": "99 99"})

    assert "1 talon<" in blocked.text
    assert f"{len(counter.vouchers) + 1} talonów" in beyond.text
    assert "Nie ma takich talonów" in nobody.text
