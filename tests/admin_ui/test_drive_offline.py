"""The driver's pages without signal, in a real browser with the network cut."""

from datetime import time, timedelta
from uuid import UUID

from playwright.async_api import expect

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.database import fetch, fetch_value
from distribution.core.postgres.server import Server
from distribution.core.reading import reading
from distribution.routing.commands.publishing import new_run_link, publish_plan
from distribution.verify import verify
from tests.admin_ui.driving import (
    ASKED_TO_LAST,
    GONE_ELSEWHERE,
    IPHONE,
    KEPT,
    NO,
    SAID,
    STATE,
    WAITING,
    Visit,
    at_door,
    fail,
    found_by_a_hotspot,
    hand_over,
    hand_over_less,
    kept_pages,
    on_the_way,
)
from tests.admin_ui.people import a_person, enter
from tests.admin_ui.test_routing_pages import TODAY, driven
from tests.axe import faults
from tests.browsers import OLD_PHONE
from tests.worlds import NOON
from tests.worlds_routing import (
    Town,
    a_car,
    a_shift,
    a_town,
    at_home,
    sketched,
    the_day,
)


async def short_of(actor: Actor) -> list[tuple[int, str, str]]:
    """Return what was not handed over at the doors, and why."""
    async with reading(actor):
        rows = await fetch("SELECT packs, reason, note FROM handout_short")
    return [(row["packs"], row["reason"], row["note"]) for row in rows]


async def outcomes(actor: Actor) -> list[tuple[str, bool]]:
    """Return what the books know, by when it happened, and if without signal."""
    async with reading(actor):
        rows = await fetch(
            "SELECT o.outcome, h.offline AND h.scanned_at = o.happened_at AS fact"
            " FROM stop_outcome AS o LEFT JOIN handout AS h ON h.id = o.handout"
            " ORDER BY o.happened_at"
        )
    return [(row["outcome"], bool(row["fact"])) for row in rows]


async def wrong_in_the_books(server: Server) -> list[object]:
    return [found.shown async for found in verify(server.owner())]


def codes(town: Town) -> dict[UUID, str]:
    return {one.id: one.short_code for one in town.vouchers}


async def test_a_whole_run_without_signal_is_sent_once_when_it_is_back(
    actor: Actor, visit: Visit, migrated: Server
) -> None:
    before = await wrong_in_the_books(migrated)
    town, day, path = await driven(actor, 3)
    first, second, third = day.stops
    page = await on_the_way(visit, path)
    phone = page.context

    await phone.set_offline(True)
    await at_door(page, path, first.id)
    await hand_over_less(page, codes(town)[first.voucher], "could_not_carry")
    await expect(page.locator(SAID)).to_contain_text("Zapisano w telefonie")
    await expect(page.locator(f"[data-stop-ahead='{second.id}']")).to_be_visible()
    await expect(page.locator(f"[data-stop-ahead='{first.id}']")).to_be_hidden()
    await expect(page.locator(WAITING)).to_have_count(1)
    assert await faults(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390

    await at_door(page, path, second.id)
    await page.context.clock.set_system_time(NOON - timedelta(minutes=40))
    await page.evaluate(OLD_PHONE)
    await fail(page, "refused")
    await expect(page.locator(WAITING)).to_have_count(2)
    await page.close()  # in the middle of the run

    page = await phone.new_page()
    await page.add_init_script(OLD_PHONE)
    await page.add_init_script(ASKED_TO_LAST)
    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.url) if r.method == "POST" else None)
    await page.context.clock.set_system_time(NOON - timedelta(minutes=30))
    await at_door(page, path, third.id)
    assert await page.locator("drive-door").is_visible()
    await hand_over(page, codes(town)[third.voucher].lower())
    await expect(page.locator("[data-no-more]")).to_be_visible()
    await page.wait_for_function("() => localStorage.length > 0")
    await page.reload()
    assert await outcomes(actor) == []
    sent.clear()

    await found_by_a_hotspot(page, reports=3)
    await expect(page.locator(WAITING)).to_have_count(3)
    sent.clear()
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.locator(STATE)).to_contain_text("Trasa zakończona", timeout=30e3)
    await expect(page.locator(SAID)).to_contain_text("Wysłano wszystko")
    await page.reload()
    assert [url.rpartition("/")[2] for url in sent] == [str(s.id) for s in day.stops]
    assert await outcomes(actor) == [
        ("handed_over", True),
        ("refused", False),
        ("handed_over", True),
    ]
    after = await the_day(actor, day.plan.id)
    assert [one.state.value for one in after.stops] == ["done", "not_delivered", "done"]
    assert await kept_pages(page) == 0
    assert await page.evaluate("sessionStorage.asked") == "asked"
    assert await short_of(actor) == [(1, "could_not_carry", "")]
    assert await wrong_in_the_books(migrated) == before


