"""What a household may have in the place of something that is short."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from distribution.core.database import fetch
from distribution.core.sql import load
from distribution.vouchers.substitutes import Instead, Room, SubstituteLine


async def rooms_of(
    referral: UUID, articles: Collection[UUID], *, beyond: Mapping[UUID, int]
) -> dict[UUID, Room]:
    """Return group and packs still due of some articles, *beyond* those of a parcel."""
    rows = await fetch(
        "SELECT a.id, a.commodity_group, coalesce(e.entitled - e.issued, 0)::int AS due"
        " FROM article AS a LEFT JOIN entitlement AS e"
        " ON e.article = a.id AND e.referral = $1 WHERE a.id = ANY($2)",
        referral,
        list(articles),
    )
    return {
        row["id"]: Room(row["commodity_group"], row["due"] - beyond.get(row["id"], 0))
        for row in rows
    }


async def due_of_vouchers(
    vouchers: Collection[UUID], articles: Collection[UUID]
) -> dict[UUID, dict[UUID, int]]:
    """Return packs of some articles that are still due, by voucher and article."""
    rows = await fetch(
        "SELECT v.id AS voucher, e.article, e.entitled - e.issued AS due"
        " FROM voucher AS v JOIN entitlement AS e ON e.referral = v.referral"
        " WHERE v.id = ANY($1) AND e.article = ANY($2) AND e.entitled > e.issued",
        list(vouchers),
        list(articles),
    )
    found: dict[UUID, dict[UUID, int]] = {}
    for row in rows:
        found.setdefault(row["voucher"], {})[row["article"]] = row["due"]
    return found


async def what_instead(voucher: UUID, *, site: UUID, day: date) -> list[Instead]:
    """Return what could stand in for each article of a voucher at a site, by name."""
    rows = await fetch(load("distribution.vouchers", "instead"), voucher, site, day)
    return [Instead(**row) for row in rows]


async def substitutes_of_handouts(
    handouts: Collection[UUID],
) -> dict[UUID, list[SubstituteLine]]:
    """Return what was handed over in the place of another article, by hand-out."""
    rows = await fetch(
        "SELECT s.handout, s.article, a.name, s.packs, s.instead_of"
        " FROM handout_substitute AS s JOIN article AS a ON a.id = s.article"
        " WHERE s.handout = ANY($1)",
        list(handouts),
    )
    found: dict[UUID, list[SubstituteLine]] = {}
    for row in rows:
        of = found.setdefault(row.pop("handout"), [])
        of.append(SubstituteLine(**row))
    return {handout: by_name(lines) for handout, lines in found.items()}


def by_name(lines: Collection[SubstituteLine]) -> list[SubstituteLine]:
    """Return lines in the order in which they are told."""
    return sorted(lines, key=lambda one: (one.name, one.article, one.instead_of))
