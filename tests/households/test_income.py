from datetime import date
from decimal import Decimal

import pytest

from distribution.core.errors import InvalidInputError
from distribution.households.rules.income import (
    INCOME_RULES,
    IncomeKind,
    IncomePosition,
    IncomeStatement,
    check_statement,
    income_month,
    total_net,
)

HECTARE = 459_00


def _statement(*positions, **changes):
    facts = {
        "persons": 2,
        "applied_on": date(2026, 11, 22),
        "income_lost": False,
        "month": date(2026, 10, 1),
        "positions": positions,
    }
    return IncomeStatement(**(facts | changes))


def _total(*positions):
    return total_net(_statement(*positions), HECTARE)


@pytest.mark.parametrize(
    ("applied_on", "lost", "month"),
    [
        (date(2026, 11, 22), False, date(2026, 10, 1)),
        (date(2026, 1, 1), False, date(2025, 12, 1)),
        (date(2026, 3, 31), False, date(2026, 2, 1)),
        (date(2026, 11, 22), True, date(2026, 11, 1)),
    ],
)
def test_income_is_that_of_the_month_before_unless_it_was_lost(applied_on, lost, month):
    assert income_month(applied_on, income_lost=lost) == month


def test_income_is_added_alimony_paid_is_taken_off_and_800_plus_left_out():
    assert _total(
        IncomePosition(IncomeKind.SALARY, 3000_00),
        IncomePosition(IncomeKind.DISABILITY_PENSION, 500_01),
        IncomePosition(IncomeKind.ALIMONY_PAID, 700_00),
        IncomePosition(IncomeKind.CHILD_BENEFIT, 800_00),
        IncomePosition(IncomeKind.ONE_OFF_BENEFIT, 1000_00),
    ) == Decimal(2800_01)


def test_a_farm_counts_by_hectares_to_the_fraction_of_a_grosz():
    farm = IncomePosition(IncomeKind.FARM, hectares=Decimal("2.1234"))

    assert _total(farm) == Decimal("97464.06")


@pytest.mark.parametrize(("counts", "total"), [(True, 20000), (False, 0)])
def test_the_housing_benefit_is_left_to_the_social_worker(counts, total):
    assert _total(
        IncomePosition(IncomeKind.HOUSING_BENEFIT, 200_00, counts=counts)
    ) == (total)


def test_other_income_cannot_be_talked_away():
    assert _total(IncomePosition(IncomeKind.SALARY, 100, counts=False)) == 100


def test_a_sound_statement_passes():
    check_statement(_statement(IncomePosition(IncomeKind.SALARY, 1)))


def test_every_wrong_field_is_named():
    statement = _statement(
        IncomePosition(IncomeKind.SALARY, -1),
        IncomePosition(IncomeKind.FARM, 100),
        IncomePosition(IncomeKind.SALARY, 1, hectares=Decimal(1)),
        IncomePosition(IncomeKind.FARM, hectares=Decimal("NaN")),
        persons=0,
        month=date(2026, 11, 1),
    )

    with pytest.raises(InvalidInputError) as refused:
        check_statement(statement)

    assert [error.field for error in refused.value.errors] == [
        "persons",
        "month",
        "positions.0.amount",
        "positions.1.hectares",
        "positions.1.amount",
        "positions.2.hectares",
        "positions.3.hectares",
    ]
    assert refused.value.errors[1].says() == "Liczy się dochód z miesiąca 10.2026."


def test_every_kind_has_its_rule_and_its_own_words():
    assert set(INCOME_RULES) == set(IncomeKind)
    assert len({rule.label for rule in INCOME_RULES.values()}) == len(IncomeKind)
