"""The day on paper: the pack that is printed, and what is typed in of it."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import httpx
import pypdfium2
import pytest
from playwright.async_api import Page

from admin_ui.pages.paper import Waiting
from admin_ui.pages.paper_entry import entries_of
from admin_ui.typed import Typed, typed_from
from distribution.accounts.queries import SiteFacts
from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.database import fetch
from distribution.core.errors import InvalidInputError
from distribution.core.reading import reading
from distribution.households.commands.authorising import (
    add_authorisation,
    revoke_authorisation,
)
from distribution.pickup.commands.booking import book_slot
from distribution.vouchers.commands.annulling import annul
from distribution.vouchers.commands.issuing import revoke
from distribution.vouchers.queries.on_paper import PaperPacks, PaperVoucher
from distribution.vouchers.queries.vouchers import conflicts
from distribution.vouchers.short_code import grouped
from distribution.vouchers.shortfalls import SHORT_LABELS
from distribution.vouchers.substitutes import Substitute
from tests.admin_ui.conftest import render
from tests.admin_ui.people import form
from tests.worlds import NOON, Clock
from tests.worlds_accounts import sign_in_as
from tests.worlds_inventory import a_delivery, article_ids, faults_of_ledger
from tests.worlds_pickup import THURSDAY, a_bookable_round
from tests.worlds_vouchers import Counter, a_counter, hand_out

DAY = NOON.date()
OpenPage = Callable[..., Awaitable[Page]]


def address(counter: Counter, *, sheet: bool = False) -> str:
    path = "/paper/pack.pdf" if sheet else "/paper"
    return f"{path}?site={counter.site}&day={DAY.isoformat()}"


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


async def kept(actor: Actor) -> list[tuple[str, str, str | None]]:
    """Return code, local time and conflict of each hand-out, in order."""
    async with reading(actor):
        rows = await fetch(
            "SELECT v.short_code, to_char(d.scanned_at AT TIME ZONE 'Europe/Warsaw',"
            " 'HH24:MI') AS at, d.conflict FROM handout AS d"
            " JOIN voucher AS v ON v.id = d.voucher ORDER BY at, v.short_code"
        )
    return [tuple(row.values()) for row in rows]


async def test_the_pack_names_households_by_number_and_says_what_to_hand_over(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=3)
    nobodys = {"location": counter.shelf, "fund": counter.fund, "packs": {"SER": 5}}
    await a_delivery(actor, **nobodys)
    await hand_out(client, counter)
    await revoke(actor, counter.vouchers[1].id, reason="pomyłka", now=NOON)
    await sign_in_as(client, actor, Role.HAND_OUT)

    answer = await client.get(address(counter, sheet=True))

    assert answer.headers["content-type"] == "application/pdf"
    text = text_of(answer.content)
    shown = [text.count(grouped(one.short_code)) for one in counter.vouchers]
    assert shown == [0, 0, 2], "once to check, once to sign"
    for words in ("17.03.2026", "Podpis", "znak po znaku", "stan z 17.03.2026, 12:00"):
        assert words in text
    assert "co 4 godz." in text
    assert "mleko UHT" in text
    assert "podpuszczkowy" not in text, "no column for what is in nobody's parcel"
    assert "Osoba0" not in text
    assert "Próbna0" not in text


async def test_the_list_knows_who_booked_which_time(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor, households=2)
    slot = world.slots[0]
    await book_slot(actor, voucher=world.vouchers[0], slot=slot.id, now=NOON)
    await sign_in_as(client, actor, Role.COORDINATOR)

    answer = await client.get(
        "/paper/pack.pdf",
        params={"site": str(world.counter.site), "day": THURSDAY.isoformat()},
    )

    text = text_of(answer.content)
    assert text.count("10:00") == 2, "on the list, and in the register"
    assert text.index("10:00") < text.index("bez umówionej godziny")


async def test_what_is_typed_in_is_kept_once_however_often_it_is_typed(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    counter = await a_counter(actor, households=4)
    first, second, third, fourth = counter.vouchers
    clock.forward(hours=3)
    await sign_in_as(client, actor, Role.HAND_OUT)
    page = {
        "time": "10:00",
        "given": str(first.id),
        f"at.{second.id}.time": "10.15",
        "more.0.code": grouped(third.short_code).lower(),
        "more.0.time": "1120",
    }

    entered = await form(client, address(counter), **page)
    again = await form(client, address(counter), **{**page, "time": "12:30"})
    shown = await client.get(address(counter))

    assert "Zapisano 3 wydania." in entered.text
    assert "3 wydania były już zapisane" in again.text
    assert "Zapisano 0 wydań." in again.text
    assert await kept(actor) == [
        (first.short_code, "10:00", None),
        (second.short_code, "10:15", None),
        (third.short_code, "11:20", None),
    ]
    assert f'value="{fourth.id}"' in shown.text
    assert f'value="{first.id}"' not in shown.text
    assert await faults_of_ledger(actor) == []


async def test_what_should_not_have_been_is_kept_and_shown(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=3)
    first, second, third = counter.vouchers
    made = (await hand_out(client, counter)).json()
    await revoke(actor, second.id, reason="pomyłka", now=NOON)
    await sign_in_as(client, actor, Role.COORDINATOR)
    both = {f"at.{first.id}.time": "9:00", f"at.{second.id}.time": "9:10"}

    entered = await form(client, address(counter), **both)
    unknown = await form(
        client, address(counter), **{"time": "9:20", "more.0.code": "0000-0000-00"}
    )
    async with reading(actor):
        opened = {one.reason for one in await conflicts()}
        [row] = await fetch(
            "SELECT id FROM handout WHERE voucher = $1 AND id <> $2",
            first.id,
            made["id"],
        )
    await annul(actor, row["id"], reason="przepisano dwa razy", now=NOON)
    undone = await form(client, address(counter), **both)

    assert opened == {"already_handed_out", "revoked"}
    assert "Zapisano 0 wydań." in entered.text
    assert entered.text.count("system by tego nie przyjął") == 2
    assert "Nie ma talonu o takim kodzie" in unknown.text
    assert "zapisano wcześniej i cofnięto" in undone.text
    assert third.short_code not in {code for code, _, _ in await kept(actor)}


async def proxy(counter: Counter, name: str, **changes: date) -> UUID:
    days = {"valid_from": DAY, **changes}
    return await add_authorisation(
        counter.actor, counter.households[0], proxy_name=name, now=NOON, **days
    )


async def recorded(actor: Actor) -> list[tuple[str, UUID | None, int]]:
    """Return who took each parcel, by whose authorisation, and how many packs."""
    async with reading(actor):
        rows = await fetch(
            "SELECT d.recipient, d.authorisation, -sum(m.packs)::int AS packs"
            " FROM handout AS d JOIN movement AS m ON m.handout = d.id"
            " GROUP BY d.id ORDER BY d.scanned_at"
        )
    return [tuple(row.values()) for row in rows]


async def test_the_list_names_proxies_and_the_register_does_not(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await proxy(counter, "Halina Sąsiadka")
    await proxy(counter, "Jan Jutrzejszy", valid_from=DAY + timedelta(days=1))
    gone = await proxy(counter, "Ewa Odwołana")
    await revoke_authorisation(
        actor, gone, household=counter.households[0], now=NOON - timedelta(hours=1)
    )
    await sign_in_as(client, actor, Role.HAND_OUT)

    answer = await client.get(address(counter, sheet=True))

    pages = text_of(answer.content).split("Rejestr wydań do podpisu")
    assert "Halina Sąsiadka" in pages[0]
    assert "Halina Sąsiadka" not in pages[1]
    assert "Jutrzejszy" not in pages[0]
    assert "Odwołana" not in pages[0]


async def test_a_proxy_and_a_lesser_parcel_are_written_down_as_the_paper_says(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    counter = await a_counter(actor, households=3)
    first, second, _third = counter.vouchers
    halina = await proxy(counter, "Halina Sąsiadka")
    milk, jam = counter.articles["MLEKO"], counter.articles["DZEM"]
    pasta = counter.articles["MAKARON"]
    food = {"location": counter.shelf, "fund": counter.fund}
    await a_delivery(actor, **food, packs={"SER": 5})
    [cheese] = await article_ids(actor, "SER")
    clock.forward(hours=3)
    await sign_in_as(client, actor, Role.HAND_OUT)
    less = f"at.{second.id}.packs."
    page = {
        f"at.{first.id}.time": "10:00",
        f"at.{first.id}.who": str(halina),
        f"at.{second.id}.time": "10:05",
        f"at.{second.id}.less": "yes",
        f"{less}{milk}": "1",
        f"{less}{pasta}": "4",
        f"{less}{jam}": "0",
        f"at.{second.id}.why": "could_not_carry",
        f"at.{second.id}.instead.0.article": str(cheese),
        f"at.{second.id}.instead.0.packs": "2",
    }

    asked = await form(
        client,
        address(counter),
        **{name: one for name, one in page.items() if not name.startswith(less)},
    )
    before = await kept(actor)
    entered = await form(client, address(counter), **page)
    again = await form(client, address(counter), **{**page, f"{less}{jam}": "2"})

    assert asked.status_code == 400
    assert "Wpisz, ile opakowań wydano." in asked.text
    assert f'name="{less}{milk}"' in asked.text
    assert 'value="10:05"' in asked.text
    assert f'value="{halina}" selected' in asked.text
    assert before == []
    assert "Zapisano 2 wydania." in entered.text
    assert "Zapisano 0 wydań." in again.text
    assert f'<option value="{cheese}" selected>' in asked.text
    assert await recorded(actor) == [("proxy", halina, 10), ("household", None, 7)]
    async with reading(actor):
        instead = await fetch(
            "SELECT article, packs, instead_of FROM handout_substitute"
        )
        rows = await fetch("SELECT packs, reason FROM handout_short ORDER BY packs")
    # Of the two that were short, milk is of the group of cheese.
    assert instead == [{"article": cheese, "packs": 2, "instead_of": milk}]
    short = [(row["packs"], row["reason"]) for row in rows]
    assert short == [(2, "could_not_carry"), (3, "could_not_carry")]
    assert await faults_of_ledger(actor) == []


async def test_only_who_was_authorised_at_that_time_can_have_collected(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    counter = await a_counter(actor, households=2)
    code = grouped(counter.voucher.short_code)
    await sign_in_as(client, actor, Role.HAND_OUT)
    other = {"more.0.code": code, "more.0.time": "10:00", "more.0.who": "proxy"}

    nobody = await form(client, address(counter), **other)
    halina = await proxy(counter, "Halina Sąsiadka")
    tomorrow = await proxy(counter, "Jan", valid_from=DAY + timedelta(days=1))
    ewa = await proxy(counter, "Ewa Odwołana")
    which = await form(client, address(counter), **other)
    await revoke_authorisation(
        actor, ewa, household=counter.households[0], now=NOON - timedelta(hours=1)
    )
    clock.forward(hours=2)
    wrong = [
        await form(
            client,
            address(counter),
            **{**other, "more.0.who": str(who), "more.0.time": "11:30"},
        )
        for who in (ewa, tomorrow, uuid4())
    ]
    in_time = await form(client, address(counter), **{**other, "more.0.who": str(ewa)})

    assert "nikogo na ten dzień nie upoważniło" in nobody.text
    assert "Wskaż, która z upoważnionych osób" in which.text
    assert f'<option value="{halina}">Halina Sąsiadka</option>' in which.text
    assert [one.status_code for one in wrong] == [400] * 3
    assert "nie miała już upoważnienia" in wrong[0].text
    assert "Zapisano 1 wydanie." in in_time.text
    assert await recorded(actor) == [("proxy", ewa, 10)]


def faults(counter: Counter, **fields: object) -> set[str]:
    typed = typed_from({name.replace("_", "."): one for name, one in fields.items()})
    with pytest.raises(InvalidInputError) as refused:
        entries_of(typed, [], groups={}, day=DAY, now=NOON + timedelta(hours=1))
    return {error.field for error in refused.value.errors}


async def test_every_line_that_makes_no_sense_is_named(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    code = counter.voucher.short_code

    assert faults(counter) == {"time"}
    assert faults(counter, given=str(uuid4())) == {"time"}
    assert faults(
        counter,
        more_0_code="nie kod",
        more_1_code=code,
        more_2_code=code,
        more_2_time="25:00",
        more_3_code=code,
        more_3_time="23:59",
    ) == {"more.0.code", "time", "more.2.time", "more.3.time"}

    await sign_in_as(client, actor, Role.HAND_OUT)
    ticked = await form(client, address(counter), given=str(counter.voucher.id))
    assert ticked.status_code == 400
    assert "Wpisz godzinę, na przykład 10:15." in ticked.text
    assert "checked" in ticked.text
    assert await kept(actor) == []


def a_line(**packs: int) -> PaperVoucher:
    return PaperVoucher(
        id=uuid4(),
        short_code="0000000000",
        household_number=7,
        packs=[PaperPacks(uuid4(), name, count) for name, count in packs.items()],
        proxies=[],
    )


def test_packs_that_make_no_sense_are_named_each() -> None:
    line = a_line(milk=4, jam=1)
    milk, jam = [f"at.{line.id}.packs.{one.article}" for one in line.packs]
    cheese = uuid4()
    groups = {**{one.article: one.name for one in line.packs}, cheese: "milk"}
    instead = f"at.{line.id}.instead.0."

    def wrong(given: object = "", packs: str = "", **typed: str) -> set[str]:
        fields = {f"at.{line.id}.time": "10:00", f"at.{line.id}.less": "yes"}
        more = {f"{instead}article": str(given), f"{instead}packs": packs}
        page = typed_from({**fields, **more, milk: typed["milk"], jam: typed["jam"]})
        with pytest.raises(InvalidInputError) as refused:
            entries_of(page, [line], groups=groups, day=DAY, now=NOON)
        return {error.field for error in refused.value.errors}

    assert wrong(milk="5", jam="-1") == {milk, jam}
    assert wrong(milk="dwa", jam="1") == {milk}
    assert wrong(milk="0", jam="0") == {f"at.{line.id}.less"}
    assert wrong(uuid4(), "1", milk="3", jam="1") == {f"{instead}article"}
    assert wrong(cheese, "0", milk="3", jam="1") == {f"{instead}packs"}
    assert wrong(milk="4", jam="1") == {f"at.{line.id}.less"}
    assert f"{instead}article" in wrong(cheese, "1", milk="4", jam="1")


def test_what_was_given_instead_stands_for_what_is_short_of_its_group() -> None:
    line = a_line(jam=1, milk=4)
    jam, milk = line.packs
    cheese, tea = uuid4(), uuid4()
    groups = {jam.article: "sugars", milk.article: "dairy", cheese: "dairy", tea: "?"}
    at = f"at.{line.id}"
    page = typed_from(
        {
            f"{at}.time": "10:00",
            f"{at}.less": "yes",
            f"{at}.packs.{jam.article}": "0",
            f"{at}.packs.{milk.article}": "2",
            f"{at}.instead.0.article": str(cheese),
            f"{at}.instead.0.packs": "2",
            f"{at}.instead.1.article": str(tea),
            f"{at}.instead.1.packs": "1",
        }
    )

    [entry] = entries_of(page, [line], groups=groups, day=DAY, now=NOON)

    assert entry.substitutes == [
        Substitute(cheese, 2, milk.article),
        Substitute(tea, 1, jam.article),
    ]


def test_a_line_that_is_not_on_the_list_any_more_is_said_and_not_lost() -> None:
    page = typed_from({f"at.{uuid4()}.time": "10:00"})

    with pytest.raises(InvalidInputError) as refused:
        entries_of(page, [], groups={}, day=DAY, now=NOON)

    assert [error.field for error in refused.value.errors] == ["time"]


async def test_a_register_is_typed_in_with_the_keyboard_alone(
    open_page: OpenPage,
) -> None:
    lines = [a_line(milk=4, jam=1) for _ in range(41)]
    slots = [NOON.time(), *[None] * 40]
    site = SiteFacts(
        uuid4(),
        "ck",
        "CK",
        "",
        None,
        None,
        is_pickup=True,
        is_warehouse=False,
        active=True,
    )
    html = render(
        "devices/paper.html",
        site=site,
        sites=[],
        day=DAY,
        may_enter=True,
        waiting=[
            Waiting(line, slot, 0) for line, slot in zip(lines, slots, strict=True)
        ],
        parcels={0: lines[0].packs},
        done=[],
        more=[],
        typed=Typed(),
        errors={},
        refusal=None,
        short_labels=SHORT_LABELS,
        articles=[],
        instead_lines=2,
        grouped=grouped,
    )
    page = await open_page(html, path="/paper")
    first, second = [f"[name='at.{line.id}.time']" for line in lines[:2]]
    assert not await page.is_visible(second), "who booked no hour is folded"

    await page.fill("[name=time]", "9:00")
    await page.press("[name=time]", "Enter")
    await page.keyboard.type("1015")
    await page.keyboard.press("Enter")
    await page.keyboard.type("1020")
    await page.keyboard.press("Shift+Enter")
    assert await page.evaluate("document.activeElement.value") == "1015"
    await page.check(f"[name='at.{lines[1].id}.less']")
    await page.keyboard.type("2")
    await page.reload()

    assert await page.input_value(first) == "1015"
    assert await page.input_value(second) == "1020"
    packs = await page.locator("[data-packs] input:visible").all()
    assert [await one.input_value() for one in packs] == ["2", "1", "", ""]
    await page.focus(f"[name='at.{lines[-1].id}.time']")
    await page.keyboard.press("Enter")
    focused = await page.evaluate("document.activeElement.innerText.trim()")
    assert focused == "Zapisz wydania z kartki"
    await page.uncheck(f"[name='at.{lines[1].id}.less']")
    assert await page.locator("[data-packs]:visible").count() == 0
