"""What routing refuses. Faults of a problem have a number, a name and a place.

1xx a file that cannot be read, 2xx depots and the problem as a whole, 3xx stops,
4xx shifts, 5xx travel (R18). Numbers and names are stable; sentences may change.
"""

from collections.abc import Callable
from enum import StrEnum

from distribution.core.errors import (
    ConflictError,
    FieldError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from distribution.core.language import N_


class InputCode(StrEnum):
    """The name of a fault in a problem or in a file that should hold one."""

    UNKNOWN_FORMAT = "unknown_format"
    NOT_TEXT = "not_text"
    MISSING_SECTION = "missing_section"
    BAD_NUMBER = "bad_number"
    WRONG_COLUMNS = "wrong_columns"
    UNSUPPORTED = "unsupported"
    WRONG_COUNT = "wrong_count"
    UNKNOWN_NODE = "unknown_node"
    DUPLICATE_NODE = "duplicate_node"
    BAD_JSON = "bad_json"
    NO_DEPOT = "no_depot"
    UNKNOWN_PLACE = "unknown_place"
    DUPLICATE_ID = "duplicate_id"
    NEGATIVE = "negative"
    WINDOW_CLOSES_FIRST = "window_closes_first"
    WINDOWS_OVERLAP = "windows_overlap"
    UNKNOWN_SHIFT = "unknown_shift"
    BAD_PRIORITY = "bad_priority"
    BAD_LOCK = "bad_lock"
    TOO_LARGE = "too_large"
    SHIFT_ENDS_FIRST = "shift_ends_first"
    STARTS_AT_NO_DEPOT = "starts_at_no_depot"
    NOT_SQUARE = "not_square"
    NEGATIVE_TRAVEL = "negative_travel"
    BAD_COORDINATES = "bad_coordinates"


INPUT_ERRORS: dict[InputCode, tuple[int, str]] = {
    InputCode.UNKNOWN_FORMAT: (
        101,
        N_("Nieznany format. Obsługiwane są VRPLIB (CVRP), Solomon/Homberger i JSON."),
    ),
    InputCode.NOT_TEXT: (102, N_("Plik nie jest tekstem w UTF-8.")),
    InputCode.MISSING_SECTION: (103, N_("Brakuje części {section}.")),
    InputCode.BAD_NUMBER: (104, N_("„{value}” nie jest poprawną liczbą.")),
    InputCode.WRONG_COLUMNS: (105, N_("Kolumn jest {found}, a powinno być {wanted}.")),
    InputCode.UNSUPPORTED: (106, N_("Nieobsługiwana wartość {key}: {value}.")),
    InputCode.WRONG_COUNT: (
        107,
        N_("{section}: jest {found}, a powinno być {wanted}."),
    ),
    InputCode.UNKNOWN_NODE: (108, N_("Nie ma węzła o numerze {node}.")),
    InputCode.DUPLICATE_NODE: (109, N_("Węzeł {node} występuje drugi raz.")),
    InputCode.BAD_JSON: (110, N_("JSON niezgodny ze schematem: {problem}.")),
    InputCode.NO_DEPOT: (201, N_("Nie podano miejsca załadunku.")),
    InputCode.UNKNOWN_PLACE: (
        202,
        N_("Nie ma miejsca {place}. Miejsc jest {places}, licząc od zera."),
    ),
    InputCode.DUPLICATE_ID: (203, N_("Identyfikator „{id}” występuje drugi raz.")),
    InputCode.NEGATIVE: (301, N_("Wartość {value} jest ujemna.")),
    InputCode.WINDOW_CLOSES_FIRST: (
        302,
        N_("Okno zamyka się ({closes}), zanim się otworzy ({opens})."),
    ),
    InputCode.WINDOWS_OVERLAP: (
        303,
        N_("Okna muszą być rozłączne i podane w kolejności."),
    ),
    InputCode.UNKNOWN_SHIFT: (304, N_("Nie ma zmiany „{shift}”.")),
    InputCode.BAD_PRIORITY: (305, N_("Priorytet {value} nie leży od 0 do 100.")),
    InputCode.TOO_LARGE: (306, N_("Wartość {value} jest większa niż {limit}.")),
    InputCode.BAD_LOCK: (307, N_("Przystanek „{stop}” nie może zaczynać tej trasy.")),
    InputCode.SHIFT_ENDS_FIRST: (
        401,
        N_("Zmiana kończy się ({ends}), zanim się zacznie ({starts})."),
    ),
    InputCode.STARTS_AT_NO_DEPOT: (
        402,
        N_("Zmiana zaczyna się w miejscu {place}, gdzie nie ma załadunku."),
    ),
    InputCode.NOT_SQUARE: (
        501,
        N_("Wiersz {row} ma {found} wartości, a powinien mieć {wanted}."),
    ),
    InputCode.NEGATIVE_TRAVEL: (
        502,
        N_("Wartość ujemna z miejsca {row} do miejsca {column}."),
    ),
    InputCode.BAD_COORDINATES: (
        503,
        N_("Współrzędne ({lat}, {lon}) leżą poza Ziemią."),
    ),
}
"""The number and the sentence of each fault. Numbers are never given twice."""


class InputFault(FieldError, frozen=True, kw_only=True):  # noqa: N818 (not raised)
    """One fault of the input: ``field`` is a path, or a line of the file."""

    number: int
    code: InputCode

    def says(self, gettext: Callable[[str], str] = N_) -> str:
        """Return number, name and sentence: ``R301 negative: Wartość -3 …``."""
        return f"R{self.number} {self.code.value}: {super().says(gettext)}"

    def __str__(self) -> str:
        return f"{self.field}: {self.says()}"


def input_fault(code: InputCode, field: str, **facts: object) -> InputFault:
    """Return the fault *code* at *field*, with the facts of its sentence."""
    number, sentence = INPUT_ERRORS[code]
    return InputFault(
        field=field, sentence=sentence, facts=facts, number=number, code=code
    )


class InvalidProblemError(InvalidInputError):
    """The problem, or the file that holds it, is malformed; names every fault."""

    reason = "invalid_problem"
    sentence = N_("W danych do planowania są błędy.")

    def __init__(self, faults: list[InputFault]) -> None:
        self.faults = faults
        super().__init__(list(faults))

    def __str__(self) -> str:
        return "\n".join([self.says(), *map(str, self.faults)])


class FaultyPlanError(ConflictError):
    """The checker found faults in a plan, which therefore goes nowhere (E50)."""

    reason = "faulty_plan"
    sentence = N_("Plan ma {count} błędów i nie może być użyty. Pierwszy: {first}.")


class NotADriverError(ConflictError):
    """The person has no role of a driver, or signs in no more."""

    reason = "not_a_driver"
    sentence = N_("Ta osoba nie ma roli kierowcy. Wybierz inną.")


class ShiftsOverlapError(ConflictError):
    """The driver or the vehicle has another shift at that time."""

    reason = "shifts_overlap"
    sentence = N_("{who} ma w tym czasie inną zmianę: {starts}–{ends}.")


class ShiftPlannedError(ConflictError):
    """A plan has routes for the shift, so it stays for the record."""

    reason = "shift_planned"
    sentence = N_("Ta zmiana jest już w planie. Ułóż plan dnia jeszcze raz bez niej.")


class SiteNotOnMapError(ConflictError):
    """A shift starts at a site whose coordinates nobody has written down."""

    reason = "site_not_on_map"
    sentence = N_(
        "Miejsce „{site}” nie ma współrzędnych, więc nie da się stamtąd ułożyć trasy."
    )


class DayOverError(ConflictError):
    """A day that has passed is neither planned nor published."""

    reason = "day_over"
    sentence = N_("Dzień {day} już minął.")


class NotForDeliveryError(ConflictError):
    """A window is promised for a parcel that is yet to be brought home."""

    reason = "not_for_delivery"
    sentence = N_("Ta paczka nie czeka na dowóz do domu.")


class PlanNotReadyError(ConflictError):
    """Only a plan that was solved can be published."""

    reason = "plan_not_ready"
    sentence = N_("Tego planu nie można ogłosić. Jego stan: {state}.")


class NothingToDriveError(ConflictError):
    """The plan serves nobody."""

    reason = "nothing_to_drive"
    sentence = N_("W tym planie nie ma żadnej trasy.")


class PlanOutdatedError(ConflictError):
    """Something that the plan rests on has changed since; names each household."""

    reason = "plan_outdated"
    sentence = N_(
        "Od ułożenia planu coś się zmieniło (gospodarstwa: {households}). Ułóż go "
        "jeszcze raz."
    )


class ShiftChangedError(ConflictError):
    """A driver's hours, vehicle or place have changed since the plan was made."""

    reason = "shift_changed"
    sentence = N_(
        "Od ułożenia planu zmieniła się zmiana lub pojazd ({drivers}). Ułóż plan "
        "jeszcze raz."
    )


class StopOnOtherRunError(ConflictError):
    """A parcel is on another published run that has not ended (E61)."""

    reason = "stop_on_other_run"
    sentence = N_("Paczka jest już na innej ogłoszonej trasie.")


class NotYourStopError(ForbiddenError):
    """A driver touches a stop of somebody else's run."""

    reason = "not_your_stop"
    sentence = N_("To nie jest przystanek z Twojej trasy.")


class PledgeMissingError(ForbiddenError):
    """The driver has not promised yet to keep to themselves what a run shows (D6)."""

    reason = "pledge_missing"
    sentence = N_(
        "Zanim zobaczysz trasę, zobowiąż się, że zachowasz dla siebie to, co pokazuje."
    )


class StopNotDrivenError(ConflictError):
    """The stop is on no published run: left out, or its plan was replaced."""

    reason = "stop_not_driven"
    sentence = N_("Tego przystanku nie ma na żadnej ogłoszonej trasie.")


class StopEndedError(ConflictError):
    """Something was reported of the stop already."""

    reason = "stop_ended"
    sentence = N_("Ten przystanek jest już zakończony. Zadzwoń do koordynatora.")


class OtherHouseholdError(ConflictError):
    """The code is another household's than the one at this door."""

    reason = "other_household"
    sentence = N_("To talon innego gospodarstwa. Sprawdź adres i numer.")


class RunOverError(ConflictError):
    """The run has no stop left that could be taken off it."""

    reason = "run_over"
    sentence = N_("Na tej trasie nie ma już nic do zawiezienia.")


class FollowUpHandledError(ConflictError):
    """Somebody has dealt with it already."""

    reason = "follow_up_handled"
    sentence = N_("Ta sprawa jest już załatwiona.")


class LinkUnknownError(NotFoundError):
    """A driver's link is unknown, was replaced, or its day is long over."""

    reason = "link_unknown"
    sentence = N_("Ten link nie działa. Poproś koordynatora o nowy.")


class LinkTooEarlyError(ConflictError):
    """A driver opens a link before the day of the run is near (E60)."""

    reason = "link_too_early"
    sentence = N_("Trasa na {day} pojawi się tutaj {from_day}.")
