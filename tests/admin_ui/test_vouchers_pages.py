"""Vouchers in a list and one by one, and the conflicts of a phone without signal."""

import httpx
import pypdfium2
import pytest

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.vouchers.commands.issuing import change_channel
from distribution.vouchers.queries.vouchers import conflicts, voucher
from distribution.vouchers.rules import Channel, VoucherState
from distribution.vouchers.short_code import grouped
from tests.admin_ui.people import a_person, enter, form
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_vouchers import Counter, a_counter, a_scan, hand_out, vouchers_of

DAY = NOON.date()


async def state_of(counter: Counter) -> VoucherState:
    async with reading(counter.actor):
        return (await voucher(counter.voucher.id, day=DAY)).voucher.state


async def test_the_list_is_narrowed_by_state_channel_and_number(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=3)
    await hand_out(client, counter)
    await change_channel(actor, counter.vouchers[1].id, Channel.HOME_DELIVERY, now=NOON)
    await sign_in_as(client, actor, Role.HAND_OUT)
    codes = [grouped(one.short_code) for one in counter.vouchers]
    number = counter.vouchers[2].household_number

    async def found(**asked: str) -> list[bool]:
        page = (await client.get("/vouchers", params=asked)).text
        return [code in page for code in codes]

    assert await found() == [True, True, True]
    assert await found(standing="handed_out") == [True, False, False]
    assert await found(channel="home_delivery") == [False, True, False]
    assert await found(number=str(number)) == [False, False, True]
    assert await found(standing="revoked") == [False, False, False]


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.HAND_OUT, False), (Role.SOCIAL_WORKER, True)]
)
async def test_names_are_for_those_who_see_households(
    actor: Actor, client: httpx.AsyncClient, role: Role, *, sees: bool
) -> None:
    counter = await a_counter(actor)
    await sign_in_as(client, actor, role)

    listed = await client.get("/vouchers")
    one = await client.get(f"/vouchers/{counter.voucher.id}")

    assert ("Osoba0 Próbna0" in listed.text) is sees
    assert ("Osoba0 Próbna0" in one.text) is sees


async def test_a_voucher_is_held_back_and_let_go_again(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)
    path = f"/vouchers/{counter.voucher.id}"

    without = await form(client, f"{path}/block")
    await form(client, f"{path}/block", **{"block-reason": "sprawdzamy adres"})
    held = await client.get(path)
    blocked = await state_of(counter)
    await form(client, f"{path}/unblock")
    twice = await form(client, f"{path}/unblock")

    assert without.status_code == 400
    assert 'href="#field-block-reason"' in without.text
    assert blocked is VoucherState.BLOCKED
    assert "sprawdzamy adres" in held.text
    assert f'action="{path}/unblock"' in held.text
    assert await state_of(counter) is VoucherState.ISSUED
    assert twice.status_code == 409
    assert "nie jest wstrzymany" in twice.text


async def test_a_voucher_changes_its_channel_and_back_by_undo(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)
    path = f"/vouchers/{counter.voucher.id}"

    await form(client, f"{path}/channel/home_delivery")
    moved = await client.get(path)
    await form(client, f"{path}/channel/pickup")
    back = await client.get(path)
    nonsense = await form(client, f"{path}/channel/by_drone")

    assert "Zmieniono na: dowóz do domu." in moved.text
    assert "zajmuje jeszcze miejsce" not in moved.text
    assert f'action="{path}/channel/pickup"' in moved.text
    assert "Zmieniono na: odbiór na miejscu." in back.text
    assert nonsense.status_code in (400, 404)


async def test_a_lost_voucher_gets_a_successor_and_dies(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)

    answer = await form(client, f"/vouchers/{counter.voucher.id}/reissue")
    new = await client.get(answer.headers["location"])
    old = await client.get(f"/vouchers/{counter.voucher.id}")
    again = await form(client, f"/vouchers/{counter.voucher.id}/reissue")

    assert grouped(counter.voucher.short_code) not in new.text
    assert "Zastąpiony nowym talonem" in old.text
    assert answer.headers["location"] in old.text
    assert again.status_code == 409


