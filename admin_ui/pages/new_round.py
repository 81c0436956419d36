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
from admin_ui.typed import said_no
from admin_ui.ui import Page
from distribution.accounts.queries import SiteFacts, sites
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import (
    DomainError,
    FieldError,
    InvalidInputError,
)
from distribution.core.inputs import form
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.units import Packs
from distribution.programmes.commands.rounds import add_round
from distribution.programmes.errors import (
    KeyTakenError,
    RoundOutsideSubProgrammeError,
    TooFewGroupsError,
)
from distribution.programmes.queries.reference import (
    ArticleFacts,
    SubProgrammeFacts,
    articles,
    sub_programmes,
)
from distribution.programmes.queries.rounds import round_lines, rounds
from distribution.programmes.rounds import ArticlePacks, round_key
from distribution.programmes.sets import (
    COMMODITY_GROUP_LABELS,
    MINIMUM_GROUPS,
    CommodityGroup,
)

AnyRequest = Request[Any, Any, Any]

_PACKS = "packs."
_MOST_PACKS = 1000


class RoundForm(msgspec.Struct, frozen=True):
    """A round as the form holds it; the packs stand in fields of their own."""

    sub_programme: UUID
    site: UUID
    name: str
    starts_on: date
    ends_on: date
    note: str = ""
    opened: str = ""


class _Choices(msgspec.Struct, frozen=True):
    """What the form lets one choose from."""

    sub_programmes: list[SubProgrammeFacts]
    sites: list[SiteFacts]
    articles: list[ArticleFacts]
    usual: dict[str, str]
    """Packs of the newest round, by the name of their field."""

    def of_group(self, group: CommodityGroup) -> list[ArticleFacts]:
        """Return the articles of one group."""
        return [one for one in self.articles if one.group is group]


class NewRoundPages(Controller):
    """Planning a round."""

    path = "/rounds/new"
    include_in_schema = False

    @get()
    async def blank(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> Page:
        """Show the form, with the packs of the round before."""
        choices = await _choices(actor, local_day(clock()))
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
        choices = await _choices(actor, local_day(now))
        fields = await request.form()
        typed = {name: str(value) for name, value in fields.items()}
        try:
            lines, faults = _lines(typed, choices.articles)
            round_ = _read(typed, faults)
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
            return _form(choices, typed=typed, error=_as_field(error))
        return redirect(f"/rounds/{key}", Flash(_("Zapisano turę.")))

    @post("/groups", status_code=200)
    async def groups(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Say while one types whether the parcel has enough groups (R-PAR-1)."""
        choices = await _choices(actor, local_day(clock()))
        fields = await request.form()
        typed = {name: str(value) for name, value in fields.items()}
        return Page("rounds/_groups.html", **_groups(typed, choices.articles))


async def _choices(actor: Actor, day: date) -> _Choices:
    actor.must(Permission.STEER_ROUNDS)
    async with reading(actor):
        before = await rounds(day)
        lines = await round_lines(before[0].id) if before else []
        return _Choices(
            await sub_programmes(),
            await sites("pickup"),
            await articles(),
            {f"{_PACKS}{line.article}": str(line.packs) for line in lines},
        )


def _read(typed: Mapping[str, str], faults: list[FieldError]) -> RoundForm:
    """Return the typed round, or raise with every field that is wrong."""
    try:
        round_ = form(RoundForm, typed)
    except InvalidInputError as error:
        raise InvalidInputError([*error.errors, *faults]) from error
    if faults:
        raise InvalidInputError(faults)
    return round_


def _lines(
    typed: Mapping[str, str], known: list[ArticleFacts]
) -> tuple[list[ArticlePacks], list[FieldError]]:
    lines, faults = [], []
    for article in known:
        name = f"{_PACKS}{article.id}"
        text = typed.get(name, "").strip()
        if not text or text == "0":
            continue
        if text.isdecimal() and int(text) <= _MOST_PACKS:
            lines.append(ArticlePacks(article.id, Packs(int(text))))
        else:
            faults.append(FieldError(name, N_("Wpisz liczbę od 0 do 1000.")))
    return lines, faults


def _groups(typed: Mapping[str, str], known: list[ArticleFacts]) -> dict[str, Any]:
    """Return the groups that the typed packs come from, for the live message."""
    chosen = {line.article for line in _lines(typed, known)[0]}
    found = {article.group for article in known if article.id in chosen}
    return {
        "groups": [COMMODITY_GROUP_LABELS[g] for g in CommodityGroup if g in found],
        "least": MINIMUM_GROUPS,
    }


def _as_field(error: DomainError) -> DomainError:
    """Return a refusal as the fault of the field that mends it, where there is one."""
    if isinstance(error, KeyTakenError):
        words = N_("Jest już tura o tej nazwie. Nazwij tę inaczej.")
        return InvalidInputError([FieldError("name", words)])
    if isinstance(error, RoundOutsideSubProgrammeError):
        fault = FieldError("starts_on", error.sentence, error.facts)
        return InvalidInputError([fault])
    return error


def _form(
    choices: _Choices, *, typed: Mapping[str, str], error: DomainError | None = None
) -> Page:
    return Page(
        "rounds/new.html",
        choices=choices,
        typed=typed,
        **said_no(error),
        group_labels=COMMODITY_GROUP_LABELS,
        **_groups(typed, choices.articles),
    )
