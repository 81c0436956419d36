"""The hand-out: one transaction that redeems, issues and debits, or none of it."""

from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from asyncpg import ForeignKeyViolationError, UniqueViolationError

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import Row
from distribution.core.errors import NotFoundError
from distribution.core.metrics import count_handout
from distribution.core.transaction import TryAgainError, transaction
from distribution.core.units import Packs
from distribution.households import steps as households
from distribution.inventory.steps import handing_out as stock
from distribution.vouchers.errors import AuthorisationNotValidError, NonceReusedError
from distribution.vouchers.handouts import (
    HandedOut,
    Handout,
    HandoutRequest,
    Refused,
    shorts_of,
)
from distribution.vouchers.queries.handouts import handout, named_shorts, taken_lines
from distribution.vouchers.queries.substitutes import by_name
from distribution.vouchers.rules import (
    Refusal,
    RefusalReason,
    Scan,
)
from distribution.vouchers.steps.judging import (
    judge,
    kept,
    place_of,
    refusal_of_unknown,
    refused,
    rows_of,
    wanted_from,
)
from distribution.vouchers.steps.looking_up import (
    Code,
    Found,
    decode,
    handout_of,
    look_up,
)
from distribution.vouchers.steps.recording import (
    Event,
    keep_scan,
    record_handout,
    record_shorts,
    record_substitutes,
)
from distribution.vouchers.substitutes import Substitute, SubstituteLine

_NEVER_A_FACT = {
    RefusalReason.BAD_SIGNATURE,
    RefusalReason.OTHER_CENTRE,
    RefusalReason.UNKNOWN_CODE,
}
"""What happened without signal is kept, unless nobody can say on which voucher."""


async def hand_out(
    actor: Actor, request: HandoutRequest, *, now: datetime
) -> HandedOut | Refused:
    """Hand over what a voucher is good for, at most once.

    The same nonce again is the same hand-out. A refusal is a result, so that its
    scan is kept. With ``offline`` the hand-out has happened already: it is recorded
    whatever the checks say, and what they say becomes its conflict (DESIGN 4.7).

    Raises:
        InvalidInputError: A field makes no sense; names each.
        NonceReusedError: The nonce belongs to a hand-out of another voucher.
        AuthorisationNotValidError: The centre has no such authorisation.
        NotFoundError: The centre has no such site.
        TryAgainError: Another command was quicker; ``perform`` calls again.
    """
    actor.must(Permission.HAND_OUT)
    decoded = await decode(request.code, actor.centre)
    try:
        async with transaction(actor):
            done = await _hand_out(actor, request, decoded, now)
    except UniqueViolationError as error:
        if error.constraint_name in ("handout_one_active", "handout_nonce_once"):
            raise TryAgainError("another scan of this voucher came first") from error
        raise
    except ForeignKeyViolationError as error:
        raise _unknown_of(error) from error
    count_handout(request.channel.value, _outcome(done))
    return done


def _unknown_of(error: ForeignKeyViolationError) -> Exception:
    """Return what a hand-out names that the centre does not have."""
    if error.constraint_name == "handout_authorisation_exists":
        return AuthorisationNotValidError()
    if error.constraint_name == "handout_site_exists":
        return NotFoundError()
    other: Exception = error
    return other


def _outcome(done: HandedOut | Refused) -> str:
    """Return what came of it as the count of hand-outs names it."""
    if isinstance(done, Refused):
        return done.refusal.reason.value
    return "repeated" if done.repeated else "handed_out"


