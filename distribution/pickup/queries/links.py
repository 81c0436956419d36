"""Whose a household's own link is. Asked before the centre is known."""

from datetime import datetime
from uuid import UUID

import msgspec

from distribution.accounts.rules import Permission
from distribution.accounts.secrets import token_hash
from distribution.core.actor import Actor
from distribution.core.database import (
    fetch,
    fetch_before_centre,
    fetch_one,
    fetch_value,
)
from distribution.core.language import Language
from distribution.core.reading import reading
from distribution.messages.rules.outbox import Subject, SubjectState
from distribution.vouchers.rules import Channel


class OpenedLink(msgspec.Struct, frozen=True):
    """A household on its own page: who it is, and the one round it sees."""

    actor: Actor
    round: UUID
    made_at: datetime
    large_print: bool = False
    """Whether the household reads large letters only."""


class ToChoose(msgspec.Struct, frozen=True):
    """A household that collects its parcel in a round and has no slot yet."""

    id: UUID
    phone: str | None
    """None as well where no messages are wanted."""

    language: Language
    has_link: bool
    """One that shows the code: made since the voucher was issued."""


async def household_by_link(token: str, now: datetime) -> OpenedLink | None:
    """Return whose link this is, or None if it is unknown, revoked or expired."""
    found = await fetch_before_centre(
        "SELECT * FROM kromka_household_link($1, $2)", token_hash(token), now
    )
    if not found:
        return None
    row = found[0]
    actor = Actor(
        centre=row["centre"],
        kind="household",
        id=row["household"],
        name="",
        permissions=frozenset({Permission.BOOK.value}),
        subject=row["household"],
    )
    async with reading(actor):
        wish = await fetch_one(
            "SELECT h.language, h.large_print, l.created_at FROM household_link AS l"
            " JOIN household AS h ON h.id = l.household WHERE l.id = $1",
            row["link"],
        )
    if wish is None:
        return None
    reader = msgspec.structs.replace(actor, language=wish["language"])
    return OpenedLink(reader, row["round"], wish["created_at"], wish["large_print"])


async def households_to_choose(round_id: UUID) -> list[ToChoose]:
    """Return who of a round has still to choose a slot, by number."""
    rows = await fetch(
        "SELECT h.id, CASE WHEN h.no_messages THEN NULL ELSE h.phone END AS phone,"
        " h.language, EXISTS (SELECT FROM household_link AS l"
        "  WHERE l.round = v.round AND l.household = h.id AND l.revoked_at IS NULL"
        "   AND l.created_at >= v.issued_at) AS has_link"
        " FROM voucher AS v JOIN household AS h ON h.id = v.household"
        " WHERE v.round = $1 AND v.channel = $2 AND v.replaced_by IS NULL"
        "  AND v.revoked_at IS NULL AND v.blocked_at IS NULL"
        "  AND NOT EXISTS (SELECT FROM booking AS b WHERE b.round = v.round"
        "   AND b.household = h.id AND b.cancelled_at IS NULL)"
        "  AND NOT EXISTS (SELECT FROM handout AS d WHERE d.round = v.round"
        "   AND d.household = h.id AND d.annulled_at IS NULL)"
        " ORDER BY h.number",
        round_id,
        Channel.PICKUP.value,
    )
    return [ToChoose(*row.values()) for row in rows]


async def links_in_use(household: UUID, round_id: UUID, now: datetime) -> int:
    """Return how many links of the household still work for the round."""
    return int(
        await fetch_value(
            "SELECT count(*) FROM household_link WHERE household = $1 AND round = $2"
            " AND revoked_at IS NULL AND expires_at > $3",
            household,
            round_id,
            now,
        )
    )


async def link_subject(link: UUID) -> Subject | None:
    """Return what is true of a link when the message that brings it is to be sent.

    A household that has collected its parcel, or chosen a slot since, needs none. One
    that had a slot when the link was made lost its message, and asked for another.
    """
    row = await fetch_one(
        "SELECT l.revoked_at, h.phone IS NULL OR h.no_messages AS silent,"
        " EXISTS (SELECT FROM booking AS b WHERE b.household = l.household"
        " AND b.round = l.round AND b.cancelled_at IS NULL"
        " AND b.booked_at > l.created_at)"
        " OR EXISTS (SELECT FROM handout AS d WHERE d.household = l.household"
        " AND d.round = l.round"
        " AND d.annulled_at IS NULL) AS settled"
        " FROM household_link AS l JOIN household AS h ON h.id = l.household"
        " WHERE l.id = $1",
        link,
    )
    if row is None:
        return None
    state = SubjectState.CANCELLED if row["revoked_at"] else SubjectState.ACTIVE
    return Subject(
        SubjectState.DONE if row["settled"] else state, 0, opted_out=row["silent"]
    )
