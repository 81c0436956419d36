"""The door: the counter's own hand-out, and then the stop's outcome.

Two commands, each a transaction of its own, under one nonce. Should the second not
come to pass, the driver's phone sends the report again: the hand-out answers that it
is made, and the outcome is written.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.routing.commands.driving import Reported, record_outcome
from distribution.routing.errors import OtherHouseholdError, StopNotDrivenError
from distribution.routing.queries.runs import (
    check_own,
    code_fits,
    door,
    outcome_of_nonce,
)
from distribution.routing.rules.doors import Outcome, Tried
from distribution.routing.steps.outcomes import Report
from distribution.vouchers.commands.handing_out import hand_out
from distribution.vouchers.errors import NonceReusedError
from distribution.vouchers.handouts import HandedOut, HandoutRequest, Refused
from distribution.vouchers.rules import Channel, CodeCheck
from distribution.vouchers.steps.looking_up import decode


async def hand_over(
    actor: Actor, stop: UUID, request: HandoutRequest, *, note: str = "", now: datetime
) -> Reported:
    """Hand a parcel over at its door. The same nonce again is the same hand-over.

    A driver may hand out nothing else: the code has to be that of the household at
    this stop of their own run.

    Raises:
        DomainError: Whatever refuses the hand-out, as at the counter.
        NotFoundError: The centre has no such stop.
        NotYourStopError: It is on somebody else's run.
        StopNotDrivenError: It is on no published run.
        OtherHouseholdError: The code is another household's.
        NonceReusedError: The nonce belongs to another report.
    """
    decoded = await decode(request.code, actor.centre)
    async with reading(actor):
        here = await door(stop)
        check_own(actor, here.run, here.driver)
        earlier = await outcome_of_nonce(request.nonce)
        if earlier is not None:
            if (earlier.stop, earlier.outcome) != (stop, Outcome.HANDED_OVER):
                raise NonceReusedError
            return Reported(earlier, repeated=True)
        if not request.offline and (here.run is None or not here.published):
            raise StopNotDrivenError
        genuine = decoded.check is CodeCheck.GENUINE
        if genuine and not await code_fits(
            here, voucher=decoded.voucher, short_code=decoded.short_code
        ):
            raise OtherHouseholdError
    at_the_door = msgspec.structs.replace(
        request, channel=Channel.HOME_DELIVERY, site=here.site
    )
    done = await perform(hand_out, _handing_out(actor), at_the_door, now=now)
    made = _made(done)
    report = Report(
        outcome=Outcome.HANDED_OVER,
        nonce=request.nonce,
        happened_at=made.handout.scanned_at if request.offline else now,
        note=note,
        handout=made.handout.id,
        took_less=request.lines is not None,
        conflict=made.handout.conflict is not None,
    )
    return await perform(record_outcome, actor, stop, report, now=now)


async def report_failure(
    actor: Actor,
    stop: UUID,
    outcome: Outcome,
    *,
    nonce: UUID,
    note: str = "",
    happened_at: datetime | None = None,
    tried: tuple[Tried, ...] = (),
    now: datetime,
) -> Reported:
    """Report a parcel that was not handed over, as `record_outcome` does."""
    report = Report(
        outcome=outcome,
        nonce=nonce,
        happened_at=happened_at or now,
        note=note,
        tried=tried,
    )
    return await perform(record_outcome, actor, stop, report, now=now)


def _handing_out(actor: Actor) -> Actor:
    """Let a driver hand out, for the one call at a door that is theirs."""
    granted = actor.permissions | {Permission.HAND_OUT.value}
    return msgspec.structs.replace(actor, permissions=granted)


def _made(done: HandedOut | Refused) -> HandedOut:
    if isinstance(done, Refused):
        raise done.refusal.as_error()
    return done
