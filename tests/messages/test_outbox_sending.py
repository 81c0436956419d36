"""The outbox over the database: told once, told only what is true, links blanked."""

import asyncio
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.core.units import Seconds
from distribution.messages.commands import lease_messages, queue_again
from distribution.messages.errors import WrongMessageStateError
from distribution.messages.queries import messages
from distribution.messages.rules.outbox import (
    LEASE,
    Failure,
    MessageKind,
    MessageState,
    Receipt,
    Rejected,
    TryLater,
)
from distribution.messages.senders import OutgoingMessage
from distribution.messages.sending import SendingReport, send_due
from distribution.pickup.commands.booking import (
    book_slot,
    cancel_booking,
    move_booking,
)
from distribution.pickup.commands.links import make_household_link
from distribution.pickup.commands.slots import close_slot
from distribution.pickup.errors import AlreadyBookedError
from distribution.pickup.jobs import SUBJECTS
from distribution.pickup.queries.bookings import BookingFacts
from tests.worlds import NOON, Clock
from tests.worlds_households import WHERE
from tests.worlds_pickup import Bookable, a_bookable_round, told

ORIGIN = "https://kromka.example"
LATE_EVENING = datetime(2026, 3, 17, 21, 30, tzinfo=UTC)
"""22:30 in Kraśnik."""


class Provider:
    """Keeps what it is given, and answers as it is told to."""

    def __init__(self, *answers) -> None:
        self.given: list[OutgoingMessage] = []
        self.answers = list(answers)

    async def send(self, message: OutgoingMessage):
        self.given.append(message)
        return self.answers.pop(0) if self.answers else Receipt("1")

    @property
    def kinds(self) -> list[str]:
        return [message.kind.value for message in self.given]


async def run(actor: Actor, clock: Clock, provider: Provider) -> SendingReport:
    return await send_due(
        actor, clock, sender=provider, subjects=SUBJECTS, origin=ORIGIN
    )


async def booked(actor: Actor, now: datetime = NOON) -> tuple[Bookable, BookingFacts]:
    world = await a_bookable_round(actor, households=1)
    made = await book_slot(
        actor, voucher=world.vouchers[0], slot=world.slots[0].id, now=now
    )
    return world, made.booking


async def test_a_booking_is_confirmed_once_with_a_link_that_works(
    actor: Actor, client, clock: Clock
) -> None:
    await booked(actor)
    provider = Provider()

    first = await run(actor, clock, provider)
    second = await run(actor, clock, provider)

    assert (first.sent, second) == (1, SendingReport())
    (message,) = provider.given
    assert message.number == "+48600100200"
    assert message.text.startswith("Termin potwierdzony: czw. 19.03, godz. 10:00,")
    link = message.text.rpartition(ORIGIN)[2]
    page = await client.get(link)
    assert (page.status_code, "10:00" in page.text) == (200, True)


async def test_the_link_is_blanked_once_it_has_gone_out(
    actor: Actor, owner, clock: Clock
) -> None:
    await booked(actor)
    before = await _facts(owner, actor, "slot_confirmed")

    await run(actor, clock, Provider())

    after = await _facts(owner, actor, "slot_confirmed")
    assert before["link"].startswith("/t/")
    assert "link" not in after
    assert after["day"] == "2026-03-19"
    trail = await owner.fetchval(
        "SELECT count(*) FROM audit_entry WHERE centre = $1"
        " AND coalesce(after::text, '') LIKE '%' || $2 || '%'",
        actor.centre,
        before["link"].removeprefix("/t/"),
    )
    assert trail == 0


async def test_of_two_moves_only_the_last_is_told_and_old_reminders_die(
    actor: Actor, clock: Clock
) -> None:
    world, booking = await booked(actor)
    for place in (1, 2):
        await move_booking(actor, booking.id, slot=world.slots[place].id, now=NOON)
    provider = Provider()
    await run(actor, clock, provider)
    clock.now = NOON + timedelta(days=1, hours=6)
    await run(actor, clock, provider)

    assert provider.kinds == ["slot_moved", "slot_reminder"]
    assert "godz. 10:30" in provider.given[0].text
    assert "10:30" in provider.given[1].text
    assert sorted(state for _, state in await told(actor)) == [
        "dropped",
        "dropped",
        "dropped",
        "dropped",
        "sent",
        "sent",
    ]


async def test_after_cancelling_only_the_cancelling_is_told(
    actor: Actor, clock: Clock
) -> None:
    _, booking = await booked(actor)
    await cancel_booking(actor, booking.id, now=NOON)
    provider = Provider()

    report = await run(actor, clock, provider)

    assert provider.kinds == ["slot_cancelled"]
    assert (report.sent, report.dropped) == (1, 1)


