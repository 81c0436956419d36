"""Marks sentences for translation. Polish is the source; catalogues hold the rest.

Core knows no catalogue: it only marks. ``admin_ui.language`` looks sentences up.
"""

from typing import Literal

Language = Literal["pl", "en", "uk"]
"""The languages that every page, message and printed sheet exists in."""

LANGUAGES: tuple[Language, ...] = ("pl", "en", "uk")


def N_(sentence: str) -> str:  # noqa: N802 (the name that gettext tools look for)
    """Mark *sentence* for the catalogues and return it unchanged."""
    return sentence
