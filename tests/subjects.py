"""Makes one thing of each kind that a path can name, through commands."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

from distribution.accounts.commands.keeping import add_site, add_staff, enrol_device
from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.pickup.commands.booking import book_slot
from distribution.routing.commands.planning import request_plan
from distribution.vouchers.commands.handing_out import hand_out
from distribution.vouchers.handouts import HandedOut, HandoutRequest
from distribution.vouchers.rules import Channel
from tests import (
    worlds_households,
    worlds_inventory,
    worlds_pickup,
    worlds_programmes,
    worlds_routing,
)
from tests.worlds import NOON
from tests.worlds_vouchers import a_counter


async def _site(actor: Actor) -> UUID:
    return await add_site(
        actor,
        key="cudze",
        name="Punkt",
        address="ul. Próbna 4",
        is_pickup=True,
        is_warehouse=True,
    )


async def _device(actor: Actor) -> UUID:
    site = await add_site(
        actor,
        key="skaner",
        name="Punkt skanera",
        address="ul. Próbna 5",
        is_pickup=True,
        is_warehouse=False,
    )
    device, _ = await enrol_device(actor, site=site, name="Cudzy skaner")
    return device


async def _round(actor: Actor) -> UUID:
    sub_programme = await worlds_programmes.a_sub_programme(actor)
    site = await worlds_programmes.a_site(actor)
    return await worlds_programmes.a_round(
        actor, sub_programme=sub_programme, site=site
    )


async def _referral(actor: Actor) -> UUID:
    sub_programme = await worlds_programmes.a_sub_programme(actor)
    await worlds_households.the_fepz_set(actor, sub_programme)
    return await worlds_households.a_referral(actor, sub_programme)


async def _staff(actor: Actor) -> UUID:
    return await add_staff(
        actor, login=f"cudze.{actor.centre.hex[:8]}", name="Cudza", roles=[Role.DRIVER]
    )


async def _article(actor: Actor) -> UUID:
    await worlds_programmes.a_sub_programme(actor)
    return (await worlds_programmes.packs_of(actor, {"MLEKO": 1}))[0].article


async def _lot(actor: Actor) -> UUID:
    return await worlds_inventory.a_lot(await worlds_inventory.a_store(actor), 5)


async def _slot(actor: Actor) -> UUID:
    return (await worlds_pickup.a_pickup(actor)).slots[0].id


async def _booking(actor: Actor) -> UUID:
    world = await worlds_pickup.a_bookable_round(actor, households=1)
    made = await book_slot(
        actor, voucher=world.vouchers[0], slot=world.slots[0].id, now=NOON
    )
    return made.booking.id


async def _vehicle(actor: Actor) -> UUID:
    return await worlds_routing.a_car(actor)


async def _shift(actor: Actor) -> UUID:
    site = await worlds_routing.a_start(actor)
    driver = await worlds_routing.a_driver(actor)
    car = await worlds_routing.a_car(actor)
    return await worlds_routing.a_shift(actor, driver, car, site)


async def _plan(actor: Actor) -> UUID:
    asked = await request_plan(
        actor, worlds_routing.TOMORROW, seconds=1, queued=False, now=NOON
    )
    return asked.plan


async def _run(actor: Actor) -> UUID:
    await worlds_routing.a_town(actor)
    day, _ = await worlds_routing.published(actor)
    return day.runs[0].id


async def _voucher(actor: Actor) -> UUID:
    return (await a_counter(actor)).voucher.id


async def _handout(actor: Actor) -> UUID:
    counter = await a_counter(actor)
    request = HandoutRequest(
        code=counter.voucher.short_code,
        nonce=uuid4(),
        scanned_at=NOON,
        channel=Channel.PICKUP,
        site=counter.site,
    )
    done = await hand_out(actor, request, now=NOON)
    assert isinstance(done, HandedOut)
    return done.handout.id


SUBJECTS: dict[str, Callable[[Actor], Awaitable[UUID | str]]] = {
    "site": _site,
    "device": _device,
    "staff": _staff,
    "article": _article,
    "sub_programme": worlds_programmes.a_sub_programme,
    "round": _round,
    "household": worlds_households.a_household,
    "referral": _referral,
    "lot": _lot,
    "slot": _slot,
    "booking": _booking,
    "vehicle": _vehicle,
    "shift": _shift,
    "plan": _plan,
    "run": _run,
    "voucher": _voucher,
    "handout": _handout,
}
"""Makes one thing of each kind that a path can name, through commands."""
