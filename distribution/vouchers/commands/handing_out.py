"""The hand-out: one transaction that redeems, issues and debits, or none of it."""

from datetime import date, datetime
from uuid import UUID, uuid4

import msgspec
from asyncpg import UniqueViolationError

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.core.transaction import TryAgainError, transaction
from distribution.core.units import Packs
from distribution.households import steps as households
from distribution.inventory.rules.picking import Picked
from distribution.inventory.steps import handing_out as stock
from distribution.vouchers.errors import NonceReusedError
from distribution.vouchers.handouts import (
    HandedOut,
    Handout,
    HandoutRequest,
    Line,
    Preview,
    Refused,
    wanted_packs,
)
from distribution.vouchers.queries.handouts import handout, proxies, taken_lines
from distribution.vouchers.rules import (
    Channel,
    Refusal,
    RefusalReason,
    Scan,
    judged_day,
    refusal,
)
from distribution.vouchers.steps.authorising import check_recipient
from distribution.vouchers.steps.looking_up import (
    Code,
    Found,
    decode,
    handout_of,
    look_up,
)
from distribution.vouchers.steps.recording import (
    Event,
    KeptScan,
    keep_scan,
    record_handout,
)

_NEVER_A_FACT = {
    RefusalReason.BAD_SIGNATURE,
    RefusalReason.OTHER_CENTRE,
    RefusalReason.UNKNOWN_CODE,
}
"""What happened without signal is kept, unless nobody can say on which voucher."""


