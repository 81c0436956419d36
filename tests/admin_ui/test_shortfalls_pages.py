"""What was not handed over: where a coordinator sees it, and what comes of damage."""

import re

import httpx

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.inventory.commands.losing import lose
from distribution.inventory.queries.documents import documents
from distribution.inventory.rules.documents import MovementReason
from distribution.inventory.rules.lines import LineOut
from distribution.vouchers.queries.damages import open_damages
from tests.admin_ui.people import form
from tests.admin_ui.test_rounds_pages import key_of
from tests.vouchers.test_damages import reported
from tests.vouchers.test_handouts_api import packs_on_shelf
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_vouchers import Counter, a_counter

API = "/api/v1/inventory/damages"
DAMAGED = MovementReason.DAMAGED


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).replace("\xa0", " ").split())


async def losses(counter: Counter) -> list[str]:
    async with reading(counter.actor):
        return [one.number for one in await documents() if one.kind == "RW"]


async def test_a_round_s_shortfalls_stand_by_reason_with_what_to_do(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=2)
    key = await key_of(counter)
    await sign_in_as(client, actor, Role.COORDINATOR)
    path = f"/rounds/{key}/shortfalls"
    whole, quiet = (await client.get(path)).text, (await client.get("/")).text

    await reported(client, counter)
    page, first = (await client.get(path)).text, (await client.get("/")).text

    assert "Każda paczka wyszła w całości" in whole
    assert "Niepełne paczki" not in quiet
    assert f'href="{path}"' in first
    assert "Niepełne paczki 1 2 opakowania nadal się należą" in text_of(first)
    assert 'href="/stock/damages"' in first
    assert 'href="/stock/damages"' in page
    said = text_of(page)
    damaged, unwanted = (said.index(w) for w in ("Uszkodzone", "Gospodarstwo nie chce"))
    assert damaged < said.index("mleko UHT, 2 opakowania (karton)") < unwanted
    assert unwanted < said.index("dżem truskawkowy, 2 opakowania")
    assert f'href="/vouchers/{counter.voucher.id}"' in page


async def test_a_reported_damage_is_a_loss_with_one_click_and_back_with_another(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await reported(client, counter)
    await sign_in_as(client, actor, Role.WAREHOUSE)
    page = (await client.get("/stock/damages")).text
    [action] = re.findall(r'action="(/stock/damages/[^"]*)/loss"', page)
    [lot] = re.findall(r'<option value="([^"]*)"', page)
    [told_api] = (await client.get(API)).json()
    good = (await client.post(f"{API}/{told_api['id']}/none")).status_code
    settled = (await client.get(API)).json()
    open_again = (await client.post(f"{API}/{told_api['id']}/reopen")).status_code

    await form(client, f"{action}/loss", **{"from": lot})
    said = (await client.get("/stock/damages")).text
    written = await packs_on_shelf(counter)
    again = await form(client, f"{action}/loss", **{"from": lot})
    told = (await client.get(again.headers["location"])).text
    [undo] = re.findall(rf'action="({action}/undo[^"]*)"', said)
    await form(client, undo)
    back = (await client.get("/stock/damages")).text
    good_again = await packs_on_shelf(counter)
    await form(client, f"{action}/loss", **{"from": lot})
    stale = await form(client, undo)  # of an old page: the loss is another one now
    kept = await packs_on_shelf(counter)

    assert (good, settled, open_again) == (204, [], 204)
    assert told_api["lots"][0]["lot"] in lot
    assert "RW/1/2026" in said
    assert "Ktoś już załatwił to zgłoszenie" in told
    assert written["MLEKO"] == (996, 0)
    assert f'action="{action}/loss"' in back
    assert good_again["MLEKO"] == (998, 0)
    assert "Ktoś już" in (await client.get(stale.headers["location"])).text
    assert kept["MLEKO"] == (996, 0)
    assert len(await losses(counter)) == 3
    assert "/loss" not in (await client.get("/stock/damages")).text


async def test_parcels_that_go_short_by_a_damage_are_spoken_of(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=2)
    await reported(client, counter)
    async with reading(actor):
        [report] = await open_damages()
    at = report.lots[0]
    reserved = (await packs_on_shelf(counter))["MLEKO"][1]
    spare = LineOut(at.lot, at.location, at.packs - reserved)
    await lose(actor, [spare], reason=DAMAGED, now=NOON)
    await sign_in_as(client, actor, Role.WAREHOUSE)
    chosen = {"lot": str(at.lot), "location": str(at.location)}

    booked = await client.post(f"{API}/{report.id}/loss", json=chosen)
    undone = f"/api/v1/inventory/documents/{booked.json()['id']}/correct"
    await client.post(undone, json={"reason": "pomyłka"})
    freed = LineOut(at.lot, at.location, 2)
    await lose(actor, [freed], reason=DAMAGED, now=NOON)
    page = f"/stock/damages/{report.id}/loss"
    await form(client, page, **{"from": ":".join(chosen.values())})
    said = (await client.get("/stock/damages")).text

    assert reserved == 4
    assert booked.json()["released"] == 2
    assert "zarezerwowanych opakowań: 2." in said
