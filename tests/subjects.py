"""A centre that holds one thing of each kind that a request can name, by commands."""

from uuid import UUID, uuid4

import msgspec

from distribution.accounts.commands.keeping import add_site, add_staff, password_link
from distribution.accounts.rules import Role
from distribution.addresses.queries.finding import find_addresses
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.pictures import Drawn
from distribution.core.reading import reading
from distribution.households.commands.authorising import add_authorisation
from distribution.households.queries.records import household
from distribution.households.queries.verification import assessments_of, referrals_of
from distribution.inventory.commands.gathering import gather_line
from distribution.inventory.commands.labelling import Box, attach_label
from distribution.inventory.queries.documents import document_lines, documents
from distribution.inventory.queries.gathering import lines_to_gather
from distribution.messages.queries import messages
from distribution.pickup.commands.booking import book_slot
from distribution.pickup.commands.links import make_household_link
from distribution.pickup.commands.queueing import arrive
from distribution.pickup.commands.sites import close_site
from distribution.programmes.queries.reference import (
    delivery_bases,
    income_bases,
    income_limits,
)
from distribution.routing.commands.concerns import report_concern
from distribution.routing.commands.driving import pledge
from distribution.routing.commands.photos import keep_photo, set_photo_rules
from distribution.routing.commands.wishes import add_need
from distribution.routing.delivering import report_failure
from distribution.routing.queries.concerns import concerns
from distribution.routing.queries.photos import photos_at
from distribution.routing.queries.runs import follow_ups
from distribution.routing.rules.doors import Outcome
from distribution.routing.rules.photos import PhotoRules
from distribution.vouchers.commands.handing_out import hand_out
from distribution.vouchers.commands.printing import request_print
from distribution.vouchers.handouts import HandedOut, HandoutRequest, Line
from distribution.vouchers.queries.damages import open_damages
from distribution.vouchers.queries.vouchers import conflicts
from distribution.vouchers.rules import Channel
from distribution.vouchers.shortfalls import ShortReason
from tests.worlds import NOON
from tests.worlds_addresses import a_point, load
from tests.worlds_inventory import a_shelf
from tests.worlds_labels import labels
from tests.worlds_pickup import Bookable, a_bookable_round
from tests.worlds_routing import (
    Town,
    a_car,
    a_shift,
    a_town,
    at_home,
    published,
)

_TODAY = local_day(NOON)
_CAR = 10
"""Packs: the parcels of two households. Three households need both cars."""


async def a_full_centre(actor: Actor, driver: UUID) -> dict[str, str]:
    """Return the ids, and the tokens of links, of one thing of each kind.

    Args:
        actor: Who may do everything in an empty centre.
        driver: Whose run it is: a person of the centre, with the role of a driver.
    """
    town = await a_town(actor, homes=list(map(at_home, range(3))), capacity_packs=_CAR)
    counter = await a_bookable_round(actor, households=5, capacity=4)
    found = {
        **await _of_the_road(actor, town, driver),
        **await _of_the_counter(actor, counter),
        **await _of_a_household(actor, counter.counter.households[3]),
        **await _of_the_store(actor, counter.counter.site, counter.counter.round),
        **await _of_the_settings(actor),
        "address": await _an_address(actor),
    }
    return {name: str(one) for name, one in found.items()}


async def _an_address(actor: Actor) -> UUID | None:
    await load(actor, [a_point(1)])
    async with reading(actor):
        [found] = await find_addresses("Polna 1")
    return found.id


async def _of_the_road(actor: Actor, town: Town, driver: UUID) -> dict[str, UUID | str]:
    """Plan and publish a day of two runs; a door of the other run stays shut."""
    car = await a_car(actor, packs=_CAR)
    await a_shift(actor, driver, car, town.site)
    day, links = await published(actor)
    [own] = [run for run in day.runs if run.driver == driver]
    [other] = [run for run in day.runs if run.driver != driver]
    await pledge(actor, own.id, now=NOON)
    nonce = uuid4()
    await report_failure(
        actor, other.stops[-1].id, Outcome.NOT_HOME, nonce=nonce, now=NOON
    )
    await set_photo_rules(actor, PhotoRules(allowed=True))
    await keep_photo(actor, nonce, Drawn(b"x", 1, 1), taken_at=NOON, now=NOON)
    async with reading(actor):
        [open_one] = await follow_ups()
    worrying = [*own.stops[1:], *other.stops[:-1]][0]
    await report_concern(
        actor, worrying.id, nonce=uuid4(), note="x", happened_at=NOON, now=NOON
    )
    async with reading(actor):
        [concern] = await concerns(actor)
        [photo] = (await photos_at([other.stops[-1].id])).values()
    [link] = [one.path for one in links.links if one.run == own.id]
    return {
        "plan": day.plan.id,
        "run": own.id,
        "other_run": other.id,
        "stop": own.stops[0].id,
        "tried_stop": other.stops[-1].id,
        "follow_up": open_one.id,
        "concern": concern.id,
        "photo": photo.id,
        "vehicle": car,
        "need": await add_need(actor, "winda"),
        "driver": driver,
        "shift": own.shift,
        "delivered_household": own.stops[0].household,
        "road_voucher": own.stops[0].voucher,
        "road_round": town.round,
        "road_site": town.site,
        "run_link": link.removeprefix("/r/"),
    }


