"""What registers and reports refuse."""

from distribution.core.errors import ConflictError, FieldError, InvalidInputError
from distribution.core.language import N_


class ReportTooSlowError(ConflictError):
    """The database was asked for too much at once, and stopped in time (E69)."""

    reason = "report_too_slow"
    sentence = N_("Raport trwa zbyt długo. Wybierz krótszy okres.")


class NoPeriodError(InvalidInputError):
    """Neither a round nor a month was named, or both were."""

    def __init__(self) -> None:
        sentence = N_("Podaj turę albo miesiąc, na przykład 2026-11.")
        super().__init__([FieldError("month", sentence)])
