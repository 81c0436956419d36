"""Printing a round in the browser: asked for, waited for, taken away."""

from uuid import UUID

import httpx
import pypdfium2

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.pickup.queries.card_times import card_times
from distribution.vouchers.commands.printing import fail_print
from distribution.vouchers.jobs import make_sheets
from tests.admin_ui.people import form
from tests.conftest import MASTER_KEY
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_vouchers import Counter, a_counter, vouchers_of

DAY = NOON.date()


async def sheets_path(counter: Counter) -> str:
    rows = await vouchers_of(counter.actor, counter.round, day=DAY)
    return f"/rounds/{rows[0].round_key}/sheets"


async def make(actor: Actor, address: str) -> None:
    """Do what a worker does."""
    await make_sheets(
        actor,
        lambda: NOON,
        UUID(address.rpartition("/")[2]),
        master_key=lambda: MASTER_KEY,
        times=card_times,
    )


async def test_sheets_are_asked_for_waited_for_and_taken_away(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=9)
    await sign_in_as(client, actor, Role.COORDINATOR)
    path = await sheets_path(counter)

    asked = await form(client, path, which="all")
    address = asked.headers["location"]
    waiting = await client.get(address)
    asks_again = await client.get(f"{address}/progress")
    too_early = await client.get(f"{address}/sheets.pdf")
    await make(actor, address)
    made = await client.get(f"{address}/progress")
    ready = await client.get(address)
    sheets = await client.get(f"{address}/sheets.pdf")
    on_the_round = await client.get(path.removesuffix("/sheets"))

    assert asked.status_code == 303
    assert "Przygotowuję arkusze…" in waiting.text
    assert f'hx-get="{address}/progress"' in waiting.text
    assert f"{address}/sheets.pdf" not in waiting.text
    assert "HX-Refresh" not in asks_again.headers
    assert too_early.status_code == 409
    assert made.headers["HX-Refresh"] == "true"
    assert f'href="{address}/sheets.pdf"' in ready.text
    assert sheets.headers["content-type"] == "application/pdf"
    assert sheets.headers["cache-control"] == "no-store"
    assert len(pypdfium2.PdfDocument(sheets.content)) == 2
    assert f'href="{address}"' in on_the_round.text


async def test_asking_twice_leads_to_the_same_print(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=3)
    await sign_in_as(client, actor, Role.COORDINATOR)
    path = await sheets_path(counter)
    chosen = str(counter.vouchers[2].id)

    first = await form(client, path, which="new")
    again = await form(client, path, which="new")
    other = await form(client, path, which="chosen", voucher=chosen)
    told = await client.get(other.headers["location"])

    assert first.headers["location"] == again.headers["location"]
    assert other.headers["location"] == first.headers["location"]
    assert "Inne arkusze tej tury są właśnie przygotowywane." in told.text


async def test_new_ones_chosen_ones_and_none(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=3)
    await sign_in_as(client, actor, Role.COORDINATOR)
    path = await sheets_path(counter)
    chosen = counter.vouchers[2].id

    one = await form(client, path, which="chosen", voucher=str(chosen))
    await make(actor, one.headers["location"])
    rest = await form(client, path, which="new")
    await make(actor, rest.headers["location"])
    shown = await client.get(rest.headers["location"])
    none_new = await form(client, path, which="new")
    none_chosen = await form(client, path, which="chosen", voucher="nonsense")
    told = await client.get(none_chosen.headers["location"])

    assert "2 talony" in shown.text
    rows = await vouchers_of(actor, counter.round, day=DAY)
    assert {row.printed for row in rows} == {1}
    assert none_new.headers["location"] == path.removesuffix("/sheets")
    assert "Nie ma talonów do wydrukowania." in told.text


async def test_a_print_that_failed_says_so_and_is_made_once_more(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)
    chosen = str(counter.vouchers[0].id)
    path = await sheets_path(counter)
    asked = await form(client, path, which="chosen", voucher=chosen)
    address = asked.headers["location"]
    await fail_print(actor, UUID(address.rpartition("/")[2]), "Nie ma prądu.")

    shown = await client.get(address)
    again = await form(client, f"{address}/again")
    second = await client.get(again.headers["location"])

    assert "Nie ma prądu." in shown.text
    assert f'action="{address}/again"' in shown.text
    assert "/sheets.pdf" not in shown.text
    assert again.headers["location"] != address
    assert "1 talon<" in second.text
    assert "Przygotowuję arkusze…" in second.text
