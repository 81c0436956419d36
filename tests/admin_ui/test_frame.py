"""What every page shares: choices, messages, the menu, and how long files are kept."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar, get
from litestar.datastructures import Cookie

from admin_ui import assets, flash, ui
from admin_ui.flash import Flash, is_local_path, read_flashes
from admin_ui.navigation import ENTRIES, menu
from admin_ui.pages.preferences import choose_preferences
from admin_ui.ui import Page
from admin_ui.view import View, read_view
from distribution.accounts.rules import Role, permissions_of
from distribution.core.actor import Actor
from distribution.core.web import security_headers
from tests.admin_ui.conftest import JOLANTA


@get("/page")
async def a_page() -> Page:
    return Page("errors/offline.html")


@get("/save")
async def a_form() -> object:
    return flash.redirect("/page", Flash("Zapisano.", undo="/undo"))


@pytest.fixture
async def browser_of():
    app = Litestar(
        [a_page, a_form, choose_preferences, ui.static_files()],
        template_config=ui.template_config(),
        before_send=[security_headers],
        openapi_config=None,
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def test_a_page_arrives_in_the_chosen_dress_and_language(browser_of):
    answer = await browser_of.get(
        "/preferences",
        params={"theme": "dark", "text": "aaa", "language": "uk", "back": "/page"},
        follow_redirects=True,
    )

    assert (
        '<html lang="uk" data-theme="dark" data-contrast="normal" data-text="aaa">'
        in answer.text
    )
    assert "Немає зв’язку" in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_one_switch_leaves_the_others_alone(browser_of):
    await browser_of.get("/preferences", params={"contrast": "high"})
    await browser_of.get("/preferences", params={"text": "aa"})

    assert browser_of.cookies["kromka_view"] == "auto.high.aa"


async def test_a_switch_leads_nowhere_else(browser_of):
    answer = await browser_of.get(
        "/preferences", params={"back": "https://elsewhere.example/"}
    )

    assert answer.headers["location"] == "/"


async def test_a_message_is_shown_once_with_the_way_back(browser_of):
    first = await browser_of.get("/save", follow_redirects=True)
    second = await browser_of.get("/page")

    assert "Zapisano." in first.text
    assert 'action="/undo"' in first.text
    assert "Zapisano." not in second.text


async def test_a_part_of_a_page_does_not_use_the_message_up(browser_of):
    await browser_of.get("/save")

    await browser_of.get("/page", headers={"HX-Request": "true"})
    page = await browser_of.get("/page")

    assert "Zapisano." in page.text


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_a_broken_cookie_is_no_message_and_no_crash(value):
    assert read_flashes(value) == ()
    assert isinstance(read_view(value), View)


@given(st.builds(Flash, st.text(max_size=200)))
def test_a_message_survives_the_journey(message):
    cookie = flash.redirect("/", message).cookies[0]

    assert isinstance(cookie, Cookie)
    assert read_flashes(cookie.value) == (message,)


def test_a_message_that_no_cookie_holds_is_refused():
    with pytest.raises(ValueError, match="do not fit"):
        flash.redirect("/", Flash("ż" * 4000))


@pytest.mark.parametrize(
    ("target", "local"),
    [
        ("/stock?page=2", True),
        ("//elsewhere.example", False),
        ("https://elsewhere.example", False),
        ("/\\elsewhere.example", False),
        ("/\telsewhere", False),
        ("", False),
    ],
)
def test_only_a_path_of_ours_is_local(target, local):
    assert is_local_path(target) is local


async def test_a_file_is_kept_for_ever_only_under_its_own_hash(browser_of):
    for path in (assets.STYLESHEET, "js/opener.js"):
        address = assets.asset_url(path)
        right = await browser_of.get(address)
        wrong = await browser_of.get(f"/static/{path}?v=000000000000")
        bare = await browser_of.get(f"/static/{path}")

        assert right.status_code == 200
        assert right.headers["cache-control"] == assets.FOR_EVER
        assert wrong.headers["cache-control"] == assets.ASK_AGAIN
        assert bare.headers["cache-control"] == assets.ASK_AGAIN


async def test_the_stylesheet_is_one_answer_with_every_component(browser_of):
    answer = await browser_of.get(assets.asset_url(assets.STYLESHEET))

    assert answer.headers["content-type"].startswith("text/css")
    assert all(
        rule in answer.text for rule in ("--accent:", ".table--cards", "@media print")
    )


async def test_what_is_large_travels_packed_to_those_who_unpack(browser_of):
    path = "vendor/zxing-wasm/zxing_reader.wasm"
    address = assets.asset_url(path)
    packed = await browser_of.get(address)
    plain = await browser_of.get(address, headers={"Accept-Encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < 500_000
    assert packed.headers["cache-control"] == assets.FOR_EVER
    assert "content-encoding" not in plain.headers
    assert packed.headers["vary"] == plain.headers["vary"] == "accept-encoding"
    for answer in (packed, plain):
        assert answer.headers["content-type"] == "application/wasm"
        assert answer.content == (assets.STATIC / path).read_bytes()


async def test_no_file_outside_is_served(browser_of):
    answer = await browser_of.get("/static/%2e%2e/ui.py")

    assert answer.status_code == 404


def test_an_asset_that_does_not_exist_is_noticed_when_the_page_is_made():
    with pytest.raises(FileNotFoundError):
        assets.asset_url("js/no-such-module.js")


def someone(*roles: Role) -> Actor:
    return Actor(
        centre=JOLANTA.centre,
        kind="staff",
        id=JOLANTA.id,
        name="",
        permissions=permissions_of(frozenset(roles)),
    )


def test_each_role_sees_its_own_work_in_the_menu():
    def paths(*roles):
        return [place.entry.path for place in menu(someone(*roles), "/")]

    assert paths(Role.DRIVER) == ["/", "/run"]
    assert paths(Role.WAREHOUSE) == ["/", "/stock", "/store"]
    assert "/handout" in paths(Role.HAND_OUT)
    assert "/households" not in paths(Role.HAND_OUT)
    assert "/registers" in paths(Role.AUDITOR)
    assert menu(None, "/") == ()


def test_every_entry_is_open_to_some_role():
    everybody = {p for role in Role for p in permissions_of(frozenset({role}))}
    assert all(e.permission is None or e.permission in everybody for e in ENTRIES)


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", "/"),
        ("/stock", "/stock"),
        ("/stock/lots/3", "/stock"),
        ("/stocktaking", None),
        ("/sign-out", None),
    ],
)
def test_the_menu_marks_where_one_is(path, current):
    marked = [place.entry.path for place in menu(JOLANTA, path) if place.current]
    assert marked == ([current] if current else [])
