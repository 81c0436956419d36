"""The pages of the store, as a warehouse worker's browser sends them."""

import asyncio
import re
from base64 import b64encode
from datetime import date
from uuid import uuid4

import httpx
import pytest
from msgspec.structs import replace
from pypdfium2 import PdfDocument

from admin_ui.pages.receipt_lines import add_line, blank_line, line_of
from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.inventory.delivery_file import COLUMNS
from distribution.inventory.queries.documents import document_lines, documents
from distribution.inventory.queries.locations import locations
from distribution.inventory.queries.scanning import ScanFacts
from distribution.inventory.queries.stock import stock
from distribution.inventory.rules.dates import DateKind
from tests.admin_ui.people import form
from tests.worlds_accounts import sign_in_as
from tests.worlds_inventory import Store, a_lot, a_store, article_ids, held, keep


@pytest.fixture
async def store(actor: Actor, client: httpx.AsyncClient) -> Store:
    """A store whose keeper is signed in."""
    made = await a_store(actor)
    await sign_in_as(client, actor, Role.WAREHOUSE)
    return made


def inputs(page: str) -> dict[str, str]:
    """Return the typed inputs of a page by name."""
    found = re.findall(r'<input [^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', page)
    return dict(found)


async def a_line(store: Store, number: int = 0, **changes: str) -> dict[str, str]:
    milk = (await article_ids(store.actor, "MLEKO"))[0]
    fields = {
        "article": str(milk),
        "packs": "24",
        "lot": "L1",
        "printed_date": "04.2027",
        "case_size": "12",
        "location": str(store.shelf),
    } | changes
    return {f"lines.{number}.{name}": value for name, value in fields.items()}


async def test_an_empty_store_says_what_to_do(
    client: httpx.AsyncClient, store: Store
) -> None:
    page = await client.get("/stock")

    assert "Magazyn jest pusty" in page.text
    assert 'href="/stock/receipts/new"' in page.text


async def test_a_delivery_is_typed_in(client: httpx.AsyncClient, store: Store) -> None:
    head = {"received_on": "2026-03-17", "fund": str(store.fund), "partner": "Bank"}
    empty = await a_line(store, 1, **dict.fromkeys(("article", "packs", "lot"), ""))
    empty["lines.1.printed_date"] = ""
    blank = await client.get("/stock/receipts/new")
    once = re.search(r'name="once" value="(\w+)"', blank.text)
    assert once is not None
    sent = {**head, **await a_line(store), **empty, "once": once[1]}

    answer = await form(client, "/stock/receipts/new", action="save", **sent)
    again = await form(client, "/stock/receipts/new", action="save", **sent)
    page = await client.get(answer.headers["location"])

    assert answer.status_code == 303, answer.text
    assert again.status_code == 409
    assert "Ten formularz już zapisano" in again.text
    assert "PZ/1/2026" in page.text
    async with reading(store.actor):
        lines = await stock()
    assert [(x.code, x.number, x.packs) for x in lines] == [("MLEKO", "L1", 24)]


async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    client: httpx.AsyncClient, store: Store
) -> None:
    wrong = await a_line(store, packs="dużo", printed_date="02.2026")
    later = await a_line(store, 2, printed_date="02.2026")
    tomorrow = {"received_on": "2026-03-18", "fund": "donation"}

    unread = await form(client, "/stock/receipts/new", action="save", **wrong)
    refused = await form(
        client,
        "/stock/receipts/new",
        action="save",
        received_on="2026-03-17",
        fund="donation",
        **later,
    )

    both = await form(client, "/stock/receipts/new", action="save", **tomorrow, **wrong)

    assert (unread.status_code, refused.status_code) == (400, 400)
    for name in ("lines-0-packs", "lines-0-printed_date", "received_on"):
        assert f'href="#field-{name}"' in both.text, "rules do not wait for a next try"
    for name in ("lines-0-packs", "received_on", "fund"):
        assert f'href="#field-{name}"' in unread.text
    assert inputs(unread.text)["lines.0.packs"] == "dużo"
    assert 'href="#field-lines-2-printed_date"' in refused.text


