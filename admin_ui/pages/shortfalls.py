"""What of a round was not handed over: by reason and article, and what to do next."""

from collections.abc import Iterable, Sequence

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from admin_ui.short_words import SHORT_ADVICE
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.reading import reading
from distribution.programmes.queries.rounds import round_by
from distribution.vouchers.queries.shortfalls import (
    RoundShort,
    short_totals,
    shortfalls_of_round,
)
from distribution.vouchers.shortfalls import SHORT_LABELS, ShortReason


class ShortArticle(msgspec.Struct, frozen=True):
    """How much of one article was not handed over, and in how many parcels."""

    name: str
    packs: int
    parcels: int


class ShortGroup(msgspec.Struct, frozen=True):
    """All that was not handed over for one reason."""

    reason: ShortReason | None
    articles: Sequence[ShortArticle]
    lines: Sequence[RoundShort]

    @property
    def packs(self) -> int:
        """How many packs there were."""
        return sum(one.packs for one in self.articles)


class ShortfallPages(Controller):
    """What was not handed over."""

    path = "/rounds"
    include_in_schema = False

    @get("/{reference:str}/shortfalls")
    async def show(
        self,
        reference: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Show a round's shortfalls, what asks for most first."""
        actor.must(Permission.SEE_VOUCHERS)
        async with reading(actor):
            round_ = await round_by(reference, local_day(clock()))
            shorts = await shortfalls_of_round(round_.id)
            totals = await short_totals(round_.id)
        return Page(
            "rounds/shortfalls.html",
            round=round_,
            groups=by_reason(shorts),
            totals=totals,
            advice=SHORT_ADVICE,
            short_labels=SHORT_LABELS,
            may_issue=actor.may(Permission.ISSUE_VOUCHERS),
            may_see_stock=actor.may(Permission.SEE_STOCK),
            may_keep_stock=actor.may(Permission.KEEP_STOCK),
        )


def by_reason(shorts: Iterable[RoundShort]) -> list[ShortGroup]:
    """Return shortfalls by reason, in the order of ``SHORT_ADVICE``; most packs first.

    A hand-out falls short of an article once, so each line is another parcel.
    """
    lines: dict[ShortReason | None, list[RoundShort]] = {}
    for one in shorts:
        lines.setdefault(one.reason, []).append(one)
    return [
        ShortGroup(reason, _by_article(lines[reason]), lines[reason])
        for reason in SHORT_ADVICE
        if reason in lines
    ]


def _by_article(lines: Iterable[RoundShort]) -> list[ShortArticle]:
    packs: dict[str, list[int]] = {}
    for one in lines:
        packs.setdefault(one.name, []).append(one.packs)
    found = [ShortArticle(name, sum(each), len(each)) for name, each in packs.items()]
    return sorted(found, key=lambda one: (-one.packs, one.name))
