"""The fields of a round, new or changed: its days, and the packs of each article."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from distribution.accounts.queries import SiteFacts, sites
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.errors import DomainError, FieldError, InvalidInputError
from distribution.core.inputs import form, readable
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.units import Packs
from distribution.programmes.errors import (
    KeyTakenError,
    RoundOutsideSubProgrammeError,
)
from distribution.programmes.queries.reference import (
    ArticleFacts,
    SubProgrammeFacts,
    articles,
    sub_programmes,
)
from distribution.programmes.queries.rounds import (
    RoundLineFacts,
    round_lines,
    rounds,
)
from distribution.programmes.rounds import ArticlePacks, RoundPlan, plan_faults
from distribution.programmes.sets import (
    COMMODITY_GROUP_LABELS,
    MINIMUM_GROUPS,
    CommodityGroup,
)

Form = TypeVar("Form", bound=msgspec.Struct)

_PACKS = "packs."
_MOST_PACKS = 1000


class Choices(msgspec.Struct, frozen=True):
    """What the form lets one choose from."""

    sub_programmes: list[SubProgrammeFacts]
    sites: list[SiteFacts]
    articles: list[ArticleFacts]
    usual: dict[str, str]
    """Packs of the newest round, by the name of their field."""

    def of_group(self, group: CommodityGroup) -> list[ArticleFacts]:
        """Return the articles of one group."""
        return [one for one in self.articles if one.group is group]


async def choices_for(
    actor: Actor, day: date, *, changing: UUID | None = None
) -> Choices:
    """Read what a round is made of; one that is changed keeps articles put aside."""
    actor.must(Permission.STEER_ROUNDS)
    async with reading(actor):
        own = await round_lines(changing) if changing else []
        kept = {line.article for line in own}
        before = await rounds(day)
        lines = await round_lines(before[0].id) if before else []
        return Choices(
            await sub_programmes(),
            await sites("pickup"),
            [a for a in await articles(active=None) if a.active or a.id in kept],
            packs_of(lines),
        )


def packs_of(lines: Sequence[RoundLineFacts]) -> dict[str, str]:
    """Return the packs of a round as its form holds them."""
    return {f"{_PACKS}{line.article}": str(line.packs) for line in lines}


def read_round(
    schema: type[Form], typed: Mapping[str, str], faults: list[FieldError]
) -> Form:
    """Return the typed round, or raise with every field that is wrong.

    Raises:
        InvalidInputError: With the *faults* of its packs as well.
    """
    try:
        round_ = form(schema, typed)
    except InvalidInputError as error:
        faults = [*error.errors, *faults]
    if faults:
        raise InvalidInputError([*faults, *_faults_of_days(readable(schema, typed))])
    return round_


def _faults_of_days(read: Mapping[str, Any]) -> list[FieldError]:
    """Return what is wrong with the days, where both could be read."""
    starts_on, ends_on = read.get("starts_on"), read.get("ends_on")
    if starts_on is None or ends_on is None:
        return []
    return plan_faults(RoundPlan(starts_on, ends_on, []))


def lines_in(
    typed: Mapping[str, str], known: list[ArticleFacts]
) -> tuple[list[ArticlePacks], list[FieldError]]:
    """Return the typed packs, and what is wrong with them."""
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


def groups_in(typed: Mapping[str, str], known: list[ArticleFacts]) -> dict[str, Any]:
    """Return the groups that the typed packs come from, for the live message."""
    chosen = {line.article for line in lines_in(typed, known)[0]}
    found = {article.group for article in known if article.id in chosen}
    return {
        "groups": [COMMODITY_GROUP_LABELS[g] for g in CommodityGroup if g in found],
        "least": MINIMUM_GROUPS,
    }


def as_field(error: DomainError) -> DomainError:
    """Return a refusal as the fault of the field that mends it, where there is one."""
    if isinstance(error, KeyTakenError):
        words = N_("Jest już tura o tej nazwie. Nazwij tę inaczej.")
        return InvalidInputError([FieldError("name", words)])
    if isinstance(error, RoundOutsideSubProgrammeError):
        fault = FieldError("starts_on", error.sentence, error.facts)
        return InvalidInputError([fault])
    return error
