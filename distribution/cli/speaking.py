"""The language of the terminal, for what people read there."""

import os

from admin_ui import language
from distribution.core.language import Language


def terminal_language() -> Language:
    """Return the language that the environment asks for; Polish if it is unknown."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    wish = next(filter(None, (os.environ.get(name) for name in names)), "")
    return language.as_language(wish.partition("_")[0]) or "pl"


def in_words(sentence: str, **facts: object) -> str:
    """Return a marked sentence with its facts, in the language of the terminal."""
    with language.speaking(terminal_language()):
        return language.gettext(sentence).format(**facts)
