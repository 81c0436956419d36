"""Food that came in with an earlier date than food that was there before (I22)."""

from datetime import date
from uuid import UUID

import msgspec

from distribution.core.database import fetch
from distribution.core.sql import load


class EarlierDate(msgspec.Struct, frozen=True):
    """A lot that came later and must go first: it lies behind, and is overlooked."""

    article: UUID
    article_name: str
    lot: UUID
    number: str
    printed_date: date
    before: str
    """The number of a lot that came before, with a later date."""

    before_date: date
    is_gone: bool
    """Nothing is left of the food with the later date: it was handed out first."""


async def earlier_dates(document: UUID) -> list[EarlierDate]:
    """Return the lots of a receipt that are dated earlier than what came before."""
    rows = await fetch(load("distribution.inventory", "earlier_dates"), document)
    return [EarlierDate(**row) for row in rows]
