"""Prints of a round's sheets: where one stands, and how long it is kept. Pure."""

from datetime import timedelta
from enum import StrEnum

from distribution.core.language import N_


class PrintState(StrEnum):
    """Where a print stands."""

    QUEUED = "queued"
    MAKING = "making"
    MADE = "made"
    FAILED = "failed"


PRINT_STATE_LABELS: dict[PrintState, str] = {
    PrintState.QUEUED: N_("czeka w kolejce"),
    PrintState.MAKING: N_("przygotowuje się"),
    PrintState.MADE: N_("gotowy"),
    PrintState.FAILED: N_("nie udał się"),
}

IN_WORK = frozenset({PrintState.QUEUED, PrintState.MAKING})

KEPT = timedelta(days=7)
"""How long sheets can be fetched: their codes are worth food, so not for ever [P]."""

GIVEN_UP_AFTER = timedelta(minutes=15)
"""What is not made by then has lost its worker; it holds nobody up any more [P]."""