async def preview(
    actor: Actor,
    code: str,
    *,
    channel: Channel,
    site: UUID | None,
    now: datetime,
    lines: list[Line] | None = None,
) -> Preview | Refused:
    """Say what would be handed out, or why nothing would; keeps the scan alone.

    With *lines* it says so of that lesser parcel, for where not all of it is there.

    Raises:
        InvalidInputError: A person did not say at which site.
    """
    actor.must(Permission.HAND_OUT)
    decoded = await decode(code, actor.centre)
    today = local_day(now)
    less = lines and HandoutRequest(
        code=code, nonce=uuid4(), scanned_at=now, channel=channel, lines=lines
    )
    async with transaction(actor):
        found = await look_up(decoded, nonce=None, day=today, lock=False)
        place = _site(actor, site, found, channel)
        scan = Scan(code=decoded.check, channel=channel, site=place, scanned_on=today)
        no, picked = await _judge(actor, found, scan, today, lines=less or None)
        await keep_scan(actor, _kept("preview", found, scan, no, nonce=None, at=now))
        if no is not None or found is None or picked is None:
            return _refused(no or refusal_of_unknown(decoded, scan, today), found)
        return Preview(
            voucher=found.id,
            short_code=found.short_code,
            household_number=found.household_number,
            household_language=found.household_language,
            persons=found.persons,
            instructions=found.instructions,
            channel=found.facts.channel.value,
            proxies=await proxies(found.household, today),
            lines=taken_lines(_rows(picked)),
        )


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
        TryAgainError: Another command was quicker; ``perform`` calls again.
    """
    actor.must(Permission.HAND_OUT)
    decoded = await decode(request.code, actor.centre)
    try:
        async with transaction(actor):
            return await _hand_out(actor, request, decoded, now)
    except UniqueViolationError as error:
        if error.constraint_name in ("handout_one_active", "handout_nonce_once"):
            raise TryAgainError("another scan of this voucher came first") from error
        raise


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
        site=_site(actor, request.site, found, request.channel),
        offline=request.offline,
        scanned_on=local_day(request.scanned_at),
    )
    no, picked = await _judge(actor, found, scan, local_day(now), lines=request)
    if found is None or (no is not None and not _is_fact(request, no)):
        kept = no or refusal_of_unknown(decoded, scan, local_day(now))
        at = request.scanned_at if request.offline else now
        await keep_scan(
            actor, _kept("handout", found, scan, kept, nonce=request.nonce, at=at)
        )
        return _refused(kept, found)
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
        conflict=no.reason.value if no else None,
    )
    wanted = _wanted(actor, found, scan.site, day, request)
    record_handout(actor, found, event)
    households.debit_entitlement(
        found.referral,
        list(wanted.packs),
        [Packs(packs) for packs in wanted.packs.values()],
    )
    if picked is not None:
        stock.take(wanted, picked, handout=event.id)
        return HandedOut(_made(found, event, picked))
    return HandedOut(await _take_what_left(wanted, found, event))


async def _judge(
    actor: Actor,
    found: Found | None,
    scan: Scan,
    today: date,
    *,
    lines: HandoutRequest | None,
) -> tuple[Refusal | None, Picked | None]:
    """Return the first reason against it, else the packs that it takes."""
    no = refusal(found.facts if found else None, scan, today)
    if no is not None or found is None:
        return no, None
    if lines is not None:
        await check_recipient(lines, found.household, judged_day(scan, today))
    wanted = _wanted(actor, found, scan.site, judged_day(scan, today), lines)
    picked = await stock.find_reserved(wanted)
    if picked is None:
        await households.lock_entitlement(found.referral)
        picked = await stock.find_free(wanted)
    if picked.complete:
        return None, picked
    facts = msgspec.structs.replace(
        found.facts, recalled=picked.recalled, missing=picked.missing
    )
    return refusal(facts, scan, today), None


async def _earlier(nonce: UUID, found: Found | None) -> UUID | None:
    if found is None:
        if await handout_of(nonce) is not None:
            raise NonceReusedError
        return None
    if found.earlier is not None and found.earlier_voucher != found.id:
        raise NonceReusedError
    return found.earlier


async def _take_what_left(wanted: stock.Wanted, found: Found, event: Event) -> Handout:
    """Book a hand-out that has happened: from the books, the rest as unaccounted."""
    picked = await stock.find_what_left(wanted)
    short = dict(wanted.packs)
    for pick in picked.picks:
        short[pick.holding.article] -= pick.packs
    unaccounted = await stock.book_unaccounted(
        wanted, {a: packs for a, packs in short.items() if packs}, handout=event.id
    )
    stock.take(wanted, picked, handout=event.id)
    made = _made(found, event, picked)
    return msgspec.structs.replace(
        made, lines=taken_lines([*_rows(picked), *unaccounted])
    )


def _is_fact(request: HandoutRequest, no: Refusal) -> bool:
    return request.offline and no.reason not in _NEVER_A_FACT


def _site(
    actor: Actor, site: UUID | None, found: Found | None, channel: Channel
) -> UUID:
    """Return where it happens: a device's own site, or the one that was said.

    At a door there is no site: the parcel was loaded where its voucher says.
    """
    if actor.site is not None:
        return actor.site
    if site is not None:
        return site
    if channel is Channel.HOME_DELIVERY and found is not None:
        return found.site
    raise InvalidInputError(
        [FieldError("site", N_("Wybierz miejsce, w którym wydajesz paczki."))]
    )


def _wanted(
    actor: Actor, found: Found, site: UUID, day: date, request: HandoutRequest | None
) -> stock.Wanted:
    return stock.Wanted(
        centre=actor.centre,
        owner=found.id,
        site=site,
        fund=found.fund,
        day=day,
        packs=wanted_packs(found.lines, request.lines if request else None),
    )


def refusal_of_unknown(decoded: Code, scan: Scan, today: date) -> Refusal:
    """Return why a code without a voucher is refused."""
    no = refusal(None, scan, today)
    if no is None:
        raise RuntimeError(f"a code without a voucher was let through: {decoded.check}")
    return no


def _refused(no: Refusal, found: Found | None) -> Refused:
    return Refused(no, found.id, found.household_language) if found else Refused(no)


def _kept(
    purpose: str,
    found: Found | None,
    scan: Scan,
    no: Refusal | None,
    *,
    nonce: UUID | None,
    at: datetime,
) -> KeptScan:
    return KeptScan(
        site=scan.site,
        channel=scan.channel.value,
        voucher=found.id if found else None,
        nonce=nonce,
        purpose=purpose,
        refusal=no.reason.value if no else None,
        offline=scan.offline,
        at=at,
    )


def _made(found: Found, event: Event, picked: Picked) -> Handout:
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
        annulled_at=None,
        lines=taken_lines(_rows(picked)),
    )


def _rows(picked: Picked) -> list[dict[str, object]]:
    return [
        {
            "article": pick.holding.article,
            "name": pick.holding.article_name,
            "lot": pick.holding.lot,
            "number": pick.holding.lot_number,
            "place": pick.holding.place,
            "packs": pick.packs,
        }
        for pick in picked.picks
    ]
