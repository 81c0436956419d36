"""The counter: scanned, seen, handed over, undone; never twice."""

import asyncio
import re
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.households.commands.authorising import add_authorisation
from distribution.vouchers.commands.issuing import block, issue_vouchers
from distribution.vouchers.queries.vouchers import VoucherView, voucher
from tests.admin_ui.people import a_person, enter, form
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_households import WHERE
from tests.worlds_inventory import a_delivery, a_shelf
from tests.worlds_programmes import a_site
from tests.worlds_vouchers import Counter, a_counter

DAY = NOON.date()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


async def look(client: httpx.AsyncClient, code: str) -> httpx.Response:
    return await form(client, "/handout/look", code=code)


async def now_of(counter: Counter, one: UUID | None = None) -> VoucherView:
    async with reading(counter.actor):
        return await voucher(one or counter.voucher.id, day=DAY)


async def test_a_scan_shows_what_to_hand_over_and_changes_nothing(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    details = msgspec.structs.replace(WHERE, instructions="Nie wydawać mleka.")
    counter = await a_counter(actor, persons=3, details=details)
    await sign_in_as(client, actor, Role.HAND_OUT)

    typed = await look(client, counter.voucher.short_code.lower())
    scanned = await look(client, counter.token())
    gone_back_to = await client.get("/handout/look")

    for seen in (typed, scanned):
        assert seen.status_code == 200
        assert "Wydaj paczkę" in seen.text
        assert "3 osoby" in seen.text
        assert "makaron jajeczny świderki" in seen.text
        assert "Regał A" in seen.text
        assert "Nie wydawać mleka." in seen.text
        assert "Próbna0" not in seen.text
    assert "Wydaj paczkę" not in gone_back_to.text
    assert 'action="/handout/look"' in gone_back_to.text
    assert (await now_of(counter)).handouts == []


async def test_confirmed_twice_with_the_pages_nonce_is_one_hand_out(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await sign_in_as(client, actor, Role.HAND_OUT)
    page = (await look(client, counter.voucher.short_code)).text
    fields = {"code": hidden(page, "code"), "nonce": hidden(page, "nonce")}

    first, second = await asyncio.gather(
        form(client, "/handout", **fields), form(client, "/handout", **fields)
    )

    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert len((await now_of(counter)).handouts) == 1
    done = await client.get(first.headers["location"])
    assert "Wydano" in done.text and "10 opakowań" in done.text.replace("\xa0", " ")


async def test_fewer_packs_leave_the_rest_on_the_shelf(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await sign_in_as(client, actor, Role.HAND_OUT)
    less = {
        f"packs.{counter.articles['MAKARON']}": "1",
        f"packs.{counter.articles['MLEKO']}": "0",
        f"packs.{counter.articles['DZEM']}": "2",
    }

    await form(client, "/handout", code=counter.token(), nonce=str(uuid4()), **less)

    (done,) = (await now_of(counter)).handouts
    assert {line.article: line.packs for line in done.lines} == {
        counter.articles["MAKARON"]: 1,
        counter.articles["DZEM"]: 2,
    }


async def test_more_packs_than_the_voucher_is_good_for_are_refused_at_their_field(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await sign_in_as(client, actor, Role.HAND_OUT)
    article = counter.articles["MLEKO"]
    nonce = str(uuid4())

    answer = await form(
        client,
        "/handout",
        code=counter.token(),
        nonce=nonce,
        **{f"packs.{counter.articles['DZEM']}": "1", f"packs.{article}": "99"},
    )
    nothing = await form(
        client,
        "/handout",
        code=counter.token(),
        nonce=nonce,
        **{f"packs.{article}": "0"},
    )

    assert answer.status_code == nothing.status_code == 400
    assert f'id="field-packs-{article}-error"' in answer.text
    assert "Wpisz liczbę od 0 do 4." in answer.text
    assert hidden(answer.text, "nonce") == nonce
    assert "Nie wybrano żadnego opakowania." in nothing.text
    assert (await now_of(counter)).handouts == []


async def test_what_may_not_stand_in_is_refused_at_its_field(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    cheese = {"location": counter.shelf, "fund": counter.fund, "packs": {"SER": 5}}
    await a_delivery(actor, **cheese)
    await sign_in_as(client, actor, Role.HAND_OUT)
    milk, jam = counter.articles["MLEKO"], counter.articles["DZEM"]
    less = {f"packs.{milk}": "2", f"of.{milk}": "4", f"why.{milk}": "damaged"}

    answer = await form(
        client,
        "/handout",
        code=counter.token(),
        nonce=str(uuid4()),
        **less,
        **{f"instead.{milk}": f"{jam}:2"},
    )

    assert answer.status_code == 400
    assert f'id="field-instead-{milk}-error"' in answer.text
    assert f'href="#field-instead-{milk}"' in answer.text


async def test_what_is_short_is_named_and_the_rest_can_be_handed_over(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=1, packs=0)
    elsewhere = await a_site(actor)
    store = await a_shelf(actor, elsewhere)
    await a_delivery(
        actor,
        location=counter.shelf,
        fund=counter.fund,
        packs={"MAKARON": 9, "DZEM": 1},
    )
    await a_delivery(
        actor, location=store, fund=counter.fund, packs={"MLEKO": 9, "DZEM": 9}
    )
    (one,) = (await issue_vouchers(actor, counter.round, now=NOON)).vouchers
    await sign_in_as(client, actor, Role.HAND_OUT)
    await form(client, "/handout/site", site=str(counter.site))

    seen = await look(client, (await now_of(counter, one)).voucher.short_code)
    select = r'<select[^>]*name="(packs[^"]*)">\s*<option value="(\d+)"'
    fields = dict(re.findall(select, seen.text))
    done = await form(
        client,
        "/handout",
        code=hidden(seen.text, "code"),
        nonce=hidden(seen.text, "nonce"),
        **fields,
    )

    assert seen.status_code == 200
    assert "Wydaj, co jest" in seen.text
    assert "jest 1 z 2" in seen.text and "jest 0 z 4" in seen.text
    assert done.status_code == 303, done.text
    (made,) = (await now_of(counter, one)).handouts
    assert sorted(line.packs for line in made.lines) == [1, 4]


async def test_every_refusal_says_why_and_what_to_do(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=2)
    await sign_in_as(client, actor, Role.HAND_OUT)
    await form(client, "/handout", code=counter.token(), nonce=str(uuid4()))
    await block(actor, counter.vouchers[1].id, reason="sprawdzamy", now=NOON)

    done = await look(client, counter.token())
    blocked = await look(client, counter.token(counter.vouchers[1].id))
    unknown = await look(client, "AAAA-AAAA-AA")
    empty = await look(client, "")

    assert (done.status_code, blocked.status_code) == (409, 409)
    assert "już wydano: 17.03.2026, 12:00, Centrum Kultury" in done.text
    assert "Nie wydawaj" in done.text
    assert "jest wstrzymany" in blocked.text
    assert unknown.status_code == 404
    assert 'value="AAAA-AAAA-AA"' in unknown.text
    assert empty.status_code == 400
    for page in (done, blocked, unknown, empty):
        assert 'action="/handout/look"' in page.text


async def test_a_refusal_is_also_said_in_the_households_language(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    details = msgspec.structs.replace(WHERE, language="uk")
    counter = await a_counter(actor, details=details)
    await sign_in_as(client, actor, Role.HAND_OUT)
    await block(actor, counter.voucher.id, reason="sprawdzamy", now=NOON)

    seen = await look(client, counter.token())

    assert '<section class="card" lang="uk">' in seen.text


async def test_a_proxy_is_chosen_by_name(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    proxy = await add_authorisation(
        actor,
        counter.households[0],
        proxy_name="Zofia Sąsiadka",
        valid_from=DAY,
        now=NOON,
    )
    await sign_in_as(client, actor, Role.HAND_OUT)

    seen = await look(client, counter.token())
    fields = {"code": counter.token(), "nonce": str(uuid4())}
    wrong = await form(client, "/handout", recipient=str(uuid4()), **fields)
    right = await form(client, "/handout", recipient=str(proxy), **fields)

    assert "Zofia Sąsiadka" in seen.text
    assert wrong.status_code == 409
    assert "To upoważnienie nie jest ważne" in wrong.text
    assert right.status_code == 303
    assert (await now_of(counter)).handouts[0].recipient == "proxy"


async def test_a_hand_out_is_undone_with_a_reason(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await sign_in_as(client, actor, Role.HAND_OUT)
    made = await form(client, "/handout", code=counter.token(), nonce=str(uuid4()))
    path = f"{made.headers['location']}/annul"

    without = await form(client, path)
    undone = await form(client, path, **{"annul-reason": "zły talon"})
    again = await form(client, path, **{"annul-reason": "zły talon"})
    anew = await look(client, counter.token())

    assert without.status_code == 400
    assert "od 3 do 200 znaków" in without.text
    assert undone.status_code == 303
    assert again.status_code == 409
    assert "cofnięto już" in again.text
    assert "Wydaj paczkę" in anew.text


async def test_a_device_of_several_sites_asks_once_where_it_is(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await a_site(actor)
    await sign_in_as(client, actor, Role.HAND_OUT)

    asked = await client.get("/handout")
    not_yet = await look(client, counter.token())
    await form(client, "/handout/site", site=str(counter.site))
    ready = await client.get("/handout")
    seen = await look(client, counter.token())

    assert "Gdzie wydajesz paczki?" in asked.text
    assert "Gdzie wydajesz paczki?" in not_yet.text
    assert "Kod talonu" in ready.text
    assert "Wydaj paczkę" in seen.text


@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.SOCIAL_WORKER, Role.AUDITOR])
async def test_other_roles_do_not_hand_out(
    actor: Actor, client: httpx.AsyncClient, role: Role
) -> None:
    counter = await a_counter(actor)
    await sign_in_as(client, actor, role)

    shown = await client.get("/handout")
    seen = await look(client, counter.token())
    done = await form(client, "/handout", code=counter.token(), nonce=str(uuid4()))
    undo = await form(client, f"/handout/{uuid4()}/annul", **{"annul-reason": "tak"})

    for answer in (shown, seen, done, undo):
        assert answer.status_code == 403


async def scan(page, code: str) -> None:
    """Type as a scanner does: fast, Enter at the end."""
    await page.keyboard.type(code, delay=4)
    await page.keyboard.press("Enter")


async def scan_in_no_time(page, code: str, *, at: int) -> None:
    """Type at a scanner's pace however slow this machine is: its clock stands still."""
    await page.evaluate("at => { performance.now = () => at }", at)
    await scan(page, code)


async def test_in_a_browser_a_volunteer_scans_confirms_and_takes_it_back(
    actor: Actor, visit
) -> None:
    counter = await a_counter(actor)
    page = await visit("/handout", locale="pl-PL")
    await enter(page, await a_person(actor, Role.HAND_OUT))

    # There is no camera here: it says so, and the scanner at the cable works.
    await page.context.grant_permissions(["camera"])
    await page.click("text=Skanuj aparatem")
    await page.wait_for_selector("text=Nie znaleziono aparatu.")
    await scan(page, counter.voucher.short_code)
    await page.wait_for_selector("confirm-once")
    await page.dblclick("[data-busy]")
    await page.wait_for_selector("text=Następny talon")
    assert "Wydano" in await page.inner_text(".outcome")
    await page.click("text=Cofnij to wydanie")
    await page.fill("[name=annul-reason]", "zeskanowano nie ten talon")
    await page.click(".disclosure button")
    await page.wait_for_url("**/handout")

    assert "Cofnięto wydanie." in await page.inner_text("#flashes")
    (made,) = (await now_of(counter)).handouts
    assert made.annulled_at == NOON


async def test_in_a_browser_a_scanner_never_confirms(actor: Actor, visit) -> None:
    counter = await a_counter(actor, households=2)
    page = await visit("/handout", locale="pl-PL")
    await enter(page, await a_person(actor, Role.HAND_OUT))
    await scan(page, counter.voucher.short_code)
    await page.wait_for_selector("confirm-once")
    await page.click("text=Wydaję mniej")
    select = f"[name='packs.{counter.articles['MLEKO']}']"

    await page.focus(select)
    await scan_in_no_time(page, "0321032103", at=1_000_000)
    kept = await page.input_value(select)
    await page.focus("[data-busy]")
    await scan_in_no_time(page, counter.vouchers[1].short_code, at=2_000_000)

    assert await page.is_visible("[data-scan-ignored]")
    assert page.url.endswith("/handout/look")
    assert kept == "4"
    assert (await now_of(counter)).handouts == []


async def test_without_javascript_it_is_the_same(actor: Actor, visit) -> None:
    counter = await a_counter(actor)
    page = await visit("/handout", locale="pl-PL", java_script_enabled=False)
    await enter(page, await a_person(actor, Role.HAND_OUT))

    await page.fill("[name=code]", counter.voucher.short_code)
    await page.press("[name=code]", "Enter")
    await page.click("[data-busy]")

    assert "Wydano" in await page.inner_text(".outcome")
    assert len((await now_of(counter)).handouts) == 1
