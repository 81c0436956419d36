"""Households that may be given food on a day, for the issue of vouchers."""

from datetime import date
from uuid import UUID

import msgspec

from distribution.core.database import fetch
from distribution.core.language import Language


class EligibleHousehold(msgspec.Struct, frozen=True):
    """A household with a referral that gives food, and what it is still due."""

    household: UUID
    number: int
    referral: UUID
    persons: int
    language: Language
    large_print: bool
    channel: str
    remaining: dict[UUID, int]
    """Packs by article; what was issued beyond the entitlement counts as nothing."""


async def eligible_households(
    sub_programme: UUID, day: date
) -> list[EligibleHousehold]:
    """Return active households with a referral that gives food on a local *day*.

    In the order of their numbers. A referral gives food once the hand-out point has
    accepted it, until it is withdrawn or the sub-programme ends (R-REF-1).
    """
    rows = await fetch(
        "SELECT h.id AS household, h.number, r.id AS referral, r.persons, h.language,"
        " h.large_print, h.channel,"
        " array_agg(e.article) FILTER (WHERE e.id IS NOT NULL) AS articles,"
        " array_agg(greatest(e.entitled - e.issued, 0))"
        " FILTER (WHERE e.id IS NOT NULL) AS packs"
        " FROM household AS h JOIN referral AS r ON r.household = h.id"
        " LEFT JOIN entitlement AS e ON e.referral = r.id"
        " WHERE h.active AND r.sub_programme = $1 AND r.withdrawn_at IS NULL"
        " AND r.accepted_at IS NOT NULL AND r.issued_on <= $2 AND r.valid_until >= $2"
        " GROUP BY h.id, r.id ORDER BY h.number",
        sub_programme,
        day,
    )
    return [
        EligibleHousehold(
            household=row["household"],
            number=row["number"],
            referral=row["referral"],
            persons=row["persons"],
            language=row["language"],
            large_print=row["large_print"],
            channel=row["channel"],
            remaining=dict(zip(row["articles"] or [], row["packs"] or [], strict=True)),
        )
        for row in rows
    ]
