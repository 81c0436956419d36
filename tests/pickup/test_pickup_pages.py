"""Pages of pickup for those who are signed in: forms work without JavaScript."""

from datetime import date

import httpx
import pytest

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.pickup.commands.booking import book_slot
from distribution.pickup.queries.hours import openings, weekly_hours
from distribution.programmes.rounds import RoundPlan
from distribution.vouchers.commands.changing_round import change_round
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_pickup import (
    LAST,
    THURSDAY,
    Bookable,
    a_bookable_round,
    a_pickup,
    slots_seen,
    use_of,
)
from tests.worlds_programmes import PARCEL, packs_of


@pytest.fixture
async def coordinator(actor: Actor, client: httpx.AsyncClient) -> httpx.AsyncClient:
    await sign_in_as(client, actor, Role.COORDINATOR)
    return client


async def test_the_overview_says_in_words_how_full_each_slot_is(
    actor: Actor, coordinator: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor)
    await book_slot(actor, voucher=world.vouchers[0], slot=world.slots[0].id, now=NOON)

    page = (await coordinator.get("/pickup")).text

    assert "zajęte 1 z 4" in page
    assert "zajęte 1 z 1" in page
    assert "pełny" in page
    assert page.count("1 wolne") == 3


async def test_a_plan_is_shown_before_it_is_made(
    actor: Actor, coordinator: httpx.AsyncClient
) -> None:
    world = await a_pickup(actor)
    wider = {"day4": "9:30–11:00, 12.00-12:30", "day1": ""}
    await coordinator.post(f"/pickup/hours?site={world.site}", data=wider)
    typed = {"round": str(world.round), "minutes": "15", "capacity": "2"}

    shown = await coordinator.post("/pickup/plan", data=typed)
    unchanged = len(await slots_seen(actor, world.round))
    made = await coordinator.post("/pickup/plan", data={**typed, "deed": "plan"})

    assert "Dodaj 8 " in shown.text
    assert unchanged == 8
    assert made.status_code == 303
    assert len(await slots_seen(actor, world.round)) == 16


async def test_slots_on_days_that_the_round_lost_go_with_one_press(
    actor: Actor, coordinator: httpx.AsyncClient
) -> None:
    world = await a_pickup(actor)
    kept = [slot.id for slot in world.slots if slot.day != THURSDAY]
    warning = "Terminy poza dniami tury: 4"
    before = (await coordinator.get("/pickup")).text
    later = RoundPlan(date(2026, 3, 20), LAST, await packs_of(actor, PARCEL))
    await change_round(actor, world.round, name="Tura", note="", plan=later)

    page = (await coordinator.get("/pickup")).text
    done = await coordinator.post(f"/pickup/outside?asked={world.round}")

    assert done.status_code == 303
    assert [warning in text for text in (before, page)] == [False, True]
    assert warning not in (await coordinator.get("/pickup")).text
    assert [slot.id for slot in await slots_seen(actor, world.round)] == kept


async def test_what_is_wrong_with_a_plan_stands_at_its_fields(
    actor: Actor, coordinator: httpx.AsyncClient
) -> None:
    world = await a_pickup(actor)
    typed = {"round": str(world.round), "minutes": "2", "capacity": "0"}

    answer = await coordinator.post("/pickup/plan", data=typed)

    assert answer.status_code == 400
    assert "od 5 do 240 minut" in answer.text
    assert "od 1 do 500" in answer.text
    assert 'value="2"' in answer.text, "what was typed stays"


async def test_hours_that_cannot_be_read_are_named_and_nothing_is_saved(
    actor: Actor, coordinator: httpx.AsyncClient
) -> None:
    world = await a_pickup(actor)
    path = f"/pickup/hours?site={world.site}"

    unreadable = await coordinator.post(path, data={"day2": "rano", "day3": "25-26"})
    overlap = await coordinator.post(path, data={"day5": "10-12, 11-13"})

    async with reading(actor):
        week = await weekly_hours(world.site)
    assert unreadable.status_code == overlap.status_code == 400
    for weekday in ("Wtorek", "Środa"):
        assert f"{weekday}: Wpisz godziny tak" in unreadable.text
    assert "nachodzą na inne" in overlap.text
    assert [entry.weekday for entry in week] == [4]


