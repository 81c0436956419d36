"""The kinds of "no" that the domains can say. Knows nothing of HTTP.

Every case is one class with a stable ``reason``, a Polish ``sentence`` that names
its facts in braces, and those facts as keyword arguments::

    class SlotFullError(ConflictError):
        reason = "slot_full"
        sentence = N_("Termin {starts} jest już pełny. Wybierz inny.")

    raise SlotFullError(starts="10:15")
"""

from collections.abc import Callable
from typing import Any, ClassVar

import msgspec

from distribution.core.language import N_


class DomainError(Exception):
    """A rule of the work said no: expected, explained, never a crash.

    ``reason`` is part of the API: stable, and clients may switch on it. The
    sentence is for people and may change. What a caller needs in order to react
    is in ``facts``, never something to parse out of the sentence.
    """

    reason: ClassVar[str]
    sentence: ClassVar[str]

    def __init__(self, **facts: Any) -> None:  # noqa: ANN401 (facts are of any type)
        self.facts = facts
        super().__init__(self.reason)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        """Let a caller read a fact as an attribute: ``error.wanted``."""
        try:
            return self.__dict__["facts"][name]
        except KeyError:
            raise AttributeError(name) from None

    def says(self, gettext: Callable[[str], str] = N_) -> str:
        """Return the sentence with its facts, in the language of *gettext*."""
        return gettext(self.sentence).format(**self.facts)

    def __str__(self) -> str:
        return self.says()


class NotFoundError(DomainError):
    """What was asked for does not exist, or belongs to another centre (404)."""

    reason = "not_found"
    sentence = N_("Nie znaleziono. Sprawdź adres lub wróć do listy.")


class ConflictError(DomainError):
    """A rule of the work forbids it in the present state (409)."""


class ForbiddenError(DomainError):
    """The actor's role does not allow it (403)."""

    reason = "forbidden"
    sentence = N_("Twoja rola nie pozwala na tę czynność.")


class TooLargeError(DomainError):
    """More was sent at once than is taken (413)."""


class TooManyRequestsError(DomainError):
    """The same was tried too often; later it may be (429)."""


class UnauthenticatedError(DomainError):
    """Nobody is signed in, or the session or device was shut out (401)."""

    reason = "unauthenticated"
    sentence = N_("Zaloguj się, aby kontynuować.")


class FieldError(msgspec.Struct, frozen=True):
    """One field of the input that is wrong, and what to do about it.

    ``field`` is the name that the sender used: ``members.0.born_on``, or in a
    file ``wiersz 7, kolumna packs``.
    """

    field: str
    sentence: str
    facts: dict[str, Any] = {}

    def says(self, gettext: Callable[[str], str] = N_) -> str:
        """Return the sentence with its facts, in the language of *gettext*."""
        return gettext(self.sentence).format(**self.facts)


class InvalidInputError(DomainError):
    """The input is malformed; names every bad field, not only the first (400)."""

    reason = "invalid_input"
    sentence = N_("Popraw zaznaczone pola.")

    def __init__(self, errors: list[FieldError]) -> None:
        self.errors = errors
        super().__init__()


class Shortage(msgspec.Struct, frozen=True):
    """One thing that is missing: what, from where, how much, how much there is."""

    article: str
    lot: str | None
    place: str
    wanted: int
    available: int
