"""What is due by article, and what was handed out."""

from uuid import UUID

import msgspec

from distribution.core.database import fetch, fetch_one
from distribution.core.errors import NotFoundError
from distribution.core.sql import load
from distribution.core.units import Packs, ReportGrams
from distribution.households.rules.entitlement import (
    Balance,
    reached_minimum,
    reached_percent,
)
from distribution.programmes.sets import CommodityGroup


class EntitlementLine(msgspec.Struct, frozen=True):
    """Packs of one article over the sub-programme, for the whole household.

    ``set_packs`` is the set × persons; ``entitled`` that and what was granted on top,
    less ``issued_before``: what earlier referrals to the same sub-programme have had.
    """

    article: UUID
    code: str
    name: str
    group: CommodityGroup
    set_packs: Packs
    entitled: Packs
    issued: Packs
    remaining: Packs
    issued_before: Packs
    report_grams: ReportGrams


class EntitlementView(msgspec.Struct, frozen=True):
    """Everything that is due to a household, and how much of it was handed out.

    ``reached_percent`` is by report weight over the whole sub-programme (R-PAR-2).
    """

    referral: UUID
    persons: int
    lines: tuple[EntitlementLine, ...]
    reached_percent: int
    minimum_percent: int
    minimum_reached: bool


async def entitlement_of(referral: UUID) -> EntitlementView:
    """Return what a referral gives: entitled, issued and remaining by article.

    Raises:
        NotFoundError: The centre has no such referral.
    """
    row = await fetch_one(
        "SELECT r.persons, s.minimum_percent FROM referral AS r"
        " JOIN sub_programme AS s ON s.id = r.sub_programme WHERE r.id = $1",
        referral,
    )
    if row is None:
        raise NotFoundError
    rows = await fetch(load("distribution.households", "entitlement_lines"), referral)
    lines = tuple(msgspec.convert(line, EntitlementLine) for line in rows)
    balances = [
        Balance(
            article=line.article,
            set_packs=line.set_packs,
            entitled=Packs(line.entitled + line.issued_before),
            issued=Packs(line.issued + line.issued_before),
            report_grams=line.report_grams,
        )
        for line in lines
    ]
    return EntitlementView(
        referral=referral,
        persons=row["persons"],
        lines=lines,
        reached_percent=reached_percent(balances),
        minimum_percent=row["minimum_percent"],
        minimum_reached=reached_minimum(balances, row["minimum_percent"]),
    )
