"""No two papers of one voucher carry the same number, whoever prints at once."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from uuid import UUID

import httpx
import pytest

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.vouchers.commands.printing import (
    begin_print,
    count_prints,
    request_print,
    take_copy_numbers,
)
from distribution.vouchers.jobs import make_sheets
from distribution.vouchers.queries.prints import copies_of_print
from distribution.vouchers.queries.vouchers import VoucherRow
from distribution.vouchers.times import Times
from tests.admin_ui.people import form
from tests.conftest import MASTER_KEY
from tests.vouchers.test_printing import facts_of, made, pages_of, printed
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_vouchers import Counter, a_counter

_AT_ONCE = 12
_COPY = re.compile(r"kopia (\d+)")


def copy_of(pdf: bytes) -> int:
    found = set(_COPY.findall(pages_of(pdf)[0]))
    assert len(found) <= 1
    return int(found.pop()) if found else 1


async def numbers(counter: Counter, times: int) -> list[dict[UUID, int]]:
    ids = [one.id for one in counter.vouchers]
    taking = [
        perform(take_copy_numbers, counter.actor, ids[::way])
        for way in [1, -1] * (times // 2)
    ]
    return await asyncio.gather(*taking)


async def test_numbers_taken_at_once_are_all_different(actor: Actor) -> None:
    counter = await a_counter(actor, households=3)

    taken = await numbers(counter, _AT_ONCE)

    for one in counter.vouchers:
        assert sorted(each[one.id] for each in taken) == [*range(1, _AT_ONCE + 1)]


async def test_papers_made_at_once_carry_different_numbers(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)
    page = f"/vouchers/{counter.voucher.id}"

    papers = await asyncio.gather(
        form(client, f"{page}/print"),
        form(client, f"{page}/letter"),
        client.get(f"/api/v1{page}.pdf"),
        form(client, f"{page}/print"),
    )

    assert sorted(copy_of(paper.content) for paper in papers) == [1, 2, 3, 4]
    assert await printed(counter) == [4]


async def test_a_print_that_begins_again_keeps_its_numbers(actor: Actor) -> None:
    """Its worker was killed after ``begin_print``, and somebody else printed one."""
    counter = await a_counter(actor, households=2)
    asked = await request_print(actor, counter.round, now=NOON)
    await begin_print(actor, asked)
    between = await take_copy_numbers(actor, [counter.voucher.id])

    sheets = await made(actor, asked)

    assert between == {counter.voucher.id: 2}
    assert "kopia" not in pages_of(sheets)[0]
    async with reading(actor):
        assert set((await copies_of_print(asked)).values()) == {1}
    assert await printed(counter) == [1, 1]


async def test_a_print_that_failed_leaves_a_hole_and_counts_as_none(
    actor: Actor,
) -> None:
    counter = await a_counter(actor)
    asked = await request_print(actor, counter.round, only_new=True, now=NOON)

    async def no_times(_rows: Sequence[VoucherRow]) -> Mapping[UUID, Times]:
        raise RuntimeError("the printer is on fire")

    with pytest.raises(RuntimeError):
        await make_sheets(
            actor, lambda: NOON, asked, master_key=lambda: MASTER_KEY, times=no_times
        )
    assert await printed(counter) == [0]
    again = await request_print(actor, counter.round, only_new=True, now=NOON)

    assert copy_of(await made(actor, again)) == 2
    assert (await facts_of(actor, asked)).state.value == "failed"
    assert await printed(counter) == [1]


async def test_what_was_printed_before_numbers_were_given_counts_on(
    actor: Actor,
) -> None:
    counter = await a_counter(actor)
    ids = [counter.voucher.id]
    for _ in range(3):
        await count_prints(actor, ids)

    assert await take_copy_numbers(actor, ids) == {counter.voucher.id: 4}
