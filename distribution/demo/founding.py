"""Founds a centre: its sites, staff, devices, programme and signing key."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from uuid import UUID, uuid4

import msgspec

from distribution.accounts.commands.keeping import (
    add_centre,
    add_site,
    add_staff,
    enrol_device,
    password_link,
)
from distribution.accounts.commands.signing_in import set_password_by_link
from distribution.accounts.rules import Permission, Role, permissions_of
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.core.units import Packs
from distribution.demo.food import LATE_ARTICLE
from distribution.demo.places import CentrePlan, SitePlan
from distribution.demo.seasons import Seasons, is_working, moment
from distribution.demo.sign_ins import SIGN_INS
from distribution.households.commands.programme import change_set
from distribution.inventory.commands.keeping import add_location
from distribution.pickup.commands.hours import set_exception, set_weekly_hours
from distribution.pickup.rules.opening import DayException, Span, WeeklySpan
from distribution.programmes.commands.delivery import record_delivery_basis
from distribution.programmes.commands.keeping import add_sub_programme
from distribution.programmes.commands.seeding import seed_reference_data
from distribution.programmes.queries.reference import (
    articles,
    programme_by,
    set_of,
    sub_programme_by,
)
from distribution.programmes.rounds import ArticlePacks
from distribution.programmes.rules import DeliveryBasisKind

SUB_PROGRAMME = "przykladowy"
_NAME = "FEPŻ – podprogram przykładowy"
_HOURS = (Span(time(8), time(15)),)


class Place(msgspec.Struct, frozen=True):
    """A site with its shelf and fridge."""

    site: UUID
    shelf: UUID
    fridge: UUID


class Town(msgspec.Struct, frozen=True):
    """A centre that works: who acts there, and where food lies."""

    plan: CentrePlan
    days: Seasons
    cli: Actor
    coordinator: Actor
    social_worker: Actor
    warehouse: Actor
    hand_out: Actor
    drivers: Mapping[UUID, Actor]
    store: Place
    counter: Place
    devices: tuple[UUID, ...]
    fund: UUID
    articles: Mapping[str, UUID]
    cold: frozenset[str]


def founder() -> Actor:
    """Return who founds a new centre; may do everything in it."""
    everything = frozenset(permission.value for permission in Permission)
    return Actor(
        centre=uuid4(), kind="cli", id=None, name="demo", permissions=everything
    )


async def found_centre(actor: Actor, plan: CentrePlan) -> None:
    """Write the centre down. Only the owner of the database may."""
    await add_centre(
        actor,
        key=plan.key,
        name=plan.name,
        short_name=plan.short_name,
        address=plan.address,
        phone=plan.phone,
    )


async def furnish(actor: Actor, plan: CentrePlan, days: Seasons) -> Town:
    """Give a new centre all that it works with, as of the first day of the story."""
    now = moment(days.starts_on, 8)
    await seed_reference_data(actor)
    fund = await _sub_programme(actor, days)
    await _set(actor, fund, without={LATE_ARTICLE})
    store = await _place(actor, plan.warehouse)
    counter = await _place(actor, plan.counter)
    if not is_working(days.today):
        extra = DayException(days.today, _HOURS, "Dodatkowy dyżur")
        await set_exception(actor, counter.site, extra)
    staff = await _staff(actor, plan, now=now)
    devices = [
        (await enrol_device(actor, site=counter.site, name=f"Skaner {n}"))[0]
        for n in range(1, plan.desks + 1)
    ]
    await _allow_deliveries(actor, plan, days)
    async with reading(actor):
        known = await articles()
    return Town(
        plan=plan,
        days=days,
        cli=actor,
        coordinator=_who(staff, Role.COORDINATOR),
        social_worker=_who(staff, Role.SOCIAL_WORKER),
        warehouse=_who(staff, Role.WAREHOUSE),
        hand_out=_who(staff, Role.HAND_OUT),
        drivers={
            one.id: one
            for one in staff
            if one.id is not None and Role.DRIVER in one.roles
        },
        store=store,
        counter=counter,
        devices=tuple(devices),
        fund=fund,
        articles={one.code: one.id for one in known},
        cold=frozenset(one.code for one in known if one.cold),
    )


async def complete_set(town: Town) -> None:
    """Let the article that comes late into the set, as its second version."""
    await _set(town.coordinator, town.fund, without=set())


async def _sub_programme(actor: Actor, days: Seasons) -> UUID:
    async with reading(actor):
        programme = await programme_by("fepz")
    return await add_sub_programme(
        actor,
        programme=programme.id,
        key=SUB_PROGRAMME,
        name=_NAME,
        starts_on=days.starts_on,
        ends_on=days.ends_on,
        guideline_version="3",
    )


async def _set(actor: Actor, fund: UUID, *, without: Iterable[str]) -> None:
    async with reading(actor):
        lines = await set_of((await sub_programme_by("fepz_2024")).id)
    await change_set(
        actor,
        fund,
        [
            ArticlePacks(line.article, Packs(line.packs))
            for line in lines
            if line.code not in without
        ],
    )


async def _place(actor: Actor, plan: SitePlan) -> Place:
    site = await add_site(
        actor,
        key=plan.key,
        name=plan.name,
        address=plan.address,
        is_pickup=plan.is_pickup,
        is_warehouse=plan.is_warehouse,
        latitude=plan.latitude,
        longitude=plan.longitude,
    )
    if plan.is_pickup:
        week = [WeeklySpan(day, span) for day in range(1, 6) for span in _HOURS]
        await set_weekly_hours(actor, site, week)
    shelf = await add_location(actor, site=site, key="regaly", name="Regały")
    fridge = await add_location(
        actor, site=site, key="lodowka", name="Lodówka", kind="fridge"
    )
    return Place(site, shelf, fridge)


async def _staff(actor: Actor, plan: CentrePlan, *, now: datetime) -> list[Actor]:
    """Add everybody who signs in; returns them as those who act."""
    staff = []
    for one in SIGN_INS:
        if one.centre != plan.key:
            continue
        added = await add_staff(
            actor, login=one.login, name=one.name, roles=one.roles, phone=one.phone
        )
        link = await password_link(actor, added, now=now)
        await set_password_by_link(link, one.password, now=now)
        roles = frozenset(role.value for role in one.roles)
        staff.append(
            Actor(
                centre=actor.centre,
                kind="staff",
                id=added,
                name=one.name,
                permissions=permissions_of(roles),
                roles=roles,
            )
        )
    return staff


def _who(staff: list[Actor], role: Role) -> Actor:
    return next(one for one in staff if role in one.roles)


async def _allow_deliveries(actor: Actor, plan: CentrePlan, days: Seasons) -> None:
    """Record why parcels may be brought home (R-PAR-6)."""
    await record_delivery_basis(
        actor,
        kind=DeliveryBasisKind.OPL_OWN_DELIVERY,
        document=f"Zgoda: {plan.food_bank}, pismo nr 14 (przykładowe)",
        valid_from=days.starts_on,
        now=moment(days.starts_on, 9),
    )
