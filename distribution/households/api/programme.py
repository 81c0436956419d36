"""What a person is due over a sub-programme: a change of it reaches referrals."""

from litestar import Controller, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.units import Packs
from distribution.households.commands.programme import change_set
from distribution.households.schemas import SetGiven
from distribution.programmes.queries.reference import (
    SetLineFacts,
    articles_by,
    set_of,
    sub_programme_by,
)
from distribution.programmes.rounds import ArticlePacks


class SetController(Controller):
    """The set of a sub-programme."""

    path = "/sub-programmes/{reference:str}/set"
    tags = ("programmes",)

    @get(summary="Show the set of a sub-programme")
    async def one(
        self, reference: FromPath[str], actor: NamedDependency[Actor]
    ) -> list[SetLineFacts]:
        """Return the packs that one person is due, by the newest version."""
        actor.must(Permission.SEE_ROUNDS)
        async with reading(actor):
            return await set_of((await sub_programme_by(reference)).id)

    @put(summary="Say anew what a person is due")
    async def change(
        self,
        reference: FromPath[str],
        data: JSONBody[SetGiven],
        actor: NamedDependency[Actor],
    ) -> list[SetLineFacts]:
        """Make a new version of the set; it holds for every referral."""
        actor.must(Permission.KEEP_PROGRAMMES)
        async with reading(actor):
            known = await sub_programme_by(reference)
            found = await articles_by(line.article for line in data.lines)
        lines = [
            ArticlePacks(article.id, Packs(line.packs))
            for article, line in zip(found, data.lines, strict=True)
        ]
        await perform(change_set, actor, known.id, lines)
        async with reading(actor):
            return await set_of(known.id)
