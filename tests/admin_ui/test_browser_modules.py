"""The ES modules, in the browser that they are for."""

import pytest

from admin_ui.flash import Flash
from tests.admin_ui.conftest import ORIGIN, gallery, render

FORM = """<!doctype html><html lang="pl"><title>Formularz</title>
<script type="module" src="/static/js/draft-form.js"></script>
<div id="flashes">{flash}</div>
<draft-form name="intake" owner="{owner}">
 <p data-draft-note hidden>Przywrócono</p>
 <form method="post" action="{action}">
  <input type="hidden" name="_csrf_token" value="secret-token">
  <input type="hidden" name="seen" value="{seen}"{told}>
  <input name="name"><input name="password" type="password">
  <textarea name="notes"></textarea>
  <select name="language"><option>pl</option><option>uk</option></select>
  <input type="checkbox" name="diet" value="milk">
  <input type="checkbox" name="diet" value="gluten" checked>
  <input type="radio" name="channel" value="pickup" checked>
  <input type="radio" name="channel" value="home">
  <button>Zapisz</button>
 </form></draft-form>"""


def form(owner="jola", flash="", action="/sign-in", seen="= a", told=""):
    return FORM.format(owner=owner, flash=flash, action=action, seen=seen, told=told)


async def fill(page):
    await page.fill("[name=name]", "Anna Świętochłowska")
    await page.fill("[name=password]", "tajne haslo 123")
    await page.fill("[name=notes]", "dzwonić po 16")
    await page.select_option("[name=language]", "uk")
    await page.check("[value=milk]")
    await page.uncheck("[value=gluten]")
    await page.check("[value=home]")


async def kept(page):
    return await page.evaluate("JSON.stringify(Object.entries(sessionStorage))")


async def test_a_session_that_expires_in_mid_form_loses_nothing(open_page):
    page = await open_page(form(), path="/households/new")
    await fill(page)

    await page.click("button")  # the server sends the browser to sign in
    await page.wait_for_url(f"{ORIGIN}/sign-in")
    await page.goto(f"{ORIGIN}/households/new")

    assert await page.input_value("[name=name]") == "Anna Świętochłowska"
    assert await page.input_value("[name=notes]") == "dzwonić po 16"
    assert await page.input_value("[name=language]") == "uk"
    assert await page.is_checked("[value=milk]")
    assert not await page.is_checked("[value=gluten]")
    assert await page.is_checked("[value=home]")
    assert await page.is_visible("[data-draft-note]")


async def test_passwords_and_tokens_are_never_kept(open_page):
    page = await open_page(form(), path="/households/new")
    await fill(page)

    stored = await kept(page)
    assert "Anna" in stored
    assert "tajne" not in stored
    assert "secret-token" not in stored


async def test_a_draft_is_not_shown_to_somebody_else(open_page):
    page = await open_page(form(owner="jola"), path="/households/new")
    await fill(page)
    page.pages_served["/households/new"] = form(owner="marek")

    await page.reload()

    assert await page.input_value("[name=name]") == ""


async def test_a_draft_ends_when_a_page_says_that_it_was_saved(open_page):
    page = await open_page(form(action="/done"), path="/households/new")
    page.pages_served["/done"] = form(flash='<p class="notice--done notice">ok</p>')
    await fill(page)

    await page.click("button")
    await page.wait_for_url(f"{ORIGIN}/done")
    await page.goto(f"{ORIGIN}/households/new")

    assert await page.input_value("[name=name]") == ""
    assert await page.is_hidden("[data-draft-note]")


async def test_a_draft_that_was_not_sent_outlives_another_success(open_page):
    page = await open_page(form(), path="/households/new")
    page.pages_served["/done"] = form(flash='<p class="notice--done notice">ok</p>')
    await fill(page)

    page.pages_served["/households/new"] = form(seen="= b")
    await page.goto(f"{ORIGIN}/done")
    await page.goto(f"{ORIGIN}/households/new")

    assert await page.input_value("[name=name]") == "Anna Świętochłowska"
    assert await page.input_value("[name=seen]") == "= a", "it was typed over that"

    page.pages_served["/households/new"] = form(seen="= b", told=" data-told")
    await page.reload()

    assert await page.input_value("[name=name]") == "Anna Świętochłowska"
    assert await page.input_value("[name=seen]") == "= b", (
        "whoever was told has seen it"
    )


async def test_signing_out_takes_every_draft_along(open_page):
    page = await open_page(form(), path="/households/new")
    await fill(page)
    page.pages_served["/stock"] = gallery(errors={})
    await page.goto(f"{ORIGIN}/stock")

    await page.evaluate("document.querySelector('[data-sign-out]').requestSubmit()")
    await page.wait_for_url(f"{ORIGIN}/sign-out")

    assert "kromka-draft" not in await kept(page)


async def test_a_draft_is_forgotten_after_half_a_day(open_page):
    page = await open_page(form(), path="/households/new")
    await fill(page)
    await page.evaluate(
        """() => { for (const key of Object.keys(sessionStorage)) {
             const draft = JSON.parse(sessionStorage.getItem(key))
             draft.at -= 13 * 3600 * 1000
             sessionStorage.setItem(key, JSON.stringify(draft)) } }"""
    )
    await page.reload()

    assert await page.input_value("[name=name]") == ""