async def _hand_out(
    actor: Actor, request: HandoutRequest, decoded: Code, now: datetime
) -> HandedOut | Refused:
    day = local_day(request.scanned_at if request.offline else now)
    found = await look_up(decoded, nonce=request.nonce, day=day, lock=True)
    earlier = await _earlier(request.nonce, found)
    if earlier is not None:
        return HandedOut(await handout(earlier), repeated=True)
    scan = Scan(
        code=decoded.check,
        channel=request.channel,
        site=place_of(actor, request.site, found, request.channel),
        offline=request.offline,
        scanned_on=local_day(request.scanned_at),
    )
    no, picked = await judge(actor, found, scan, local_day(now), lines=request)
    if found is None or (no is not None and not _is_fact(request, no)):
        why = no or refusal_of_unknown(decoded, scan, local_day(now))
        at = request.scanned_at if request.offline else now
        await keep_scan(
            actor, kept("handout", found, scan, why, nonce=request.nonce, at=at)
        )
        return refused(why, found)
    event = Event(
        id=uuid4(),
        site=scan.site,
        nonce=request.nonce,
        channel=request.channel.value,
        recipient=request.recipient.kind,
        authorisation=request.recipient.authorisation,
        scanned_at=request.scanned_at,
        recorded_at=now,
        offline=request.offline,
        conflict=_conflict(found, no),
        pin_used=request.pin_used,
    )
    wanted = wanted_from(actor, found, scan.site, day, request)
    record_handout(actor, found, event)
    households.debit_entitlement(
        found.referral,
        list(wanted.packs),
        [Packs(packs) for packs in wanted.packs.values()],
    )
    if picked is not None:
        stock.take(wanted, picked, found.reserved, handout=event.id)
        made = _made(found, event, rows_of(picked))
    else:
        made = _made(found, event, await _take_what_left(wanted, found, event))
    return HandedOut(await _with_what_is_short(actor, found, made, request))


async def _with_what_is_short(
    actor: Actor, found: Found, made: Handout, request: HandoutRequest
) -> Handout:
    """Record what was short, and what went in its place; tell both beside the rest."""
    shorts = shorts_of(found.lines, request.lines)
    if not shorts and not request.substitutes:
        return made
    record_shorts(actor, made.id, shorts)
    record_substitutes(actor, made.id, request.substitutes)
    return msgspec.structs.replace(
        made,
        short=await named_shorts(shorts),
        substitutes=_named_in(made, request.substitutes),
    )


def _named_in(made: Handout, substitutes: list[Substitute]) -> list[SubstituteLine]:
    names = {line.article: line.name for line in made.lines}
    return by_name(
        [
            SubstituteLine(one.article, names[one.article], one.packs, one.instead_of)
            for one in substitutes
        ]
    )


async def _earlier(nonce: UUID, found: Found | None) -> UUID | None:
    if found is None:
        if await handout_of(nonce) is not None:
            raise NonceReusedError
        return None
    if found.earlier is not None and found.earlier_voucher != found.id:
        raise NonceReusedError
    return found.earlier


async def _take_what_left(
    wanted: stock.Wanted, found: Found, event: Event
) -> list[Row]:
    """Book a hand-out that has happened: from the books, the rest as unaccounted."""
    picked = await stock.find_what_left(wanted)
    short = dict(wanted.packs)
    for pick in picked.picks:
        short[pick.holding.article] -= pick.packs
    unaccounted = await stock.book_unaccounted(
        wanted, {a: packs for a, packs in short.items() if packs}, handout=event.id
    )
    stock.take(wanted, picked, found.reserved, handout=event.id)
    return [*rows_of(picked), *unaccounted]


def _is_fact(request: HandoutRequest, no: Refusal) -> bool:
    return request.offline and no.reason not in _NEVER_A_FACT


def _conflict(found: Found, no: Refusal | None) -> str | None:
    """Return as what conflict a fact is kept.

    A voucher's second hand-out is that, whatever else is against it: only one may be
    the hand-out that counts (docs/decisions/0006-conflict-index.md).
    """
    if no is None:
        return None
    is_second = found.facts.handed_out_at is not None
    return (RefusalReason.ALREADY_HANDED_OUT if is_second else no.reason).value


def _made(found: Found, event: Event, rows: list[Row]) -> Handout:
    """Return the hand-out just made as ``queries.handout`` will read it back."""
    return Handout(
        id=event.id,
        nonce=event.nonce,
        voucher=found.id,
        short_code=found.short_code,
        household=found.household,
        household_number=found.household_number,
        round=found.round,
        site=event.site,
        channel=event.channel,
        recipient=event.recipient,
        scanned_at=event.scanned_at,
        recorded_at=event.recorded_at,
        offline=event.offline,
        conflict=event.conflict,
        pin_used=event.pin_used,
        annulled_at=None,
        lines=taken_lines(rows),
        short=[],
        substitutes=[],
    )
