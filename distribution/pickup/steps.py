"""What pickup's commands have in common, inside their one transaction."""

from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID, uuid4

from distribution.accounts.secrets import new_link_token, token_hash
from distribution.core.actor import Actor
from distribution.core.clock import WARSAW
from distribution.core.database import (
    execute,
    fetch_one,
    fetch_value,
    require_transaction,
)
from distribution.messages.rules.outbox import MessageKind
from distribution.messages.rules.timing import reminder_at
from distribution.messages.steps import Draft, Recipient, enqueue, enqueue_all
from distribution.messages.texts import LinkFacts, SlotFacts
from distribution.pickup.queries.bookings import BookingFacts, VoucherToBook
from distribution.pickup.queries.slots import SlotFacts as Slot


async def take_place(slot: UUID) -> bool:
    """Take one place of a slot, and say whether there was one.

    One conditional statement: of any number of clients that come at once, as many
    get a place as there are. Locks the slot until commit (lock order: slot first).
    """
    require_transaction()
    taken = await fetch_value(
        "UPDATE slot SET booked = booked + 1 WHERE id = $1 AND closed_at IS NULL"
        " AND booked + held + offered < capacity RETURNING id",
        slot,
    )
    return taken is not None


async def free_place(slot: UUID) -> None:
    """Give a place of a slot back."""
    require_transaction()
    await execute("UPDATE slot SET booked = booked - 1 WHERE id = $1", slot)


async def lock_slots(*slots: UUID) -> None:
    """Lock slots in the order of their ids, so that two moves never wait in a ring."""
    require_transaction()
    await execute(
        "SELECT id FROM slot WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE",
        list(slots),
    )


async def add_link(
    actor: Actor, household: UUID, round_id: UUID, *, now: datetime
) -> tuple[UUID, str]:
    """Make a household's own link; return its id and its path, shown once."""
    require_transaction()
    [made] = await add_links(actor, [household], round_id, now=now)
    return made


async def add_links(
    actor: Actor, households: Sequence[UUID], round_id: UUID, *, now: datetime
) -> list[tuple[UUID, str]]:
    """Make each household its own link; return their ids and paths, shown once.

    They work to the end of the round's last day; 128 random bits each, of which only
    the hash is stored (E37).
    """
    require_transaction()
    ends_on = await fetch_value("SELECT ends_on FROM round WHERE id = $1", round_id)
    made = [(uuid4(), new_link_token()) for _ in households]
    await execute(
        "INSERT INTO household_link (centre, round, expires_at, created_at, id,"
        " household, token_hash) SELECT $1, $2, $3, $4, *"
        " FROM unnest($5::uuid[], $6::uuid[], $7::bytea[])",
        actor.centre,
        round_id,
        datetime.combine(ends_on, time.max, tzinfo=WARSAW),
        now,
        [link for link, _token in made],
        list(households),
        [token_hash(token) for _link, token in made],
    )
    return [(link, f"/t/{token}") for link, token in made]


async def send_links(
    actor: Actor,
    recipients: Sequence[Recipient],
    links: Sequence[tuple[UUID, str]],
    *,
    now: datetime,
) -> int:
    """Send each household the link to its own page; return how many messages."""
    require_transaction()
    drafts = [
        Draft(recipient, LinkFacts(path), link, 0)
        for recipient, (link, path) in zip(recipients, links, strict=True)
    ]
    return await enqueue_all(actor, MessageKind.BOOKING_LINK, drafts, not_before=now)


async def tell_booking(
    actor: Actor,
    kind: MessageKind,
    voucher: VoucherToBook,
    booking: UUID,
    *,
    slot: Slot,
    sequence: int,
    now: datetime,
    was: Slot | None = None,
) -> bool:
    """Tell the household of a change, and remind it the day before; if it can be told.

    Who books for a household sends the link along, so that it can change the slot by
    itself; a household that is on its own page has one already.

    Returns:
        Whether anything will be sent.
    """
    require_transaction()
    if voucher.phone is None:
        return False
    recipient = Recipient(voucher.phone, voucher.language, voucher.household)
    link = None
    if kind is MessageKind.SLOT_CONFIRMED and actor.kind != "household":
        _, link = await add_link(actor, voucher.household, voucher.round, now=now)
    facts = SlotFacts(
        slot.day,
        slot.starts_at,
        voucher.place,
        link=link,
        was_day=was.day if was else None,
        was_at=was.starts_at if was else None,
    )
    new = await enqueue(
        actor,
        kind,
        recipient,
        facts,
        subject=booking,
        sequence=sequence,
        not_before=now,
    )
    due = reminder_at(slot.instants[0], booked_at=now, zone=WARSAW)
    if due is not None and kind is not MessageKind.SLOT_CANCELLED:
        await enqueue(
            actor,
            MessageKind.SLOT_REMINDER,
            recipient,
            SlotFacts(slot.day, slot.starts_at, voucher.place),
            subject=booking,
            sequence=sequence,
            not_before=due,
        )
    return new


async def cancel_booking(
    actor: Actor, found: BookingFacts, voucher: VoucherToBook, *, now: datetime
) -> bool:
    """Cancel a booking, free its place and tell the household.

    Returns:
        False if somebody changed it since it was read: nothing was done.
    """
    require_transaction()
    await lock_slots(found.slot.id)
    changed = await fetch_one(
        "UPDATE booking SET cancelled_at = $3, changed_at = $3, sequence = sequence + 1"
        " WHERE id = $1 AND sequence = $2 AND cancelled_at IS NULL RETURNING id",
        found.id,
        found.sequence,
        now,
    )
    if changed is None:
        return False
    await free_place(found.slot.id)
    await tell_booking(
        actor,
        MessageKind.SLOT_CANCELLED,
        voucher,
        found.id,
        slot=found.slot,
        sequence=found.sequence + 1,
        now=now,
    )
    return True
