"""What waits for somebody in the store."""

from collections.abc import Sequence
from datetime import date

import msgspec

from admin_ui.formats import number
from admin_ui.language import gettext as _
from admin_ui.language import spoken_language
from distribution.inventory.queries.minimums import below_minimum
from distribution.vouchers.queries.needs import ArticleNeed


class ToDo(msgspec.Struct, frozen=True):
    """Something that waits for this person."""

    words: str
    href: str
    kind: str = "warning"


async def stock_todos(
    day: date, site_name: str, needs: Sequence[ArticleNeed]
) -> list[ToDo]:
    """Return what to carry to the counter, and what runs short (I21)."""
    carry = _("{article}: przewieź {n} op. do: {site}")
    short = _("{article}, {site}: wolnych {free}, minimum {minimum}")
    return [
        ToDo(
            carry.format(article=one.name, n=figure(one.to_bring), site=site_name),
            "/stock",
        )
        for one in needs
        if one.to_bring
    ] + [
        ToDo(
            short.format(
                article=one.name,
                site=one.site_name,
                free=figure(one.free),
                minimum=figure(one.minimum),
            ),
            "/stock/minimums",
        )
        for one in await below_minimum(day)
    ]


def figure(count: int) -> str:
    """Return a number as people write it."""
    return number(count, spoken_language())
