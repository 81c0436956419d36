"""Sheets of a round: asked for, looked at, taken away."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.vouchers.commands.printing import request_print
from distribution.vouchers.errors import PrintNotFoundError
from distribution.vouchers.queries.prints import PrintFacts, print_job, sheets_made
from distribution.vouchers.schemas import PrintAskedAnswer, PrintBody

_PDF = ".pdf"


class PrintController(Controller):
    """Printing a round's vouchers is a job; its sheets are kept for some days."""

    tags = ("vouchers",)

    @post("/rounds/{reference:str}/prints", summary="Print vouchers", status_code=202)
    async def ask(
        self,
        reference: FromPath[str],
        data: JSONBody[PrintBody],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> PrintAskedAnswer:
        """Queue the sheets of a round; look at the print for its state."""
        asked = await perform(
            request_print,
            actor,
            reference,
            only_new=data.only_new,
            only=data.vouchers,
            now=clock(),
        )
        return PrintAskedAnswer(asked)

    @get("/prints/{reference:str}", summary="Show a print, or its sheets (.pdf)")
    async def one(
        self, reference: FromPath[str], actor: NamedDependency[Actor]
    ) -> Response[PrintFacts] | Response[bytes]:
        """Return how far a print is; with ``.pdf`` behind its id, the sheets."""
        actor.must(Permission.ISSUE_VOUCHERS)
        print_id = _id(reference.removesuffix(_PDF))
        async with reading(actor):
            facts = await print_job(print_id)
            if not reference.endswith(_PDF):
                return Response(facts)
            return Response(await sheets_made(print_id), media_type="application/pdf")


def _id(reference: str) -> UUID:
    try:
        return UUID(reference)
    except ValueError:
        raise PrintNotFoundError from None
