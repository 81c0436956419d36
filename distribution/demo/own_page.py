"""A household's own page, for whoever looks at the demo: no text message reaches them.

The link is made by the person of the demo who books, with the password that stands on
the sign-in page. It opens nothing that a visitor may not see, and nothing at all where
the database is not the demo's.
"""

from datetime import datetime

from distribution.accounts.commands.signing_in import sign_in, sign_out
from distribution.accounts.errors import BadCredentialsError
from distribution.core.clock import local_day
from distribution.core.database import fetch_one
from distribution.core.errors import ConflictError
from distribution.core.language import N_, Language
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.demo.sign_ins import SIGN_INS
from distribution.pickup.commands.links import make_household_link

_PEER = "demo"
_WHO = (
    "SELECT v.household, v.round FROM voucher AS v"
    " JOIN round AS r ON r.id = v.round JOIN household AS h ON h.id = v.household"
    " LEFT JOIN booking AS b ON b.household = v.household AND b.round = v.round"
    "  AND b.cancelled_at IS NULL"
    " LEFT JOIN slot AS s ON s.id = b.slot"
    " WHERE v.channel = 'pickup' AND v.replaced_by IS NULL AND v.revoked_at IS NULL"
    "  AND v.blocked_at IS NULL AND r.opened_at IS NOT NULL AND r.closed_at IS NULL"
    "  AND r.ends_on >= $2"
    "  AND NOT EXISTS (SELECT FROM handout AS d WHERE d.household = v.household"
    "   AND d.round = v.round AND d.annulled_at IS NULL)"
    " ORDER BY (h.language = $1) DESC, (s.day > $2) DESC NULLS LAST, h.large_print,"
    "  s.day, s.starts, h.number LIMIT 1"
)
"""Who reads the visitor's language and comes on a later day, or has still to choose."""


class NobodyToShowError(ConflictError):
    """This is not the demo's town, or its last round is over."""

    reason = "nobody_to_show"
    sentence = N_("Wersja pokazowa nie ma teraz gospodarstwa z terminem.")


async def own_page(language: Language, now: datetime) -> str:
    """Return the path of a household's own page, by a link made for this visit.

    Args:
        language: The visitor's; the page speaks its household's.
        now: The present instant.

    Raises:
        NobodyToShowError: The demo's person or such a household is not there.
    """
    guide = SIGN_INS[0]
    try:
        opened = await sign_in(guide.login, guide.password, peer=_PEER, now=now)
    except BadCredentialsError:
        raise NobodyToShowError from None
    actor = opened.session.actor
    try:
        async with reading(actor):
            found = await fetch_one(_WHO, language, local_day(now))
        if found is None:
            raise NobodyToShowError
        made = await perform(
            make_household_link, actor, found["household"], found["round"], now=now
        )
    finally:
        await sign_out(opened.session, now=now)
    return made.path
