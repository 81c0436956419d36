"""The store's scanner as a warehouse worker's browser sends it."""

import asyncio
import re

import httpx
import pytest

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.core.units import Grams, ReportGrams
from distribution.inventory.commands.labelling import Box
from distribution.inventory.commands.withdrawing import Withdrawal, withdraw
from distribution.inventory.queries.gathering import lines_to_gather
from distribution.inventory.queries.labels import label
from distribution.inventory.queries.stock import stock
from distribution.programmes.commands.keeping import add_article
from distribution.programmes.queries.rounds import rounds
from distribution.programmes.sets import CommodityGroup
from tests.admin_ui.people import form
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_inventory import Store, a_lot, a_store, held, keep
from tests.worlds_labels import a_label

TODAY = NOON.date()
GTIN = "05901234123457"


@pytest.fixture
async def store(actor: Actor, client: httpx.AsyncClient) -> Store:
    """A store whose keeper is signed in."""
    made = await a_store(actor)
    await sign_in_as(client, actor, Role.WAREHOUSE)
    return made


def said(page: httpx.Response) -> tuple[str, str]:
    """Return the signal of an answer, and its words."""
    signal = re.search(r'data-signal="(\w+)"', page.text)
    word = re.search(
        r"outcome__word\">(?:<svg.*?</svg>)?([^<]*)<", page.text, re.DOTALL
    )
    return signal[1] if signal else "", word[1].strip() if word else ""


async def look(client: httpx.AsyncClient, code: str, **step: str) -> httpx.Response:
    return await form(client, "/store/look", code=code, **step)


async def test_what_is_scanned_is_said_in_one_word(
    client: httpx.AsyncClient, store: Store
) -> None:
    lot = await a_lot(store, 10)
    shelf = await a_label(store.actor, at=store.shelf)
    box = await a_label(store.actor, at=store.shelf, box=Box(lot, 4))
    free = await a_label(store.actor)

    answers = {
        code: said(await look(client, code))
        for code in (shelf.label, box.label, free.label, GTIN, "00000000000000")
    }
    pallet = said(await look(client, "(00)359012340000000179"))
    wrong = await look(client, "590123412345")

    assert answers[shelf.label] == ("yes", "Regał A")
    assert answers[box.label][0] == "yes"
    assert answers[free.label] == ("look", "Nowa etykieta")
    assert answers["00000000000000"] == ("look", "Nie znamy tego kodu")
    assert pallet == ("look", "Jeszcze jeden kod")
    assert said(wrong) == ("no", "Nie rozpoznano")
    assert 'value="590123412345"' in wrong.text


async def test_two_bar_codes_of_a_pallet_are_one_label(
    client: httpx.AsyncClient, store: Store
) -> None:
    first = await look(client, "(00)359012340000000179")
    heard = re.search(r'name="heard" value="([^"]+)"', first.text)
    assert heard is not None

    page = await look(client, f"(02){GTIN}(15)270331(37)12(10)A12F", heard=heard[1])

    assert "Etykieta mówi o 12 sztukach" in page.text or said(page)[0] == "look"
    assert "A12F" in page.text
    link = re.search(r'href="(/stock/receipts/new\?[^"]+)"', page.text)
    assert link is not None
    receipt = await client.get(link[1].replace("&amp;", "&"))
    assert 'name="lines.0.lot" value="A12F"' in re.sub(
        r'type="text" id="\S+" ', "", receipt.text
    )


