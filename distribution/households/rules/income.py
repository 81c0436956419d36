"""Income as typed positions, and the month it is taken from. Pure.

The social worker types positions and says which are there; the program only adds
them up. Money is grosz; farm income may have fractions of a grosz, so sums are exact
decimals and are rounded only to be shown. Source: DOMAIN.md 2.2.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from distribution.core.days import add_months
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.core.units import Grosz

_MOST_PERSONS = 40
_MOST_GROSZ = 100_000_000


class IncomeKind(StrEnum):
    """A kind of income, or of what is taken off or left out."""

    SALARY = "salary"
    CIVIL_CONTRACT = "civil_contract"
    BUSINESS = "business"
    FARM = "farm"
    OLD_AGE_PENSION = "old_age_pension"
    DISABILITY_PENSION = "disability_pension"
    UNEMPLOYMENT_BENEFIT = "unemployment_benefit"
    FAMILY_BENEFIT = "family_benefit"
    SOCIAL_BENEFIT = "social_benefit"
    HOUSING_BENEFIT = "housing_benefit"
    ALIMONY_RECEIVED = "alimony_received"
    OTHER_INCOME = "other_income"
    ALIMONY_PAID = "alimony_paid"
    CHILD_BENEFIT = "child_benefit"
    ONE_OFF_BENEFIT = "one_off_benefit"
    BENEFIT_IN_KIND = "benefit_in_kind"
    SCHOLARSHIP = "scholarship"
    OTHER_NOT_COUNTED = "other_not_counted"


class IncomeRule(msgspec.Struct, frozen=True):
    """How a kind counts: 1 added, -1 taken off, 0 left out.

    ``by_hectares``: the amount follows from hectares. ``is_disputed``: welfare
    centres differ, so the position itself says whether it counts.
    """

    label: str
    sign: int
    by_hectares: bool = False
    is_disputed: bool = False


INCOME_RULES: Mapping[IncomeKind, IncomeRule] = {
    IncomeKind.SALARY: IncomeRule(N_("wynagrodzenie za pracę"), 1),
    IncomeKind.CIVIL_CONTRACT: IncomeRule(N_("umowa zlecenie lub o dzieło"), 1),
    IncomeKind.BUSINESS: IncomeRule(N_("działalność gospodarcza"), 1),
    IncomeKind.FARM: IncomeRule(N_("gospodarstwo rolne"), 1, by_hectares=True),
    IncomeKind.OLD_AGE_PENSION: IncomeRule(N_("emerytura"), 1),
    IncomeKind.DISABILITY_PENSION: IncomeRule(N_("renta"), 1),
    IncomeKind.UNEMPLOYMENT_BENEFIT: IncomeRule(N_("zasiłek dla bezrobotnych"), 1),
    IncomeKind.FAMILY_BENEFIT: IncomeRule(N_("zasiłek rodzinny z dodatkami"), 1),
    IncomeKind.SOCIAL_BENEFIT: IncomeRule(N_("zasiłek stały lub okresowy"), 1),
    IncomeKind.HOUSING_BENEFIT: IncomeRule(
        N_("dodatek mieszkaniowy"), 1, is_disputed=True
    ),
    IncomeKind.ALIMONY_RECEIVED: IncomeRule(N_("alimenty otrzymywane"), 1),
    IncomeKind.OTHER_INCOME: IncomeRule(N_("inny dochód"), 1),
    IncomeKind.ALIMONY_PAID: IncomeRule(N_("alimenty płacone innym"), -1),
    IncomeKind.CHILD_BENEFIT: IncomeRule(N_("świadczenie wychowawcze (800+)"), 0),
    IncomeKind.ONE_OFF_BENEFIT: IncomeRule(
        N_("jednorazowe pieniężne świadczenie socjalne"), 0
    ),
    IncomeKind.BENEFIT_IN_KIND: IncomeRule(N_("świadczenie w naturze"), 0),
    IncomeKind.SCHOLARSHIP: IncomeRule(N_("stypendium"), 0),
    IncomeKind.OTHER_NOT_COUNTED: IncomeRule(N_("inne, którego się nie wlicza"), 0),
}


class IncomePosition(msgspec.Struct, frozen=True):
    """One position of a statement, a month's net amount.

    ``amount`` is never negative: the kind says which way it counts. ``hectares``
    are conversion hectares (ha przeliczeniowe), for a farm alone. ``counts`` is
    heeded only where the kind is disputed.
    """

    kind: IncomeKind
    amount: Grosz = Grosz(0)
    hectares: Decimal | None = None
    counts: bool = True


class IncomeStatement(msgspec.Struct, frozen=True):
    """What the applicant states: persons, the month, and every position.

    ``month`` is the first day of the month that the income was had in.
    """

    persons: int
    applied_on: date
    income_lost: bool
    month: date
    positions: tuple[IncomePosition, ...] = ()


def income_month(applied_on: date, *, income_lost: bool) -> date:
    """Return the first day of the month whose income counts.

    The month before the application; the month of the application where income was
    lost. Source: R-ELIG-4.
    """
    return add_months(applied_on, 0 if income_lost else -1)


def total_net(statement: IncomeStatement, hectare: Grosz) -> Decimal:
    """Return the household's net income of the month, in grosz, unrounded.

    *hectare* is the income of one conversion hectare, in grosz a month. It may come
    out negative where more alimony is paid than is earned.
    """
    return sum((_net(one, hectare) for one in statement.positions), Decimal(0))


def _net(position: IncomePosition, hectare: Grosz) -> Decimal:
    rule = INCOME_RULES[position.kind]
    if rule.is_disputed and not position.counts:
        return Decimal(0)
    if rule.by_hectares:
        return (position.hectares or Decimal(0)) * hectare * rule.sign
    return Decimal(position.amount * rule.sign)


def check_statement(statement: IncomeStatement) -> None:
    """Return if the statement can be assessed.

    Raises:
        InvalidInputError: Names every field that is wrong.
    """
    errors = []
    if not 1 <= statement.persons <= _MOST_PERSONS:
        sentence = N_("Wpisz liczbę osób od 1 do {most}.")
        errors.append(FieldError("persons", sentence, {"most": _MOST_PERSONS}))
    due = income_month(statement.applied_on, income_lost=statement.income_lost)
    if statement.month != due:
        sentence = N_("Liczy się dochód z miesiąca {month}.")
        errors.append(FieldError("month", sentence, {"month": f"{due:%m.%Y}"}))
    for place, position in enumerate(statement.positions):
        errors += _check_position(f"positions.{place}", position)
    if errors:
        raise InvalidInputError(errors)


def _check_position(field: str, position: IncomePosition) -> list[FieldError]:
    by_hectares = INCOME_RULES[position.kind].by_hectares
    hectares = position.hectares
    errors = []
    if not 0 <= position.amount <= _MOST_GROSZ:
        sentence = N_("Wpisz kwotę od 0 do {most} zł, bez minusa.")
        most = _MOST_GROSZ // 100
        errors.append(FieldError(f"{field}.amount", sentence, {"most": most}))
    if by_hectares and (hectares is None or not hectares.is_finite() or hectares < 0):
        sentence = N_("Wpisz liczbę hektarów przeliczeniowych.")
        errors.append(FieldError(f"{field}.hectares", sentence))
    if by_hectares and position.amount:
        sentence = N_("Dochód z gospodarstwa liczy się z hektarów, bez kwoty.")
        errors.append(FieldError(f"{field}.amount", sentence))
    if not by_hectares and hectares is not None:
        sentence = N_("Hektary podaje się tylko przy gospodarstwie rolnym.")
        errors.append(FieldError(f"{field}.hectares", sentence))
    return errors
