"""Somebody's phone as a scanner for a shift: begun, shut out, ended by itself."""

from datetime import timedelta
from uuid import UUID

import httpx
import msgspec
import pytest

from distribution.accounts.commands.keeping import revoke_device
from distribution.accounts.commands.people import change_staff
from distribution.accounts.commands.shifts import Shift, start_shift
from distribution.accounts.rules import Role, permissions_of
from distribution.core.actor import Actor
from distribution.core.database import fetch_value
from distribution.core.errors import ForbiddenError, NotFoundError
from distribution.core.reading import reading
from tests.worlds import NOON, Clock, a_centre
from tests.worlds_accounts import sign_in_as
from tests.worlds_programmes import a_site
from tests.worlds_vouchers import a_scan

_EXTRACT = "/api/v1/scan/extract"


async def a_volunteer(client: httpx.AsyncClient, actor: Actor, *roles: Role) -> Actor:
    """Return somebody who is signed in, as the actor of their commands."""
    staff = await sign_in_as(client, actor, *roles)
    client.cookies.clear()
    held = permissions_of(frozenset(roles))
    return msgspec.structs.replace(actor, kind="staff", id=staff, permissions=held)


def bearer(shift: Shift) -> dict[str, str]:
    return {"Authorization": f"Bearer {shift.token}"}


async def status(client: httpx.AsyncClient, shift: Shift) -> int:
    return (await client.get(_EXTRACT, headers=bearer(shift))).status_code


async def hand_out(client: httpx.AsyncClient, shift: Shift) -> int:
    """Show a code that nobody knows: 404 for a phone that is let in."""
    scan = a_scan("K7QM-2F9X-3D")
    answer = await client.post("/api/v1/handouts", json=scan, headers=bearer(shift))
    return answer.status_code


async def test_a_phone_works_until_the_local_day_is_over(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    volunteer = await a_volunteer(client, actor, Role.HAND_OUT)
    site = await a_site(actor)

    shift = await start_shift(volunteer, site=site, name="Telefon Oli", now=NOON)

    assert shift.expires_at.isoformat() == "2026-03-17T23:00:00+00:00"
    clock.now = shift.expires_at - timedelta(seconds=1)
    last = await status(client, shift)
    clock.now = shift.expires_at
    assert (last, await status(client, shift)) == (200, 401)


async def test_a_phone_that_is_known_proves_it_anew_with_each_hand_out(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    volunteer = await a_volunteer(client, actor, Role.HAND_OUT)
    site = await a_site(actor)
    one = await start_shift(volunteer, site=site, name="Telefon Oli", now=NOON)
    other = await start_shift(volunteer, site=site, name="Telefon Uli", now=NOON)

    at_noon = [await hand_out(client, one) for _ in range(2)]
    with_the_other = [await hand_out(client, other) for _ in range(2)]
    await revoke_device(actor, other.device, now=NOON)
    revoked = [await hand_out(client, other) for _ in range(2)]
    clock.now = one.expires_at - timedelta(seconds=1)
    at_last = await hand_out(client, one)
    clock.now = one.expires_at
    over = [await hand_out(client, one) for _ in range(2)]

    assert (at_noon, with_the_other, at_last) == ([404, 404], [404, 404], 404)
    assert (revoked, over) == ([401, 401], [401, 401])
    async with reading(actor):
        assert await fetch_value("SELECT count(*) FROM scan") == 5


async def test_the_office_shuts_a_phone_out_at_once(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    volunteer = await a_volunteer(client, actor, Role.HAND_OUT)
    shift = await start_shift(
        volunteer, site=await a_site(actor), name="Telefon", now=NOON
    )
    before = await status(client, shift)

    await revoke_device(actor, shift.device, now=NOON)
    after = await client.post(
        "/api/v1/handouts/batch", json={"handouts": []}, headers=bearer(shift)
    )

    assert (before, after.status_code) == (200, 401)
    assert after.json()["reason"] == "unauthenticated"


async def test_a_phone_ends_its_own_shift(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    volunteer = await a_volunteer(client, actor, Role.HAND_OUT)
    shift = await start_shift(
        volunteer, site=await a_site(actor), name="Telefon", now=NOON
    )

    ended = await client.delete("/api/v1/scan/shift", headers=bearer(shift))
    again = await client.delete("/api/v1/scan/shift", headers=bearer(shift))

    assert (ended.status_code, again.status_code) == (204, 401)


@pytest.mark.parametrize("active", [True, False])
async def test_a_shift_ends_with_the_rights_of_whoever_began_it(
    actor: Actor, client: httpx.AsyncClient, *, active: bool
) -> None:
    await a_volunteer(client, actor, Role.ADMINISTRATOR)
    volunteer = await a_volunteer(client, actor, Role.HAND_OUT)
    shift = await start_shift(
        volunteer, site=await a_site(actor), name="Telefon", now=NOON
    )

    roles = frozenset({Role.AUDITOR} if active else {Role.HAND_OUT})
    await change_staff(actor, _id(volunteer), roles=roles, active=active, now=NOON)

    assert await status(client, shift) == 401


async def test_a_phone_searches_if_its_person_sees_households(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    site = await a_site(actor)
    found = []
    for roles in ((Role.HAND_OUT,), (Role.HAND_OUT, Role.SOCIAL_WORKER)):
        person = await a_volunteer(client, actor, *roles)
        shift = await start_shift(person, site=site, name="Telefon", now=NOON)
        extract = (await client.get(_EXTRACT, headers=bearer(shift))).json()
        search = await client.get(
            "/api/v1/scan/search", params={"q": "Nowak"}, headers=bearer(shift)
        )
        found.append((extract["may_search"], search.status_code))
        assert (await client.get("/households", headers=bearer(shift))).status_code in (
            303,
            403,
        )

    assert found == [(False, 403), (True, 200)]


async def test_a_shift_begins_with_a_person_at_a_site_of_their_centre(
    actor: Actor, client: httpx.AsyncClient, owner
) -> None:
    volunteer = await a_volunteer(client, actor, Role.HAND_OUT)
    elsewhere = await a_site(await a_centre(owner))

    with pytest.raises(NotFoundError):
        await start_shift(volunteer, site=elsewhere, name="Telefon", now=NOON)
    device = msgspec.structs.replace(volunteer, kind="device")
    with pytest.raises(ForbiddenError):
        await start_shift(device, site=await a_site(actor), name="Telefon", now=NOON)


def _id(actor: Actor) -> UUID:
    assert actor.id is not None
    return actor.id
