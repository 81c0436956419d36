"""Undo rather than "are you sure": one press, and all is as it was before."""

import re
from collections.abc import AsyncIterator
from datetime import date, time
from uuid import UUID

import asyncpg
import httpx
import msgspec
import pytest
from litestar import Litestar

from admin_ui.flash import COOKIE as FLASH
from admin_ui.flash import read_flashes
from distribution.core.actor import Actor
from distribution.core.postgres.server import Server
from distribution.core.reading import reading
from distribution.households.queries.records import household
from distribution.pickup.commands.hours import set_exception
from distribution.pickup.rules.opening import DayException, Span
from distribution.routing.commands.fleet import change_shift
from distribution.routing.commands.promising import promise_window
from distribution.routing.rules.fleet_details import ShiftTerms
from tests.walking import Town, a_town_of_one, filled
from tests.worlds import NOON, a_centre
from tests.worlds_households import a_household
from tests.worlds_programmes import a_site
from tests.worlds_routing import TOMORROW, a_car, a_driver, a_shift

CHRISTMAS_EVE = date(2026, 12, 24)
_NEEDED = ("site", "road_site", "road_voucher")


class Deed(msgspec.Struct, frozen=True):
    """Something that can be taken back, and the page on which it is seen."""

    path: str
    page: str
    form: dict[str, str] = {}


DEEDS = [
    Deed("/households/{family}/close", "/households/{family}"),
    Deed(
        "/households/members/{son}/left",
        "/households/{family}",
        {"left_on": "2026-03-17"},
    ),
    Deed(
        "/households/{household}/authorisations/{authorisation}/revoke",
        "/households/{household}",
    ),
    Deed(
        "/households/addresses/{address}",
        "/households/addresses/{address}",
        {"latitude": "50,93", "longitude": "22,23"},
    ),
    Deed("/settings/delivery/{delivery_basis}/end", "/settings/delivery"),
    Deed("/settings/sites/{empty_site}/close", "/settings/sites"),
    Deed("/settings/staff/{staff}", "/settings/staff", {"roles": "warehouse"}),
    Deed("/pickup/slots/{free_slot}/close", "/pickup/slots/{free_slot}"),
    Deed(
        "/pickup/book/{booked_household}/cancel?asked={round}", "/pickup/slots/{slot}"
    ),
    Deed(
        "/pickup/book/{booked_household}?asked={round}",
        "/pickup/slots/{slot}",
        {"slot": "{other_slot}"},
    ),
    Deed("/t/{slot_link}/cancel", "/t/{slot_link}"),
    Deed("/t/{slot_link}", "/t/{slot_link}", {"slot": "{other_slot}"}),
    Deed("/pickup/queue/next", "/pickup/queue?site={site}", {"site": "{site}"}),
    Deed("/pickup/queue/{entry}/left", "/pickup/queue?site={site}", {"site": "{site}"}),
    Deed("/pickup/hours?site={site}", "/pickup/hours?site={site}", {"day2": "8-9"}),
    Deed(
        "/pickup/hours/exceptions",
        "/pickup/hours?site={site}",
        {"site": "{site}", "day": "2026-12-23", "note": "Remanent"},
    ),
    Deed(
        "/pickup/hours/exceptions",
        "/pickup/hours?site={site}",
        {"site": "{site}", "day": str(CHRISTMAS_EVE), "hours": "8-9"},
    ),
    Deed(
        "/pickup/hours/exceptions/remove",
        "/pickup/hours?site={site}",
        {"site": "{site}", "day": str(CHRISTMAS_EVE)},
    ),
    Deed("/vouchers/{voucher}/channel/home_delivery", "/vouchers/{voucher}"),
    Deed(
        "/vouchers/{voucher}/block",
        "/vouchers/{voucher}",
        {"block-reason": "Szukamy właściciela"},
    ),
    Deed(
        "/routes/shifts/{new_shift}/remove",
        f"/routes?day={TOMORROW}",
        {"day": str(TOMORROW)},
    ),
    Deed(
        "/routes/households/{delivered_household}/promise/withdraw",
        "/routes/households/{delivered_household}",
        {"voucher": "{road_voucher}"},
    ),
]


@pytest.fixture(scope="module")
async def town(
    app: Litestar, database: Server, owner: asyncpg.Connection
) -> AsyncIterator[Town]:
    """A full centre, and one person who may do everything there."""
    actor = await a_centre(owner)
    made = await a_town_of_one(app, actor)
    ids = {name: UUID(made.ids[name]) for name in _NEEDED}
    hours = (Span(time(8), time(10)), Span(time(11), time(12)))
    eve = DayException(CHRISTMAS_EVE, hours, "Wigilia")
    await set_exception(actor, ids["site"], eve)
    await promise_window(
        actor,
        ids["road_voucher"],
        day=TOMORROW,
        opens=time(10),
        closes=time(12),
        now=NOON,
    )
    family = await a_household(actor)
    async with reading(actor):
        known = await household(family)
    more = {
        "family": family,
        "son": next(one.id for one in known.members if not one.is_head),
        "empty_site": await a_site(actor),
        "new_shift": await _a_shift_with_a_break(actor, ids["road_site"]),
    }
    yield msgspec.structs.replace(
        made, ids={**made.ids, **{name: str(one) for name, one in more.items()}}
    )
    await made.visitors["everything"].client.aclose()


async def _a_shift_with_a_break(actor: Actor, site: UUID) -> UUID:
    driver, car = await a_driver(actor), await a_car(actor)
    made = await a_shift(actor, driver, car, site)
    terms = ShiftTerms(
        starts=time(9, 30),
        ends=time(14),
        crew=2,
        break_opens=time(11),
        break_closes=time(12),
        break_minutes=20,
        most_stops=9,
    )
    await change_shift(actor, made, terms)
    return made


