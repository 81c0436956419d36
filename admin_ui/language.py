"""Which language a page speaks, and how its sentences are said in it.

Polish is the source: a message of the catalogues *is* the Polish sentence. The
Polish catalogue therefore holds nothing but plural forms, of which Polish has
three and a source string can carry two.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from litestar.connection import ASGIConnection

from distribution.core.actor import Actor
from distribution.core.language import Language

LOCALES = Path(__file__).parent / "locales"
COOKIE = "kromka_language"
READER = "reader_language"
"""Where a page puts the language of a reader who has no account."""

NAMES: dict[Language, str] = {"pl": "Polski", "en": "English", "uk": "Українська"}
"""Each language by its own name, for the switch. Never translated."""

DEFAULT: Language = "pl"

_spoken: ContextVar[Language] = ContextVar("spoken", default=DEFAULT)


def catalogue_path(language: Language) -> Path:
    """Return where the catalogue of *language* lies."""
    return LOCALES / language / "LC_MESSAGES" / "kromka.po"


@cache
def translator(language: Language) -> GNUTranslations:
    """Return the catalogue of *language*, read once in a process.

    A message that is missing, empty or marked fuzzy comes back in Polish.
    """
    with catalogue_path(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Say everything in the body in *language*: messages, days and numbers."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def speak(language: Language) -> None:
    """Say everything from here to the end of this request in *language*."""
    _spoken.set(language)


def spoken_language() -> Language:
    """Return the language of the page that is being made."""
    return _spoken.get()


def gettext(message: str) -> str:
    """Return *message* in the language of the page."""
    return translator(spoken_language()).gettext(message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form for *count*: ``ngettext("{n} paczka", "{n} paczek", 3)``.

    *many* is the form for five. What lies between ("3 paczki") is in the Polish
    catalogue.
    """
    return translator(spoken_language()).ngettext(one, many, count)


def language_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Language:
    """Return the language that the person at the other end reads.

    What they chose on the page wins, then what the page knows of its reader
    (``READER``: a household that came by its own link), then what their account
    says, then what their browser asks for. A device has no account: it asks for the
    language that its own page speaks.
    """
    chosen = as_language(connection.cookies.get(COOKIE))
    chosen = chosen or as_language(connection.scope["state"].get(READER))
    if chosen:
        return chosen
    user = connection.scope.get("user")
    asked = asked_for(connection.headers.get("accept-language", ""))
    if isinstance(user, Actor) and not (user.kind == "device" and asked):
        return user.language
    return asked or DEFAULT


def as_language(code: str | None) -> Language | None:
    """Return *code* if it is one of our languages; ``en-GB`` counts as ``en``."""
    start = (code or "").strip().lower().partition("-")[0]
    return next((known for known in get_args(Language) if known == start), None)


def asked_for(accept_language: str) -> Language | None:
    """Return our best match for an Accept-Language header (RFC 9110 12.5.4)."""
    wishes: list[tuple[float, Language]] = []
    for part in accept_language.split(","):
        code, _, weight = part.partition(";q=")
        language = as_language(code)
        try:
            quality = float(weight or 1)
        except ValueError:
            continue
        if language and quality > 0:
            wishes.append((quality, language))
    return max(wishes, key=lambda wish: wish[0])[1] if wishes else None