async def test_the_switches_change_the_page_at_once_and_tell_the_server(open_page):
    page = await open_page(gallery(errors={}), width=1280)

    await page.click(".tools summary >> nth=0")
    await page.click(".tools [data-view-value=aaa]")
    await page.click(".tools [data-view-value=high]")

    assert page.url == f"{ORIGIN}/gallery"  # no reload
    shown = await page.evaluate("({...document.documentElement.dataset})")
    assert shown == {"theme": "auto", "contrast": "high", "text": "aaa"}
    cookies = {c["name"]: c["value"] for c in await page.context.cookies()}
    assert cookies["kromka_view"] == "auto.high.aaa"
    marked = page.locator("[data-view-part=text][aria-current=true]")
    assert await marked.all_inner_texts() == ["A++", "A++"] or await marked.count() == 2


async def test_without_javascript_the_switches_are_links(open_page):
    page = await open_page(gallery(errors={}), width=1280, java_script_enabled=False)

    await page.click(".tools summary >> nth=0")
    await page.click(".tools [data-view-value=aa]")

    await page.wait_for_url(f"{ORIGIN}/preferences?text=aa&back=%2Fstock")


async def test_escape_closes_a_panel_and_gives_the_focus_back(open_page):
    page = await open_page(gallery(errors={}), width=390)
    await page.click(".only-narrow > summary")
    await page.focus(".only-narrow .menu__link")

    await page.keyboard.press("Escape")

    assert not await page.evaluate("document.querySelector('.only-narrow').open")
    assert await page.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.fixture
async def counter(open_page):
    """A counter with a scanner: notes what is sent and what is ignored."""
    page = await open_page(
        """<!doctype html><html lang="pl"><title>Wydawanie</title>
        <script type="module" src="/static/js/scan-input.js"></script>
        <scan-input>
          <form><input name="code"><button>Sprawdź</button></form>
        </scan-input>
        <button id="elsewhere">Obok</button><input id="note">
        <dialog>Czy na pewno?</dialog>"""
    )
    await page.evaluate(
        """() => { window.sent = []; window.ignored = []
          document.querySelector("form").addEventListener("submit", (event) => {
            event.preventDefault(); sent.push(event.target.code.value) })
          document.addEventListener("scan-ignored",
            (event) => ignored.push(event.detail.code)) }"""
    )

    async def scan(code):
        await page.keyboard.type(code)
        await page.keyboard.press("Enter")

    page.scan = scan
    return page


async def test_the_scanner_can_type_at_once(counter):
    await counter.scan("7QK4M2X9R")
    await counter.scan("8AB4M2X9T")

    assert await counter.evaluate("sent") == ["7QK4M2X9R", "8AB4M2X9T"]


async def test_the_same_code_within_seconds_is_one_scan(counter):
    await counter.scan("7QK4M2X9R")
    await counter.scan("7QK4M2X9R")

    assert await counter.evaluate("sent") == ["7QK4M2X9R"]
    assert await counter.evaluate("ignored") == ["7QK4M2X9R"]


async def test_the_same_code_after_some_seconds_is_a_second_scan(counter):
    repeated = await counter.evaluate(
        """async () => { const { RecentCode } = await import("/static/js/scan-input.js")
          const recent = new RecentCode(3000)
          return [[["a", 0], ["a", 2999], ["b", 3000], ["a", 3001], ["a", 6001]]
            .map(([code, at]) => recent.isRepeated(code, at))][0] }"""
    )
    assert repeated == [False, True, False, False, False]


async def test_a_scan_while_a_dialog_is_open_does_nothing(counter):
    await counter.evaluate("document.querySelector('dialog').showModal()")

    await counter.scan("7QK4M2X9R")
    await counter.evaluate("document.querySelector('form').requestSubmit()")

    assert await counter.evaluate("sent") == []


async def test_a_scan_while_the_last_one_is_on_its_way_does_nothing(open_page):
    page = await open_page(
        """<!doctype html><html lang="pl"><title>Wydawanie</title>
        <script type="module" src="/static/js/scan-input.js"></script>
        <scan-input>
          <form action="/look"><input name="code"><button>Sprawdź</button></form>
        </scan-input>"""
    )
    await page.evaluate(
        """() => { const form = document.querySelector("form")
          for (const code of ["7QK4M2X9R", "8AB4M2X9T"]) {
            form.code.value = code
            form.requestSubmit() } }"""
    )

    await page.wait_for_url("**/look?*")

    assert page.url.endswith("code=7QK4M2X9R")


async def test_a_scan_that_comes_while_the_focus_is_on_a_button_still_lands(counter):
    await counter.focus("#elsewhere")

    await counter.scan("7QK4M2X9R")

    assert await counter.evaluate("sent") == ["7QK4M2X9R"]


async def test_typing_into_another_field_stays_there(counter):
    await counter.focus("#note")

    await counter.keyboard.type("pani Anna")

    assert await counter.input_value("#note") == "pani Anna"


async def test_htmx_runs_under_our_policy_and_keeps_no_history(open_page):
    page = await open_page(
        render("errors/offline.html", flashes=(Flash("Gotowe."),)), width=390
    )

    settings = await page.evaluate("htmx.config")
    assert settings["historyCacheSize"] == 0
    assert settings["allowEval"] is False
    assert settings["includeIndicatorStyles"] is False


async def test_a_double_click_sends_a_form_once(open_page):
    frame = render("errors/offline.html")
    sent = '<form method="post" action="/stock"><button name="b">Zapisz</button></form>'
    page = await open_page(frame.replace("</main>", f"{sent}</main>"))
    waiting = []

    async def hold(route):
        waiting.append(route)

    await page.route("**/stock", hold)
    await page.dblclick("[name=b]", delay=80)
    await page.wait_for_timeout(100)

    assert len(waiting) == 1
    await waiting[0].fulfill(body="")