async def test_a_voucher_is_revoked_for_good(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)
    path = f"/vouchers/{counter.voucher.id}"

    await form(client, f"{path}/revoke", **{"revoke-reason": "wyjazd za granicę"})
    shown = await client.get(path)

    assert await state_of(counter) is VoucherState.REVOKED
    assert "wyjazd za granicę" in shown.text
    assert f'action="{path}/revoke"' not in shown.text


async def test_one_voucher_is_printed_and_the_second_print_says_so(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)
    path = f"/vouchers/{counter.voucher.id}/print"

    texts = []
    for _ in range(2):
        answer = await form(client, path)
        page = pypdfium2.PdfDocument(answer.content)[0].get_textpage()
        texts.append(page.get_text_range())

    assert ["kopia 2" in text for text in texts] == [False, True]


async def test_what_a_role_may_not_do_is_not_offered_and_refused(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await sign_in_as(client, actor, Role.AUDITOR)
    path = f"/vouchers/{counter.voucher.id}"

    shown = await client.get(path)
    refused = [
        await form(client, f"{path}/{what}", **{f"{what}-reason": "bo tak"})
        for what in ("print", "reissue", "revoke", "block", "unblock")
    ]

    assert shown.status_code == 200
    assert f'action="{path}/' not in shown.text
    assert {answer.status_code for answer in refused} == {403}


async def a_conflict(client: httpx.AsyncClient, counter: Counter) -> None:
    """Hand the first parcel out, and once more on a phone without signal."""
    await hand_out(client, counter)
    scan = a_scan(counter.token(), offline=True)
    await client.post("/api/v1/handouts", json=scan, headers=counter.headers)


async def test_a_conflict_is_settled_in_words(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await a_conflict(client, counter)
    await sign_in_as(client, actor, Role.COORDINATOR)
    async with reading(actor):
        (case,) = await conflicts()

    shown = await client.get("/conflicts")
    path = f"/conflicts/{case.id}/settle"
    without = await form(client, path)
    await form(client, path, **{f"{case.id}-reason": "oddadzą drugą w piątek"})
    after = await client.get("/conflicts")
    every = await client.get("/conflicts?settled=true")
    again = await form(client, path, **{f"{case.id}-reason": "jeszcze raz"})
    told = await client.get(again.headers["location"])

    assert "paczkę na ten talon już wydano" in shown.text
    assert without.status_code == 400
    assert "Nie ma nic do wyjaśnienia" in after.text
    assert "oddadzą drugą w piątek" in every.text
    assert "został już wyjaśniony" in told.text


async def test_a_second_hand_out_undone_does_not_call_its_voucher_good_again(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await a_conflict(client, counter)
    await sign_in_as(client, actor, Role.COORDINATOR)
    async with reading(actor):
        (case,) = await conflicts()

    undone = await form(
        client, f"/handout/{case.handout}/annul", **{"annul-reason": "zapisane 2 razy"}
    )
    told = await client.get(undone.headers["location"])

    assert "Na ten talon nie wydawaj: paczka wydana." in told.text
    assert "talon znów działa" not in told.text


async def test_a_conflict_is_settled_by_the_coordinator_alone(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await a_conflict(client, counter)
    await sign_in_as(client, actor, Role.AUDITOR)
    async with reading(actor):
        (case,) = await conflicts()

    shown = await client.get("/conflicts")
    answer = await form(
        client, f"/conflicts/{case.id}/settle", **{f"{case.id}-reason": "nic"}
    )

    assert shown.status_code == 200
    assert "/settle" not in shown.text
    assert answer.status_code == 403


async def test_in_a_browser_a_lost_voucher_is_found_by_number_and_replaced(
    actor: Actor, visit
) -> None:
    counter = await a_counter(actor, households=2)
    page = await visit("/vouchers", locale="pl-PL", width=1280)
    await enter(page, await a_person(actor, Role.SOCIAL_WORKER))
    lost = counter.vouchers[1]

    await page.fill("[name=number]", str(lost.household_number))
    await page.click("text=Pokaż")
    await page.click(f"text=nr {lost.household_number}")
    await page.click("text=Talon zgubiony albo zniszczony")
    await page.click("text=Wystaw nowy talon")

    await page.wait_for_selector("#flashes .notice--done")
    rows = await vouchers_of(actor, counter.round, day=DAY)
    states = [row.state for row in rows if row.household == lost.household]
    assert sorted(states) == [VoucherState.ISSUED, VoucherState.REPLACED]
