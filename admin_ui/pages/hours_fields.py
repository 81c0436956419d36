"""Opening hours in the fields of a form: read, and written as people type them."""

import re
from collections.abc import Mapping
from datetime import time

from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.pickup.rules.opening import Span, WeeklySpan

_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?")
UNREADABLE = N_("Wpisz godziny tak: 10:00–14:00. Kilka oddziel przecinkami.")


def read_spans(text: str) -> list[Span] | None:
    """Read ``10:00–14:00, 15–18``; None if any part is no pair of times."""
    spans = []
    for part in filter(None, (p.strip() for p in text.split(","))):
        found = _SPAN.fullmatch(part)
        if found is None:
            return None
        numbers = [int(group or 0) for group in found.groups()]
        try:
            opens, closes = time(numbers[0], numbers[1]), time(numbers[2], numbers[3])
        except ValueError:
            return None
        spans.append(Span(opens, closes))
    return spans


def read_week(typed: Mapping[str, str]) -> list[WeeklySpan]:
    """Read the seven fields ``day1`` to ``day7``.

    Raises:
        InvalidInputError: Names every field that is not hours.
    """
    week, faults = [], []
    for weekday in range(1, 8):
        spans = read_spans(typed.get(f"day{weekday}", ""))
        if spans is None:
            faults.append(FieldError(f"day{weekday}", UNREADABLE))
        week += [WeeklySpan(weekday, span) for span in spans or ()]
    if faults:
        raise InvalidInputError(faults)
    return week