async def _of_the_counter(actor: Actor, world: Bookable) -> dict[str, UUID | str]:
    """Book a place, hand a parcel out twice, give out a number and a link."""
    here, slot = world.counter, world.slots[0].id
    booked = await book_slot(actor, voucher=world.vouchers[0], slot=slot, now=NOON)
    link = await make_household_link(actor, here.households[0], here.round, now=NOON)
    request = HandoutRequest(
        code=here.token(world.vouchers[1]),
        nonce=uuid4(),
        scanned_at=NOON,
        channel=Channel.PICKUP,
        site=here.site,
    )
    done = await hand_out(actor, request, now=NOON)
    assert isinstance(done, HandedOut)
    again = msgspec.structs.replace(request, nonce=uuid4(), offline=True)
    await hand_out(actor, again, now=NOON)
    short = [
        Line(here.articles["MAKARON"], 2),
        Line(here.articles["MLEKO"], 1, ShortReason.DAMAGED),
        Line(here.articles["DZEM"], 1),
    ]
    code = here.token(world.vouchers[4])
    torn = msgspec.structs.replace(request, code=code, nonce=uuid4(), lines=short)
    await hand_out(actor, torn, now=NOON)
    async with reading(actor):
        [case] = await conflicts()
        damage = (await open_damages())[0]
        [message] = await messages(most=1)
    print_ = await request_print(actor, here.round, now=NOON)
    codes = {row.id: row.short_code for row in here.vouchers}
    entry = await arrive(actor, here.site, now=NOON)
    return {
        "round": here.round,
        "site": here.site,
        "device": here.device,
        "sub_programme": here.fund,
        "slot": slot,
        "other_slot": world.slots[1].id,
        "free_slot": world.slots[2].id,
        "booking": booked.booking.id,
        "booked_household": here.households[0],
        "slot_link": link.path.removeprefix("/t/"),
        "handout": done.handout.id,
        "voucher": world.vouchers[2],
        "code": codes[world.vouchers[2]],
        "other_voucher": world.vouchers[3],
        "case": case.id,
        "damage": damage.id,
        "damaged_lot": damage.lots[0].lot,
        "damaged_at": damage.lots[0].location,
        "message": message.id,
        "print": print_,
        "entry": entry.id,
    }


async def _of_a_household(actor: Actor, which: UUID) -> dict[str, UUID | str]:
    papers = [
        await add_authorisation(
            actor, which, proxy_name=name, valid_from=_TODAY, now=NOON
        )
        for name in ("Maria Sąsiadka", "Piotr Sąsiad")
    ]
    async with reading(actor):
        known = await household(which)
        [assessment] = await assessments_of(which)
        [referral] = await referrals_of(which, _TODAY)
    return {
        "household": which,
        "member": known.members[0].id,
        "authorisation": papers[0],
        "other_authorisation": papers[1],
        "assessment": assessment.id,
        "referral": referral.id,
    }


async def _of_the_store(
    actor: Actor, site: UUID, round_id: UUID
) -> dict[str, UUID | str]:
    async with reading(actor):
        receipt = (await documents())[-1]
        line = (await document_lines(receipt.id))[0]
        kept = (await lines_to_gather(round_id, site, NOON.date()))[0]
    shelf = await a_shelf(actor, site)
    run, [label, box, free] = await labels(actor, 3)
    await attach_label(
        actor, box.id, location=kept.location, box=Box(kept.lot, 5), now=NOON
    )
    spot = (kept.lot, kept.location)
    await gather_line(actor, round_id, site=site, spot=spot, packs=1, now=NOON)
    return {
        "document": receipt.id,
        "label": label.id,
        "label_code": label.label,
        "label_run": run,
        "box_label": box.id,
        "box_code": box.label,
        "free_label": free.id,
        "kept_lot": kept.lot,
        "kept_at": kept.location,
        "lot": line.lot,
        "article": line.article,
        "location": line.location,
        "other_location": shelf,
    }


async def _of_the_settings(actor: Actor) -> dict[str, UUID | str]:
    staff = await add_staff(
        actor, login=f"nowa.{uuid4().hex[:8]}", name="Nowa Osoba", roles=[Role.DRIVER]
    )
    closed = await add_site(
        actor,
        key="zamkniety",
        name="Dawny punkt",
        address="ul. Próbna 5",
        is_pickup=True,
        is_warehouse=False,
    )
    await close_site(actor, closed, now=NOON)
    async with reading(actor):
        limit = (await income_limits())[0]
        [basis] = await delivery_bases()
        base = (await income_bases())[0]
    return {
        "staff": staff,
        "password_link": await password_link(actor, staff, now=NOON),
        "closed_site": closed,
        "programme": limit.programme,
        "income_limit": limit.id,
        "income_base": base.id,
        "delivery_basis": basis.id,
    }
