"""The rows in which a social worker types what a household lives on."""

from decimal import Decimal

from admin_ui.typed import Typed, read_decimal, read_money
from distribution.core.errors import FieldError
from distribution.core.language import N_
from distribution.core.units import Grosz
from distribution.households.rules.income import (
    INCOME_RULES,
    IncomeKind,
    IncomePosition,
)

_KINDS = {
    kind.value: kind for kind, rule in INCOME_RULES.items() if not rule.by_hectares
}


def read_positions(typed: Typed) -> tuple[list[IncomePosition], list[FieldError]]:
    """Return the positions of the form, and what is wrong with its rows.

    A row without kind and amount says nothing. The farm has a field of its own, in
    conversion hectares. Whether the housing benefit counts is one tick for all.
    """
    positions: list[IncomePosition] = []
    faults: list[FieldError] = []
    counts = typed.get("housing_counts") == "yes"
    for row in typed.rows("positions"):
        kind, amount = typed.get(f"positions.{row}.kind"), _amount(typed, row)
        written = typed.get(f"positions.{row}.amount")
        if not kind and not written:
            continue
        if kind not in _KINDS:
            sentence = N_("Wybierz rodzaj dochodu.")
            faults.append(FieldError(f"positions.{row}.kind", sentence))
        if amount is None:
            sentence = N_("Wpisz kwotę, na przykład 1542,20.")
            faults.append(FieldError(f"positions.{row}.amount", sentence))
        if kind in _KINDS and amount is not None:
            disputed = INCOME_RULES[_KINDS[kind]].is_disputed
            positions.append(
                IncomePosition(_KINDS[kind], amount, counts=counts or not disputed)
            )
    farm, fault = _farm(typed)
    return positions + farm, faults + fault


def _amount(typed: Typed, row: int) -> Grosz | None:
    return read_money(typed.get(f"positions.{row}.amount"))


def _farm(typed: Typed) -> tuple[list[IncomePosition], list[FieldError]]:
    written = typed.get("hectares")
    if not written:
        return [], []
    hectares = read_decimal(written)
    if hectares is None or not Decimal(0) <= hectares <= _MOST_HECTARES:
        sentence = N_("Wpisz liczbę hektarów przeliczeniowych, na przykład 1,25.")
        return [], [FieldError("hectares", sentence)]
    return [IncomePosition(IncomeKind.FARM, hectares=hectares)], []


_MOST_HECTARES = 10_000