async def test_another_households_code_is_refused_with_signal_and_without(
    actor: Actor, visit: Visit
) -> None:
    """With signal the service decides, without it the phone; the form stays."""
    town, day, path = await driven(actor)
    first, second = day.stops
    page = await on_the_way(visit, path, at=None, user_agent=IPHONE, has_touch=True)

    await at_door(page, path, first.id)
    there = f"https://maps.apple.com/?daddr={first.latitude},{first.longitude}"
    way = await page.get_by_text("Nawiguj").get_attribute("href")
    assert way == f"{there}&dirflg=d"
    await hand_over(page, codes(town)[second.voucher])
    await expect(page.locator(NO)).to_contain_text("To talon innego gospodarstwa")
    assert await page.input_value("[name=code]") == codes(town)[second.voucher]
    assert await faults(page) == []
    await page.focus("[name=code]")
    await page.keyboard.type(codes(town)[first.voucher])  # a scanner at a cable
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Wydane")).to_be_focused()
    assert await page.input_value("[name=code]") == codes(town)[first.voucher]
    await page.click("button:has-text('Wydane')")
    await expect(page.locator(SAID)).to_contain_text("Wydano. Jedź dalej.")
    await expect(page.locator("[data-outbox]")).to_be_hidden()
    assert await outcomes(actor) == [("handed_over", False)]

    await page.context.set_offline(True)
    await at_door(page, path, second.id)
    for wrong in (codes(town)[first.voucher], town.tokens[first.voucher]):
        await hand_over(page, wrong)
        await expect(page.locator(NO)).to_contain_text("To nie jest kod z talonu tego")
        await page.evaluate("document.querySelector('[data-no]').hidden = true")
    await hand_over(page, town.tokens[second.voucher])
    await expect(page.locator(SAID)).to_contain_text("Zapisano w telefonie")
    await expect(page.locator(WAITING)).to_have_count(1)


async def test_what_is_refused_is_shown_and_holds_nothing_up(
    actor: Actor, visit: Visit
) -> None:
    town, day, path = await driven(actor)
    first, second = day.stops
    page = await on_the_way(visit, path)
    other = await page.context.new_page()  # the same driver, on another screen
    await page.context.set_offline(True)
    await at_door(page, path, first.id)
    await fail(page, "refused")
    await expect(page.locator(WAITING)).to_have_count(1)
    await at_door(page, path, second.id)
    await hand_over(page, codes(town)[second.voucher])
    await expect(page.locator(WAITING)).to_have_count(2)
    await page.close()
    await other.request.post(
        f"{path}/stops/{first.id}",
        form={"nonce": str(UUID(int=7)), "outcome": "not_home"},
    )

    await other.context.set_offline(False)
    await other.goto(path)
    await expect(other.locator(WAITING)).to_have_count(1)
    await expect(other.locator(WAITING)).to_contain_text("jest już zakończony")
    assert sorted(await outcomes(actor)) == [("handed_over", True), ("not_home", False)]
    assert await faults(other) == []
    await other.click("text=Rozumiem")
    await expect(other.locator("[data-outbox]")).to_be_hidden()


