from datetime import date
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.core.errors import InvalidInputError
from distribution.households.rules.assessment import (
    INELIGIBLE_LABELS,
    IneligibleReason,
    Outcome,
    assess,
    replay,
    rounded,
    would_pass,
)
from distribution.households.rules.income import (
    IncomeKind,
    IncomePosition,
    IncomeStatement,
    income_month,
)
from distribution.programmes.errors import NoLimitInForceError
from distribution.programmes.limits import INCOME_LIMITS, limit_in_force
from distribution.programmes.rules import HardshipReason

APPLIED = date(2026, 11, 10)
DECIDED = date(2026, 11, 22)
LIMIT = limit_in_force(INCOME_LIMITS, "fepz", DECIDED)
HECTARE = 459_00


def _statement(persons, *positions, applied_on=APPLIED):
    return IncomeStatement(
        persons=persons,
        applied_on=applied_on,
        income_lost=False,
        month=income_month(applied_on, income_lost=False),
        positions=positions,
    )


def _assess(persons, grosz, reasons=(HardshipReason.POVERTY,), **changes):
    facts = {"hectare": HECTARE, "reasons": reasons, "decided_on": DECIDED}
    statement = _statement(persons, IncomePosition(IncomeKind.OLD_AGE_PENSION, grosz))
    return assess(statement, LIMIT, **(facts | changes))


@pytest.mark.parametrize(
    ("persons", "grosz", "eligible"),
    [
        (1, 2676_50, True),
        (1, 2676_51, False),
        (1, 0, True),
        (2, 2 * 2180_95, True),
        (2, 2 * 2180_95 + 1, False),
        (3, 3 * 2180_95, True),
        (3, 3 * 2180_95 + 1, False),
    ],
)
def test_the_limit_is_included_and_one_grosz_more_is_too_much(persons, grosz, eligible):
    outcome = _assess(persons, grosz)

    assert outcome.eligible is eligible
    assert outcome.refusals == (
        () if eligible else (IneligibleReason.INCOME_ABOVE_LIMIT,)
    )


def test_the_limits_of_the_notice_of_2020():
    limit = limit_in_force(INCOME_LIMITS, "popz", date(2020, 12, 1))
    pension = IncomePosition(IncomeKind.OLD_AGE_PENSION, 1542_20)
    statement = _statement(1, pension, applied_on=date(2020, 12, 1))

    outcome = assess(
        statement,
        limit,
        hectare=308_00,
        reasons=[HardshipReason.ILLNESS],
        decided_on=date(2020, 12, 1),
    )

    assert (outcome.eligible, outcome.allowed) == (True, 1542_20)


def test_rounding_does_not_let_a_third_of_a_grosz_through():
    outcome = _assess(3, 3 * 2180_95 + 1)

    assert outcome.per_person == LIMIT.in_family
    assert not outcome.eligible


def test_a_fraction_of_a_grosz_above_the_limit_is_above():
    farm = IncomePosition(IncomeKind.FARM, hectares=Decimal("5.83116"))
    statement = _statement(1, farm)

    outcome = assess(
        statement, LIMIT, hectare=HECTARE, reasons=["poverty"], decided_on=DECIDED
    )

    assert outcome.total_net == Decimal("267650.244")
    assert outcome.per_person == LIMIT.single
    assert not outcome.eligible


def test_without_a_reason_of_article_7_nobody_is_eligible():
    outcome = _assess(1, 0, reasons=())

    assert outcome.refusals == (IneligibleReason.NO_HARDSHIP_REASON,)


def test_all_grounds_of_a_refusal_are_named():
    assert set(_assess(1, 999_999, reasons=()).refusals) == set(IneligibleReason)
    assert set(INELIGIBLE_LABELS) == set(IneligibleReason)


def test_a_row_that_begins_later_decides_nothing():
    with pytest.raises(NoLimitInForceError):
        _assess(1, 0, decided_on=date(2024, 12, 31))


def test_what_cannot_be_assessed_is_refused_before_it_is():
    with pytest.raises(InvalidInputError):
        _assess(0, 0)


def test_who_failed_an_older_limit_and_would_pass_today_is_found():
    old = limit_in_force(INCOME_LIMITS, "fepz", date(2024, 12, 31))
    salary = IncomePosition(IncomeKind.SALARY, 2500_00)
    statement = _statement(1, salary, applied_on=date(2024, 12, 1))
    facts = {"hectare": HECTARE, "decided_on": date(2024, 12, 2)}
    refused = assess(statement, old, reasons=[HardshipReason.POVERTY], **facts)
    no_reason = assess(statement, old, reasons=[], **facts)

    assert not refused.eligible
    assert would_pass(refused, LIMIT)
    assert not would_pass(no_reason, LIMIT)
    assert not would_pass(_assess(1, 0), LIMIT)


@pytest.mark.parametrize(
    ("grosz", "whole"), [("0.5", 1), ("1.5", 2), ("2.4999", 2), ("-0.5", -1)]
)
def test_halves_are_rounded_up(grosz, whole):
    assert rounded(Decimal(grosz)) == whole


POSITIONS = st.one_of(
    st.builds(
        IncomePosition,
        st.sampled_from([k for k in IncomeKind if k is not IncomeKind.FARM]),
        st.integers(0, 1_000_000),
        counts=st.booleans(),
    ),
    st.builds(
        IncomePosition,
        st.just(IncomeKind.FARM),
        hectares=st.decimals(0, 50, places=4),
    ),
)
OUTCOMES = st.builds(
    lambda persons, positions, reasons: assess(
        _statement(persons, *positions),
        LIMIT,
        hectare=HECTARE,
        reasons=reasons,
        decided_on=DECIDED,
    ),
    st.integers(1, 12),
    st.lists(POSITIONS, max_size=6),
    st.lists(st.sampled_from(list(HardshipReason)), max_size=4),
)


@given(OUTCOMES)
def test_a_decision_taken_again_from_its_record_is_the_same(outcome):
    stored = msgspec.json.encode(outcome)
    read = msgspec.json.decode(stored, type=Outcome)

    assert read == outcome
    assert replay(read) == outcome


@given(OUTCOMES)
def test_eligible_is_at_most_the_limit_a_head_and_a_reason(outcome):
    per_head = LIMIT.single if outcome.statement.persons == 1 else LIMIT.in_family

    assert outcome.eligible == (
        outcome.total_net <= per_head * outcome.statement.persons
        and bool(outcome.reasons)
    )


@given(st.integers(1, 12), st.integers(0, 3_000_000), st.integers(1, 1_000_000))
def test_more_income_never_helps(persons, grosz, more):
    assert _assess(persons, grosz).eligible >= _assess(persons, grosz + more).eligible
