"""A look at a code: what would be handed out, or why nothing would."""

from datetime import datetime
from uuid import UUID, uuid4

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.transaction import transaction
from distribution.vouchers.handouts import HandoutRequest, Line, Preview, Refused
from distribution.vouchers.queries.handouts import proxies, taken_lines
from distribution.vouchers.queries.substitutes import what_instead
from distribution.vouchers.rules import Channel, Scan
from distribution.vouchers.steps.judging import (
    judge,
    kept,
    place_of,
    refusal_of_unknown,
    refused,
    rows_of,
)
from distribution.vouchers.steps.looking_up import decode, look_up
from distribution.vouchers.steps.recording import keep_scan


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
        place = place_of(actor, site, found, channel)
        scan = Scan(code=decoded.check, channel=channel, site=place, scanned_on=today)
        no, picked = await judge(actor, found, scan, today, lines=less or None)
        await keep_scan(actor, kept("preview", found, scan, no, nonce=None, at=now))
        if no is not None or found is None or picked is None:
            return refused(no or refusal_of_unknown(decoded, scan, today), found)
        return Preview(
            voucher=found.id,
            short_code=found.short_code,
            household_number=found.household_number,
            household_language=found.household_language,
            persons=found.persons,
            instructions=found.instructions,
            channel=found.facts.channel.value,
            proxies=await proxies(found.household, today),
            lines=taken_lines(rows_of(picked)),
            instead=await what_instead(found.id, site=place, day=today),
        )
