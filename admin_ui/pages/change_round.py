"""The form of a round that is there: all of it, until its first voucher is issued."""

from datetime import date
from typing import Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.pages.round_fields import (
    Choices,
    as_field,
    choices_for,
    groups_in,
    lines_in,
    packs_of,
    read_round,
)
from admin_ui.typed import said_no, seen_by
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import ConflictError, DomainError, InvalidInputError
from distribution.core.reading import reading
from distribution.core.standing import standing
from distribution.core.transaction import perform
from distribution.programmes.queries.rounds import (
    round_as_planned,
    round_by,
    round_lines,
)
from distribution.programmes.rounds import RoundPlan
from distribution.programmes.sets import COMMODITY_GROUP_LABELS
from distribution.vouchers.commands.changing_round import change_round
from distribution.vouchers.queries.standing import has_vouchers

AnyRequest = Request[Any, Any, Any]


class Words(msgspec.Struct, frozen=True):
    """What may always change."""

    name: str
    note: str = ""


class Planned(Words, frozen=True, kw_only=True):
    """What may change with it before the first voucher."""

    starts_on: date
    ends_on: date


class ChangeRoundPages(Controller):
    """Changing a round."""

    path = "/rounds/{reference:str}/edit"
    include_in_schema = False

    @get()
    async def known(
        self,
        reference: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Show the form with what is known."""
        return await _form(actor, reference, local_day(clock()))

    @post()
    async def change(
        self,
        request: AnyRequest,
        reference: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Save what was changed; a form with days has a plan."""
        day = local_day(clock())
        fields = await request.form()
        typed = {name: str(value) for name, value in fields.items()}
        async with reading(actor):
            round_ = await round_by(reference, day)
        choices = await choices_for(actor, day, changing=round_.id)
        try:
            read, plan = _read(typed, choices)
            await perform(
                change_round,
                actor,
                round_.id,
                name=read.name.strip(),
                note=read.note.strip(),
                plan=plan,
                seen=typed.get("seen"),
            )
        except (ConflictError, InvalidInputError) as error:
            return await _form(actor, reference, day, typed=typed, error=error)
        said = [Flash(_("Zapisano turę."))]
        days = (round_.starts_on, round_.ends_on)
        if plan is not None and (plan.starts_on, plan.ends_on) != days:
            words = _("Zmieniły się dni tury: zaplanuj na nie terminy odbioru.")
            said.append(Flash(words, "warning"))
        return redirect(f"/rounds/{round_.key}", *said)


def _read(typed: dict[str, str], choices: Choices) -> tuple[Words, RoundPlan | None]:
    if "starts_on" not in typed:
        return read_round(Words, typed, []), None
    lines, faults = lines_in(typed, choices.articles)
    planned = read_round(Planned, typed, faults)
    return planned, RoundPlan(planned.starts_on, planned.ends_on, lines)


async def _form(
    actor: Actor,
    reference: str,
    day: date,
    *,
    typed: dict[str, str] | None = None,
    error: DomainError | None = None,
) -> Page:
    actor.must(Permission.STEER_ROUNDS)
    async with reading(actor):
        round_ = await round_by(reference, day)
        lines = await round_lines(round_.id)
        fixed = await has_vouchers(round_.id)
        stands = standing(await round_as_planned(round_.id))
    choices = await choices_for(actor, day, changing=round_.id)
    known = {
        "name": round_.name,
        "note": round_.note,
        "starts_on": round_.starts_on.isoformat(),
        "ends_on": round_.ends_on.isoformat(),
        **packs_of(lines),
    }
    shown = typed or known
    return Page(
        "rounds/form.html",
        round=round_,
        fixed=fixed,
        choices=choices,
        typed=shown,
        seen=seen_by(stands, typed, error),
        **said_no(as_field(error) if error else None),
        group_labels=COMMODITY_GROUP_LABELS,
        **groups_in(shown, choices.articles),
    )
