"""Keeping how much of an article a site should not fall below."""

from uuid import UUID

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.constraints import refusing
from distribution.core.database import execute, fetch_value
from distribution.core.errors import FieldError, InvalidInputError, NotFoundError
from distribution.core.language import N_
from distribution.core.transaction import transaction
from distribution.core.units import Packs

MOST_PACKS = 1_000_000


async def set_minimum(
    actor: Actor, *, article: UUID, site: UUID, packs: Packs
) -> Packs:
    """Say how many free packs of an article a site should have (I21); 0 takes it back.

    Returns:
        What it was before, 0 if there was none.

    Raises:
        NotFoundError: The centre lacks the article or the site.
        InvalidInputError: The number is below zero, or beyond any store.
    """
    actor.must(Permission.KEEP_STOCK)
    if not 0 <= packs <= MOST_PACKS:
        sentence = N_("Wpisz liczbę od 0 do {most}.")
        raise InvalidInputError([FieldError("packs", sentence, {"most": MOST_PACKS})])
    refusals = {
        "stock_minimum_article_exists": NotFoundError,
        "stock_minimum_site_exists": NotFoundError,
    }
    with refusing(refusals):
        async with transaction(actor):
            before = await fetch_value(
                "SELECT packs FROM stock_minimum WHERE article = $1 AND site = $2"
                " FOR UPDATE",
                article,
                site,
            )
            if not packs:
                await execute(
                    "DELETE FROM stock_minimum WHERE article = $1 AND site = $2",
                    article,
                    site,
                )
            else:
                await execute(
                    "INSERT INTO stock_minimum (id, centre, article, site, packs)"
                    " VALUES (gen_random_uuid(), $1, $2, $3, $4)"
                    " ON CONFLICT (article, site) DO UPDATE SET packs = $4",
                    actor.centre,
                    article,
                    site,
                    packs,
                )
    return Packs(before or 0)
