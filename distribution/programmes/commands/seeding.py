"""The programmes, limits and articles that a new centre begins with."""

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.database import execute, fetch, fetch_value
from distribution.core.transaction import transaction
from distribution.programmes import steps
from distribution.programmes.limits import INCOME_BASES, INCOME_LIMITS
from distribution.programmes.rounds import ArticlePacks
from distribution.programmes.rules import KNOWN_SUB_PROGRAMMES, PROGRAMME_NAMES
from distribution.programmes.sets import FEPZ_2024_SET, KNOWN_SETS, EntitlementSet


async def seed_reference_data(actor: Actor) -> None:
    """Give the centre what ``DOMAIN.md`` knows; rows that are there stay as they are.

    Programmes POPŻ and FEPŻ, every criterion and limit of 2.1, the sub-programmes of
    1.2, and the articles and the set of 4.1. Donations need no row: a lot without a
    sub-programme is one.
    """
    actor.must(Permission.KEEP_PROGRAMMES)
    async with transaction(actor):
        await _seed_programmes(actor)
        await _seed_limits(actor)
        await _seed_articles(actor)
        for key, known in KNOWN_SETS.items():
            await _seed_set(actor, key, known)


async def _seed_programmes(actor: Actor) -> None:
    await execute(
        "INSERT INTO programme (id, centre, key, name, age_bands)"
        " SELECT gen_random_uuid(), $1, k, n, k FROM unnest($2::text[], $3::text[])"
        " AS given(k, n) ON CONFLICT DO NOTHING",
        actor.centre,
        [key.value for key in PROGRAMME_NAMES],
        list(PROGRAMME_NAMES.values()),
    )
    await execute(
        "INSERT INTO sub_programme (id, centre, programme, key, name, starts_on,"
        " ends_on) SELECT gen_random_uuid(), $1, p.id, given.key, given.name,"
        " given.starts_on, given.ends_on FROM unnest($2::text[], $3::text[],"
        " $4::text[], $5::date[], $6::date[])"
        " AS given(programme, key, name, starts_on, ends_on)"
        " JOIN programme AS p ON p.key = given.programme ON CONFLICT DO NOTHING",
        actor.centre,
        [one.programme for one in KNOWN_SUB_PROGRAMMES],
        [one.key for one in KNOWN_SUB_PROGRAMMES],
        [one.name for one in KNOWN_SUB_PROGRAMMES],
        [one.starts_on for one in KNOWN_SUB_PROGRAMMES],
        [one.ends_on for one in KNOWN_SUB_PROGRAMMES],
    )


async def _seed_limits(actor: Actor) -> None:
    await execute(
        "INSERT INTO income_base (id, centre, valid_from, single_grosz, family_grosz,"
        " hectare_grosz) SELECT gen_random_uuid(), $1, *"
        " FROM unnest($2::date[], $3::int[], $4::int[], $5::int[])"
        " ON CONFLICT DO NOTHING",
        actor.centre,
        [row.valid_from for row in INCOME_BASES],
        [row.single for row in INCOME_BASES],
        [row.in_family for row in INCOME_BASES],
        [row.hectare for row in INCOME_BASES],
    )
    await execute(
        "INSERT INTO income_limit (id, centre, programme, valid_from, percent,"
        " single_grosz, family_grosz) SELECT gen_random_uuid(), $1, p.id,"
        " given.valid_from, given.percent, given.single, given.family"
        " FROM unnest($2::text[], $3::date[], $4::int[], $5::int[], $6::int[])"
        " AS given(programme, valid_from, percent, single, family)"
        " JOIN programme AS p ON p.key = given.programme ON CONFLICT DO NOTHING",
        actor.centre,
        [row.programme for row in INCOME_LIMITS],
        [row.valid_from for row in INCOME_LIMITS],
        [row.percent for row in INCOME_LIMITS],
        [row.single for row in INCOME_LIMITS],
        [row.in_family for row in INCOME_LIMITS],
    )


async def _seed_articles(actor: Actor) -> None:
    known = FEPZ_2024_SET.articles
    await execute(
        "INSERT INTO article (id, centre, code, name, commodity_group, pack_grams,"
        " report_grams, clock_months, cold) SELECT gen_random_uuid(), $1, *"
        " FROM unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::int[],"
        " $7::int[], $8::boolean[]) ON CONFLICT DO NOTHING",
        actor.centre,
        [article.code for article in known],
        [article.name for article in known],
        [article.group.value for article in known],
        [article.grams for article in known],
        [article.report_grams for article in known],
        [article.clock_months for article in known],
        [article.cold for article in known],
    )


async def _seed_set(actor: Actor, key: str, known: EntitlementSet) -> None:
    sub_programme = await fetch_value(
        "SELECT id FROM sub_programme WHERE key = $1", key
    )
    there = await fetch_value(
        "SELECT count(*) FROM set_line WHERE sub_programme = $1", sub_programme
    )
    if there:
        return
    ids = {
        row["code"]: row["id"] for row in await fetch("SELECT id, code FROM article")
    }
    lines = [ArticlePacks(ids[a.code], a.packs) for a in known.articles]
    await steps.add_set_version(actor.centre, sub_programme, lines)
