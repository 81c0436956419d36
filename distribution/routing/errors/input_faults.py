"""Faults of a problem or of the file that holds it: a number, a name and a place each.

1xx a file that cannot be read, 2xx depots and the problem as a whole, 3xx stops,
4xx shifts, 5xx travel (R18). Numbers and names are stable; sentences may change.
"""

from collections.abc import Callable
from enum import StrEnum

from distribution.core.errors import FieldError, InvalidInputError
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
    BAD_CREW = "bad_crew"
    SHIFT_ENDS_FIRST = "shift_ends_first"
    STARTS_AT_NO_DEPOT = "starts_at_no_depot"
    LOADED_LATER = "loaded_later"
    RELOADS_NOWHERE = "reloads_nowhere"
    RELOADS_AT_NO_DEPOT = "reloads_at_no_depot"
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
    InputCode.BAD_CREW: (308, N_("{value} osób w aucie: wpisz co najmniej jedną.")),
    InputCode.SHIFT_ENDS_FIRST: (
        401,
        N_("Zmiana kończy się ({ends}), zanim się zacznie ({starts})."),
    ),
    InputCode.STARTS_AT_NO_DEPOT: (
        402,
        N_("Zmiana zaczyna się w miejscu {place}, gdzie nie ma załadunku."),
    ),
    InputCode.LOADED_LATER: (
        403,
        N_("Załadunek ({loaded}) jest później niż początek zmiany ({starts})."),
    ),
    InputCode.RELOADS_NOWHERE: (
        404,
        N_("Nie podano, gdzie zmiana wraca po paczki."),
    ),
    InputCode.RELOADS_AT_NO_DEPOT: (
        405,
        N_("Zmiana wraca po paczki do miejsca {place}, gdzie nie ma załadunku."),
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
    sentence = N_("W danych do planowania są błędy. Pierwszy: {where}, {what}")

    def __init__(self, faults: list[InputFault]) -> None:
        self.faults = faults
        super().__init__(list(faults))

    def says(self, gettext: Callable[[str], str] = N_) -> str:
        """Return the sentence with the first fault, in the language of *gettext*."""
        first = self.faults[0]
        sentence = gettext(self.sentence)
        return sentence.format(where=first.field, what=first.says(gettext))

    def __str__(self) -> str:
        return "\n".join([self.says(), *map(str, self.faults)])
