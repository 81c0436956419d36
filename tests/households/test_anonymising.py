"""Households whose time is over become unrecognisable; what is counted stays."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from msgspec.structs import replace

from distribution.accounts.rules import Role, permissions_of
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.errors import ForbiddenError
from distribution.core.postgres.server import Server
from distribution.core.reading import reading
from distribution.core.units import Seconds
from distribution.households.commands.anonymising import anonymise_households
from distribution.households.commands.authorising import add_authorisation
from distribution.households.commands.intake import (
    change_household,
    reopen_household,
)
from distribution.households.commands.members import add_member
from distribution.households.errors import HouseholdAnonymousError, NotDueError
from distribution.households.queries.records import find_households, household
from distribution.households.queries.retention import due_households
from distribution.households.rules.details import (
    HouseholdChanges,
    HouseholdDetails,
    MemberDetails,
)
from distribution.households.rules.retention import Stay, last_day_kept
from distribution.pickup.commands.booking import book_slot
from distribution.routing.commands.clearing_up import handle_follow_up
from distribution.routing.commands.wishes import add_need, set_delivery_preference
from distribution.routing.delivering import report_failure
from distribution.routing.queries.runs import follow_ups
from distribution.routing.rules.doors import Outcome, ParcelCondition
from distribution.routing.rules.wishes import Company, Wish
from distribution.verify import verify
from distribution.vouchers.commands.issuing import block, unblock
from distribution.vouchers.commands.searching import search_at_counter
from tests.worlds import NOON, Clock
from tests.worlds_accounts import sign_in_as
from tests.worlds_households import a_household
from tests.worlds_pickup import a_bookable_round
from tests.worlds_routing import a_town, at_home, published
from tests.worlds_vouchers import a_scan, hand_out

LATER = datetime(2032, 1, 1, 12, tzinfo=NOON.tzinfo)
"""The first day after five full years from the end of 2026."""

TELLING = HouseholdDetails(
    street="ul. Tajemna",
    house_number="7 tajemne",
    postal_code="23-987",
    locality="Tajemnice",
    district="tajemny",
    latitude=50.987654,
    longitude=22.123987,
    phone="600 987 654",
    instructions="tajemna wskazówka",
    door_notes="tajemny domofon",
    contact_name="Tajemna Córka",
    contact_phone="600 987 655",
    contact_relation="tajemna córka",
)
SECRETS = ("tajemn", "600987654", "600987655", "50.987654", "22.123987", "23-987")
COUNTED = ("counts", "stock", "qualified", "parcels")


async def leaks(owner: asyncpg.Connection, actor: Actor) -> list[str]:
    """Return every table of the centre that still holds a word that tells."""
    tables = await owner.fetch(
        "SELECT table_name AS name FROM information_schema.columns"
        " WHERE column_name = 'centre' AND table_schema = 'public'"
    )
    return [
        table["name"]
        for table in tables
        if await owner.fetchval(
            f"SELECT count(*) FROM {table['name']} AS t WHERE centre = $1"
            " AND to_jsonb(t)::text ~* $2",
            actor.centre,
            "|".join(SECRETS),
        )
    ]


async def registers(
    client: httpx.AsyncClient, actor: Actor, clock: Clock
) -> dict[str, Any]:
    """Return the registers of March without who is on them."""
    await sign_in_as(client, actor, Role.COORDINATOR, now=clock.now)
    found = {}
    for name in COUNTED:
        answer = await client.get(
            f"/api/v1/reports/{name}", params={"month": "2026-03"}
        )
        assert answer.status_code == 200, answer.text
        found[name] = _nameless(answer.json())
    return found


def _nameless(value: Any) -> Any:
    if isinstance(value, list):
        bare = [_nameless(one) for one in value]
        keyed = bool(bare) and isinstance(bare[0], dict) and "referral" in bare[0]
        return sorted(bare, key=lambda one: one["referral"]) if keyed else bare
    if isinstance(value, dict):
        hidden = {"family_name", "given_name", "number"}
        return {k: _nameless(v) for k, v in value.items() if k not in hidden}
    return value


def born(day: date) -> MemberDetails:
    return MemberDetails("Tajemnik", "Tajemniczy", born_on=day)


@pytest.mark.parametrize(
    ("stays", "kept_until"),
    [
        ([], date(2031, 12, 31)),
        ([Stay("popz", date(2022, 6, 30))], date(2025, 12, 31)),
        ([Stay("fepz", date(2025, 9, 30))], date(2030, 12, 31)),
        (
            [Stay("fepz", date(2021, 1, 1)), Stay("popz", date(2026, 1, 1))],
            date(2029, 12, 31),
        ),
        ([Stay("inny", date(2024, 2, 29))], date(2029, 12, 31)),
    ],
)
def test_papers_are_kept_to_the_end_of_the_longest_period(
    stays: list[Stay], kept_until: date
) -> None:
    assert last_day_kept(stays, date(2026, 3, 17)) == kept_until


async def test_nothing_tells_who_it_was_and_the_registers_agree(
    actor: Actor,
    client: httpx.AsyncClient,
    clock: Clock,
    owner: asyncpg.Connection,
    database: Server,
) -> None:
    world = await a_bookable_round(actor, households=2, details=TELLING)
    house, other = world.counter.households
    for around in (-1, 0, 1):  # of age on the day of the parcel, or a day late
        day = date(2008, 3, 17) + timedelta(days=around)
        await add_member(actor, house, born(day), now=NOON)
    await add_member(actor, house, born(date(1972, 2, 29)), now=NOON)
    await add_authorisation(
        actor,
        house,
        proxy_name="Jan Tajemny",
        valid_from=date(2026, 3, 1),
        note="tajemny sąsiad",
        now=NOON,
    )
    await block(actor, world.vouchers[0], reason="tajemny powód", now=NOON)
    await unblock(actor, world.vouchers[0], now=NOON)
    await book_slot(actor, voucher=world.vouchers[0], slot=world.slots[0].id, now=NOON)
    milk = str(world.counter.articles["MLEKO"])
    first = await hand_out(
        client,
        world.counter,
        code=world.counter.token(world.vouchers[0]),
        lines=[
            {
                "article": milk,
                "packs": 1,
                "reason": "damaged",
                "note": "tajemna plama",
            }
        ],
    )
    await search_at_counter(actor, "Tajemniczy", now=NOON)
    await client.post(
        f"/api/v1/handouts/{first.json()['id']}/annul",
        json={"reason": "tajemna pomyłka"},
        headers=world.counter.headers,
    )
    for voucher in world.vouchers:
        again = a_scan(world.counter.token(voucher))
        await client.post("/api/v1/handouts", json=again, headers=world.counter.headers)
    before = await registers(client, actor, clock)
    told = await leaks(owner, actor)
    faults = {f.check.name: f.faults async for f in verify(database.owner())}

    clock.now = LATER
    done = await anonymise_households(actor, [house, other], now=LATER)

    assert {"household", "household_member", "outbox_message", "audit_entry"} <= {*told}
    assert {"handout_short", "counter_search"} <= {*told}
    assert await leaks(owner, actor) == []
    assert await registers(client, actor, clock) == before
    assert before["counts"]["counts"][0]["served"]["persons"] == 6
    assert [one.id for one in done] == [house, other]
    found = {f.check.name: f.faults async for f in verify(database.owner())}
    assert found == faults  # of all centres: other tests' too
    async with reading(actor):
        known = await household(house)
        assert await find_households("Tajemniczy") == []
        assert await due_households(local_day(LATER)) == []
    assert (known.active, known.anonymised_at) == (False, LATER)
    assert known.persons == 5


async def wishes_told(owner: asyncpg.Connection, actor: Actor) -> int:
    """Return how many entries of the trail tell how a household is visited."""
    found: int = await owner.fetchval(
        "SELECT count(*)::int FROM audit_entry WHERE centre = $1"
        " AND relation = 'delivery_preference' AND (after ->> 'company' = 'always'"
        "  OR before ->> 'company' = 'always' OR after ->> 'needs' LIKE '%-%')",
        actor.centre,
    )
    return found


async def test_nothing_of_the_road_tells_either(
    actor: Actor, owner: asyncpg.Connection
) -> None:
    home = at_home(street="ul. Tajemna", latitude=50.987654, longitude=22.123987)
    town = await a_town(actor, homes=[home])
    day, _ = await published(actor)
    note = "tajemna kartka na drzwiach"
    stop = day.stops[0].id
    await report_failure(
        actor, stop, Outcome.NOT_HOME, nonce=uuid4(), note=note, now=NOON
    )
    async with reading(actor):
        [open_] = await follow_ups()
    await handle_follow_up(
        actor,
        open_.id,
        condition=ParcelCondition.GOOD,
        resolution="tajemna rozmowa",
        now=NOON,
    )
    need = await add_need(actor, "winda")
    wish = Wish(needs=(need,), company=Company.ALWAYS)
    await set_delivery_preference(
        actor, town.households[0], service_seconds=Seconds(300), wish=wish
    )
    told = await leaks(owner, actor)
    wishes = await wishes_told(owner, actor)

    await anonymise_households(actor, town.households, now=LATER)

    assert wishes == 1
    assert await wishes_told(owner, actor) == 0
    assert {"stop_outcome", "follow_up", "plan"} <= {*told}
    assert await leaks(owner, actor) == []


async def test_a_trace_stays_that_it_was_done_and_when(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    made = await a_household(actor)
    await anonymise_households(actor, [made], now=LATER)
    await sign_in_as(client, actor, Role.AUDITOR)

    page = (await client.get("/audit", params={"row": str(made)})).text

    assert "Zanonimizowano:" in page


async def test_who_must_be_kept_is_refused_and_nothing_is_done(actor: Actor) -> None:
    world = await a_bookable_round(actor, households=2)
    early = LATER - timedelta(days=1)
    someone = await a_household(actor)

    async with reading(actor):
        due = await due_households(local_day(early))
    with pytest.raises(NotDueError):
        await anonymise_households(actor, world.counter.households, now=early)
    await anonymise_households(actor, [someone], now=LATER)
    with pytest.raises(NotDueError):
        await anonymise_households(actor, [someone], now=LATER)

    assert due == []
    async with reading(actor):
        assert (await household(world.counter.households[0])).active


async def test_it_stays_closed_and_only_some_may_do_it(actor: Actor) -> None:
    made = await a_household(actor)
    clerk = replace(actor, permissions=permissions_of(frozenset({"social_worker"})))

    with pytest.raises(ForbiddenError):
        await anonymise_households(clerk, [made], now=LATER)
    await anonymise_households(actor, [made], now=LATER)
    with pytest.raises(HouseholdAnonymousError):
        await reopen_household(actor, made)
    with pytest.raises(HouseholdAnonymousError):
        await change_household(actor, made, HouseholdChanges(street="ul. Nowa"))


async def test_another_centre_s_households_stay_as_they_are(
    actor: Actor, new_centre: Any
) -> None:
    other: Actor = await new_centre()
    theirs: UUID = await a_household(other)

    with pytest.raises(NotDueError):
        await anonymise_households(actor, [theirs], now=LATER)

    async with reading(other):
        assert (await household(theirs)).street == "ul. Próbna"