async def test_a_box_goes_from_shelf_to_shelf_by_two_scans(
    client: httpx.AsyncClient, store: Store
) -> None:
    lot = await a_lot(store, 10)
    box = await a_label(store.actor, at=store.shelf, box=Box(lot, 4))
    fridge = await a_label(store.actor, at=store.fridge)
    hand = {"lot": str(lot), "at": str(store.shelf), "label": str(box.id)}

    asked = await client.get("/store", params={"doing": "move", **hand})
    no_place = await look(client, box.label, doing="move", **hand)
    sure = await look(client, fridge.label, doing="move", **hand)
    moved = await form(client, "/store/moves", packs="4", to=str(store.fridge), **hand)

    assert said(asked) == ("look", "Dokąd?")
    assert said(no_place) == ("look", "To nie tam")
    assert said(sure) == ("yes", "Lodówka")
    assert 'value="4"' in sure.text
    assert moved.headers["location"] == f"/store?at={store.fridge}"
    assert await held(store, lot) == {store.shelf: (6, 0), store.fridge: (4, 0)}
    async with reading(store.actor):
        assert (await label(box.id)).location == store.fridge


async def test_what_is_refused_keeps_what_was_typed_and_a_move_is_made_once(
    client: httpx.AsyncClient, store: Store
) -> None:
    lot = await a_lot(store, 10)
    hand = {"lot": str(lot), "at": str(store.shelf), "to": str(store.fridge)}

    unread = await form(client, "/store/moves", packs="dużo", **hand)
    short = await form(client, "/store/moves", packs="11", **hand)
    done = await form(client, "/store/moves", packs="3", expected="10", **hand)
    again = await form(client, "/store/moves", packs="3", expected="10", **hand)

    assert (unread.status_code, short.status_code) == (400, 409)
    assert (done.status_code, again.status_code) == (303, 409)
    assert "Może już to zapisano" in again.text
    assert await held(store, lot) == {store.shelf: (7, 0), store.fridge: (3, 0)}
    assert 'value="dużo"' in unread.text
    assert "potrzeba 11, jest 10" in short.text
    assert 'data-signal="no"' in short.text


async def test_what_was_moved_meanwhile_is_said_to_be_gone(
    client: httpx.AsyncClient, store: Store
) -> None:
    lot = await a_lot(store, 4)
    box = await a_label(store.actor, at=store.shelf, box=Box(lot, 4))
    hand = {"lot": str(lot), "at": str(store.shelf)}
    sent = {**hand, "to": str(store.fridge), "packs": "4", "expected": "4"}

    await form(client, "/store/moves", label=str(box.id), **sent)
    twice = await form(client, "/store/moves", label=str(box.id), **sent)
    loose = await form(client, "/store/moves", **sent)
    counted = await form(client, "/store/counts", counted="4", expected="4", **hand)
    asked = await client.get("/store", params={"doing": "move", **hand})

    answers = [twice, loose, counted, asked]
    assert [one.status_code for one in answers] == [409] * 4
    assert {said(one) for one in answers} == {("look", "Sprawdź")}
    assert "już tam stoi" in twice.text
    assert "było 4, jest 0" in loose.text
    assert f'href="/store?at={store.shelf}"' in asked.text
    assert await held(store, lot) == {store.fridge: (4, 0)}


async def test_a_move_that_is_sent_twice_at_once_is_made_once(
    client: httpx.AsyncClient, store: Store
) -> None:
    lot = await a_lot(store, 10)
    hand = {"lot": str(lot), "at": str(store.shelf), "to": str(store.fridge)}

    answers = await asyncio.gather(
        *(
            form(client, "/store/moves", packs="3", expected="10", **hand)
            for _ in range(2)
        )
    )

    assert sorted(one.status_code for one in answers) == [303, 409]
    assert await held(store, lot) == {store.shelf: (7, 0), store.fridge: (3, 0)}


