"""Every component, in a real browser: reachable, readable, the right size."""

import re

import pytest

from admin_ui.ui import TEMPLATES, environment
from admin_ui.view import View
from tests.admin_ui.conftest import ERRORS, JINJA, gallery, render
from tests.axe import faults

VIEWS = {
    "light": View(theme="light"),
    "dark": View(theme="dark"),
    "high contrast, largest letters": View(contrast="high", text="aaa"),
}
SIGN_IN = {
    "actor": None,
    "login": "",
    "errors": {},
    "next": "/",
    "refusal": None,
    "demo_accounts": [
        {
            "login": "magazyn.laziska",
            "password": "x",
            "centre": "MOPS Łaziska Górne",
            "roles": ["magazyn", "wydawanie", "administrator"],
        }
    ],
}
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
PAGES = {
    "gallery": gallery,
    "sign-in": lambda **options: render("sign_in/page.html", **SIGN_IN, **options),
    "password": lambda **options: render(
        "sign_in/password.html",
        errors={},
        refusal=None,
        by_link=False,
        shortest=12,
        **options,
    ),
    "error": lambda **options: render(
        "errors/page.html", status=404, refusal=None, is_over=False, **options
    ),
    "offline": lambda **options: render("errors/offline.html", **options),
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("view", VIEWS)
async def test_axe_finds_nothing(open_page, name, view):
    page = await open_page(PAGES[name](view=VIEWS[view]))

    found = [*await faults(page)]
    if view == "light":
        await page.set_viewport_size({"width": 1280, "height": 844})
        found += await faults(page)
    assert found == []


@pytest.mark.parametrize(
    ("width", "opener"),
    [(390, ".only-narrow"), *((1280, f".tools > :nth-child({n})") for n in (1, 2, 3))],
)
async def test_axe_finds_nothing_in_an_open_panel(open_page, width, opener):
    page = await open_page(gallery(errors={}), width=width)

    await page.click(f"{opener} > summary")

    assert await page.is_visible(f"{opener} .opener__panel")
    assert await faults(page) == []


def test_a_figure_that_stands_in_a_template_speaks_each_pages_language():
    """Jinja computes a filter of a constant once, unless told not to."""
    assert "кг" in gallery(language="uk")
    assert "кг" not in gallery(language="pl")


def test_the_faults_of_a_form_are_named_in_the_order_of_its_fields():
    """Whatever the order in which they were found."""
    found = dict(reversed(ERRORS.items()))
    assert [*found] == ["members.0.born_on", "name"]

    summary = gallery(errors=found).partition("data-faults>")[2].partition("</ul>")[0]

    assert re.findall(r'href="#([^"]*)"', summary) == [
        "field-name",
        "field-members-0-born_on",
    ]


async def test_axe_would_find_something(open_page):
    broken = gallery().replace(
        '<label class="field__label" for="field-name">', "<label>"
    )
    page = await open_page(broken)

    assert {rule for rule, _ in await faults(page)} >= {"label"}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("text", "widths"), [("a", (390,)), ("aaa", (320, 768, 1280))])
async def test_no_page_scrolls_sideways(open_page, name, text, widths):
    page = await open_page(PAGES[name](view=View(text=text), language="uk"))

    excess = {}
    for width in widths:
        await page.set_viewport_size({"width": width, "height": 844})
        excess[width] = await page.evaluate(SIDEWAYS)
    assert {width: pixels for width, pixels in excess.items() if pixels > 0} == {}


@pytest.mark.parametrize("name", PAGES)
async def test_every_target_is_44_pixels_high(open_page, name):
    page = await open_page(PAGES[name]())

    small = await page.evaluate(
        """() => [...document.querySelectorAll(
             "a, button, summary, select, textarea, input:not([type=hidden])")]
           .filter((one) => {
             const box = (one.closest("label") ?? one).getBoundingClientRect()
             return box.width > 0 && box.height < 43.5 && !one.closest("p")
           }).map((one) => one.outerHTML)"""
    )
    assert small == []


async def test_on_a_phone_each_cell_names_its_column(open_page):
    page = await open_page(gallery())

    label = await page.evaluate(
        """() => getComputedStyle(
             document.querySelector(".table--cards td"), "::before").content"""
    )
    assert label == '"Stan"'


async def test_a_row_of_a_long_list_is_a_headline_and_few_lines_on_a_phone(open_page):
    """Fifty of them stay below 5000 pixels; each word keeps its column and its row."""
    page = await open_page(gallery(errors={}))

    rows = page.get_by_role("table", name="Talony").get_by_role("row")
    tall = await rows.evaluate_all("all => all.map((one) => one.clientHeight)")
    hidden = "one => getComputedStyle(one, '::before').clipPath"
    state, persons = (
        page.locator(f"td[data-label='{label}']") for label in ("Stan", "Osób")
    )

    assert len(tall) == 2
    assert max(tall) <= 100
    assert await state.last.evaluate(hidden) == "inset(50%)"
    assert await persons.last.evaluate(hidden) == "none"


