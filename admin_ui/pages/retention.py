"""Households whose time is over: what is due, and making them unrecognisable."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import ngettext
from admin_ui.typed import Typed, read_typed, said_no
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import DomainError, FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.households.commands.anonymising import anonymise_households
from distribution.households.errors import NotDueError
from distribution.households.queries.retention import due_households
from distribution.households.rules.retention import YEARS_KEPT
from distribution.programmes.rules import ProgrammeKey

AnyRequest = Request[Any, Any, Any]


class RetentionPages(Controller):
    """What must not be kept any longer; numbers alone, no names."""

    path = "/settings/retention"
    include_in_schema = False

    @get()
    async def listing(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> Page:
        """Show the households that are due."""
        return await _list(actor, clock)

    @post()
    async def anonymise(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Make those that are ticked unrecognisable, once it is confirmed."""
        actor.must(Permission.ANONYMISE)
        typed = await read_typed(request)
        try:
            chosen = _chosen(typed)
            done = await perform(anonymise_households, actor, chosen, now=clock())
        except (InvalidInputError, NotDueError) as error:
            return await _list(actor, clock, error, typed.all("households"))
        words = ngettext(
            "Zanonimizowano {n} gospodarstwo.",
            "Zanonimizowano {n} gospodarstw.",
            len(done),
        )
        return redirect("/settings/retention", Flash(words.format(n=len(done))))


def _chosen(typed: Typed) -> list[UUID]:
    """Return what is ticked and confirmed.

    Raises:
        InvalidInputError: Nothing is, or it is not confirmed.
    """
    try:
        chosen = [UUID(one) for one in typed.all("households")]
    except ValueError:
        chosen = []
    if not chosen:
        sentence = N_("Zaznacz co najmniej jedno gospodarstwo.")
        raise InvalidInputError([FieldError("households", sentence)])
    if typed.get("sure") != "yes":
        sentence = N_("Potwierdź, że tych danych nie da się przywrócić.")
        raise InvalidInputError([FieldError("sure", sentence)])
    return chosen


async def _list(
    actor: Actor,
    clock: Clock,
    error: DomainError | None = None,
    ticked: tuple[str, ...] | None = None,
) -> Page:
    actor.must(Permission.ANONYMISE)
    async with reading(actor):
        due = await due_households(local_day(clock()))
    return Page(
        "settings/retention.html",
        due=due,
        ticked=tuple(str(one.id) for one in due) if ticked is None else ticked,
        popz_years=YEARS_KEPT[ProgrammeKey.POPZ],
        fepz_years=YEARS_KEPT[ProgrammeKey.FEPZ],
        **said_no(error),
    )
