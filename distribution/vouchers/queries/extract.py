"""Makes the extract of a site's day, in a dozen statements whatever its size."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

import msgspec

from distribution.core.database import Row, fetch
from distribution.core.errors import Shortage
from distribution.core.sql import load
from distribution.inventory.queries.shelves import Shelves, shelves_of
from distribution.inventory.rules.picking import Picked
from distribution.vouchers.extract import (
    ExtractArticle,
    ExtractLine,
    ExtractProxy,
    ExtractVoucher,
)
from distribution.vouchers.queries.facts import facts_of
from distribution.vouchers.queries.substitutes import due_of_vouchers
from distribution.vouchers.rules import VoucherFacts, VoucherState, state_of

_HANDED_OVER = (VoucherState.ISSUED, VoucherState.BLOCKED)
"""States in which a parcel is still waiting for its household."""


async def extract_vouchers(
    site: UUID, day: date, only: Sequence[UUID] | None = None
) -> list[ExtractVoucher]:
    """Return the vouchers of the rounds that are open at a site on a local day.

    Args:
        site: Where they are shown.
        day: The centre's local day.
        only: Of these alone; all if left out.
    """
    wanted = None if only is None else list(only)
    rows = await fetch(load("distribution.vouchers", "extract"), site, day, wanted)
    ids = [row["id"] for row in rows]
    shelves = await shelves_of(site, ids, day)
    free = {fund: shelves.free(fund) for fund in {row["fund"] for row in rows}}
    spare = {article for packs in free.values() for article in packs}
    about = _About(
        site=site,
        day=day,
        packs=await _packs_of(ids),
        proxies=await _proxies_of([row["household"] for row in rows], day),
        shelves=shelves,
        names=await _names_of(ids, spare),
        free=free,
        due=await due_of_vouchers(ids, spare) if spare else {},
    )
    return [_entry(row, about) for row in rows]


async def articles_of(vouchers: Sequence[ExtractVoucher]) -> dict[UUID, ExtractArticle]:
    """Return what the articles of some vouchers are called, with their allergens."""
    spare = {article for one in vouchers for article in one.spare}
    return await _names_of([one.id for one in vouchers], spare)


class _About(msgspec.Struct, frozen=True, kw_only=True):
    """What the entries of an extract have in common; by voucher, by household."""

    site: UUID
    day: date
    packs: dict[UUID, dict[UUID, int]]
    proxies: dict[UUID, list[ExtractProxy]]
    shelves: Shelves
    names: dict[UUID, ExtractArticle]
    free: dict[UUID, dict[UUID, int]]
    """Packs that nobody has reserved, by fund and article."""

    due: dict[UUID, dict[UUID, int]]


def _entry(row: Row, about: _About) -> ExtractVoucher:
    packs = about.packs.get(row["id"], {})
    facts = facts_of(row)
    lines = [ExtractLine(article, count) for article, count in packs.items()]
    spare: dict[UUID, int] = {}
    if facts.site == about.site and state_of(facts, about.day) in _HANDED_OVER:
        picked = about.shelves.parcel(row["id"], row["fund"], packs)
        facts = msgspec.structs.replace(
            facts,
            recalled=picked.recalled,
            missing=tuple(_named(one, facts, about.names) for one in picked.missing),
        )
        lines = _lines(picked)
        spare = _spare(row, packs, about)
    known = {name: getattr(facts, name) for name in VoucherFacts.__struct_fields__}
    return ExtractVoucher(
        id=row["id"],
        short_code=row["short_code"],
        household_number=row["household_number"],
        persons=row["persons"],
        proxies=about.proxies.get(row["household"], []),
        note=row["instructions"],
        lines=lines,
        spare=spare,
        **known,
    )


def _spare(row: Row, packs: dict[UUID, int], about: _About) -> dict[UUID, int]:
    """Return what may go in the place of something that is on the voucher."""
    groups = [(article, about.names[article].group) for article in packs]
    free, due = about.free[row["fund"]], about.due.get(row["id"], {})
    found = {
        article: min(free.get(article, 0), left - packs.get(article, 0))
        for article, left in due.items()
        if any(
            about.names[article].group == group and article != other
            for other, group in groups
        )
    }
    return {article: most for article, most in found.items() if most > 0}


def _named(
    missing: Shortage, facts: VoucherFacts, names: dict[UUID, ExtractArticle]
) -> Shortage:
    """Name an article of which the site holds no lot at all, as a hand-out does."""
    if missing.place:
        return missing
    article = names[UUID(missing.article)].name
    return msgspec.structs.replace(missing, article=article, place=facts.site_name)


def _lines(picked: Picked) -> list[ExtractLine]:
    found = sorted(
        picked.picks, key=lambda pick: (pick.holding.article_name, pick.holding.balance)
    )
    return [
        ExtractLine(
            pick.holding.article,
            pick.packs,
            pick.holding.lot_number,
            pick.holding.use_until,
            pick.holding.place,
        )
        for pick in found
    ]


async def _names_of(
    vouchers: list[UUID], others: Collection[UUID]
) -> dict[UUID, ExtractArticle]:
    rows = await fetch(
        "SELECT a.id, a.name, a.allergens AS note, a.commodity_group AS group"
        " FROM article AS a WHERE a.id = ANY($2) OR a.id IN"
        " (SELECT article FROM voucher_line WHERE voucher = ANY($1))"
        " ORDER BY kromka_polish(a.name), a.id",
        vouchers,
        list(others),
    )
    return {row.pop("id"): ExtractArticle(**row) for row in rows}


async def _packs_of(vouchers: list[UUID]) -> dict[UUID, dict[UUID, int]]:
    rows = await fetch(
        "SELECT l.voucher, l.article, l.packs::int AS packs FROM voucher_line AS l"
        " WHERE l.voucher = ANY($1) ORDER BY l.article",
        vouchers,
    )
    packs: dict[UUID, dict[UUID, int]] = {}
    for row in rows:
        packs.setdefault(row["voucher"], {})[row["article"]] = row["packs"]
    return packs


async def _proxies_of(
    households: list[UUID], day: date
) -> dict[UUID, list[ExtractProxy]]:
    rows = await fetch(
        "SELECT household, id, proxy_name FROM pickup_authorisation"
        " WHERE household = ANY($1) AND revoked_at IS NULL AND valid_from <= $2"
        " AND coalesce(valid_until >= $2, true) ORDER BY proxy_name, id",
        households,
        day,
    )
    proxies: dict[UUID, list[ExtractProxy]] = {}
    for row in rows:
        one = ExtractProxy(row["id"], row["proxy_name"])
        proxies.setdefault(row["household"], []).append(one)
    return proxies
