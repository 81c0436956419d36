"""The JSON routes of pickup, as DESIGN 9.2 names them."""

from uuid import uuid4

import httpx

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from tests.worlds_accounts import sign_in_as
from tests.worlds_pickup import a_bookable_round, a_pickup

SLOTS, BOOKINGS = "/api/v1/pickup/slots", "/api/v1/pickup/bookings"


async def test_slots_say_how_many_places_are_left(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor, capacity=2)
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)
    body = {"voucher": str(world.vouchers[0]), "slot": str(world.slots[0].id)}
    await client.post(BOOKINGS, json=body)

    answer = await client.get(SLOTS, params={"round": str(world.counter.round)})

    assert answer.status_code == 200
    first, second, *_ = answer.json()
    assert (first["day"], first["starts_at"]) == ("2026-03-19", "10:00")
    assert first["starts"] == "2026-03-19T10:00:00+01:00"
    assert [(s["booked"], s["left"]) for s in (first, second)] == [(1, 1), (0, 2)]


async def test_a_booking_is_made_moved_and_cancelled(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor)
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)
    first, second = (str(slot.id) for slot in world.slots[:2])

    made = await client.post(
        BOOKINGS, json={"voucher": str(world.vouchers[0]), "slot": first}
    )
    path = f"{BOOKINGS}/{made.json()['id']}"
    moved = await client.patch(path, json={"slot": second})
    gone = await client.delete(path)
    after = await client.get(path)

    assert (made.status_code, made.json()["state"], made.json()["told"]) == (
        201,
        "booked",
        True,
    )
    assert (moved.status_code, moved.json()["slot"]) == (200, second)
    assert moved.json()["sequence"] == 1
    assert gone.status_code == 204
    assert after.json()["state"] == "cancelled"


async def test_a_full_slot_answers_409_slot_full(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)
    slot = str(world.slots[0].id)
    bodies = [{"voucher": str(voucher), "slot": slot} for voucher in world.vouchers]
    await client.post(BOOKINGS, json=bodies[0])

    answer = await client.post(BOOKINGS, json=bodies[1])

    assert answer.status_code == 409
    assert answer.json()["reason"] == "slot_full"
    assert "10:00" in answer.json()["detail"]


async def test_what_does_not_exist_is_404_and_what_is_malformed_400(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await sign_in_as(client, actor, Role.COORDINATOR)

    unknown = await client.post(
        BOOKINGS, json={"voucher": str(uuid4()), "slot": str(uuid4())}
    )
    malformed = await client.post(BOOKINGS, json={"voucher": "x", "table": 4})
    no_round = await client.get(SLOTS)

    assert unknown.status_code == 404
    assert [error["field"] for error in malformed.json()["errors"]] == [
        "voucher",
        "slot",
        "table",
    ]
    assert no_round.status_code == 400


async def test_slots_are_planned_from_hours_by_the_coordinator_alone(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    world = await a_pickup(actor, weekly=())
    plan = {"round": str(world.round), "minutes": 30, "capacity": 3, "walk_ins": 1}
    hours = {"hours": [{"weekday": 1, "opens": "10:00:00", "closes": "12:00:00"}]}
    await sign_in_as(client, actor, Role.HAND_OUT)
    refused = await client.post(SLOTS, json=plan)
    await sign_in_as(client, actor, Role.COORDINATOR)

    kept = await client.put(f"/api/v1/pickup/sites/{world.site}/hours", json=hours)
    made = await client.post(SLOTS, json=plan)
    again = await client.post(SLOTS, json=plan)

    assert refused.status_code == 403
    assert (kept.status_code, kept.json()) == (200, hours)
    assert made.json() == {"added": 4, "there": 0}
    assert again.json() == {"added": 0, "there": 4}