async def test_packs_are_taken_out_of_a_box_to_a_shelf_or_into_a_box_of_their_own(
    client: httpx.AsyncClient, store: Store
) -> None:
    lot = await a_lot(store, 10)
    box = await a_label(store.actor, at=store.shelf, box=Box(lot, 10))
    free = await a_label(store.actor)
    hand = {"lot": str(lot), "at": str(store.shelf), "label": str(box.id)}
    move = {**hand, "to": str(store.fridge), "part": "1"}

    part = await form(client, "/store/moves", packs="3", **move)
    all_of_it = await form(client, "/store/moves", packs="7", **move)
    asked = await look(client, free.label, doing="move", **hand)
    action = f"/store/labels/{box.id}/split"
    split = await form(client, action, packs="5", into=str(free.id))
    again = await form(client, action, packs="1", into=str(free.id), **hand)

    assert (part.status_code, split.status_code) == (303, 303)
    assert (all_of_it.status_code, again.status_code) == (400, 409)
    assert "W pudle jest 7." in all_of_it.text
    assert said(asked) == ("yes", "Nowe pudło")
    assert action in asked.text
    async with reading(store.actor):
        boxes = [await label(one.id) for one in (box, free)]
    assert [(one.packs, one.location) for one in boxes] == [
        (2, store.shelf),
        (5, store.shelf),
    ]
    assert await held(store, lot) == {store.shelf: (7, 0), store.fridge: (3, 0)}


async def test_a_lot_is_counted_where_it_lies(
    client: httpx.AsyncClient, store: Store
) -> None:
    lot = await a_lot(store, 10)
    here = {"lot": str(lot), "at": str(store.shelf)}

    await form(client, "/store/counts", counted="8", expected="10", **here)
    late = await form(client, "/store/counts", counted="7", expected="10", **here)
    code = await form(client, "/store/counts", counted="590123", expected="8", **here)

    # A bar code that landed in the field for packs is asked about once more; so is a
    # box that is counted where its whole lot is meant, and parcels would go short.
    box = await a_label(store.actor, at=store.shelf, box=Box(lot, 2))
    await keep(store, 5)
    boxed = {**here, "label": str(box.id)}
    asked = await client.get("/store", params={"doing": "count", **boxed})
    less = await form(client, "/store/counts", counted="2", expected="8", **boxed)
    assert f"nie tylko w pudle {box.label}" in asked.text
    assert "zabraknie im 3" in less.text
    assert said(code) == ("look", "Na pewno tyle?")
    assert 'name="sure" value="590123"' in code.text
    assert await held(store, lot) == {store.shelf: (8, 5)}
    assert late.status_code == 409
    assert "Policz tę pozycję jeszcze raz" in late.text
    assert 'name="expected" value="8"' in late.text


async def test_a_new_label_is_put_on_a_box_by_scanning_its_shelf(
    client: httpx.AsyncClient, store: Store
) -> None:
    lot = await a_lot(store, 10)
    shelf = await a_label(store.actor, at=store.shelf)
    free = await a_label(store.actor)
    path = f"/store/labels/{free.id}/attach"
    spot = f"{lot}/{store.shelf}"

    asked = await look(client, shelf.label, doing="attach", label=str(free.id))
    many = await form(client, path, what="box", spot=spot, packs="11")
    done = await form(client, path, what="box", spot=spot, packs="4")
    repeated = await form(client, path, what="box", spot=spot, packs="4")
    again = await form(client, path, place=str(store.fridge))
    second = await a_label(store.actor)
    boxed = await look(client, free.label, doing="attach", label=str(second.id))

    assert repeated.status_code == 303
    assert said(boxed) == ("look", "To pudło ma już etykietę")
    assert said(asked) == ("look", "Co jest w pudle?")
    assert spot in asked.text
    assert many.status_code == again.status_code == 409
    assert done.status_code == 303
    assert "jest już przypięta" in again.text
    async with reading(store.actor):
        known = await label(free.id)
    assert (known.lot, known.packs, known.location) == (lot, 4, store.shelf)


async def test_a_recalled_lot_is_a_no(client: httpx.AsyncClient, store: Store) -> None:
    lot = await a_lot(store, 10)
    box = await a_label(store.actor, at=store.shelf, box=Box(lot, 4))
    await form(
        client,
        f"/stock/lots/{lot}/recall",
        **{"recall-reason": "GIS 1/2026", "kind": "recall"},
    )

    page = await look(client, box.label)

    assert said(page)[0] == "no"
    assert "Tej partii nie wolno wydawać" in page.text


