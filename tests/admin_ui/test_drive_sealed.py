"""What lies in a driver's phone cannot be read there, and goes with its day."""

import json
import re
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from playwright.async_api import Error, FilePayload, Page, expect

from distribution.core.actor import Actor
from distribution.core.database import fetch
from distribution.core.reading import reading
from distribution.households.commands.intake import change_household
from distribution.households.rules.details import HouseholdChanges
from distribution.routing.commands.photos import set_photo_rules
from distribution.routing.commands.publishing import new_run_link
from distribution.routing.queries.photos import photo_content, photos_at
from distribution.routing.rules.photos import PhotoRules
from tests.admin_ui.driving import (
    KEPT,
    NO_WAY,
    SAID,
    STATE,
    WAITING,
    Visit,
    at_door,
    fail,
    hand_over,
    in_stores,
    kept_pages,
    on_the_way,
)
from tests.admin_ui.test_routing_pages import driven
from tests.axe import faults
from tests.worlds import NOON
from tests.worlds_routing import Town, the_day

NO_PAGE = r"ERR_INTERNET_DISCONNECTED|ERR_FAILED"
NOTE = "Oddane sąsiadce"
PHOTO = "#photo"
NO_ROOM = """() => {
  const own = IDBObjectStore.prototype.add
  IDBObjectStore.prototype.add = function (row) {
    if (row.picture) throw new DOMException("", "QuotaExceededError")
    return own.call(this, row)
  }
}"""
"""A phone with room for words alone."""
CONTACT = "[data-contact]"


def codes(town: Town) -> dict[UUID, str]:
    return {one.id: one.short_code for one in town.vouchers}


def told_by(stores: list[tuple[str, Any]], *words: str) -> list[str]:
    """Return those of *words* that can be read in a phone's stores."""
    kept = [json.dumps(one, ensure_ascii=False) for one in stores]
    return [one for one in kept if any(word in one for word in words)]


def on_the_road(instant: datetime | None) -> bool:
    """Say whether it was by the phone's clock, while nobody could be told."""
    begun = NOON - timedelta(minutes=50)
    return instant is not None and begun <= instant < begun + timedelta(minutes=10)


async def end_the_day(page: Page) -> None:
    """Let what the phone keeps have ended a minute ago."""
    await page.evaluate(
        """() => new Promise((done) => {
          indexedDB.open("kromka-drive-sealed").onsuccess = ({ target }) => {
            const work = target.result.transaction("keys", "readwrite")
            const keys = work.objectStore("keys")
            keys.openCursor().onsuccess = ({ target: { result } }) => {
              if (!result) return
              result.update({ ...result.value, until: Date.now() - 60_000 })
              result.continue()
            }
            work.oncomplete = () => { target.result.close(); done() }
          }
        })"""
    )


async def test_nothing_of_a_run_can_be_read_in_the_phone_and_it_ends_with_the_day(
    actor: Actor, visit: Visit
) -> None:
    town, day, path = await driven(actor)
    stop = day.stops[0]
    personal = (stop.head, "Próbna", "600100200", "Domofon", path.removeprefix("/r/"))
    page = await on_the_way(visit, path)
    phone = page.context

    stores = await in_stores(page)
    assert await kept_pages(page) == 4
    assert ("kromka-drive-sealed/keys", "[key]") in [
        (where, what["key"]) for where, what in stores if where.endswith("sealed/keys")
    ]
    assert told_by(stores, *personal) == []

    await phone.set_offline(True)
    await at_door(page, path, stop.id)
    await expect(page.locator("main")).to_contain_text(stop.head)
    await page.click("text=Co jest w paczce")
    await page.fill("form:has([name=code]) [name=note]", NOTE)
    await hand_over(page, codes(town)[stop.voucher])
    await expect(page.locator(WAITING)).to_have_count(1)
    code = codes(town)[stop.voucher]
    assert told_by(await in_stores(page), *personal, NOTE, code) == []

    await end_the_day(page)
    await page.close()
    again = await phone.new_page()
    with pytest.raises(Error, match=NO_PAGE):
        await again.goto(path)

    await phone.set_offline(False)
    await again.goto(path)
    await expect(again.locator(STATE)).to_contain_text(KEPT)
    await expect(again.locator("[data-outbox]")).to_be_hidden()
    [row] = await reported(actor)
    assert (row["outcome"], row["note"], row["offline"]) == ("handed_over", NOTE, True)
    assert "kromka-drive/keys" not in [where for where, _ in await in_stores(again)]


