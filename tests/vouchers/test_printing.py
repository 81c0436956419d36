"""Sheets of a round: a job that is done once, whatever happens to its worker."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import httpx
import msgspec
import pypdfium2
import pytest

from distribution.accounts.rules import Role
from distribution.background import all_work, working
from distribution.core.actor import Actor
from distribution.core.database import fetch_value
from distribution.core.errors import NotFoundError
from distribution.core.jobs import Pace, run_worker
from distribution.core.postgres.server import Server
from distribution.core.reading import reading
from distribution.core.settings import Settings
from distribution.households.commands.intake import change_household
from distribution.households.rules.details import HouseholdChanges
from distribution.pickup.commands.booking import book_slot
from distribution.pickup.queries.card_times import card_times
from distribution.vouchers.commands.issuing import revoke
from distribution.vouchers.commands.printing import (
    begin_print,
    fail_print,
    forget_prints,
    request_print,
)
from distribution.vouchers.errors import (
    NothingToPrintError,
    PrintInWorkError,
    PrintNotFoundError,
    PrintNotReadyError,
)
from distribution.vouchers.jobs import make_sheets
from distribution.vouchers.prints import IN_WORK, KEPT, PrintState
from distribution.vouchers.queries.prints import PrintFacts, print_job, sheets_made
from tests.conftest import MASTER_KEY
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_pickup import a_bookable_round
from tests.worlds_vouchers import Counter, a_counter, vouchers_of

DAY = NOON.date()
_QUICK = Pace(heartbeat=0.5, stalled_after=2.0, look="* * * * * *")


async def facts_of(actor: Actor, print_id: UUID) -> PrintFacts:
    async with reading(actor):
        return await print_job(print_id)


async def made(actor: Actor, print_id: UUID) -> bytes:
    """Do the job here, and return the sheets."""
    await make_sheets(
        actor, lambda: NOON, print_id, master_key=lambda: MASTER_KEY, times=card_times
    )
    async with reading(actor):
        return await sheets_made(print_id)


async def printed(counter: Counter) -> list[int]:
    rows = await vouchers_of(counter.actor, counter.round, day=DAY)
    return [row.printed for row in rows]


def pages_of(pdf: bytes) -> Sequence[str]:
    return [
        " ".join(page.get_textpage().get_text_range().split())
        for page in pypdfium2.PdfDocument(pdf)
    ]


async def until_made(actor: Actor, print_id: UUID) -> PrintFacts:
    async with asyncio.timeout(30):
        while (facts := await facts_of(actor, print_id)).state in IN_WORK:
            await asyncio.sleep(0.05)
    return facts


async def test_a_worker_makes_the_sheets_and_counts_them_once(
    actor: Actor, database: Server, test_settings: Settings
) -> None:
    counter = await a_counter(actor, households=9)
    asked = await request_print(actor, counter.round, now=NOON)

    async with working(database.service_dsn, lambda: NOON, test_settings):
        facts = await until_made(actor, asked)
    again = await made(actor, asked)

    assert (facts.state, facts.vouchers, facts.made_at) == (PrintState.MADE, 9, NOON)
    assert facts.asked_by == actor.label
    assert len(pages_of(again)) == 2
    assert await printed(counter) == [1] * 9


async def test_a_job_names_its_print_and_nothing_else(
    actor: Actor, owner: asyncpg.Connection
) -> None:
    counter = await a_counter(actor)
    asked = await request_print(actor, counter.round, now=NOON)

    args = await owner.fetchval(
        "SELECT args FROM procrastinate.procrastinate_jobs"
        " WHERE task_name = 'vouchers.print' AND args->>'print_id' = $1",
        str(asked),
    )

    assert msgspec.json.decode(args) == {
        "centre": str(actor.centre),
        "print_id": str(asked),
    }


_DOOMED = """
import asyncio, sys
from distribution.core.clock import utc_now
from distribution.core.database import connected
from distribution.core.jobs import Job, Pace, Work, run_worker
from distribution.vouchers.commands.printing import begin_print

async def endless(actor, clock, *, print_id):
    if str(print_id) != sys.argv[2]:
        return  # of another test
    await begin_print(actor, print_id)
    print("begun", flush=True)
    await asyncio.sleep(600)

async def no_centres():
    return []

