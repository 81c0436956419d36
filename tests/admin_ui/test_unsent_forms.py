"""A session or a network that ends in mid-form loses nothing (E68)."""

import re
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

import httpx
import msgspec
import pytest
from playwright.async_api import Page, expect

from admin_ui.flash import Flash
from tests.admin_ui.conftest import JOLANTA, ORIGIN, render
from tests.routes import ROUTES, WORDS, Route
from tests.walking import opens

FORMS = [
    route
    for route in ROUTES
    if route.method == "POST"
    and not route.path.startswith("/api/")
    and "stranger" not in route.whose
]

HERE = "/stock/places"
FIELDS = """
<input type="hidden" name="_csrf_token" value="{token}">
<input type="hidden" name="version" value="7">
<input type="hidden" name="seen" value="= name:{token}">
<input name="name"><input name="pin" type="password"><input name="paper" type="file">
<textarea name="note"></textarea>
<select name="kind"><option value="dry">sucho</option>
<option value="cold">zimno</option></select>
<input type="checkbox" name="role" value="a">
<input type="checkbox" name="role" value="b">
<button name="deed" value="save">Zapisz</button>"""


RENEWED = """() => document.dispatchEvent(
  new CustomEvent("htmx:afterRequest", { detail: { successful: true } }))"""


class _Nobody(dict[str, str]):
    """Every name is the id of something that need not exist."""

    def __missing__(self, name: str) -> str:
        return "00000000-0000-4000-8000-000000000000"


def an_address(route: Route) -> str:
    """Return an address of *route*, with what follows its path."""
    ids = _Nobody(WORDS)
    query = {name: text.format_map(ids) for name, text in (route.query or {}).items()}
    return f"{route.path.format_map(ids)}?{urlencode(query)}"


@pytest.mark.parametrize("route", FORMS, ids=lambda route: route.line)
async def test_signing_in_leads_back_to_a_page(
    route: Route, client: httpx.AsyncClient
) -> None:
    """Also from where a refused form stood: such an address takes forms alone."""
    here = an_address(route)

    refused = await client.post(here, headers={"Referer": f"http://test{here}"})

    assert refused.status_code == 401
    assert "data-session-ended" in refused.text
    [link] = re.findall(r'href="(/sign-in\?next=[^"]*)"', refused.text)
    [onward] = parse_qs(urlsplit(unescape(link)).query)["next"]
    assert opens(urlsplit(onward).path), onward


def a_page(fields=FIELDS, *, actor=JOLANTA, flashes=(), token="new-token"):
    """Return a page of the service with one form on it, in a part that is shut."""
    frame = render("errors/offline.html", actor=actor, flashes=flashes)
    form = (
        '<details><summary>Dodaj</summary><form method="post" action="/stock/places">'
        f"{fields.format(token=token)}</form></details>"
    )
    return frame.replace("</main>", f"{form}</main>").replace(
        'data-path="/stock"', f'data-path="{HERE}"'
    )


def the_refusal(*, actor=None, status=401):
    """Return what the service answers to a form whose session is over."""
    return render(
        "errors/page.html",
        actor=actor,
        status=status,
        refusal=None,
        is_over=True,
        back="/stock",
        onward="%2Fstock",
    )


async def refused(open_page, fields=FIELDS, refusal=None) -> Page:
    """Type into the form, and send it after the session has ended."""
    page = await open_page(a_page(fields), path=HERE)
    page.pages_served[HERE] = refusal or the_refusal()
    await page.click("summary >> text=Dodaj")
    await page.fill("[name=name]", "Regał 4")
    await page.fill("[name=note]", "przy oknie")
    await page.select_option("[name=kind]", "cold")
    await page.check("[name=role][value=b]")
    if await page.locator("[name=pin]").count():
        await page.fill("[name=pin]", "tajny 123456")
    await page.click("text=Zapisz")
    await page.locator("[data-session-ended]").wait_for()
    await page.wait_for_load_state()  # its modules have run as well
    return page


async def signed_in_again(page: Page, answer: str, path: str = HERE) -> None:
    page.pages_served[path] = answer
    await page.goto(ORIGIN + path)


async def put_back(page: Page, name: str) -> None:
    """Wait until the field of the name holds *name* again."""
    await page.wait_for_function(
        "(name) => document.querySelector('[name=name]')?.value === name", arg=name
    )


async def kept(page: Page) -> str:
    return await page.evaluate("sessionStorage.getItem('kromka-unsent') ?? ''")


async def test_what_was_typed_stands_in_its_form_again(open_page):
    page = await refused(open_page)

    await page.wait_for_selector("[data-unsent-kept]")
    link = await page.get_attribute("[data-back]", "href")
    assert link == "/sign-in?next=%2Fstock%2Fplaces"
    assert "tajny" not in await kept(page)
    assert "_csrf_token" not in await kept(page)

    await signed_in_again(page, a_page(token="token-2"))

    await put_back(page, "Regał 4")
    over = await page.input_value("[name=seen]")
    assert over == "= name:new-token", "nobody's change since is overwritten"
    await page.evaluate(RENEWED)
    assert "Regał 4" in await kept(page), "a page that renews itself settles nothing"
    assert await page.is_visible("[name=name]"), "the part of the page is open again"
    assert await page.input_value("[name=note]") == "przy oknie"
    assert await page.input_value("[name=kind]") == "cold"
    assert await page.is_checked("[name=role][value=b]")
    assert not await page.is_checked("[name=role][value=a]")
    assert await page.get_by_text("Sprawdź je i wyślij jeszcze raz").is_visible()
    assert await page.get_by_text("Hasło i plik trzeba podać od nowa").is_visible()