async def test_enter_reads_the_bar_code_and_books_nothing(
    client: httpx.AsyncClient, store: Store
) -> None:
    typed = await a_line(store)
    page = await form(
        client,
        "/stock/receipts/new",
        action="scan",
        barcode="(01)05901234123457(17)270331(10)A12F",
        **typed,
    )
    broken = await form(
        client, "/stock/receipts/new", action="scan", barcode="590123412345", **typed
    )
    shown = await form(client, "/stock/receipts/new", action="show", **typed)

    assert inputs(shown.text)["lines.0.packs"] == "24", "as it stood when cut off"
    found = inputs(page.text)
    assert page.status_code == 200
    assert found["lines.0.packs"] == "24"
    assert (found["lines.1.lot"], found["lines.1.printed_date"]) == (
        "A12F",
        "2027-03-31",
    )
    assert found["lines.1.date_kind"] == "use_by"
    assert broken.status_code == 400
    assert 'href="#field-barcode"' in broken.text
    async with reading(store.actor):
        assert await stock() == []


async def test_a_scan_fills_the_empty_line_and_leaves_its_place(
    client: httpx.AsyncClient, store: Store
) -> None:
    blank = (await client.get("/stock/receipts/new")).text

    page = await form(
        client,
        "/stock/receipts/new",
        action="scan",
        barcode="(01)05901234123457(10)A12F",
        **{"lines.0.location": str(store.fridge), "lines.0.article": ""},
    )

    assert f'value="{store.shelf}" selected' in blank
    assert f'value="{store.fridge}" selected' in page.text
    assert inputs(page.text)["lines.0.lot"] == "A12F"
    assert "lines.1.lot" not in page.text


def test_the_next_carton_of_a_lot_is_of_the_line_that_it_has():
    milk = uuid4()
    carton = ScanFacts(
        gtin="05901234123457",
        sscc=None,
        article=milk,
        code="MLEKO",
        name="mleko",
        is_case=False,
        count=None,
        lot="A12F",
        printed_date=date(2027, 3, 31),
        date_kind=DateKind.BEST_BEFORE,
        missing=(),
        lots=[],
        expired=False,
        held_back=None,
    )
    typed = blank_line(0, {})
    typed |= add_line(typed, carton)

    assert line_of(typed, carton) == 0
    assert line_of(typed, replace(carton, lot="B1")) is None
    assert line_of(typed, replace(carton, printed_date=date(2027, 4, 30))) is None
    assert line_of(typed, replace(carton, article=None)) is None


async def test_the_first_button_of_the_form_is_the_harmless_one(
    client: httpx.AsyncClient, store: Store
) -> None:
    page = (await client.get("/stock/receipts/new")).text
    body = page[page.index('action="/stock/receipts/new"') :]

    first = re.search(r'<button [^>]*type="submit"[^>]*>', body)

    assert first is not None
    assert 'value="scan"' in first[0]


async def test_a_file_is_looked_at_and_then_taken_in(
    client: httpx.AsyncClient, store: Store
) -> None:
    async with reading(store.actor):
        key = next(p.key for p in await locations() if p.id == store.shelf)
    head = ";".join(COLUMNS)
    good = f"{head}\nMLEKO;720;12;L1;04.2027;WZ/118;2026-03-16;donation;{key}\n"
    bad = f"{head}\nKAWIOR;1;;L1;04.2027;WZ/118;2026-03-16;donation;strych\n"
    token = {"_csrf_token": client.headers["X-CSRF-Token"]}

    async def look(text: str) -> httpx.Response:
        return await client.post(
            "/stock/receipts/file",
            data=token,
            files={"file": ("dostawa.csv", text.encode(), "text/csv")},
        )

    empty = await look("")
    refused = await look(bad)
    preview = await look(good)
    async with reading(store.actor):
        before = await stock()
    content = b64encode(good.encode()).decode()
    booked = [
        await form(client, "/stock/receipts/file/book", content=content)
        for _ in range(2)
    ]
    again = await look(good)
    template = await client.get("/stock/receipts/template.csv")

    assert "<strong>plik</strong>: Plik jest pusty." in empty.text
    assert "Kolumny: kod artykułu, opakowania, " in empty.text
    assert refused.status_code == 400
    assert "wiersz 2, kolumna article" in refused.text
    assert "wiersz 2, kolumna location" in refused.text
    assert preview.status_code == 200
    assert "+720" in preview.text
    assert before == []
    assert [answer.status_code for answer in booked] == [303, 303]
    assert "Ten plik już wczytano" in again.text
    assert template.text.lstrip("\ufeff").startswith("kod artykułu;opakowania;")
    async with reading(store.actor):
        assert [line.packs for line in await stock()] == [720]