async def test_a_link_that_ends_takes_all_with_it_that_the_phone_shows_and_keeps(
    actor: Actor, visit: Visit
) -> None:
    _, day, path = await driven(actor)
    page = await on_the_way(visit, path)
    await page.context.route("**/r/**", lambda route: route.fulfill(**NO_WAY))
    await page.reload()
    await expect(page.locator(STATE)).to_contain_text("Brak zasięgu")
    await at_door(page, path, day.stops[0].id)
    await fail(page, "refused")
    await expect(page.locator(WAITING)).to_have_count(1)
    assert await kept_pages(page) == 4
    await page.context.unroute("**/r/**")
    await page.context.set_offline(True)
    await expect(page.locator("main")).to_contain_text(day.stops[0].head)
    await new_run_link(actor, day.runs[0].id, now=NOON)

    await page.context.set_offline(False)
    await expect(page.locator(STATE)).to_contain_text("wygasło", timeout=30e3)
    await expect(page.locator("main")).not_to_contain_text(day.stops[0].head)
    assert await kept_pages(page) == 0
    assert await faults(page) == []
    await page.context.set_offline(True)
    with pytest.raises(Error, match=NO_PAGE):
        await page.goto(path)


async def test_the_doors_are_put_in_another_order_without_signal_and_hours_follow(
    actor: Actor, visit: Visit
) -> None:
    town, day, path = await driven(actor, 4)
    first, second, third, fourth = day.stops
    page = await on_the_way(visit, path)
    await page.context.set_offline(True)

    await page.goto(f"{path}/order")
    await page.wait_for_selector("drive-order:defined")
    row = page.locator(f"#stop-{third.id}")
    before = await row.locator("[data-told]").inner_text()
    await row.locator("text=Jako następne").click()
    await expect(page.locator(SAID)).to_contain_text("Zmieniono kolejność")
    await expect(row.locator("[data-told]")).not_to_have_text(before)
    await page.locator(f"#stop-{first.id}").locator("text=Później").click()
    wanted = [third, second, first, fourth]
    rows = page.locator("[data-door]")
    await expect(rows.first).to_have_attribute("data-door", str(third.id))
    await expect(rows.nth(1)).to_have_attribute("data-door", str(second.id))
    assert await page.locator("[data-number]").all_inner_texts() == ["1", "2", "3", "4"]
    hours = await page.locator("[data-door] [data-told]").all_inner_texts()
    assert hours == sorted(hours)
    assert await faults(page) == []

    await page.goto(path)
    await expect(page.locator(f"[data-stop-ahead='{third.id}']")).to_be_visible()
    await at_door(page, path, fourth.id)
    await page.click("text=Jadę tu teraz")
    await expect(page.locator(f"[data-stop-ahead='{fourth.id}']")).to_be_visible()
    await expect(page.locator(WAITING)).to_have_count(1)
    await at_door(page, path, fourth.id)
    await expect(page.locator("#door")).to_contain_text("Drzwi 1")
    await hand_over(page, codes(town)[fourth.voucher])
    await expect(page.locator(f"[data-stop-ahead='{third.id}']")).to_be_visible()
    await expect(page.locator(WAITING).last).to_contain_text(fourth.address)
    listed = [await one.get_attribute("data-door") for one in await rows.all()]
    wanted = [fourth, *wanted[:-1]]
    assert listed == [str(one.id) for one in wanted]
    await page.context.clock.set_fixed_time(NOON)  # as the service's
    await page.reload()
    await expect(page.locator(f"[data-stop-ahead='{third.id}']")).to_be_visible()
    reckoned = await page.locator("[data-told].drive__at").all_inner_texts()

    await page.context.set_offline(False)
    await expect(page.locator("[data-outbox]")).to_be_hidden(timeout=30e3)
    await expect(page.locator(STATE)).to_contain_text(KEPT)
    after = await the_day(actor, day.plan.id)
    assert [one.id for one in after.stops] == [one.id for one in wanted]
    assert on_the_road(after.runs[0].reordered_at)
    plain = await page.request.get(path)
    said = re.findall(r'drive__at" data-told[^>]*>(\d+:\d\d)<', await plain.text())
    assert said == reckoned[1:]  # the first is the door that is done


