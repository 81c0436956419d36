"""Sub-programmes and rounds that tests start from, made by commands alone."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid4

from distribution.accounts.commands.keeping import add_site
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.core.units import Packs
from distribution.programmes.commands.keeping import add_sub_programme
from distribution.programmes.commands.rounds import add_round
from distribution.programmes.commands.seeding import seed_reference_data
from distribution.programmes.queries.reference import articles_by, programme_by
from distribution.programmes.rounds import ArticlePacks
from tests.worlds import NOON

STARTS, ENDS = date(2026, 1, 1), date(2026, 9, 30)
PARCEL: Mapping[str, int] = {"MAKARON": 2, "MLEKO": 2, "DZEM": 1}
"""Packs a person: three commodity groups."""


async def a_sub_programme(
    actor: Actor, *, starts_on: date = STARTS, ends_on: date = ENDS
) -> UUID:
    """Seed the centre and add an invented year of FEPŻ around ``NOON``."""
    await seed_reference_data(actor)
    async with reading(actor):
        programme = await programme_by("fepz")
    return await add_sub_programme(
        actor,
        programme=programme.id,
        key=f"fepz_{uuid4().hex[:8]}",
        name="FEPŻ przykładowy",
        starts_on=starts_on,
        ends_on=ends_on,
    )


async def a_site(actor: Actor, *, is_warehouse: bool = False) -> UUID:
    """Add a place that hands out."""
    return await add_site(
        actor,
        key=f"s{uuid4().hex[:8]}",
        name="Centrum Kultury",
        address="ul. Próbna 2",
        is_pickup=True,
        is_warehouse=is_warehouse,
    )


async def packs_of(actor: Actor, packs: Mapping[str, int]) -> list[ArticlePacks]:
    """Return packs by article code as the lines that commands take."""
    async with reading(actor):
        found = await articles_by(packs)
    return [ArticlePacks(one.id, Packs(packs[one.code])) for one in found]


async def a_round(
    actor: Actor,
    *,
    sub_programme: UUID,
    site: UUID,
    packs: Mapping[str, int] = PARCEL,
    starts_on: date = date(2026, 3, 1),
    ends_on: date = date(2026, 3, 31),
    opened_at: datetime | None = NOON,
) -> UUID:
    """Add a round that is open at ``NOON``."""
    return await add_round(
        actor,
        sub_programme=sub_programme,
        site=site,
        key=f"r{uuid4().hex[:8]}",
        name="Tura próbna",
        starts_on=starts_on,
        ends_on=ends_on,
        lines=await packs_of(actor, packs),
        opened_at=opened_at,
    )
