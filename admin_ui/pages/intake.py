"""Taking in a household: one form, and a look at those that it may be already."""

from datetime import date
from typing import Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.kinds import CERTAINTY_KINDS
from admin_ui.language import gettext as _
from admin_ui.pages.address_fields import FIND, suggested, with_the_choice
from admin_ui.pages.households import details_fields
from admin_ui.pages.member_fields import (
    at_fields,
    is_blank,
    member_fields,
    unreadable_birth,
    whole,
)
from admin_ui.typed import Typed, read_typed, said_no, typed_from
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.addresses.queries.finding import Candidate
from distribution.addresses.rules.matching import CERTAINTY_LABELS
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import DomainError, InvalidInputError
from distribution.core.transaction import perform
from distribution.households.commands.intake import add_household
from distribution.households.errors import PossibleDuplicateError
from distribution.households.queries.duplicates import DuplicateCandidate
from distribution.households.rules.details import CHANNEL_LABELS, MOST_MEMBERS
from distribution.households.rules.duplicates import AGREEMENT_LABELS
from distribution.households.rules.people import SEX_LABELS
from distribution.households.schemas import HouseholdBody
from distribution.programmes.rules import TARGET_GROUP_LABELS

AnyRequest = Request[Any, Any, Any]

_FIRST_ROWS = 2


class IntakePages(Controller):
    """Taking in a household."""

    path = "/households/new"
    include_in_schema = False

    @get()
    async def blank(self, actor: NamedDependency[Actor]) -> Page:
        """Show the empty form."""
        actor.must(Permission.KEEP_HOUSEHOLDS)
        return _form(typed_from({"language": "pl", "channel": "pickup"}), _FIRST_ROWS)

    @post(status_code=200)
    async def add(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Take it in; one row more, or those that it may be already, come back.

        "show" is no button: it draws again what stood in a form that was cut off.
        """
        actor.must(Permission.KEEP_HOUSEHOLDS)
        typed = _compact(await read_typed(request))
        rows = max(len(typed.rows("members")), 1)
        if typed.get("deed") == "more":
            return _form(typed, min(rows + 1, MOST_MEMBERS), added=rows)
        if typed.get("deed") == "show":
            return _form(typed, rows)
        if typed.get("deed") == FIND:
            return _form(typed, rows, suggestions=await suggested(actor, typed))
        try:
            body = _body(await with_the_choice(actor, typed), local_day(clock()))
            made = await perform(
                add_household,
                actor,
                body.details(),
                [member.details() for member in body.members],
                accept_duplicate=typed.get("deed") == "save-anyway",
                now=clock(),
            )
        except PossibleDuplicateError as refusal:
            candidates = refusal.facts["candidates"]
            return _form(typed, rows, error=refusal, candidates=candidates)
        except InvalidInputError as error:
            mended = InvalidInputError(at_fields(error.errors))
            return _form(typed, rows, error=mended)
        words = _("Przyjęto gospodarstwo. Teraz oceń dochód.")
        if not actor.may(Permission.ASSESS):
            words = _("Przyjęto gospodarstwo.")
        return redirect(f"/households/{made}", Flash(words))


def _compact(typed: Typed) -> Typed:
    """Return the form without rows in which nobody was named, numbered anew."""
    named = [n for n in typed.rows("members") if not is_blank(typed, f"members.{n}.")]
    place = {str(n): at for at, n in enumerate(named)}
    values = {}
    for name, value in typed.values.items():
        head, _, rest = name.partition(".")
        if head != "members":
            values[name] = value
            continue
        row, _, field = rest.partition(".")
        if row in place:
            values[f"members.{place[row]}.{field}"] = value
    return Typed(values)


def _body(typed: Typed, today: date) -> HouseholdBody:
    """Return the household that was typed; *today* bounds births.

    Raises:
        InvalidInputError: Names every field that is wrong.
    """
    raw, faults = details_fields(typed)
    people = []
    for row in typed.rows("members") or [0]:
        fields, readable = member_fields(typed, f"members.{row}.")
        people.append(fields)
        if not readable:
            faults.append(unreadable_birth(f"members.{row}."))
    raw["members"] = [
        {name: value for name, value in one.items() if value != ""} for one in people
    ]
    return whole(HouseholdBody, raw, faults, today)


def _form(
    typed: Typed,
    rows: int,
    *,
    added: int | None = None,
    error: DomainError | None = None,
    candidates: list[DuplicateCandidate] | None = None,
    suggestions: list[Candidate] | None = None,
) -> Page:
    return Page(
        "households/new.html",
        typed=typed,
        rows=max(rows, 1),
        added=added,
        most=MOST_MEMBERS,
        candidates=candidates or [],
        suggestions=suggestions,
        certainty_labels=CERTAINTY_LABELS,
        certainty_kinds=CERTAINTY_KINDS,
        channel_labels=CHANNEL_LABELS,
        sex_labels=SEX_LABELS,
        group_labels=TARGET_GROUP_LABELS,
        agreement_labels=AGREEMENT_LABELS,
        **said_no(error),
    )
