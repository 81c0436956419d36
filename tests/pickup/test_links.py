"""A household's own link: 128 random bits, one round, and no more than it must show."""

import asyncio
import re
from datetime import time, timedelta

import httpx
import msgspec
import pypdfium2

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.messages.rules.outbox import SubjectState
from distribution.pickup.commands.booking import book_slot
from distribution.pickup.commands.hours import set_weekly_hours
from distribution.pickup.commands.links import (
    make_household_link,
    revoke_household_links,
    send_household_links,
)
from distribution.pickup.commands.slots import plan_slots
from distribution.pickup.queries.bookings import (
    active_booking,
    booking_subject,
    live_voucher,
)
from distribution.pickup.queries.links import household_by_link, link_subject
from distribution.pickup.rules.opening import Span, WeeklySpan
from distribution.pickup.rules.slots import SlotShape
from distribution.programmes.commands.rounds import open_round
from distribution.vouchers.commands.issuing import reissue, revoke
from distribution.vouchers.queries.vouchers import voucher
from distribution.vouchers.short_code import grouped
from tests.vouchers.test_sheets import codes_on
from tests.worlds import NOON, Clock
from tests.worlds_accounts import sign_in_as
from tests.worlds_households import WHERE
from tests.worlds_pickup import (
    TEN_TO_ELEVEN,
    Bookable,
    a_bookable_round,
    told,
    use_of,
)
from tests.worlds_vouchers import Counter, a_counter


async def link_of(actor: Actor, world: Bookable, place: int = 0) -> str:
    made = await perform(
        make_household_link,
        actor,
        world.counter.households[place],
        world.counter.round,
        now=NOON,
    )
    return made.path


async def addresses_in_the_letter(
    client: httpx.AsyncClient, counter: Counter
) -> set[str]:
    """Return where the codes in the letter lead that are not the voucher's own."""
    letter = await client.post(f"/vouchers/{counter.voucher.id}/letter")
    page = pypdfium2.PdfDocument(letter.content)[0]
    return {code.text for code in codes_on(page, 200)} - {counter.token()}


async def test_a_link_lets_its_household_in_until_the_round_is_over(
    actor: Actor, owner
) -> None:
    world = await a_bookable_round(actor)
    path = await link_of(actor, world)
    token = path.removeprefix("/t/")

    link = await household_by_link(token, NOON)
    late = await household_by_link(token, NOON + timedelta(days=16))
    stored = await owner.fetchval(
        "SELECT count(*) FROM household_link AS l WHERE token_hash = $1::bytea"
        " OR l::text LIKE '%' || $2 || '%'",
        token.encode(),
        token,
    )

    assert len(token) == 22, "16 bytes: 128 bits"
    assert link is not None
    assert link.actor.subject == world.counter.households[0]
    assert link.round == world.counter.round
    assert late is None
    assert stored == 0


async def test_unknown_and_revoked_links_let_nobody_in(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor)
    path = await link_of(actor, world)
    shut = await revoke_household_links(
        actor, world.counter.households[0], world.counter.round, now=NOON
    )

    answers = [await client.get(path), await client.get("/t/AAAAAAAAAAAAAAAAAAAAAA")]

    assert shut == 1
    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Zadzwoń" in answers[0].text


async def test_a_household_chooses_moves_and_cancels_without_javascript(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor)
    friday = WeeklySpan(5, Span(time(10), time(11)))
    await set_weekly_hours(actor, world.counter.site, [TEN_TO_ELEVEN, friday])
    await plan_slots(actor, world.counter.round, SlotShape(15, 1, 1), now=NOON)
    path = await link_of(actor, world)
    first, second = (slot.id for slot in world.slots[:2])

    chosen = await client.post(path, data={"slot": str(first)})
    page = await client.get(path)
    moved = await client.post(path, data={"slot": str(second)})
    uses = [await use_of(actor, slot) for slot in (first, second)]
    cancelled = await client.post(f"{path}/cancel")
    after = [await use_of(actor, slot) for slot in (first, second)]

    assert [a.status_code for a in (chosen, moved, cancelled)] == [303, 303, 303]
    days = re.findall(r'<details class="[^"]*slot-day"( open)?', page.text)
    assert len(days) > 1
    assert days == [" open", *[""] * (len(days) - 1)]
    assert "Twój termin" in page.text
    assert "10:00" in page.text
    assert uses == [(0, 0, 0), (1, 0, 0)]
    assert after == [(0, 0, 0)] * 2


