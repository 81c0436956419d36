"""What a day on paper needs to know of vouchers beyond what the checks do."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

import msgspec

from distribution.core.database import fetch


class PaperPacks(msgspec.Struct, frozen=True):
    """Packs of one article that a voucher is good for, whatever lies on the shelf."""

    article: UUID
    name: str
    packs: int


class PaperProxy(msgspec.Struct, frozen=True):
    """Who else might collect on the day, and when that was taken back, if it was."""

    id: UUID
    name: str
    revoked_at: datetime | None

    def may_collect(self, at: datetime) -> bool:
        """Say whether the authorisation stood at an instant of the day."""
        return self.revoked_at is None or self.revoked_at > at


class PaperVoucher(msgspec.Struct, frozen=True, kw_only=True):
    """A voucher as a list shows it, and as it is typed in: in the order of names."""

    id: UUID
    short_code: str
    household_number: int
    packs: list[PaperPacks]
    proxies: list[PaperProxy]


async def vouchers_on_paper(
    day: date, *, ids: Iterable[UUID] = (), codes: Iterable[str] = ()
) -> list[PaperVoucher]:
    """Return the vouchers of these ids or stored codes; an unknown one is left out.

    Proxies are those whose authorisation is for the local *day* (R-AUTH-1).
    """
    rows = await fetch(
        "SELECT v.id, v.short_code, h.number AS household_number"
        " FROM voucher AS v JOIN household AS h ON h.id = v.household"
        " WHERE v.id = ANY($1) OR v.short_code = ANY($2)",
        list(ids),
        list(codes),
    )
    found = [row["id"] for row in rows]
    packs = await _packs_of(found)
    proxies = await _proxies_of(found, day)
    return [
        PaperVoucher(
            **row, packs=packs.get(row["id"], []), proxies=proxies.get(row["id"], [])
        )
        for row in rows
    ]


async def _packs_of(vouchers: list[UUID]) -> dict[UUID, list[PaperPacks]]:
    rows = await fetch(
        "SELECT l.voucher, l.article, a.name, l.packs::int AS packs"
        " FROM voucher_line AS l JOIN article AS a ON a.id = l.article"
        " WHERE l.voucher = ANY($1) ORDER BY kromka_polish(a.name), a.id",
        vouchers,
    )
    packs: dict[UUID, list[PaperPacks]] = {}
    for row in rows:
        packs.setdefault(row.pop("voucher"), []).append(PaperPacks(**row))
    return packs


async def _proxies_of(vouchers: list[UUID], day: date) -> dict[UUID, list[PaperProxy]]:
    rows = await fetch(
        "SELECT v.id AS voucher, p.id, p.proxy_name AS name, p.revoked_at"
        " FROM voucher AS v JOIN pickup_authorisation AS p ON p.household = v.household"
        " WHERE v.id = ANY($1) AND p.valid_from <= $2"
        " AND coalesce(p.valid_until >= $2, true) ORDER BY p.proxy_name, p.id",
        vouchers,
        day,
    )
    proxies: dict[UUID, list[PaperProxy]] = {}
    for row in rows:
        proxies.setdefault(row.pop("voucher"), []).append(PaperProxy(**row))
    return proxies