async def test_a_form_that_is_not_there_any_more_is_sent_with_one_press(open_page):
    """Rows that were added, and what a page had worked out, come along."""
    rows = '<input name="lines.1.packs" value="12"><input name="lines.1.lot">'
    fields = re.sub(r'<input name="pin".*?type="file">', rows, FIELDS)
    page = await refused(open_page, fields)
    await signed_in_again(page, a_page('<input name="name">', token="x"))
    sent = page.pages_served

    async with page.expect_request(lambda r: r.method == "POST") as sending:
        sent[HERE] = a_page()
        await page.get_by_role("button", name="Wyślij teraz").click()

    body = parse_qs((await sending.value).post_data, keep_blank_values=True)
    assert body["lines.1.packs"] == ["12"]
    assert (body["name"], body["version"]) == (["Regał 4"], ["7"])
    assert (body["role"], body["deed"]) == (["b"], ["save"])
    assert body["_csrf_token"] == ["token-of-the-session"]


async def test_a_token_that_outlived_its_session_is_the_same_case(open_page):
    """Signed in again in another tab: the old page's form is refused with 403."""
    page = await refused(open_page, refusal=the_refusal(actor=JOLANTA, status=403))

    await page.get_by_role("link", name="Wróć do formularza").wait_for()
    await signed_in_again(page, a_page())

    await put_back(page, "Regał 4")


async def test_it_is_offered_to_nobody_else_and_not_after_it_arrived(open_page):
    other = msgspec.structs.replace(JOLANTA, id=UUID(int=3), name="Marek Wrona")
    page = await refused(open_page)
    await signed_in_again(page, a_page(actor=other))
    assert (await page.input_value("[name=name]"), await kept(page)) == ("", "")

    await page.click("summary >> text=Dodaj")
    await page.fill("[name=name]", "Lodówka")
    page.pages_served[HERE] = a_page(actor=other, flashes=(Flash("Zapisano."),))
    async with page.expect_navigation():
        await page.click("text=Zapisz")

    assert (await page.input_value("[name=name]"), await kept(page)) == ("", "")


ONCE = '<input type="hidden" name="once" value="{token}"><input name="name">'
SEND = '<div class="actions"><button name="action" value="save">Zapisz</button></div>'


async def cut_off(open_page, html) -> Page:
    """Type into the form of *html*, send it, get no answer, and go back.

    A browser may put its own page of errors in the place of the form's: the way back
    leads past the form.
    """
    page = await open_page("<title>Wcześniej</title>", path="/stock")
    page.pages_served |= {"/stock": a_page("").replace(HERE, "/stock"), HERE: html}
    await page.goto(ORIGIN + HERE)
    await page.click("summary >> text=Dodaj")
    await page.fill("[name=name]", "Regał 4")

    async def lose(route):
        if route.request.method == "POST":
            await route.abort()
        else:
            await route.fallback()

    await page.route(f"**{HERE}", lose)
    async with page.expect_event("requestfailed"):
        await page.click("text=Zapisz")
    await page.wait_for_url("chrome-error:**")
    await page.unroute(f"**{HERE}", lose)
    await page.go_back()
    return page


async def test_whoever_got_no_answer_finds_the_form_filled_and_sends_it_once(open_page):
    page = await cut_off(open_page, a_page(ONCE + SEND, token="first"))

    await signed_in_again(page, a_page(ONCE + SEND, token="second"))

    await put_back(page, "Regał 4")
    assert await page.get_by_text("Połączenie zerwało się").is_visible()
    assert await page.get_by_text("sesja się skończyła").is_hidden()
    assert await page.input_value("[name=once]") == "first"


async def test_a_form_that_grew_by_its_presses_is_drawn_as_it_stood(open_page):
    row = '<input name="lines.1.packs" value="12"><input type="hidden" name="kind">'
    page = await cut_off(open_page, a_page(ONCE + row + SEND, token="first"))
    fresh = a_page(ONCE + SEND, token="second")
    page.pages_served[HERE] = fresh.replace(
        'action="/stock/places"', 'action="/stock/places" data-redraw="action=show"'
    )

    async with page.expect_request(lambda r: r.method == "POST") as drawing:
        await page.goto(ORIGIN + HERE, wait_until="commit")
        page.pages_served[HERE] = a_page(ONCE + row + SEND, token="first")

    body = parse_qs((await drawing.value).post_data, keep_blank_values=True)
    assert body["action"] == ["show"]
    assert (body["lines.1.packs"], body["kind"]) == (["12"], [""])
    assert (body["once"], body["name"]) == (["first"], ["Regał 4"])
    await put_back(page, "Regał 4")
    await expect(page.get_by_text("Połączenie zerwało się")).to_be_visible()


async def test_a_long_form_stays_where_nobody_answers_and_goes_once_they_do(open_page):
    page = await open_page(a_page(ONCE + SEND, token="first"), path=HERE)
    await page.click("summary >> text=Dodaj")
    await page.fill("[name=name]", "Regał 4")
    await page.evaluate(
        "() => { window.answers = fetch;"
        " fetch = () => new Promise((_, fail) => { window.fails = fail }) }"
    )
    button = page.get_by_role("button", name="Zapisz")

    await button.click()

    await expect(button).to_have_attribute("aria-busy", "true")
    await page.evaluate("() => window.fails()")
    await expect(page.get_by_text("Nic nie zapisano")).to_be_visible()
    await expect(button).not_to_have_attribute("aria-busy", "true")
    assert await page.input_value("[name=name]") == "Regał 4"
    await page.evaluate("() => { fetch = window.answers }")
    async with page.expect_request(lambda r: r.method == "POST") as sending:
        await page.click("text=Zapisz")
    body = parse_qs((await sending.value).post_data)
    assert (body["name"], body["action"]) == (["Regał 4"], ["save"])
