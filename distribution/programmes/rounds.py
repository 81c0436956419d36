"""A round of hand-outs: its state on a day, and what may be in it. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from distribution.core.errors import FieldError
from distribution.core.language import N_
from distribution.core.polish import plain
from distribution.core.units import Packs

_WORD = re.compile(r"[a-z0-9]+")
_LONGEST_KEY = 40


class RoundState(StrEnum):
    """Derived from dates and decisions, never stored."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


ROUND_STATE_LABELS: Mapping[RoundState, str] = {
    RoundState.PLANNED: N_("planowana"),
    RoundState.OPEN: N_("otwarta"),
    RoundState.CLOSED: N_("zamknięta"),
}


def round_state(
    on: date,
    *,
    starts_on: date,
    ends_on: date,
    opened_at: datetime | None,
    closed_at: datetime | None,
) -> RoundState:
    """Return the state of a round *on* a local day.

    A round is open from its first to its last day, both included, once somebody
    has opened it; it is closed by hand or by its last day going by.
    """
    if closed_at is not None or on > ends_on:
        return RoundState.CLOSED
    if opened_at is None or on < starts_on:
        return RoundState.PLANNED
    return RoundState.OPEN


class ArticlePacks(msgspec.Struct, frozen=True):
    """Packs of one article a person: a line of a set or of a round."""

    article: UUID
    packs: Packs


class RoundPlan(msgspec.Struct, frozen=True):
    """When a round hands out, both days included, and what a person gets."""

    starts_on: date
    ends_on: date
    lines: Sequence[ArticlePacks]


def plan_faults(plan: RoundPlan) -> list[FieldError]:
    """Return what is wrong with a plan by itself, field by field."""
    faults = []
    if plan.ends_on < plan.starts_on:
        sentence = N_("Ostatni dzień nie może być przed pierwszym.")
        faults.append(FieldError("ends_on", sentence))
    articles = [line.article for line in plan.lines]
    for place, line in enumerate(plan.lines):
        if line.article in articles[:place]:
            sentence = N_("Ten artykuł jest już na liście.")
            faults.append(FieldError(f"lines.{place}.article", sentence))
        if line.packs < 1:
            sentence = N_("Wpisz liczbę opakowań większą od zera.")
            faults.append(FieldError(f"lines.{place}.packs", sentence))
    return faults


def round_key(name: str) -> str:
    """Return a key made of a round's name: "Tura 3, luty" is ``tura-3-luty``."""
    return "-".join(_WORD.findall(plain(name)))[:_LONGEST_KEY].strip("-") or "tura"
