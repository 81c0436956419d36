"""Rounds, and the lists that they are made of."""

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from distribution.accounts.queries import site_by
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.units import Packs
from distribution.programmes.commands.rounds import add_round
from distribution.programmes.queries.reference import (
    articles,
    articles_by,
    sub_programme_by,
    sub_programmes,
)
from distribution.programmes.queries.rounds import (
    RoundFacts,
    RoundLineFacts,
    round_by,
    round_lines,
    rounds,
)
from distribution.programmes.rounds import ArticlePacks, round_key
from distribution.programmes.schemas import (
    ArticleSeen,
    RoundGiven,
    RoundLineSeen,
    RoundSeen,
    SubProgrammeSeen,
)


class RoundController(Controller):
    """Rounds of hand-outs."""

    path = "/rounds"
    tags = ("programmes",)

    @get(summary="List the rounds")
    async def listing(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> list[RoundSeen]:
        """Return every round with its state today, the newest first."""
        actor.must(Permission.SEE_ROUNDS)
        async with reading(actor):
            found = await rounds(local_day(clock()))
            return [_seen(one, await round_lines(one.id)) for one in found]

    @get("/{reference:str}", summary="Show a round")
    async def one(
        self,
        reference: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> RoundSeen:
        """Return the round with this id or key."""
        actor.must(Permission.SEE_ROUNDS)
        async with reading(actor):
            found = await round_by(reference, local_day(clock()))
            return _seen(found, await round_lines(found.id))

    @post(summary="Open a round")
    async def add(
        self,
        data: JSONBody[RoundGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> RoundSeen:
        """Add a round with the packs a person gets; open unless it says otherwise."""
        now = clock()
        actor.must(Permission.STEER_ROUNDS)
        async with reading(actor):
            sub_programme = await sub_programme_by(data.sub_programme)
            site = await site_by(data.site)
            found = await articles_by(line.article for line in data.lines)
        round_id = await perform(
            add_round,
            actor,
            sub_programme=sub_programme.id,
            site=site.id,
            key=data.key or round_key(data.name),
            name=data.name,
            starts_on=data.starts_on,
            ends_on=data.ends_on,
            lines=[
                ArticlePacks(article.id, Packs(line.packs))
                for article, line in zip(found, data.lines, strict=True)
            ],
            note=data.note,
            opened_at=now if data.open else None,
        )
        async with reading(actor):
            made = await round_by(round_id, local_day(now))
            return _seen(made, await round_lines(round_id))


class ReferenceController(Controller):
    """What rounds are made of."""

    tags = ("programmes",)

    @get("/sub-programmes", summary="List the sub-programmes")
    async def sub_programmes(
        self, actor: NamedDependency[Actor]
    ) -> list[SubProgrammeSeen]:
        """Return the sub-programmes, the newest first."""
        actor.must(Permission.SEE_ROUNDS)
        async with reading(actor):
            found = await sub_programmes()
        return [
            msgspec.convert(one, SubProgrammeSeen, from_attributes=True)
            for one in found
        ]

    @get("/articles", summary="List the articles")
    async def articles(self, actor: NamedDependency[Actor]) -> list[ArticleSeen]:
        """Return the articles in use, in Polish order."""
        actor.must(Permission.SEE_ROUNDS)
        async with reading(actor):
            found = await articles()
        return [
            msgspec.convert(one, ArticleSeen, from_attributes=True) for one in found
        ]


def _seen(one: RoundFacts, lines: list[RoundLineFacts]) -> RoundSeen:
    return RoundSeen(
        id=one.id,
        key=one.key,
        name=one.name,
        state=one.state,
        sub_programme=one.sub_programme,
        sub_programme_key=one.sub_programme_key,
        site=one.site,
        site_key=one.site_key,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        lines=[
            RoundLineSeen(line.article, line.code, line.name, line.group, line.packs)
            for line in lines
        ],
    )