async def test_a_dash_takes_no_room_on_a_phone_and_paper_has_tables(open_page):
    page = await open_page(gallery())
    head = page.locator(".table--cards thead").first
    dash = page.locator("td.cell--none").first

    on_phone = await head.is_visible(), await dash.is_visible()
    await page.emulate_media(media="print")
    on_paper = await head.is_visible(), await dash.is_visible()

    assert on_phone == (False, False)
    assert on_paper == (True, True)


async def test_by_keyboard_the_first_stop_leads_past_the_menu(open_page):
    html = (
        gallery(errors={})
        .replace("<scan-input>", "<div>")
        .replace("</scan-input>", "</div>")
    )
    page = await open_page(html, width=1280)

    await page.keyboard.press("Tab")
    first = await page.evaluate("document.activeElement.getAttribute('href')")
    await page.keyboard.press("Enter")

    assert first == "#main"
    assert await page.evaluate("document.activeElement.id") == "main"


async def test_the_errors_of_a_form_are_said_first_and_beside_each_field(open_page):
    page = await open_page(gallery())

    focused = await page.evaluate("document.activeElement.className")
    field = page.locator("#field-members-0-born_on")
    described = await field.get_attribute("aria-describedby")

    assert focused == "form-errors"
    assert await field.get_attribute("aria-invalid") == "true"
    assert (
        await page.locator(f"#{described}").inner_text()
        == "Data 1.01.2030 jest w przyszłości."
    )
    assert (
        await page.locator(".form-errors a").nth(1).get_attribute("href")
        == "#field-members-0-born_on"
    )


async def test_on_paper_what_is_folded_away_to_be_read_lies_open(open_page):
    page = await open_page(gallery())
    await page.locator("#main").evaluate(
        """(main) => main.insertAdjacentHTML("beforeend", `
          <details class="disclosure"><summary>Zakończone</summary>
            <div class="disclosure__body">o 9:05</div></details>
          <details class="disclosure"><summary>Dodaj zmianę</summary>
            <div class="disclosure__body"><form><input></form></div></details>`)"""
    )
    read, typed = page.get_by_text("o 9:05"), page.get_by_text("Dodaj zmianę")

    on_screen = await read.is_visible(), await typed.is_visible()
    await page.emulate_media(media="print")
    on_paper = await read.is_visible(), await typed.is_visible()

    assert on_screen == (False, True)
    assert on_paper == (True, False)


async def test_on_paper_there_is_no_frame_and_no_button(open_page):
    page = await open_page(gallery(view=View(theme="dark")), width=1280)
    await page.emulate_media(media="print")

    shown = await page.evaluate(
        """() => [...document.querySelectorAll(
             "nav:not(.pagination), .button, .site-footer, .opener, [method=get]")]
           .filter((one) => one.getClientRects().length).map((one) => one.className)"""
    )
    ground = await page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert shown == []
    assert ground == "rgb(255, 255, 255)"


@pytest.mark.parametrize("name", PAGES)
def test_no_id_stands_twice_and_every_reference_leads_somewhere(name):
    html = PAGES[name]()
    ids = re.findall(r'\sid="([^"]+)"', html)
    wanted = {
        one
        for value in re.findall(r'(?:aria-describedby|for)="([^"]+)"', html)
        for one in value.split()
    }

    assert len(ids) == len(set(ids))
    assert wanted <= set(ids)


def test_no_template_holds_a_style_or_a_script_of_its_own():
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|<script>", text), path.name


def test_every_template_can_be_read_and_says_what_it_needs():
    jinja = environment()
    for path in TEMPLATES.rglob("*.html"):
        jinja.get_template(str(path.relative_to(TEMPLATES)))
        assert path.read_text().startswith("{#"), f"{path.name} begins with no comment"


def test_what_people_wrote_is_escaped():
    html = gallery(errors={}, centre_name='<b onclick="x">MOPS</b>')

    assert "&lt;b onclick=" in html
    assert "<b onclick" not in html


FIGURES = """{% extends "base.html" %}{% from "_macros/tables.html" import table %}
{% block title %}Progi{% endblock %}
{% block main %}<h1>Progi</h1>{{ table("Progi", columns, rows) }}{% endblock %}"""


@pytest.mark.parametrize("large", [False, True])
async def test_figures_share_a_line_on_a_phone_only_where_both_fit(open_page, large):
    labels = ("Waga", "W sprawozdaniu", "Na osobę w rodzinie")
    columns = [{"key": "name", "label": "Artykuł"}] + [
        {"key": label, "label": label, "numeric": True} for label in labels
    ]
    row = dict(zip(labels, ("0,16 kg", "0,16 kg", "2 180,95 zł"), strict=True))
    page = await open_page(
        render(
            JINJA.from_string(FIGURES),
            columns=columns,
            rows=[{"name": "koncentrat", **row}],
            view=View(text="aaa" if large else "a"),
        )
    )

    cells = await page.evaluate(
        """() => [...document.querySelectorAll("td.number")].map(cell => {
          const box = cell.getBoundingClientRect()
          return [cell.scrollWidth <= cell.clientWidth, box.top, box.height]
        })"""
    )

    (_, first, one_line), (_, second, _), (_, third, height) = cells
    assert [fits for fits, *_ in cells] == [True, True, True]
    assert (first == second) is not large
    assert third > second
    assert large or height == one_line