async def test_who_was_booked_at_a_closed_slot_is_told(
    actor: Actor, clock: Clock
) -> None:
    world, _ = await booked(actor)
    await run(actor, clock, Provider())
    provider = Provider()

    await close_slot(actor, world.slots[0].id, now=NOON)
    await run(actor, clock, provider)

    assert provider.kinds == ["slot_cancelled"]


async def test_a_refused_booking_leaves_no_message(actor: Actor) -> None:
    world, _ = await booked(actor)
    count = len(await told(actor))

    with pytest.raises(AlreadyBookedError):
        await book_slot(
            actor, voucher=world.vouchers[0], slot=world.slots[1].id, now=NOON
        )

    assert len(await told(actor)) == count


async def test_without_a_telephone_nothing_is_sent_and_staff_are_told_so(
    actor: Actor,
) -> None:
    world = await a_bookable_round(
        actor, households=1, details=msgspec.structs.replace(WHERE, phone=None)
    )

    made = await book_slot(
        actor, voucher=world.vouchers[0], slot=world.slots[0].id, now=NOON
    )

    assert made.told is False
    assert await told(actor) == []


async def test_nobody_is_disturbed_at_night(actor: Actor, clock: Clock) -> None:
    await booked(actor, now=LATE_EVENING)
    provider = Provider()
    clock.now = LATE_EVENING
    night = await run(actor, clock, provider)
    clock.now = datetime(2026, 3, 18, 7, 0, tzinfo=UTC)
    morning = await run(actor, clock, provider)

    assert night == SendingReport()
    assert morning.sent == 1


async def test_a_provider_that_is_down_is_tried_again_with_the_same_key(
    actor: Actor, clock: Clock
) -> None:
    await booked(actor)
    provider = Provider(TryLater(Failure.TIMEOUT, Seconds(90)))

    first = await run(actor, clock, provider)
    at_once = await run(actor, clock, provider)
    clock.forward(seconds=90)
    later = await run(actor, clock, provider)

    assert (first.put_off, at_once, later.sent) == (1, SendingReport(), 1)
    assert provider.given[0].key == provider.given[1].key
    assert provider.given[1].text == provider.given[0].text


async def test_what_failed_is_seen_and_sent_again_by_hand_only(
    actor: Actor, clock: Clock
) -> None:
    await booked(actor)
    await run(actor, clock, Provider(Rejected(Failure.INVALID_NUMBER)))
    async with reading(actor):
        (failed,) = await messages(state=MessageState.FAILED)

    await queue_again(actor, failed.id, now=clock())
    provider = Provider()
    await run(actor, clock, provider)

    assert failed.failure == "invalid_number"
    assert failed.number == "+48******200"
    assert ORIGIN in provider.given[0].text
    with pytest.raises(WrongMessageStateError):
        await queue_again(actor, failed.id, now=clock())


async def test_two_workers_send_each_message_once(actor: Actor, clock: Clock) -> None:
    world = await a_bookable_round(actor, households=24, capacity=24)
    for voucher in world.vouchers:
        await book_slot(actor, voucher=voucher, slot=world.slots[0].id, now=NOON)
    providers = [Provider() for _ in range(4)]

    reports = await asyncio.gather(*(run(actor, clock, one) for one in providers))

    keys = [message.key for one in providers for message in one.given]
    assert sum(report.sent for report in reports) == 24
    assert len(keys) == len(set(keys)) == 24


async def test_what_a_dead_worker_took_comes_up_again(
    actor: Actor, clock: Clock
) -> None:
    await booked(actor)
    taken = await lease_messages(
        actor, now=clock(), kinds=[MessageKind.SLOT_CONFIRMED], most=10
    )
    provider = Provider()

    meanwhile = await run(actor, clock, provider)
    clock.forward(seconds=LEASE.total_seconds())
    afterwards = await run(actor, clock, provider)

    assert (len(taken), meanwhile, afterwards.sent) == (1, SendingReport(), 1)
    assert provider.given[0].key == taken[0].key


async def test_a_link_is_not_sent_to_who_has_chosen_meanwhile(
    actor: Actor, clock: Clock
) -> None:
    world = await a_bookable_round(actor, households=1)
    before = NOON - timedelta(minutes=1)
    await make_household_link(
        actor, world.counter.households[0], world.counter.round, now=before, send=True
    )
    await book_slot(actor, voucher=world.vouchers[0], slot=world.slots[0].id, now=NOON)
    provider = Provider()

    await run(actor, clock, provider)

    assert provider.kinds == ["slot_confirmed"]


async def _facts(owner, actor: Actor, kind: str) -> dict[str, str]:
    return msgspec.json.decode(
        await owner.fetchval(
            "SELECT facts FROM outbox_message WHERE centre = $1 AND kind = $2",
            actor.centre,
            kind,
        )
    )
