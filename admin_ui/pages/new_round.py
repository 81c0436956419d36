"""The form of a new round."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.pages.round_fields import (
    Choices,
    as_field,
    choices_for,
    groups_in,
    lines_in,
    read_round,
)
from admin_ui.typed import said_no
from admin_ui.ui import Page
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import DomainError, InvalidInputError
from distribution.core.transaction import perform
from distribution.programmes.commands.rounds import add_round
from distribution.programmes.errors import (
    KeyTakenError,
    RoundOutsideSubProgrammeError,
    TooFewGroupsError,
)
from distribution.programmes.rounds import round_key
from distribution.programmes.sets import COMMODITY_GROUP_LABELS

AnyRequest = Request[Any, Any, Any]


class RoundForm(msgspec.Struct, frozen=True):
    """A round as the form holds it; the packs stand in fields of their own."""

    sub_programme: UUID
    site: UUID
    name: str
    starts_on: date
    ends_on: date
    note: str = ""
    opened: str = ""


class NewRoundPages(Controller):
    """Planning a round."""

    path = "/rounds/new"
    include_in_schema = False

    @get()
    async def blank(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> Page:
        """Show the form, with the packs of the round before."""
        choices = await choices_for(actor, local_day(clock()))
        return _form(choices, typed={"opened": "yes", **choices.usual})

    @post()
    async def add(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Add the round; it is opened at once if that is ticked."""
        now = clock()
        choices = await choices_for(actor, local_day(now))
        fields = await request.form()
        typed = {name: str(value) for name, value in fields.items()}
        try:
            lines, faults = lines_in(typed, choices.articles)
            round_ = read_round(RoundForm, typed, faults)
            key = round_key(round_.name)
            await perform(
                add_round,
                actor,
                sub_programme=round_.sub_programme,
                site=round_.site,
                key=key,
                name=round_.name.strip(),
                starts_on=round_.starts_on,
                ends_on=round_.ends_on,
                lines=lines,
                note=round_.note.strip(),
                opened_at=now if round_.opened else None,
            )
        except (
            InvalidInputError,
            KeyTakenError,
            RoundOutsideSubProgrammeError,
            TooFewGroupsError,
        ) as error:
            return _form(choices, typed=typed, error=as_field(error))
        return redirect(f"/rounds/{key}", Flash(_("Zapisano turę.")))

    @post("/groups", status_code=200)
    async def groups(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Say while one types whether the parcel has enough groups (R-PAR-1)."""
        choices = await choices_for(actor, local_day(clock()))
        fields = await request.form()
        typed = {name: str(value) for name, value in fields.items()}
        return Page("rounds/_groups.html", **groups_in(typed, choices.articles))


def _form(
    choices: Choices, *, typed: Mapping[str, str], error: DomainError | None = None
) -> Page:
    return Page(
        "rounds/form.html",
        round=None,
        fixed=False,
        choices=choices,
        typed=typed,
        **said_no(error),
        group_labels=COMMODITY_GROUP_LABELS,
        **groups_in(typed, choices.articles),
    )
