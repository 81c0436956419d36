"""The queue of a day: who has come, who is called, who has gone."""

from datetime import date, datetime
from uuid import UUID, uuid4

from distribution.accounts.queries import site as site_facts
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import execute, fetch_one, fetch_value
from distribution.core.transaction import transaction
from distribution.pickup.errors import QueueEmptyError, QueueEntryNotFoundError
from distribution.pickup.queries.bookings import active_booking, voucher_to_book
from distribution.pickup.queries.queue import QueueParty, queue_of_day
from distribution.pickup.rules.queue import call_order, next_ordinal


async def arrive(
    actor: Actor, site: UUID, *, now: datetime, voucher: UUID | None = None
) -> QueueParty:
    """Give whoever has come the next number of the day.

    With a voucher the letter tells whether the household has booked this day; who
    comes twice keeps the first number, until it has left.

    Raises:
        NotFoundError: The centre has no such site.
        VoucherNotFoundError: Nor such a voucher.
    """
    actor.must(Permission.RUN_QUEUE)
    day = local_day(now)
    async with transaction(actor):
        await site_facts(site)
        booked = voucher is not None and await _is_booked(voucher, site, day)
        await _one_at_a_time(site, day)
        parties = await queue_of_day(site, day)
        for party in parties:
            if voucher and party.voucher == voucher and party.entry.left_at is None:
                return party
        entry = uuid4()
        await execute(
            "INSERT INTO queue_entry (id, centre, site, day, number, voucher, walk_in,"
            " arrived_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            entry,
            actor.centre,
            site,
            day,
            next_ordinal([party.entry.ordinal for party in parties]),
            voucher,
            not booked,
            now,
        )
        return await _party(site, day, entry)


async def call_next(actor: Actor, site: UUID, *, now: datetime) -> QueueParty:
    """Call whoever is next: by slot, then by arrival. Two desks never call one.

    Raises:
        QueueEmptyError: Nobody waits.
    """
    actor.must(Permission.RUN_QUEUE)
    day = local_day(now)
    async with transaction(actor):
        await _one_at_a_time(site, day)
        parties = await queue_of_day(site, day)
        waiting = call_order(party.entry for party in parties)
        if not waiting:
            raise QueueEmptyError
        ordinal = waiting[0].ordinal
        chosen = next(party for party in parties if party.entry.ordinal == ordinal)
        await _mark_called(chosen.id, now)
        return await _party(site, day, chosen.id)


async def call_again(actor: Actor, entry: UUID, *, now: datetime) -> None:
    """Call one number, out of turn or once more.

    Raises:
        QueueEntryNotFoundError: There is none such, or it has left.
    """
    actor.must(Permission.RUN_QUEUE)
    async with transaction(actor):
        await _mark_called(entry, now)


async def leave(actor: Actor, entry: UUID, *, now: datetime) -> None:
    """Take a number off the screen: served, or gone. Twice is no change.

    Raises:
        QueueEntryNotFoundError: There is none such.
    """
    actor.must(Permission.RUN_QUEUE)
    async with transaction(actor):
        found = await fetch_one(
            "UPDATE queue_entry SET left_at = coalesce(left_at, $2) WHERE id = $1"
            " RETURNING id",
            entry,
            now,
        )
        if found is None:
            raise QueueEntryNotFoundError


async def return_to_queue(actor: Actor, entry: UUID) -> None:
    """Let a number wait again, as when it was called or taken off by mistake.

    Raises:
        QueueEntryNotFoundError: There is none such.
    """
    actor.must(Permission.RUN_QUEUE)
    async with transaction(actor):
        found = await fetch_one(
            "UPDATE queue_entry SET left_at = NULL, called_at = NULL WHERE id = $1"
            " RETURNING id",
            entry,
        )
        if found is None:
            raise QueueEntryNotFoundError


async def _is_booked(voucher: UUID, site: UUID, day: date) -> bool:
    found = await voucher_to_book(voucher)
    active = await active_booking(found.household, found.round)
    return active is not None and (active.slot.site, active.slot.day) == (site, day)


async def _one_at_a_time(site: UUID, day: date) -> None:
    """Keep other desks of this site waiting until commit: numbers come one by one."""
    await fetch_value(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"queue {site} {day}"
    )


async def _mark_called(entry: UUID, now: datetime) -> None:
    found = await fetch_one(
        "UPDATE queue_entry SET called_at = $2 WHERE id = $1 AND left_at IS NULL"
        " RETURNING id",
        entry,
        now,
    )
    if found is None:
        raise QueueEntryNotFoundError


async def _party(site: UUID, day: date, entry: UUID) -> QueueParty:
    for party in await queue_of_day(site, day):
        if party.id == entry:
            return party
    raise QueueEntryNotFoundError
