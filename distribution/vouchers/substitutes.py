"""Another article in the place of packs that were short. Pure.

The entitlement goes article by article, so nothing is changed for something else: what
was short stays due, and what is given instead is a later parcel's share, given now. So
it is of the same commodity group, still due to the household beyond this parcel, and
nobody's reservation is touched for it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import UUID

import msgspec

from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.vouchers.shortfalls import Short


class Substitute(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Packs of an article that were handed over in the place of another."""

    article: UUID
    packs: Annotated[int, msgspec.Meta(ge=1, le=100)]
    instead_of: UUID


class SubstituteLine(msgspec.Struct, frozen=True):
    """Packs that were handed over in the place of another article, as they are told."""

    article: UUID
    name: str
    packs: int
    instead_of: UUID


class Instead(msgspec.Struct, frozen=True):
    """What may be handed over in the place of an article, packs at most."""

    article: UUID
    name: str
    instead_of: UUID
    most: int


class Room(msgspec.Struct, frozen=True):
    """The commodity group of an article, and packs still due beyond this parcel."""

    group: str
    packs: int


def check_substitutes(
    substitutes: Sequence[Substitute],
    shorts: Mapping[UUID, Short],
    rooms: Mapping[UUID, Room],
    *,
    happened: bool,
) -> None:
    """Return if all of it may be handed over.

    What has *happened* without signal is a fact, if only its articles exist.

    Raises:
        InvalidInputError: Names every fault.
    """
    faults: list[FieldError] = []
    instead: Counter[UUID] = Counter()
    given: Counter[UUID] = Counter()
    for place, one in enumerate(substitutes):
        at = f"substitutes.{place}"
        if one.article not in rooms:
            faults.append(FieldError(f"{at}.article", N_("Nie ma takiego artykułu.")))
            continue
        if happened:
            continue
        instead[one.instead_of] += one.packs
        given[one.article] += one.packs
        short = shorts[one.instead_of].packs if one.instead_of in shorts else 0
        most = min(short, rooms[one.article].packs)
        if not _may_stand_for(one, rooms):
            sentence = N_("Zamiast można wydać tylko inny artykuł z tej samej grupy.")
            faults.append(FieldError(f"{at}.article", sentence))
        elif instead[one.instead_of] > short or given[one.article] > max(most, 0):
            sentence = N_("Zamiast można wydać najwyżej tyle opakowań: {most}.")
            faults.append(FieldError(f"{at}.packs", sentence, {"most": max(most, 0)}))
    if faults:
        raise InvalidInputError(faults)


def _may_stand_for(one: Substitute, rooms: Mapping[UUID, Room]) -> bool:
    other = rooms.get(one.instead_of)
    return (
        one.article != one.instead_of
        and other is not None
        and rooms[one.article].group == other.group
    )