async def test_a_round_is_gathered_by_scanning(
    client: httpx.AsyncClient, store: Store
) -> None:
    lots = [await a_lot(store, 10), await a_lot(store, 10)]
    await keep(store, 6)
    async with reading(store.actor):
        [turn] = await rounds(TODAY)
        [line] = await lines_to_gather(turn.id, store.warehouse, TODAY)
    [wrong] = [lot for lot in lots if lot != line.lot]
    right_box = await a_label(store.actor, at=store.shelf, box=Box(line.lot, 6))
    wrong_box = await a_label(store.actor, at=store.shelf, box=Box(wrong, 4))
    target = await a_label(store.actor, at=store.counter_shelf)
    path, site = f"/store/rounds/{turn.id}", str(store.warehouse)

    start = await client.get("/store/rounds")
    refused = await form(client, f"{path}/look", site=site, code=wrong_box.label)
    taken = await form(client, f"{path}/look", site=site, code=right_box.label)
    again = await form(client, f"{path}/look", site=site, code=right_box.label)
    asked = await form(client, f"{path}/look", site=site, code=target.label)
    moved = await form(client, f"{path}/move", site=site, to=str(store.counter_shelf))

    assert f"{path}?site={site}" in start.text
    assert (refused.status_code, said(refused)) == (409, ("no", "Nie to"))
    assert f"partię {line.lot_number}" in refused.text
    assert said(taken) == ("yes", "Zebrane")
    assert said(again) == ("look", "Już zebrane")
    assert "Cofnij zebranie pudła" in again.text
    assert "Przesuń tutaj" in asked.text
    assert moved.status_code == 303
    async with reading(store.actor):
        [there] = await stock(lot=line.lot, location=store.counter_shelf)
    assert (there.packs, there.reserved) == (6, 6)


async def a_cheese(store: Store) -> None:
    """Let the store know an article that is kept cold and has a bar code."""
    await add_article(
        store.actor,
        code="SEREK",
        name="serek",
        group=CommodityGroup.DAIRY,
        pack_grams=Grams(200),
        report_grams=ReportGrams(200),
        cold=True,
        gtin=GTIN,
    )


async def test_of_goods_without_a_label_somebody_says_how_many_were_taken(
    client: httpx.AsyncClient, store: Store
) -> None:
    await a_cheese(store)
    lot = await a_lot(store, 10, "SEREK")
    await keep(store, 6, "SEREK")
    async with reading(store.actor):
        [turn] = await rounds(TODAY)
        [line] = await lines_to_gather(turn.id, store.warehouse, TODAY)
    path, site = f"/store/rounds/{turn.id}", str(store.warehouse)
    code = f"(01){GTIN}(10){line.lot_number}"
    spot = {"site": site, "lot": str(lot), "at": str(store.shelf)}
    target = await a_label(store.actor, at=store.counter_shelf)
    fridge = await a_label(store.actor, at=store.fridge)

    asked = await form(client, f"{path}/look", site=site, code=code)
    few = await form(client, f"{path}/tick", packs="2", seen="0", **spot)
    again = await form(client, f"{path}/look", site=site, code=code)
    many = await form(client, f"{path}/tick", packs="5", seen="2", **spot)
    rest = await form(client, f"{path}/tick", packs="", all="4", seen="2", **spot)
    onto_shelf = await form(client, f"{path}/look", site=site, code=target.label)
    away = await form(client, f"{path}/look", site=site, code=fridge.label)

    assert said(asked) == said(again) == ("yes", "To jest to")
    assert 'name="all" value="6"' in asked.text
    assert 'name="all" value="4"' in again.text
    assert "2\xa0opakowania: serek" in few.text
    assert "Wpisz liczbę od 1 do 4. Tyle zostało: serek." in many.text
    assert "4\xa0opakowania: serek" in rest.text
    assert "Wśród zebranych jest coś chłodnego" in onto_shelf.text
    assert "Wydanie jest gdzie indziej" in away.text
    assert "Wydanie jest gdzie indziej" not in onto_shelf.text


