"""The day on paper: the list that is printed, and what is typed in of it."""

from datetime import timedelta
from uuid import uuid4

import httpx
import pypdfium2
import pytest

from admin_ui.pages.paper_entry import entries_of
from admin_ui.typed import typed_from
from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.database import fetch
from distribution.core.errors import InvalidInputError
from distribution.core.reading import reading
from distribution.pickup.commands.booking import book_slot
from distribution.vouchers.commands.annulling import annul
from distribution.vouchers.commands.issuing import revoke
from distribution.vouchers.queries.vouchers import conflicts
from distribution.vouchers.short_code import grouped
from tests.admin_ui.people import form
from tests.worlds import NOON, Clock
from tests.worlds_accounts import sign_in_as
from tests.worlds_inventory import faults_of_ledger
from tests.worlds_pickup import THURSDAY, a_bookable_round
from tests.worlds_vouchers import Counter, a_counter, hand_out

DAY = NOON.date()


def address(counter: Counter, *, sheet: bool = False) -> str:
    path = "/paper/list.pdf" if sheet else "/paper"
    return f"{path}?site={counter.site}&day={DAY.isoformat()}"


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


async def kept(actor: Actor) -> list[tuple[str, str, str | None]]:
    """Return code, local time and conflict of each hand-out, in order."""
    async with reading(actor):
        rows = await fetch(
            "SELECT v.short_code, to_char(d.scanned_at AT TIME ZONE 'Europe/Warsaw',"
            " 'HH24:MI') AS at, d.conflict FROM handout AS d"
            " JOIN voucher AS v ON v.id = d.voucher ORDER BY at, v.short_code"
        )
    return [tuple(row.values()) for row in rows]


async def test_the_list_names_households_by_number_and_says_what_to_hand_over(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=3)
    await hand_out(client, counter)
    await revoke(actor, counter.vouchers[1].id, reason="pomyłka", now=NOON)
    await sign_in_as(client, actor, Role.HAND_OUT)

    answer = await client.get(address(counter, sheet=True))

    assert answer.headers["content-type"] == "application/pdf"
    text = text_of(answer.content)
    codes = [grouped(one.short_code) in text for one in counter.vouchers]
    assert codes == [False, False, True]
    assert "4 × mleko UHT" in text
    assert "17.03.2026" in text
    assert "Podpis" in text
    assert "Osoba" not in text
    assert "Próbna" not in text


async def test_the_list_knows_who_booked_which_time(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor, households=2)
    slot = world.slots[0]
    await book_slot(actor, voucher=world.vouchers[0], slot=slot.id, now=NOON)
    await sign_in_as(client, actor, Role.COORDINATOR)

    answer = await client.get(
        "/paper/list.pdf",
        params={"site": str(world.counter.site), "day": THURSDAY.isoformat()},
    )

    assert text_of(answer.content).count("10:00") == 1


async def test_what_is_typed_in_is_kept_once_however_often_it_is_typed(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    counter = await a_counter(actor, households=4)
    first, second, third, fourth = counter.vouchers
    clock.forward(hours=3)
    await sign_in_as(client, actor, Role.HAND_OUT)
    page = {
        "time": "10:00",
        "given": str(first.id),
        f"at.{second.id}.time": "10.15",
        "more.0.code": grouped(third.short_code).lower(),
        "more.0.time": "1120",
    }

    entered = await form(client, address(counter), **page)
    again = await form(client, address(counter), **{**page, "time": "12:30"})
    shown = await client.get(address(counter))

    assert "Zapisano 3 wydania." in entered.text
    assert "3 wydania były już zapisane" in again.text
    assert "Zapisano 0 wydań." in again.text
    assert await kept(actor) == [
        (first.short_code, "10:00", None),
        (second.short_code, "10:15", None),
        (third.short_code, "11:20", None),
    ]
    assert f'value="{fourth.id}"' in shown.text
    assert f'value="{first.id}"' not in shown.text
    assert await faults_of_ledger(actor) == []


async def test_what_should_not_have_been_is_kept_and_shown(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=3)
    first, second, third = counter.vouchers
    made = (await hand_out(client, counter)).json()
    await revoke(actor, second.id, reason="pomyłka", now=NOON)
    await sign_in_as(client, actor, Role.COORDINATOR)
    both = {f"at.{first.id}.time": "9:00", f"at.{second.id}.time": "9:10"}

    entered = await form(client, address(counter), **both)
    unknown = await form(
        client, address(counter), **{"time": "9:20", "more.0.code": "0000-0000-00"}
    )
    async with reading(actor):
        opened = {one.reason for one in await conflicts()}
        [row] = await fetch(
            "SELECT id FROM handout WHERE voucher = $1 AND id <> $2",
            first.id,
            made["id"],
        )
    await annul(actor, row["id"], reason="przepisano dwa razy", now=NOON)
    undone = await form(client, address(counter), **both)

    assert opened == {"already_handed_out", "revoked"}
    assert "Zapisano 0 wydań." in entered.text
    assert entered.text.count("system by tego nie przyjął") == 2
    assert "Nie ma talonu o takim kodzie" in unknown.text
    assert "zapisano wcześniej i anulowano" in undone.text
    assert third.short_code not in {code for code, _, _ in await kept(actor)}


def faults(counter: Counter, **fields: object) -> set[str]:
    typed = typed_from({name.replace("_", "."): one for name, one in fields.items()})
    with pytest.raises(InvalidInputError) as refused:
        entries_of(typed, [], day=DAY, now=NOON + timedelta(hours=1))
    return {error.field for error in refused.value.errors}


async def test_every_line_that_makes_no_sense_is_named(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    code = counter.voucher.short_code

    assert faults(counter) == {"time"}
    assert faults(counter, given=str(uuid4())) == {"time"}
    assert faults(
        counter,
        more_0_code="nie kod",
        more_1_code=code,
        more_2_code=code,
        more_2_time="25:00",
        more_3_code=code,
        more_3_time="23:59",
    ) == {"more.0.code", "time", "more.2.time", "more.3.time"}

    await sign_in_as(client, actor, Role.HAND_OUT)
    ticked = await form(client, address(counter), given=str(counter.voucher.id))
    assert ticked.status_code == 400
    assert "Wpisz godzinę, na przykład 10:15." in ticked.text
    assert "checked" in ticked.text
    assert await kept(actor) == []