async def test_a_slot_that_filled_up_meanwhile_is_said_and_others_are_offered(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor)
    path = await link_of(actor, world)
    taken, free = (slot.id for slot in world.slots[:2])
    await book_slot(actor, voucher=world.vouchers[1], slot=taken, now=NOON)

    refused = await client.post(path, data={"slot": str(taken)})
    none_chosen = await client.post(path, data={})

    assert none_chosen.status_code == 409
    assert "Najpierw zaznacz godzinę na liście." in none_chosen.text
    assert refused.status_code == 409
    assert "jest już pełny" in refused.text
    assert str(free) in refused.text
    assert str(taken) not in refused.text


async def test_the_page_shows_no_name_no_number_and_nothing_of_welfare(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor)
    path = await link_of(actor, world)
    await client.post(path, data={"slot": str(world.slots[0].id)})

    page = (await client.get(path)).text
    main = page[page.index("<main") : page.index("</main>")].lower()

    for word in ("osoba0", "próbna0", "600 100 200", "600100200", "żywnoś", "pomoc"):
        assert word not in main
    for word in ("mops", "ośrodek", "opieki", "skierowan", "dochod"):
        assert word not in main
    assert str(world.counter.households[0]) not in page
    assert "MOPS" not in page


async def test_the_page_speaks_the_households_language(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    details = msgspec.structs.replace(WHERE, language="uk")
    world = await a_bookable_round(actor, details=details)
    path = await link_of(actor, world)

    page = await client.get(path, headers={"Accept-Language": "pl"})

    assert '<html lang="uk"' in page.text


async def test_the_calendar_keeps_its_uid_through_a_move(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor)
    path = await link_of(actor, world)
    none_yet = await client.get(f"{path}/calendar.ics")
    await client.post(path, data={"slot": str(world.slots[0].id)})
    before = await client.get(f"{path}/calendar.ics")
    await client.post(path, data={"slot": str(world.slots[1].id)})
    after = await client.get(f"{path}/calendar.ics")

    assert none_yet.status_code == 404
    assert before.headers["content-type"] == "text/calendar; charset=utf-8"
    uids = [re.findall(r"UID:(\S+)", answer.text) for answer in (before, after)]
    assert uids[0] == uids[1]
    assert "SEQUENCE:0" in before.text
    assert "SEQUENCE:1" in after.text
    assert "DTSTART;TZID=Europe/Warsaw:20260319T101500" in after.text


async def test_links_go_to_those_who_still_have_to_choose_and_only_once(
    actor: Actor, clock: Clock
) -> None:
    world = await a_bookable_round(actor, households=3)
    await book_slot(
        actor, voucher=world.vouchers[0], slot=world.slots[0].id, now=clock()
    )

    sent = await send_household_links(actor, world.counter.round, now=clock())
    again = await send_household_links(actor, world.counter.round, now=clock())

    assert (sent, again) == (2, 0)
    kinds = [kind for kind, _state in await told(actor)]
    assert kinds.count("booking_link") == 2


async def test_a_link_goes_out_again_to_whose_voucher_was_reissued(
    actor: Actor,
) -> None:
    """The link from before shows no code."""
    world = await a_bookable_round(actor, households=2)
    later = NOON + timedelta(minutes=5)
    await send_household_links(actor, world.counter.round, now=NOON)
    await reissue(actor, world.vouchers[0], now=later)

    sent = await send_household_links(actor, world.counter.round, now=later)
    again = await send_household_links(actor, world.counter.round, now=later)

    assert (sent, again) == (1, 0)


async def test_a_link_goes_out_unless_a_slot_was_chosen_since_it_was_made(
    actor: Actor,
) -> None:
    """Who had a slot before lost the message, and asked for the link again."""
    world = await a_bookable_round(actor)
    home, round_ = world.counter.households[0], world.counter.round
    later = NOON + timedelta(minutes=5)

    first = await make_household_link(actor, home, round_, now=NOON)
    await book_slot(actor, voucher=world.vouchers[0], slot=world.slots[0].id, now=later)
    again = await make_household_link(actor, home, round_, now=later)

    async with reading(actor):
        subjects = [await link_subject(one.id) for one in (first, again)]
    assert [one and one.state for one in subjects] == [
        SubjectState.DONE,
        SubjectState.ACTIVE,
    ]


async def test_nobody_is_asked_to_come_for_what_is_brought_home_by_now(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor)
    made = await book_slot(
        actor, voucher=world.vouchers[0], slot=world.slots[0].id, now=NOON
    )
    path = await link_of(actor, world)
    before = await client.get(path)

    await sign_in_as(client, actor, Role.COORDINATOR)
    moved = await client.post(
        f"/vouchers/{world.vouchers[0]}/channel/home_delivery", follow_redirects=True
    )

    after = await client.get(path)
    async with reading(actor):
        subject = await booking_subject(made.booking.id)
    assert "Twój termin" in before.text
    assert "Umówiony termin zajmuje jeszcze miejsce" in moved.text
    assert "Twój termin" not in after.text
    assert "Ta paczka przyjedzie do domu" in after.text
    assert subject is not None
    assert subject.state is SubjectState.DONE


async def test_nobody_is_reminded_to_come_with_a_voucher_that_was_revoked(
    actor: Actor,
) -> None:
    world = await a_bookable_round(actor)
    made = await book_slot(
        actor, voucher=world.vouchers[0], slot=world.slots[0].id, now=NOON
    )
    await reissue(actor, world.vouchers[0], now=NOON)
    async with reading(actor):
        renewed = await booking_subject(made.booking.id)
        live = await live_voucher(world.counter.households[0], world.counter.round)
    assert live is not None
    await revoke(actor, live.id, reason="wyjazd", now=NOON)
    async with reading(actor):
        subject = await booking_subject(made.booking.id)

    assert [one and one.state for one in (renewed, subject)] == [
        SubjectState.ACTIVE,
        SubjectState.CANCELLED,
    ]


async def test_what_a_household_books_belongs_to_its_own_trail(actor: Actor) -> None:
    world = await a_bookable_round(actor)
    link = await household_by_link((await link_of(actor, world))[3:], NOON)
    assert link is not None

    await book_slot(
        link.actor, voucher=world.vouchers[0], slot=world.slots[0].id, now=NOON
    )

    async with reading(actor):
        booked = await active_booking(world.counter.households[0], world.counter.round)
    assert booked is not None
    assert booked.booked_by == f"household:{world.counter.households[0]}"


async def test_two_who_send_the_links_at_once_send_each_once(actor: Actor) -> None:
    world = await a_bookable_round(actor, households=8)

    sent = await asyncio.gather(
        *(
            perform(send_household_links, actor, world.counter.round, now=NOON)
            for _ in range(4)
        )
    )

    assert sorted(sent) == [0, 0, 0, 8]


async def test_a_letter_leads_to_its_households_own_page(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)

    [own] = await addresses_in_the_letter(client, world.counter)

    seen = await client.get(own)
    assert own.startswith(str(client.base_url))
    assert seen.status_code == 200
    assert grouped(world.counter.vouchers[0].short_code) in seen.text


async def test_a_letter_from_before_its_round_is_opened_leads_there_too(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor, opened_at=None)
    await sign_in_as(client, actor, Role.COORDINATOR)

    [own] = await addresses_in_the_letter(client, world.counter)

    before = await client.get(own)
    await perform(open_round, actor, world.counter.round, now=NOON)
    after = await client.get(own)
    assert "jeszcze się nie zaczęły" in before.text
    assert "jeszcze się nie zaczęły" not in after.text
    assert str(world.slots[0].id) in after.text


async def test_where_no_hour_is_chosen_the_letter_leads_nowhere_and_hours_are_said(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await set_weekly_hours(actor, counter.site, [TEN_TO_ELEVEN])
    await sign_in_as(client, actor, Role.COORDINATOR)
    made = await make_household_link(
        actor, counter.households[0], counter.round, now=NOON
    )

    addresses = await addresses_in_the_letter(client, counter)

    page = (await client.get(made.path)).text
    assert addresses == set()
    assert "nie wybiera się godziny" in page
    assert "czw. 10:00–11:00" in page


async def test_a_link_that_is_older_than_the_voucher_shows_no_code(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    """Whoever found the lost letter is not shown what was issued in its place."""
    world = await a_bookable_round(actor)
    found = await link_of(actor, world)
    renewed = await reissue(actor, world.vouchers[0], now=NOON + timedelta(minutes=1))
    made = await make_household_link(
        *(actor, world.counter.households[0], world.counter.round),
        now=NOON + timedelta(minutes=2),
    )
    async with reading(actor):
        code = grouped((await voucher(renewed, day=NOON.date())).voucher.short_code)

    pages = [await client.get(path) for path in (found, made.path)]

    assert [page.status_code for page in pages] == [200, 200]
    assert [code in page.text for page in pages] == [False, True]
    why = "Ten link jest starszy niż talon, dlatego nie ma tu kodu."
    assert [why in page.text for page in pages] == [True, False]
    assert ["my-code__drawing" in page.text for page in pages] == [False, True]
