"""The lines of an instance file, and the faults found in them."""

import math
from collections.abc import Sequence

from distribution.routing.errors.input_faults import (
    InputCode,
    InputFault,
    InvalidProblemError,
    input_fault,
)


def at_line(number: int) -> str:
    """Return how a fault names the line *number*, counted from one."""
    return f"wiersz {number}"


class FaultList:
    """Collects what is wrong with a file, so that all of it is said at once."""

    def __init__(self) -> None:
        self.found: list[InputFault] = []

    def add(self, code: InputCode, field: str, **facts: object) -> None:
        """Note the fault *code* at *field*."""
        self.found.append(input_fault(code, field, **facts))

    def number(self, text: str, line: int) -> float:
        """Return *text* as a finite number; notes a fault and returns 0 if it is none.

        Sizes beyond 10^12 are no numbers that an instance can mean.
        """
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not abs(value) <= 1e12:  # noqa: PLR2004 (also false for NaN)
            self.add(InputCode.BAD_NUMBER, at_line(line), value=text)
            return 0.0
        return value

    def whole(self, text: str, line: int) -> int:
        """Return *text* as a whole number from 0; notes a fault if it is none."""
        value = self.number(text, line)
        if value < 0 or value != int(value):
            self.add(InputCode.BAD_NUMBER, at_line(line), value=text)
            return 0
        return int(value)

    def numbers(self, words: Sequence[str], wanted: int, line: int) -> list[float]:
        """Return *wanted* numbers; notes a fault and fills up with 0 if they differ."""
        if len(words) != wanted:
            self.add(
                InputCode.WRONG_COLUMNS, at_line(line), found=len(words), wanted=wanted
            )
            return [0.0] * wanted
        return [self.number(word, line) for word in words]

    def stop_if_any(self) -> None:
        """Do nothing if no fault was found.

        Raises:
            InvalidProblemError: With every fault that was found.
        """
        if self.found:
            raise InvalidProblemError(self.found)
