"""What a driver may say at a door, who reads it, and another order of the doors."""

import re
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import httpx
from hypothesis import given
from hypothesis import strategies as st

from admin_ui.pages.phone_clock import AGREES, by_our_clock, on_the_day
from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import fetch
from distribution.core.reading import reading
from distribution.households.commands.anonymising import anonymise_households
from distribution.routing.rules.doors import RunState, TriedStep
from distribution.routing.rules.reordering import Move, moved
from tests.admin_ui.people import form
from tests.admin_ui.test_routing_pages import driven, nonces
from tests.households.test_anonymising import LATER
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_routing import the_day

WORRY = "Pani Zofia leży i nie odpowiada"


async def test_what_was_tried_before_nobody_was_home_is_kept_with_its_hours(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    _, day, path = await driven(actor)
    await client.post(f"{path}/pledge")
    at = f"{path}/stops/{day.stops[0].id}"
    page = await client.get(at)

    ended = await client.post(
        at,
        data={
            "nonce": nonces(page.text)[-1],
            "outcome": "not_home",
            # A clock that has begun anew, and was set before this was sent.
            "happened_at": "1970-01-01T00:20:00Z",
            "sent_at": NOON.isoformat(),
            "tried.rang": (NOON - timedelta(minutes=9)).isoformat(),
            "tried.phoned": "1",
            "tried.duty_phone": (NOON + timedelta(hours=5)).isoformat(),
        },
    )
    async with reading(actor):
        [told] = await fetch("SELECT happened_at FROM stop_outcome")
    await sign_in_as(client, actor, Role.COORDINATOR)
    listed = re.sub(r"\s+", " ", (await client.get("/routes/follow-ups")).text)

    assert told["happened_at"] == NOON
    for step in TriedStep:
        assert f'name="tried.{step}"' in page.text
    assert ended.status_code == 303
    assert (
        "Próbowano: dzwonek do drzwi (11:51), telefon do gospodarstwa (12:00),"
        " telefon dyżurny centrum (12:00)."
    ) in listed
    assert (
        "Pominięto: drugi dzwonek po pięciu minutach,"
        " osoba kontaktowa albo upoważniona."
    ) in listed


@given(
    wrong=st.timedeltas(timedelta(days=-3), timedelta(days=3)),
    ago=st.timedeltas(timedelta(0), timedelta(hours=9)),
)
def test_a_phone_whose_clock_is_wrong_tells_our_hours(
    wrong: timedelta, ago: timedelta
) -> None:
    told = {
        "happened_at": (NOON - ago + wrong).isoformat(),
        "tried.rang": (NOON - ago + wrong).isoformat(),
        "tried.phoned": "1",
        "note": "2026-03-17T12:00:00Z",
    }

    found = by_our_clock({**told, "sent_at": (NOON + wrong).isoformat()}, NOON)

    right = NOON - ago + (wrong if abs(wrong) <= AGREES else timedelta(0))
    assert datetime.fromisoformat(found["happened_at"]) == right
    assert datetime.fromisoformat(found["tried.rang"]) == right
    assert (found["tried.phoned"], found["note"]) == ("1", told["note"])
    assert by_our_clock(told, NOON) == told
    far = {"happened_at": "9999-12-31T12:00:00+00:00"}
    assert by_our_clock({**far, "sent_at": "2000-01-01T12:00:00Z"}, NOON).items() >= (
        far.items()
    )


def test_an_hour_before_the_day_of_the_run_is_nobody_s() -> None:
    day = NOON.date()
    early = {"happened_at": (NOON - timedelta(days=1)).isoformat(), "note": "x"}
    good = {"happened_at": (NOON - timedelta(hours=3)).isoformat()}

    same_day = on_the_day(early, day, NOON)
    later = on_the_day(early, day, NOON + timedelta(days=2))

    assert same_day == {"happened_at": NOON.isoformat(), "note": "x"}
    assert local_day(datetime.fromisoformat(later["happened_at"])) == day
    assert on_the_day(good, day, NOON) == good
    first = {"happened_at": "0001-01-01T00:00:00+02:00"}
    assert on_the_day(first, day, NOON) == {"happened_at": NOON.isoformat()}


async def test_a_worry_is_read_by_social_workers_and_by_nobody_else(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    _, day, path = await driven(actor)
    await client.post(f"{path}/pledge")
    stop = day.stops[0]
    at = f"{path}/stops/{stop.id}"
    told = {"nonce": str(uuid4()), "outcome": "concern", "note": WORRY}

    silent = await client.post(at, data={**told, "note": " "})
    ended = await client.post(at, data=told)
    again = await client.post(at, data=told)
    driver = await client.get(path)
    everywhere = ["/concerns", "/routes/follow-ups", "/audit", "/routes", "/"]
    seen = {}
    for role in Role:
        await sign_in_as(client, actor, role)
        seen[role] = [await client.get(where) for where in everywhere]

    assert (silent.status_code, ended.status_code, again.status_code) == (400, 303, 303)
    assert "inny powód" in driver.text
    assert WORRY not in driver.text
    for role, pages in seen.items():
        reads = [page.status_code == 200 and WORRY in page.text for page in pages]
        assert reads == [role is Role.SOCIAL_WORKER, False, False, False, False], role
    assert "inny powód" in seen[Role.COORDINATOR][1].text

    await sign_in_as(client, actor, Role.SOCIAL_WORKER)
    [one] = set(re.findall(r"/concerns/([\w-]{36})", seen[Role.SOCIAL_WORKER][0].text))
    empty = await form(client, f"/concerns/{one}", resolution="")
    answered = await form(client, f"/concerns/{one}", resolution="Wezwano lekarza")
    twice = await form(client, f"/concerns/{one}", resolution="Wezwano lekarza")
    after = await client.get("/concerns")
    assert (empty.status_code, answered.status_code, twice.status_code) == (
        400,
        303,
        409,
    )
    assert "Nic nie czeka" in after.text
    assert "Wezwano lekarza" in after.text


async def test_a_worry_beside_a_hand_over_changes_nothing_else(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    town, day, path = await driven(actor)
    await client.post(f"{path}/pledge")
    stop = day.stops[0]
    at = f"{path}/stops/{stop.id}"
    code = next(one.short_code for one in town.vouchers if one.id == stop.voucher)
    await client.post(at, data={"nonce": str(uuid4()), "code": code})
    told = {"nonce": str(uuid4()), "outcome": "concern", "note": WORRY}

    door = await client.get(at)
    first = await client.post(at, data=told)
    again = await client.post(at, data=told)

    async with reading(actor):
        notes = [row["note"] for row in await fetch("SELECT note FROM concern")]
        ended = [row["outcome"] for row in await fetch("SELECT * FROM stop_outcome")]
    assert "Coś niepokojącego" in door.text
    assert "Paczkę przywieź z powrotem" not in door.text
    assert (first.status_code, again.status_code) == (303, 303)
    assert (notes, ended) == ([WORRY], ["handed_over"])


async def test_a_worry_is_forgotten_with_its_household(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    _, day, path = await driven(actor)
    await client.post(f"{path}/pledge")
    told = {"nonce": str(uuid4()), "outcome": "concern", "note": WORRY}
    await client.post(f"{path}/stops/{day.stops[0].id}", data=told)

    async with reading(actor):
        [before] = await fetch("SELECT note FROM concern")
    await anonymise_households(actor, [day.stops[0].household], now=LATER)
    async with reading(actor):
        [after] = await fetch("SELECT note FROM concern")
    await sign_in_as(client, actor, Role.COORDINATOR)
    plan = await client.get(f"/routes/plans/{day.plan.id}")

    assert (before["note"], after["note"]) == (WORRY, "")
    assert "A. Jan Kierowca" in plan.text  # what was driven stays to be seen
    assert f"nr {day.stops[1].household_number}" in plan.text


async def test_a_driver_goes_another_way_round_and_hours_follow(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    _, day, path = await driven(actor, 4)
    await client.post(f"{path}/pledge")
    first, second, third, fourth = day.stops
    at = f"{path}/order"

    page = await client.get(at)
    door = await client.get(f"{path}/stops/{third.id}")
    went = await client.post(at, data={"stop": str(fourth.id), "move": "next"})
    await client.post(at, data={"stop": str(first.id), "move": "later"})
    await client.post(
        f"{path}/stops/{fourth.id}", data={"nonce": str(uuid4()), "outcome": "refused"}
    )
    late = await client.post(at, data={"stop": str(fourth.id), "move": "later"})
    wrong = await client.post(at, data={"stop": str(uuid4()), "move": "next"})
    shown = (await client.get(path)).text
    await sign_in_as(client, actor, Role.COORDINATOR)
    office = (await client.get("/routes")).text

    assert len(re.findall(r'value="earlier"[^>]* hidden', page.text)) == 1
    assert "Jadę tu teraz" in door.text
    assert went.status_code == 303
    assert (late.status_code, wrong.status_code) == (409, 404)
    after = await the_day(actor, day.plan.id)
    assert [stop.id for stop in after.stops] == [
        stop.id for stop in (fourth, second, first, third)
    ]
    assert [stop.position for stop in after.stops] == [1, 2, 3, 4]
    assert after.runs[0].reordered_at == NOON
    assert after.runs[0].state is RunState.PROBLEM
    ahead = re.findall(r'data-stop-ahead="([\w-]+)"', shown)
    assert ahead == [str(stop.id) for stop in (second, first, third)]
    assert re.search(r"około \d+:\d\d, [\d,]+\xa0k?m", shown)
    hours = re.findall(r'drive__at">(\d+:\d\d)<', shown)
    assert "kolejność zmieniona przez kierowcę o 12:00" in office
    assert hours[1:] == sorted(hours[1:], key=lambda at: tuple(map(int, at.split(":"))))


IDS = st.lists(st.uuids(), min_size=1, max_size=8, unique=True)


@given(IDS, st.data(), st.sampled_from(Move))
def test_a_moved_door_leaves_the_others_in_their_order(
    ahead: list[UUID], data: st.DataObject, move: Move
) -> None:
    stop = data.draw(st.sampled_from(ahead))

    order = moved(ahead, stop, move)

    assert [one for one in order if one != stop] == [o for o in ahead if o != stop]
    was, now = ahead.index(stop), order.index(stop)
    last = len(ahead) - 1
    wanted = {
        Move.NEXT: 0,
        Move.EARLIER: max(was - 1, 0),
        Move.LATER: min(was + 1, last),
    }
    assert now == wanted[move]