async def test_a_day_of_its_own_is_set_and_taken_back(
    actor: Actor, coordinator: httpx.AsyncClient
) -> None:
    world = await a_pickup(actor)
    day = {"site": str(world.site), "day": THURSDAY.isoformat()}

    await coordinator.post(
        "/pickup/hours/exceptions", data={**day, "hours": "", "note": "Remont"}
    )
    async with reading(actor):
        (closed,) = await openings(world.site, THURSDAY, THURSDAY)
    await coordinator.post("/pickup/hours/exceptions/remove", data=day)
    async with reading(actor):
        (usual,) = await openings(world.site, THURSDAY, THURSDAY)

    assert (closed.spans, closed.note) == ((), "Remont")
    assert len(usual.spans) == 1


async def test_a_slot_is_changed_closed_and_opened_again(
    actor: Actor, coordinator: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor)
    slot = world.slots[0].id
    await book_slot(actor, voucher=world.vouchers[0], slot=slot, now=NOON)
    path = f"/pickup/slots/{slot}"

    too_few = await coordinator.post(path, data={"capacity": "0"})
    more = await coordinator.post(path, data={"capacity": "6", "walk_ins": "2"})
    closed = await coordinator.post(f"{path}/close")
    page = await coordinator.get(path)
    opened = await coordinator.post(f"{path}/reopen")

    (seen, *_) = await slots_seen(actor, world.counter.round)
    assert too_few.status_code == 400
    assert [a.status_code for a in (more, closed, opened)] == [303, 303, 303]
    assert "Ten termin jest zamknięty" in page.text
    assert (seen.capacity, seen.walk_ins, seen.booked, seen.left) == (6, 2, 0, 6)


async def telephone(client: httpx.AsyncClient, world: Bookable, slot: int, path=""):
    household = world.counter.households[0]
    return await client.post(
        f"/pickup/book/{household}{path}", data={"slot": str(world.slots[slot].id)}
    )


async def test_on_the_telephone_one_finds_books_moves_and_cancels(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor)
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)
    household = world.counter.households[0]

    finding = f"/pickup/book?asked={world.counter.round}"
    search = (await client.get(finding)).text
    found = await client.post(finding, data={"q": "Probna0"})
    booked = await telephone(client, world, 0)
    page = await client.get(f"/pickup/book/{household}")
    moved = await telephone(client, world, 1)
    uses = [await use_of(actor, slot.id) for slot in world.slots[:2]]
    cancelled = await telephone(client, world, 1, "/cancel")

    assert f'action="{finding}" method="post"' in search
    assert f"/pickup/book/{household}?asked={world.counter.round}" in found.text
    assert [a.status_code for a in (booked, moved, cancelled)] == [303, 303, 303]
    assert "potwierdzenie terminu" in page.text
    assert "czeka na wysłanie" in page.text
    assert uses == [(0, 0, 0), (1, 0, 0)]
    assert await use_of(actor, world.slots[1].id) == (0, 0, 0)


async def test_on_the_telephone_a_refusal_is_said_and_others_are_offered(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor)
    await book_slot(actor, voucher=world.vouchers[1], slot=world.slots[0].id, now=NOON)
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)

    refused = await telephone(client, world, 0)

    assert refused.status_code == 409
    assert "jest już pełny" in refused.text
    assert str(world.slots[1].id) in refused.text


async def test_a_link_is_sent_from_the_telephone_page(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor)
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)

    sent = await telephone(client, world, 0, "/link")
    await telephone(client, world, 0)
    booked = await client.get(f"/pickup/book/{world.counter.households[0]}")
    again = await telephone(client, world, 0, "/link")

    assert (sent.status_code, again.status_code) == (303, 303)
    assert "Wyślij link do strony z terminem i kodem" in booked.text


async def test_links_go_to_all_who_have_still_to_choose_and_can_be_shut(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor, households=3)
    await book_slot(actor, voucher=world.vouchers[0], slot=world.slots[0].id, now=NOON)
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)
    path = f"/pickup/links?asked={world.counter.round}"
    household = f"/pickup/book/{world.counter.households[1]}"

    before = (await client.get("/pickup")).text
    sent = await client.post(path)
    after = (await client.get("/pickup")).text
    known = (await client.get(household)).text
    await client.post(f"{household}/links/revoke?asked={world.counter.round}")
    shut = (await client.get(household)).text

    assert "Gospodarstwa bez terminu: 2" in before
    assert "Wyślij SMS z linkiem" in before
    assert sent.status_code == 303
    assert "Wysyłamy SMS z linkiem do 2 gospodarstw." in after
    assert 'action="/pickup/links' not in after, "all have one"
    assert "Działające linki do strony gospodarstwa: 1" in known
    assert "Działające linki" not in shut