async def test_packs_are_moved_lost_and_given_back(
    client: httpx.AsyncClient, store: Store
) -> None:
    lot = await a_lot(store, 20)
    await keep(store, 4)
    place, packs = {"place": str(store.shelf)}, f"packs.{lot}"

    moved = await form(
        client,
        "/stock/transfers/new",
        to=str(store.counter_shelf),
        **place,
        **{packs: "10"},
    )
    lost = await form(
        client,
        "/stock/losses/new",
        reason="damaged",
        circumstances="zalany karton",
        commission="A. Nowak, B. Kowal",
        **place,
        **{packs: "3"},
    )
    given = await form(client, "/stock/returns/new", **place, **{packs: "2"})

    assert [a.status_code for a in (moved, lost, given)] == [303, 303, 303]
    assert await held(store, lot) == {
        store.shelf: (5, 0),
        store.counter_shelf: (10, 4),
    }
    async with reading(store.actor):
        protocol = next(p.protocol for p in await documents() if p.protocol)
    assert protocol.commission == ("A. Nowak", "B. Kowal")


@pytest.mark.parametrize("way", ["transfers", "losses", "returns"])
async def test_a_double_click_books_what_leaves_once(
    client: httpx.AsyncClient, store: Store, way: str
) -> None:
    lot = await a_lot(store, 20)
    path, place = f"/stock/{way}/new", {"place": str(store.shelf)}
    blank = await client.get(path, params=place)
    sent = place | {"to": str(store.fridge), "reason": "damaged"}
    sent |= {"once": inputs(blank.text)["once"], f"packs.{lot}": "11"}

    answers = await asyncio.gather(*(form(client, path, **sent) for _ in range(2)))
    [refused] = [one for one in answers if one.status_code != 303]

    assert refused.status_code == 409
    assert "Ten formularz już zapisano" in refused.text
    assert (await held(store, lot))[store.shelf] == (9, 0)


async def test_a_shortage_keeps_what_was_typed(
    client: httpx.AsyncClient, store: Store
) -> None:
    lot = await a_lot(store, 20)
    fields = {
        "place": str(store.shelf),
        "to": str(store.fridge),
        "note": "na jutro",
        f"packs.{lot}": "21",
    }

    short = await form(client, "/stock/transfers/new", **fields)
    wrong = await form(
        client, "/stock/transfers/new", **fields | {f"packs.{lot}": "x", "to": ""}
    )

    assert short.status_code == 409
    assert "potrzeba 21, jest 20" in short.text
    assert inputs(short.text)[f"packs.{lot}"] == "21"
    assert inputs(short.text)["note"] == "na jutro"
    assert wrong.status_code == 400
    assert f'href="#field-packs-{lot}"' in wrong.text


async def test_parcels_that_go_short_by_a_loss_or_a_count_are_spoken_of(
    client: httpx.AsyncClient, store: Store
) -> None:
    lot = await a_lot(store, 20)
    await keep(store, 18)
    place = {"place": str(store.shelf)}
    huge = place | {f"counted.{lot}": "9999999"}
    fields = place | {"reason": "damaged", f"packs.{lot}": "6"}

    refused = await form(client, "/stock/counts/new", **huge)
    await form(client, "/stock/losses/new", **fields)
    lost = await client.get("/stock")
    few = place | {f"counted.{lot}": "9"}
    asked = await form(client, "/stock/counts/new", **few)
    as_before = await held(store, lot)
    await form(client, "/stock/counts/new", **few, **{f"sure.{lot}": "9"})
    counted = await client.get("/stock")

    assert "same cyfry, najwyżej 1000000" in refused.text
    assert "zarezerwowanych opakowań: 4." in lost.text
    assert "zarezerwowanych opakowań: 5." in counted.text
    assert "policzone 9, w księgach 14." in asked.text
    assert inputs(asked.text)[f"sure.{lot}"] == "9"
    assert as_before == {store.shelf: (14, 14)}


async def test_a_count_is_typed_in_and_refused_when_the_books_moved(
    client: httpx.AsyncClient, store: Store
) -> None:
    lot = await a_lot(store, 20)
    place = {"place": str(store.shelf)}
    page = await client.get("/stock/counts/new", params=place)
    code = await form(
        client, "/stock/counts/new", **place, **{f"counted.{lot}": "590123"}
    )
    assert "policzone 590" in code.text
    fields = {
        **place,
        f"counted.{lot}": "18",
        f"expected.{lot}": inputs(page.text)[f"expected.{lot}"],
    }

    counted = await form(client, "/stock/counts/new", **fields)
    again = await form(client, "/stock/counts/new", **fields)
    # Beside a count that would be asked about, one of books that moved is refused.
    other = await a_lot(store, 200)
    both = fields | {f"counted.{other}": "3", f"expected.{other}": "200"}
    beside = await form(client, "/stock/counts/new", **both)

    assert (counted.status_code, again.status_code) == (303, 409)
    assert beside.status_code == 409
    assert f"sure.{other}" not in inputs(beside.text)
    assert await held(store, lot) == {store.shelf: (18, 0)}


