"""Links by which households choose their own slot."""

from datetime import datetime
from uuid import UUID

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.database import execute
from distribution.core.errors import ForbiddenError
from distribution.core.transaction import transaction
from distribution.messages.steps import Recipient
from distribution.pickup import steps
from distribution.pickup.errors import RoundNotOpenError, VoucherNotFoundError
from distribution.pickup.queries.bookings import live_voucher
from distribution.pickup.queries.links import households_to_choose
from distribution.pickup.queries.slots import is_over, takes_bookings


class HouseholdLinkMade(msgspec.Struct, frozen=True):
    """A household's own link; ``path`` is shown once, only its hash is stored.

    ``told``: a message with the link goes out.
    """

    id: UUID
    path: str
    told: bool


async def make_household_link(
    actor: Actor, household: UUID, round_id: UUID, *, now: datetime, send: bool = False
) -> HouseholdLinkMade:
    """Make a link by which a household chooses its slot; earlier ones keep working.

    A letter is on its way for days, so its link may be made before the round is opened;
    one that is sent now has to lead to slots.

    Args:
        actor: Who makes it.
        household: Whose it is.
        round_id: The one round that it shows.
        now: The present instant.
        send: Send it to the household's telephone, if it has one and wants messages.

    Raises:
        VoucherNotFoundError: The household has no voucher in the round.
        RoundNotOpenError: The round is over; or not yet opened, where the link is sent.
    """
    _must_book_for_others(actor)
    async with transaction(actor):
        voucher = await live_voucher(household, round_id)
        if voucher is None:
            raise VoucherNotFoundError
        opened = await takes_bookings(round_id, now)
        if not opened and (send or await is_over(round_id, now)):
            raise RoundNotOpenError
        link, path = await steps.add_link(actor, household, round_id, now=now)
        told = send and voucher.phone is not None
        if told and voucher.phone is not None:
            recipient = Recipient(voucher.phone, voucher.language, household)
            await steps.send_links(actor, [recipient], [(link, path)], now=now)
    return HouseholdLinkMade(link, path, told)


async def send_household_links(actor: Actor, round_id: UUID, *, now: datetime) -> int:
    """Send a link to every household that still has to choose, and can be written to.

    Households that want no messages, and those that have a link, a booking, or their
    parcel are left out, so again sends nothing twice. A link that is older than the
    voucher shows no code, so it counts for nothing.

    Returns:
        How many messages were queued.

    Raises:
        RoundNotOpenError: The round is closed or not yet opened.
    """
    _must_book_for_others(actor)
    async with transaction(actor):
        if not await takes_bookings(round_id, now):
            raise RoundNotOpenError
        await execute(
            "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"links {round_id}"
        )  # two who press at once: the second finds the links of the first
        recipients = {
            one.id: Recipient(one.phone, one.language, one.id)
            for one in await households_to_choose(round_id)
            if one.phone is not None and not one.has_link
        }
        links = await steps.add_links(actor, list(recipients), round_id, now=now)
        return await steps.send_links(actor, list(recipients.values()), links, now=now)


async def revoke_household_links(
    actor: Actor, household: UUID, round_id: UUID, *, now: datetime
) -> int:
    """Shut every link of a household to a round, as when its paper was lost.

    Returns:
        How many were shut.
    """
    _must_book_for_others(actor)
    async with transaction(actor):
        status = await execute(
            "UPDATE household_link SET revoked_at = $3 WHERE household = $1"
            " AND round = $2 AND revoked_at IS NULL",
            household,
            round_id,
            now,
        )
    return int(status.rsplit(" ", 1)[1])


def _must_book_for_others(actor: Actor) -> None:
    actor.must(Permission.BOOK)
    if actor.kind == "household":
        raise ForbiddenError(permission=Permission.BOOK.value)
