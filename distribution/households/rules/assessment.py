"""The decision whether a household may take part, kept so that it can be retaken.

Source: R-ELIG-1 to R-ELIG-4.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

import msgspec

from distribution.core.language import N_
from distribution.core.units import Grosz
from distribution.households.rules.income import (
    IncomeStatement,
    check_statement,
    total_net,
)
from distribution.households.rules.people import HouseholdKind, kind_of
from distribution.programmes.errors import NoLimitInForceError
from distribution.programmes.limits import IncomeLimit
from distribution.programmes.rules import HardshipReason


class IneligibleReason(StrEnum):
    """Why a household may not take part. Stable: clients may switch on it."""

    INCOME_ABOVE_LIMIT = "income_above_limit"
    NO_HARDSHIP_REASON = "no_hardship_reason"


INELIGIBLE_LABELS: Mapping[IneligibleReason, str] = {
    IneligibleReason.INCOME_ABOVE_LIMIT: N_(
        "Dochód na osobę jest wyższy niż próg programu."
    ),
    IneligibleReason.NO_HARDSHIP_REASON: N_(
        "Nie wskazano żadnego powodu z art. 7 ustawy o pomocy społecznej."
    ),
}


class Outcome(msgspec.Struct, frozen=True):
    """A decision with everything it was made from: inputs, limit row and result.

    ``total_net`` is exact grosz; ``per_person`` is rounded, for people to read;
    ``allowed`` is the limit of the household's kind × persons.
    """

    statement: IncomeStatement
    reasons: tuple[HardshipReason, ...]
    decided_on: date
    limit: IncomeLimit
    hectare: Grosz
    kind: HouseholdKind
    total_net: Decimal
    per_person: Grosz
    allowed: Grosz
    eligible: bool
    refusals: tuple[IneligibleReason, ...]


def assess(
    statement: IncomeStatement,
    limit: IncomeLimit,
    *,
    hectare: Grosz,
    reasons: Iterable[HardshipReason],
    decided_on: date,
) -> Outcome:
    """Decide whether a household may take part.

    Eligible is who has an income per person of at most the limit, the limit itself
    included, and at least one reason of art. 7. Unrounded sums are compared, as
    total ≤ limit × persons, so that no division can tip the scale.

    Args:
        statement: What the applicant stated.
        limit: The row in force on *decided_on* (``limits.limit_in_force``).
        hectare: Income of one conversion hectare, grosz a month.
        reasons: Reasons of art. 7 that the social worker found.
        decided_on: The day of the decision, which picks the row.

    Raises:
        InvalidInputError: The statement cannot be assessed; names every field.
        NoLimitInForceError: The row begins only after the decision.
    """
    check_statement(statement)
    if limit.valid_from > decided_on:
        raise NoLimitInForceError(programme=limit.programme, on=decided_on.isoformat())
    kind = kind_of(statement.persons)
    per_head = limit.single if kind is HouseholdKind.SINGLE else limit.in_family
    allowed = Grosz(per_head * statement.persons)
    total = total_net(statement, hectare)
    found = tuple(sorted(set(reasons)))
    refusals = []
    if total > allowed:
        refusals.append(IneligibleReason.INCOME_ABOVE_LIMIT)
    if not found:
        refusals.append(IneligibleReason.NO_HARDSHIP_REASON)
    return Outcome(
        statement=statement,
        reasons=found,
        decided_on=decided_on,
        limit=limit,
        hectare=hectare,
        kind=kind,
        total_net=total,
        per_person=rounded(total / statement.persons),
        allowed=allowed,
        eligible=not refusals,
        refusals=tuple(refusals),
    )


def replay(outcome: Outcome) -> Outcome:
    """Take a decision again from what it kept; a sound record gives itself.

    Limits that were changed since do not matter: the row stands in the record.
    """
    return assess(
        outcome.statement,
        outcome.limit,
        hectare=outcome.hectare,
        reasons=outcome.reasons,
        decided_on=outcome.decided_on,
    )


def would_pass(outcome: Outcome, limit: IncomeLimit) -> bool:
    """Return whether a household refused for its income would pass under *limit*.

    Nothing is decided by it: the household must apply again, and this finds whom to
    tell. Source: DOMAIN.md 2.1.
    """
    if outcome.eligible:
        return False
    again = assess(
        outcome.statement,
        limit,
        hectare=outcome.hectare,
        reasons=outcome.reasons,
        decided_on=max(outcome.decided_on, limit.valid_from),
    )
    return again.eligible


def rounded(grosz: Decimal) -> Grosz:
    """Return *grosz* as a whole number, halves away from zero."""
    return Grosz(int(grosz.quantize(Decimal(1), rounding=ROUND_HALF_UP)))