async def test_a_lot_is_held_back_and_let_go(
    client: httpx.AsyncClient, store: Store
) -> None:
    lot = await a_lot(store, 20)
    await keep(store, 4)
    path = f"/stock/lots/{lot}"

    silent = await form(client, f"{path}/recall", kind="recall")
    gone = await form(
        client, f"{path}/recall", kind="recall", **{"recall-reason": "GIS 12"}
    )
    page = await client.get(path)
    back = await form(client, f"{path}/lift", **{"lift-reason": "odwołano"})

    assert silent.status_code == 400
    assert 'href="#field-recall-reason"' in silent.text
    assert gone.status_code == 303
    assert "Tej partii nie wolno wydawać" in page.text
    assert await held(store, lot) == {store.shelf: (20, 0)}
    assert back.status_code == 303


async def test_a_document_is_undone_from_its_page(
    client: httpx.AsyncClient, store: Store
) -> None:
    await a_lot(store, 20)
    async with reading(store.actor):
        paper = (await documents())[0]
    await keep(store, 4)
    path = f"/stock/documents/{paper.id}"

    before = await client.get(path)
    sheet = await client.get(f"{path}/document.pdf")
    printed = PdfDocument(sheet.content)[0].get_textpage().get_text_bounded()
    done = await form(
        client, f"{path}/correct", **{"correct-reason": "pomyłka w liczbie"}
    )
    undone = await client.get(path)
    again = await form(
        client, f"{path}/correct", **{"correct-reason": "pomyłka w liczbie"}
    )

    assert "Cofnij dokument" in before.text
    assert f'filename="{paper.number.replace("/", "-")}.pdf"' in str(sheet.headers)
    for words in (paper.number, "mleko UHT", "Razem", "Przyjął (przyjęła): data"):
        assert words in printed
    assert done.status_code == 303
    assert "Cofnij dokument" not in undone.text
    assert "zarezerwowanych opakowań: 4." in undone.text
    assert again.status_code == 409
    async with reading(store.actor):
        assert [one for one in await stock() if one.code == "MLEKO"] == []
        assert len(await document_lines(paper.id)) == 1


async def test_the_list_is_narrowed_and_may_be_of_a_past_day(
    client: httpx.AsyncClient, store: Store
) -> None:
    await a_lot(store, 7)
    await a_lot(store, 11, "MAKA")

    found = await client.get("/stock", params={"q": "mąka"})
    nothing = await client.get("/stock", params={"q": "kawior"})
    past = await client.get("/stock", params={"as_of": "2026-03-16"})
    elsewhere = await client.get("/stock", params={"site": str(store.counter)})
    part = await client.get(
        "/stock", params={"q": "mąka"}, headers={"HX-Target": "stock"}
    )

    assert "mąka pszenna" in found.text
    assert "mleko UHT" not in found.text
    assert "Nic takiego tu nie leży" in nothing.text
    assert "mąka pszenna" not in past.text
    assert "mąka pszenna" not in elsewhere.text
    assert "<html" not in part.text
    assert "mąka pszenna" in part.text


async def test_an_auditor_reads_and_changes_nothing(
    actor: Actor, client: httpx.AsyncClient, store: Store
) -> None:
    lot = await a_lot(store, 7)
    await sign_in_as(client, actor, Role.AUDITOR)

    seen = await client.get("/stock")
    of_lot = await client.get(f"/stock/lots/{lot}")

    assert "/stock/receipts/new" not in seen.text
    assert "Wstrzymaj partię" not in of_lot.text


async def test_a_place_is_added_by_its_name(
    client: httpx.AsyncClient, store: Store
) -> None:
    fields = {"name": "Półka główna 2", "site": str(store.counter), "kind": "shelf"}

    added = await form(client, "/stock/places", **fields)
    again = await form(client, "/stock/places", **fields)

    assert (added.status_code, again.status_code) == (303, 400)
    async with reading(store.actor):
        assert "polka-glowna-2" in {place.key for place in await locations()}