async def test_whom_to_ask_is_shown_when_all_before_it_was_tried(
    actor: Actor, visit: Visit
) -> None:
    _, day, path = await driven(actor)
    stop = day.stops[0]
    changes = HouseholdChanges(
        contact_name="Barbara Próbna",
        contact_phone="600 100 201",
        contact_relation="córka",
    )
    await change_household(actor, stop.household, changes)
    page = await on_the_way(visit, path)
    await page.context.set_offline(True)

    await at_door(page, path, stop.id)
    await page.click("text=Nikogo nie ma w domu")
    for step in ("rang", "phoned", "rang_again"):
        await expect(page.locator(CONTACT)).to_be_hidden()
        await page.check(f"[name='tried.{step}']")
    await expect(page.locator(CONTACT)).to_contain_text("Barbara Próbna, córka")
    assert (
        await page.locator(f"{CONTACT} a").get_attribute("href") == "tel:+48600100201"
    )
    assert await faults(page) == []


async def test_a_picture_waits_sealed_and_arrives_without_its_secrets(
    actor: Actor, visit: Visit
) -> None:
    await set_photo_rules(actor, PhotoRules(allowed=True))
    town, day, path = await driven(actor, 3)
    stop, wrong, full = day.stops
    exif = Image.Exif()
    exif[0x010F] = "Tajny telefon"
    file = BytesIO()
    Image.new("RGB", (2400, 1800), "red").save(file, "JPEG", exif=exif)
    page = await on_the_way(visit, path)
    await page.context.set_offline(True)
    await at_door(page, path, stop.id)
    picture: FilePayload = {
        "name": "a.jpg",
        "mimeType": "image/jpeg",
        "buffer": file.getvalue(),
    }
    await page.set_input_files(PHOTO, picture)
    assert await faults(page) == []
    await hand_over(page, codes(town)[stop.voucher])
    await expect(page.locator(WAITING)).to_have_count(1)
    [kept] = [what for where, what in await in_stores(page) if "drive/outbox" in where]
    assert kept["picture"]["text"] == "[sealed]"
    await at_door(page, path, wrong.id)
    await fail(page, "wrong_address", picture)
    await expect(page.locator(WAITING)).to_have_count(2)
    await at_door(page, path, full.id)
    await page.evaluate(NO_ROOM)
    await fail(page, "refused", picture)
    await expect(page.locator(SAID)).to_contain_text("Zdjęcia nie udało się zapisać.")
    await expect(page.locator(WAITING)).to_have_count(3)

    await page.context.clock.set_system_time(NOON)  # as the service's
    await page.context.set_offline(False)
    await expect(page.locator("[data-outbox]")).to_be_hidden(timeout=30e3)
    async with reading(actor):
        taken = await photos_at([one.id for one in day.stops])
        photo = taken[stop.id]
        content = await photo_content(photo.id)
    outcomes = [row["outcome"] for row in await reported(actor)]
    assert sorted(outcomes) == ["handed_over", "refused", "wrong_address"]
    assert set(taken) == {stop.id, wrong.id}
    assert on_the_road(photo.taken_at)
    assert Image.open(BytesIO(content)).size == (1280, 960)
    assert b"Tajny" not in content


async def reported(actor: Actor) -> list[dict[str, object]]:
    async with reading(actor):
        return await fetch(
            "SELECT o.outcome, o.note, h.offline FROM stop_outcome AS o"
            " LEFT JOIN handout AS h ON h.id = o.handout"
        )
