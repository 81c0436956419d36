"""Windows that somebody was promised by phone: hard from then on (R14)."""

from datetime import date, datetime, time
from uuid import UUID

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import WARSAW, local_day
from distribution.core.database import Row, execute, fetch_one
from distribution.core.errors import FieldError, InvalidInputError, NotFoundError
from distribution.core.language import N_
from distribution.core.transaction import transaction
from distribution.routing.errors import DayOverError, NotForDeliveryError
from distribution.routing.rules.hours import instant_at, seconds_of
from distribution.routing.steps.keeping_promises import tell_plans


async def promise_window(
    actor: Actor, voucher: UUID, *, day: date, opens: time, closes: time, now: datetime
) -> None:
    """Write down what was promised for a parcel; replaces an earlier promise.

    Every plan of the day keeps to the window, those that are made and not yet driven
    too, and no plan of another day takes the parcel. On a run that is driven already,
    the window counts from now on.

    Args:
        actor: Who promised.
        voucher: Whose parcel.
        day: Local day of today or later.
        opens: When the driver comes at the earliest, local.
        closes: When the driver has knocked at the latest, local.
        now: The moment of the promise.

    Raises:
        NotFoundError: The centre has no such voucher.
        DayOverError: The day has passed.
        InvalidInputError: The window closes before it opens.
        NotForDeliveryError: It is not to be brought home, or not any more.
    """
    actor.must(Permission.BOOK)
    if closes < opens:
        sentence = N_("Okno nie może się zamykać, zanim się otworzy.")
        raise InvalidInputError([FieldError("closes", sentence)])
    if day < local_day(now):
        raise DayOverError(day=f"{day:%d.%m.%Y}")
    async with transaction(actor):
        parcel = await _parcel(voucher)
        await execute(
            "INSERT INTO delivery_promise (id, centre, household, round, day, opens,"
            " closes, promised_at, promised_by)"
            " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8)"
            " ON CONFLICT (household, round) DO UPDATE SET day = $4, opens = $5,"
            " closes = $6, promised_at = $7, promised_by = $8",
            actor.centre,
            parcel["household"],
            parcel["round"],
            day,
            opens,
            closes,
            now,
            actor.label,
        )
        await _tell_stops(
            voucher,
            day,
            instant_at(day, seconds_of(opens), WARSAW),
            instant_at(day, seconds_of(closes), WARSAW),
        )
        await tell_plans(actor, voucher, day, opens, closes, now=now)


async def withdraw_promise(actor: Actor, voucher: UUID) -> None:
    """Take a promise back, after the household was told; twice is no change.

    Raises:
        NotFoundError: The centre has no such voucher.
        NotForDeliveryError: It is not to be brought home, or not any more.
    """
    actor.must(Permission.BOOK)
    async with transaction(actor):
        parcel = await _parcel(voucher)
        await execute(
            "DELETE FROM delivery_promise WHERE household = $1 AND round = $2",
            parcel["household"],
            parcel["round"],
        )


async def _parcel(voucher: UUID) -> Row:
    """Return whose parcel of which round it is, locked for as long as we write."""
    row = await fetch_one(
        "SELECT household, round, channel = 'home_delivery' AND revoked_at IS NULL"
        " AND replaced_by IS NULL AND NOT EXISTS (SELECT FROM handout"
        "  WHERE handout.voucher = voucher.id AND annulled_at IS NULL) AS due"
        " FROM voucher WHERE id = $1 FOR NO KEY UPDATE OF voucher",
        voucher,
    )
    if row is None:
        raise NotFoundError
    if not row["due"]:
        raise NotForDeliveryError
    return row


async def _tell_stops(
    voucher: UUID, day: date, opens: datetime, closes: datetime
) -> None:
    """Let the window hold on the run of the day, and in plans nobody drives yet."""
    await execute(
        "UPDATE stop SET window_opens = $3, window_closes = $4 FROM plan"
        " WHERE plan.id = stop.plan AND stop.voucher = $1 AND plan.day = $2"
        " AND NOT stop.closed AND (stop.published OR plan.state = 'solved')",
        voucher,
        day,
        opens,
        closes,
    )
