"""What lies at a site, and for whom it is kept: for many vouchers at once."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec

from distribution.core.database import fetch
from distribution.inventory.rules.lots import LotState
from distribution.inventory.rules.picking import (
    Holding,
    Picked,
    first_to_expire,
    from_reservations,
)


class Shelf(msgspec.Struct, frozen=True):
    """Packs of one lot at one location, of one fund, seen by nobody in particular."""

    fund: UUID | None
    holding: Holding


class Shelves(msgspec.Struct, frozen=True):
    """All that a site holds, and what of it is reserved for some vouchers."""

    shelves: list[Shelf]
    kept: Mapping[UUID, Mapping[UUID, int]]
    """Packs by owner and balance."""

    def parcel(
        self, owner: UUID, fund: UUID | None, wanted: Mapping[UUID, int]
    ) -> Picked:
        """Return what the hand-out of one voucher would take now, or what it lacks."""
        mine = self.kept.get(owner, {})
        if mine:
            own = [
                msgspec.structs.replace(one.holding, mine=mine[one.holding.balance])
                for one in self.shelves
                if one.holding.balance in mine
            ]
            picked = from_reservations(wanted, own)
            if picked is not None:
                return picked
        return first_to_expire(
            wanted,
            [
                msgspec.structs.replace(
                    one.holding, mine=mine.get(one.holding.balance, 0)
                )
                for one in self.shelves
                if one.fund == fund and one.holding.article in wanted
            ],
        )

    def free(self, fund: UUID | None) -> dict[UUID, int]:
        """Return packs by article that may be used and nobody has reserved."""
        packs: dict[UUID, int] = {}
        for one in self.shelves:
            of = one.holding
            if one.fund == fund and of.usable and of.packs > of.reserved:
                packs[of.article] = packs.get(of.article, 0) + of.packs - of.reserved
        return packs


async def shelves_of(site: UUID, owners: Sequence[UUID], day: date) -> Shelves:
    """Return what a site holds on a local day, and what is reserved for *owners*.

    Two statements, however many vouchers there are.
    """
    rows = await fetch(
        "SELECT b.id AS balance, p.site, b.lot, b.location, l.article,"
        " a.name AS article_name,"
        " l.number AS lot_number, p.name AS place, b.packs, b.reserved, l.state,"
        " l.use_until, l.fund FROM stock_balance AS b JOIN lot AS l ON l.id = b.lot"
        " JOIN article AS a ON a.id = l.article"
        " JOIN location AS p ON p.id = b.location"
        " WHERE p.site = $1 AND p.kind <> 'unaccounted' AND b.packs > 0"
        " ORDER BY b.id",
        site,
    )
    reserved = await fetch(
        "SELECT owner, balance, packs FROM reservation"
        " WHERE owner = ANY($1) AND expires_on >= $2",
        list(owners),
        day,
    )
    kept: dict[UUID, dict[UUID, int]] = {}
    for row in reserved:
        kept.setdefault(row["owner"], {})[row["balance"]] = row["packs"]
    return Shelves(
        [
            Shelf(
                row.pop("fund"),
                Holding(
                    **{**row, "state": LotState(row["state"])},
                    mine=0,
                    day=day,
                ),
            )
            for row in rows
        ],
        kept,
    )