async def test_a_lot_that_is_recalled_while_it_is_gathered_is_put_aside(
    client: httpx.AsyncClient, store: Store
) -> None:
    await a_cheese(store)
    lot = await a_lot(store, 10, "SEREK")
    await keep(store, 6, "SEREK")
    await a_lot(store, 10)
    await keep(store, 3)
    async with reading(store.actor):
        lines = [
            (turn.id, line)
            for turn in await rounds(TODAY)
            for line in await lines_to_gather(turn.id, store.warehouse, TODAY)
        ]
    [(turn_id, cheese)] = [one for one in lines if one[1].lot == lot]
    path, site = f"/store/rounds/{turn_id}", str(store.warehouse)
    spot = {"site": site, "lot": str(lot), "at": str(store.shelf)}
    box = await a_label(store.actor, at=store.shelf, box=Box(lot, 4))
    await form(client, f"{path}/tick", packs="2", **spot)
    await withdraw(store.actor, lot, kind=Withdrawal.RECALL, reason="GIS", now=NOON)

    code = f"(01){GTIN}(10){cheese.lot_number}"
    refused = await form(client, f"{path}/look", site=site, code=code)
    of_box = await form(client, f"{path}/look", site=site, code=box.label)

    assert said(refused) == said(of_box) == ("no", "Nie to")
    assert "tego nie wolno wydawać" in refused.text
    assert "tego nie wolno wydawać" in of_box.text
    assert "Za dużo o 2" in refused.text
    assert "Najpierw odłóż to, czego jest za dużo" in refused.text
    assert "/move" not in refused.text


async def test_what_is_past_its_date_is_not_offered_to_be_taken_in(
    client: httpx.AsyncClient, store: Store
) -> None:
    await a_cheese(store)

    good = await look(client, f"(01){GTIN}(17)270331(10)A12F")
    past = await look(client, f"(01){GTIN}(17)250331(10)A12F")

    assert said(past) == ("no", "serek")
    assert "/stock/receipts/new?barcode" in good.text
    assert "/stock/receipts/new?barcode" not in past.text


async def test_a_scanned_delivery_lies_where_it_is_cold_and_holds_nothing_past_its_date(
    client: httpx.AsyncClient, store: Store
) -> None:
    await a_cheese(store)
    path = "/stock/receipts/new"
    shelf = {"place": str(store.shelf)}

    good = await client.get(path, params={**shelf, "barcode": f"(01){GTIN}(10)A12F"})
    code = f"(01){GTIN}(17)250331(10)OLD"
    past = await client.get(path, params={**shelf, "barcode": code})

    assert f'<option value="{store.fridge}" selected' in good.text
    assert 'value="A12F"' in good.text
    assert "Nie przyjmuj tego" in past.text
    assert 'value="OLD"' not in past.text


async def test_what_must_be_kept_cold_is_not_put_on_a_shelf_unwarned(
    client: httpx.AsyncClient, store: Store
) -> None:
    await a_cheese(store)
    lot = await a_lot(store, 10, "SEREK", location=store.fridge)
    hand = {"doing": "move", "lot": str(lot), "at": str(store.fridge)}

    shelf = await client.get("/store", params={**hand, "to": str(store.shelf)})

    assert "trzeba trzymać w lodówce" in shelf.text


async def test_sheets_are_made_and_taken_away(
    client: httpx.AsyncClient, store: Store
) -> None:
    none = await form(client, "/store/labels", sheets="0")
    made = await form(client, "/store/labels", sheets="1")
    page = await client.get("/store/labels")
    link = re.search(r'href="(/store/labels/[^"]+\.pdf)"', page.text)
    assert link is not None
    sheet = await client.get(link[1])

    assert (none.status_code, made.status_code) == (400, 303)
    assert sheet.headers["content-type"] == "application/pdf"
    assert sheet.content.startswith(b"%PDF")
