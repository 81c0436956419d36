"""What an examination finds."""

from enum import StrEnum
from typing import Any

import msgspec


class Verdict(StrEnum):
    """How a thing is. Only what is bad makes the command fail."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at, and what to do about it."""

    subject: str
    verdict: Verdict
    sentence: str
    facts: dict[str, Any] = {}


def good(subject: str, sentence: str, **facts: Any) -> Finding:  # noqa: ANN401 (any fact)
    """Return that all is well."""
    return Finding(subject, Verdict.GOOD, sentence, facts)


def warning(subject: str, sentence: str, **facts: Any) -> Finding:  # noqa: ANN401
    """Return what works, but not as it should."""
    return Finding(subject, Verdict.WARNING, sentence, facts)


def bad(subject: str, sentence: str, **facts: Any) -> Finding:  # noqa: ANN401
    """Return what must be mended."""
    return Finding(subject, Verdict.BAD, sentence, facts)