async def seen(client: httpx.AsyncClient, page: str) -> str:
    """Return what *page* shows, but for what was just said, and for ids."""
    client.cookies.pop(FLASH, None)
    answer = await client.get(page)
    assert answer.status_code == 200
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    bare = re.sub(r'<div class="flashes".*?</div>', "", main, flags=re.DOTALL)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", bare)


def way_back(answer: httpx.Response) -> str:
    """Return where the "undo" leads that *answer* offers on the next page."""
    assert answer.status_code == 303, answer.text
    [flash] = read_flashes(answer.cookies.get(FLASH))
    assert flash.undo, flash.text
    return flash.undo


@pytest.mark.parametrize("deed", DEEDS, ids=lambda one: f"{one.path} {one.form}")
async def test_one_press_takes_it_back(town: Town, deed: Deed) -> None:
    client = town.visitors["everything"].client
    page = deed.page.format(**town.ids)
    before = await seen(client, page)

    done = await client.post(
        deed.path.format(**town.ids), data=filled(deed.form, town.ids)
    )
    between = await seen(client, page)
    undone = await client.post(way_back(done))

    assert undone.status_code == 303, undone.text
    assert between != before
    assert await seen(client, page) == before


async def test_a_booking_that_was_changed_meanwhile_is_not_undone(
    town: Town,
) -> None:
    client = town.visitors["everything"].client
    here = "/pickup/book/{booked_household}".format(**town.ids)
    asked = "?asked={round}".format(**town.ids)
    own = "/t/{slot_link}".format(**town.ids)
    slot, other = town.ids["slot"], town.ids["other_slot"]

    moved = way_back(await client.post(f"{here}{asked}", data={"slot": other}))
    again = way_back(await client.post(own, data={"slot": slot}))
    stale = await client.post(moved)
    undone = await client.post(again)
    too_late = await client.post(again)

    assert (stale.status_code, undone.status_code, too_late.status_code) == (
        409,
        303,
        409,
    )
    assert "Ten termin zmieniono w międzyczasie" in stale.text
    assert (await client.post(way_back(undone))).status_code == 303


@pytest.mark.parametrize(
    ("path", "first", "second"),
    [
        ("/pickup/hours?site={site}", {"day2": "8-9"}, {"day2": "9-10"}),
        (
            "/pickup/hours/exceptions",
            {"site": "{site}", "day": "2026-12-21", "hours": "8-9"},
            {"site": "{site}", "day": "2026-12-21", "hours": "9-10"},
        ),
        ("/settings/staff/{staff}", {"roles": "warehouse"}, {"roles": "auditor"}),
    ],
)
async def test_what_was_changed_meanwhile_is_not_undone(
    town: Town, path: str, first: dict[str, str], second: dict[str, str]
) -> None:
    client = town.visitors["everything"].client
    here = path.format(**town.ids)
    of_hours = path.startswith("/pickup")
    page = "/pickup/hours?site={site}" if of_hours else "/settings/staff"
    page = page.format(**town.ids)
    before = await seen(client, page)

    undo_first = way_back(await client.post(here, data=filled(first, town.ids)))
    undo_second = way_back(await client.post(here, data=filled(second, town.ids)))
    wanted = await seen(client, page)
    stale = await client.post(undo_first)
    kept = await seen(client, page)
    undone = [await client.post(undo) for undo in (undo_second, undo_first)]

    assert stale.status_code == 409
    words = "Te godziny zmieniono" if of_hours else "Ktoś zmienił te dane"
    assert words in stale.text
    assert kept == wanted != before
    assert [answer.status_code for answer in undone] == [303, 303]
    assert await seen(client, page) == before


async def test_the_way_back_is_a_form_with_the_token_of_the_session(
    town: Town,
) -> None:
    client = town.visitors["everything"].client
    slot = "/pickup/slots/{free_slot}".format(**town.ids)
    undo = way_back(await client.post(f"{slot}/close"))

    said = (await client.get(slot)).text.partition('id="flashes"')[2]
    forged = await client.post(undo, headers={"X-CSRF-Token": "somebody-elses"})
    token = client.headers["X-CSRF-Token"]
    pressed = client.build_request("POST", undo, data={"_csrf_token": token})
    del pressed.headers["X-CSRF-Token"]
    undone = await client.send(pressed)

    offer = said.partition(f'action="{undo}"')[2].partition("</form>")[0]
    assert f'name="_csrf_token" value="{token}"' in offer
    assert forged.status_code == 403
    assert undone.status_code == 303


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("/settings/devices", "/settings/devices/{device}/revoke"),
        ("/settings/scanning", "/settings/scanning/pin/remove"),
        ("/vouchers/{voucher}", "/vouchers/{voucher}/revoke"),
        ("/rounds/{round}", "/close"),
        ("/households/{household}", "/households/referrals/{referral}/withdraw"),
    ],
)
async def test_what_cannot_be_taken_back_takes_two_presses(
    town: Town, page: str, form: str
) -> None:
    """Its button stands in a part that has to be opened first."""
    client = town.visitors["everything"].client
    await client.post("/settings/scanning/pin", data={"pin": "135790"})

    text = (await client.get(page.format(**town.ids))).text

    at = text.index(f'{form.format(**town.ids)}"')
    above = text[:at]
    [*_, opened] = re.findall(r"<details[^>]*>", above)
    assert above.count("<details") > above.count("</details>")
    assert " open" not in opened