async def main():
    work = Work(jobs=[Job("vouchers.print", endless)], periodic=[],
                permissions=frozenset({"issue_vouchers"}), centres=no_centres)
    pace = Pace(heartbeat=0.5, stalled_after=2.0)
    async with connected(sys.argv[1]):
        await run_worker(sys.argv[1], work, clock=utc_now, pace=pace)

asyncio.run(main())
"""


async def test_sheets_survive_the_kill_of_the_worker_that_made_them(
    actor: Actor, database: Server, test_settings: Settings
) -> None:
    counter = await a_counter(actor, households=2)
    asked = await request_print(actor, counter.round, now=NOON)
    doomed = subprocess.Popen(
        [sys.executable, "-c", _DOOMED, database.service_dsn, str(asked)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert doomed.stdout is not None
    assert await asyncio.to_thread(doomed.stdout.readline) == "begun\n"
    os.kill(doomed.pid, signal.SIGKILL)
    doomed.wait()
    doomed.stdout.close()
    assert (await facts_of(actor, asked)).state is PrintState.MAKING

    worker = asyncio.create_task(
        run_worker(
            database.service_dsn,
            all_work(test_settings),
            clock=lambda: NOON,
            pace=_QUICK,
        )
    )
    facts = await until_made(actor, asked)
    worker.cancel()
    await asyncio.wait({worker})

    assert facts.state is PrintState.MADE
    assert await printed(counter) == [1, 1]


async def test_asking_again_while_sheets_are_made_gives_the_same_print(
    actor: Actor,
) -> None:
    counter = await a_counter(actor, households=3)

    first = await request_print(actor, counter.round, only_new=True, now=NOON)
    again, third = await asyncio.gather(
        request_print(actor, counter.round, now=NOON),
        request_print(actor, counter.round, only_new=True, now=NOON),
    )
    with pytest.raises(PrintInWorkError) as other:
        await request_print(
            actor, counter.round, only=[counter.vouchers[0].id], now=NOON
        )
    await made(actor, first)
    after = await request_print(actor, counter.round, now=NOON)

    assert first == again == third != after
    assert other.value.facts == {"print": str(first)}


async def test_what_is_printed_again_says_that_it_is_a_copy(actor: Actor) -> None:
    counter = await a_counter(actor, households=2)
    await made(actor, await request_print(actor, counter.round, now=NOON))
    chosen = counter.vouchers[1].id

    with pytest.raises(NothingToPrintError):
        await request_print(actor, counter.round, only_new=True, now=NOON)
    (page,) = pages_of(
        await made(
            actor, await request_print(actor, counter.round, only=[chosen], now=NOON)
        )
    )

    assert "kopia 2" in page
    assert page.count("Talon na żywność") == 1
    assert sorted(await printed(counter)) == [1, 2]


async def test_a_voucher_that_died_meanwhile_is_left_out(actor: Actor) -> None:
    counter = await a_counter(actor, households=2)
    asked = await request_print(actor, counter.round, now=NOON)
    await revoke(actor, counter.vouchers[0].id, reason="pomyłka", now=NOON)

    (page,) = pages_of(await made(actor, asked))

    assert page.count("Talon na żywność") == 1


async def test_without_any_voucher_left_the_print_says_why(actor: Actor) -> None:
    counter = await a_counter(actor)
    asked = await request_print(actor, counter.round, now=NOON)
    await revoke(actor, counter.voucher.id, reason="pomyłka", now=NOON)

    with pytest.raises(NothingToPrintError):
        await made(actor, asked)

    facts = await facts_of(actor, asked)
    assert (facts.state, facts.failure) == (
        PrintState.FAILED,
        "Nie ma talonów do wydrukowania.",
    )


async def test_a_print_that_was_given_up_stays_so(actor: Actor) -> None:
    counter = await a_counter(actor)
    asked = await request_print(actor, counter.round, now=NOON)
    await begin_print(actor, asked)
    await fail_print(actor, asked, "Przerwano.")

    with pytest.raises(PrintNotReadyError):
        await made(actor, asked)

    assert await printed(counter) == [0]


async def test_a_lost_print_holds_nobody_up_for_long(actor: Actor) -> None:
    counter = await a_counter(actor)
    lost = await request_print(actor, counter.round, now=NOON)

    later = NOON + timedelta(minutes=16)
    new = await request_print(actor, counter.round, now=later)

    assert new != lost
    assert (await facts_of(actor, lost)).state is PrintState.FAILED


async def test_sheets_are_forgotten_after_some_days(actor: Actor) -> None:
    counter = await a_counter(actor)
    asked = await request_print(actor, counter.round, now=NOON)
    await made(actor, asked)

    kept = await forget_prints(actor, now=NOON + KEPT)
    gone = await forget_prints(actor, now=NOON + KEPT + timedelta(seconds=1))

    assert (kept, gone) == (0, 1)
    with pytest.raises(PrintNotFoundError):
        await facts_of(actor, asked)
    async with reading(actor):
        assert await fetch_value("SELECT count(*) FROM print_file") == 0


async def test_another_centre_neither_prints_nor_sees(
    actor: Actor, new_centre: Callable[[], Awaitable[Actor]]
) -> None:
    counter = await a_counter(actor)
    asked = await request_print(actor, counter.round, now=NOON)
    await made(actor, asked)
    stranger = await new_centre()

    async with reading(stranger):
        with pytest.raises(PrintNotReadyError):
            await sheets_made(asked)
        with pytest.raises(PrintNotFoundError):
            await print_job(asked)
    with pytest.raises(NotFoundError):
        await request_print(stranger, counter.round, now=NOON)
    with pytest.raises(PrintNotFoundError):
        await begin_print(stranger, asked)


async def test_a_card_says_what_was_booked_or_else_when_the_site_is_open(
    actor: Actor,
) -> None:
    world = await a_bookable_round(actor, households=2)
    booked, waiting = world.vouchers
    await book_slot(actor, voucher=booked, slot=world.slots[1].id, now=NOON)

    with_slot, without = [
        pages_of(
            await made(
                actor,
                await request_print(
                    actor, world.counter.round, only=[voucher], now=NOON
                ),
            )
        )[0]
        for voucher in (booked, waiting)
    ]

    assert "19.03.2026, 10:15–10:30" in with_slot
    assert "Centrum Kultury" in with_slot
    assert "czwartek 19 marca" in with_slot
    assert "czw. 10:00–11:00" not in with_slot
    assert "1.03 – 31.03.2026" in without
    assert "czw. 10:00–11:00" in without


async def test_who_reads_large_print_has_a_page_of_their_own(actor: Actor) -> None:
    counter = await a_counter(actor, households=3)
    large = counter.vouchers[1]
    await change_household(actor, large.household, HouseholdChanges(large_print=True))

    sheets = await made(actor, await request_print(actor, counter.round, now=NOON))

    document = pypdfium2.PdfDocument(sheets)
    assert [round(page.get_width() / 72 * 25.4) for page in document] == [210, 105]
    first, second = pages_of(sheets)
    assert first.count("Talon na żywność") == 2
    codes = {one.household: one.short_code[:4] for one in counter.vouchers}
    assert codes.pop(large.household) in second
    assert all(code in first for code in codes.values())


async def test_printing_over_http(
    actor: Actor, client: httpx.AsyncClient, database: Server, test_settings: Settings
) -> None:
    counter = await a_counter(actor, households=2)
    await sign_in_as(client, actor, Role.COORDINATOR)
    path = f"/api/v1/rounds/{counter.round}/prints"

    asked = await client.post(path, json={})
    address = f"/api/v1/prints/{asked.json()['print']}"
    early = await client.get(f"{address}.pdf")
    async with working(database.service_dsn, lambda: NOON, test_settings):
        await until_made(actor, UUID(asked.json()["print"]))
    facts = await client.get(address)
    sheets = await client.get(f"{address}.pdf")
    nothing = await client.post(path, json={"only_new": True})

    assert asked.status_code == 202
    assert (early.status_code, early.json()["reason"]) == (409, "print_not_ready")
    assert facts.json()["state"] == "made"
    assert facts.json()["bytes"] == len(sheets.content)
    assert sheets.headers["content-type"] == "application/pdf"
    assert (nothing.status_code, nothing.json()["reason"]) == (409, "nothing_to_print")
    assert (await client.get(f"/api/v1/prints/{uuid4()}.pdf")).status_code == 404
