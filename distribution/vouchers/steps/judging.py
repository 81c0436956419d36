"""What a scan comes to: the first reason against it, or the packs that it takes."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from distribution.core.actor import Actor
from distribution.core.database import Row, require_transaction
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.households import steps as households
from distribution.inventory.rules.picking import Picked, from_reservations
from distribution.inventory.steps import handing_out as stock
from distribution.vouchers.handouts import HandoutRequest, Refused, wanted_packs
from distribution.vouchers.rules import Channel, Refusal, Scan, judged_day, refusal
from distribution.vouchers.steps.authorising import check_recipient
from distribution.vouchers.steps.looking_up import Code, Found
from distribution.vouchers.steps.recording import KeptScan
from distribution.vouchers.steps.substituting import check_instead


async def judge(
    actor: Actor,
    found: Found | None,
    scan: Scan,
    today: date,
    *,
    lines: HandoutRequest | None,
) -> tuple[Refusal | None, Picked | None]:
    """Return the first reason against it, else the packs that it takes.

    Raises:
        InvalidInputError: What is asked for makes no sense; names each field.
        AuthorisationNotValidError: The proxy may not collect.
    """
    require_transaction()
    no = refusal(found.facts if found else None, scan, today)
    if found is None:
        return no, None
    if lines is not None and (no is None or lines.offline):
        await check_instead(found, lines)
    if no is not None:
        return no, None
    if lines is not None:
        await check_recipient(lines, found.household, judged_day(scan, today))
    wanted = wanted_from(actor, found, scan.site, judged_day(scan, today), lines)
    here = [one for one in found.reserved if one.site == scan.site]
    picked = from_reservations(wanted.packs, here)
    if picked is None:
        await households.lock_entitlement(found.referral)
        picked = await stock.find_free(wanted)
    if picked.complete:
        return None, picked
    facts = msgspec.structs.replace(
        found.facts, recalled=picked.recalled, missing=picked.missing
    )
    return refusal(facts, scan, today), None


def place_of(
    actor: Actor, site: UUID | None, found: Found | None, channel: Channel
) -> UUID:
    """Return where it happens: a device's own site, or the one that was said.

    At a door there is no site: the parcel was loaded where its voucher says.

    Raises:
        InvalidInputError: A person did not say where.
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


def wanted_from(
    actor: Actor, found: Found, site: UUID, day: date, request: HandoutRequest | None
) -> stock.Wanted:
    """Return what a hand-out of this voucher asks of the stock."""
    return stock.Wanted(
        centre=actor.centre,
        owner=found.id,
        site=site,
        fund=found.fund,
        day=day,
        packs=wanted_packs(
            found.lines,
            request.lines if request else None,
            request.substitutes if request else (),
        ),
    )


def refusal_of_unknown(decoded: Code, scan: Scan, today: date) -> Refusal:
    """Return why a code without a voucher is refused."""
    no = refusal(None, scan, today)
    if no is None:
        raise RuntimeError(f"a code without a voucher was let through: {decoded.check}")
    return no


def refused(no: Refusal, found: Found | None) -> Refused:
    """Return the refusal as a result, with whom it was said to where that is known."""
    return Refused(no, found.id, found.household_language) if found else Refused(no)


def kept(
    purpose: str,
    found: Found | None,
    scan: Scan,
    no: Refusal | None,
    *,
    nonce: UUID | None,
    at: datetime,
) -> KeptScan:
    """Return the scan as it is kept (V12)."""
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


def rows_of(picked: Picked) -> list[Row]:
    """Return picked packs as rows of article, lot and place."""
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