async def test_a_new_link_wipes_the_old_pages_and_sends_what_waited(
    actor: Actor, visit: Visit
) -> None:
    town, day, path = await driven(actor, 3)
    page = await on_the_way(visit, path)
    await page.evaluate(GONE_ELSEWHERE, path)
    elsewhere = await page.goto(f"{path}/stops/elsewhere")
    assert elsewhere is not None
    assert elsewhere.status == 404
    await page.context.set_offline(True)
    await at_door(page, path, day.stops[0].id)
    await hand_over(page, codes(town)[day.stops[0].voucher])
    await expect(page.locator(WAITING)).to_have_count(1)
    assert await kept_pages(page) == 6
    made = await new_run_link(actor, day.runs[0].id, now=NOON)

    await page.context.set_offline(False)
    await expect(page.locator(STATE)).to_contain_text("wygasło", timeout=30e3)
    assert await kept_pages(page) == 0
    gone = await page.goto(path)
    assert gone is not None
    assert gone.status == 404
    assert await outcomes(actor) == []
    await page.goto(made.path)
    await expect(page.locator(STATE)).to_contain_text(KEPT)
    await expect(page.locator("[data-outbox]")).to_be_hidden()
    assert await outcomes(actor) == [("handed_over", True)]


async def test_a_run_planned_anew_takes_along_what_waits_for_its_doors(
    actor: Actor, visit: Visit
) -> None:
    town, day, path = await driven(actor)
    page = await on_the_way(visit, path)
    await page.context.set_offline(True)
    await at_door(page, path, day.stops[0].id)
    await hand_over(page, codes(town)[day.stops[0].voucher])
    await expect(page.locator(WAITING)).to_have_count(1)
    anew = await sketched(actor, TODAY)
    done = await publish_plan(actor, anew.plan.id, now=NOON)

    await page.context.set_offline(False)
    await page.goto(done.links[0].path)
    await page.click("text=Zobowiązuję się do poufności")
    await expect(page.locator(STATE)).to_contain_text(KEPT)
    await expect(page.locator("[data-outbox]")).to_be_hidden()

    after = await the_day(actor, anew.plan.id)
    made = {stop.voucher: stop.state.value for stop in after.stops}
    assert made[day.stops[0].voucher] == "done"
    assert await outcomes(actor) == [("handed_over", True)]


async def test_who_signed_in_drives_without_signal_too_and_leaves_nothing_behind(
    actor: Actor, visit: Visit
) -> None:
    town = await a_town(actor, homes=[at_home(0), at_home(1)], drivers=0, day=TODAY)
    login = await a_person(actor, Role.DRIVER)
    async with reading(actor):
        driver = await fetch_value("SELECT id FROM staff WHERE login = $1", login)
    car = await a_car(actor)
    hours = {"starts": time(12), "ends": time(16)}
    await a_shift(actor, driver, car, town.site, day=TODAY, **hours)
    made = await sketched(actor, TODAY)
    await publish_plan(actor, made.plan.id, now=NOON)
    stop = made.stops[0]
    page = await visit("/run", locale="pl-PL")
    await enter(page, login)
    await page.click("text=Zobowiązuję się do poufności")
    await expect(page.locator(STATE)).to_contain_text(KEPT)
    base = page.url

    await page.context.set_offline(True)
    await page.goto("/run")
    assert page.url == base
    await page.goto(f"{base}/pledge")
    assert page.url == base
    await at_door(page, base, stop.id)
    await page.click("text=Nikogo nie ma w domu")
    await page.click("text=1. Dzwonek do drzwi")
    await expect(page.locator("[data-timer]")).to_contain_text("Drugi dzwonek za")
    await page.reload()
    await page.click("text=Nikogo nie ma w domu")
    assert await page.is_checked("[name='tried.rang']")
    assert await faults(page) == []
    await page.click("[name=outcome][value=not_home]")
    await expect(page.locator(WAITING)).to_have_count(1)

    await page.context.set_offline(False)
    await expect(page.locator("[data-outbox]")).to_be_hidden(timeout=30e3)
    assert await outcomes(actor) == [("not_home", False)]
    assert await kept_pages(page) == 4
    await page.goto("/about")  # no page of a run
    await page.click("summary:has-text('Menu')")
    await page.click("text=Wyloguj się >> visible=true")
    await page.wait_for_url("**/sign-in*")
    assert await kept_pages(page) == 0
