"""The catalogues of messages: taken out of the code, brought up to date, checked.

``python -m admin_ui.catalogues update`` after any change of a sentence. Files are
sorted and hold no line numbers or dates, so that only words show in a difference.
"""

import json
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Final

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from admin_ui.language import catalogue_path
from distribution.core.language import LANGUAGES, Language

ROOT: Final = Path(__file__).parent.parent
KEYWORDS: Final = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
TEMPLATE_OPTIONS: Final = {
    "trimmed": "true",
    "silent": "false",
    "extensions": "jinja2.ext.do",
}
PLURAL_FORMS: Final[dict[Language, str]] = {
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && "
    "(n%100<12 || n%100>14) ? 1 : 2);",
    "en": "nplurals=2; plural=(n != 1);",
    "uk": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
    "(n%100<12 || n%100>14) ? 1 : 2);",
}
SAME: Final = frozenset(
    {
        "Kromka",
        "Login",
        "administrator",
        "Menu",
        "OK",
        "PIN",
        "SMS",
        "QR",
        "e-mail",
        "E-mail",
        "PDF",
        "CSV",
        "{whole},{tenth}",
        "{metres} m",
        "{kilometres} km",
        "{minutes} min",
        "{hours} h {minutes} min",
    }
)
"""Messages that may read the same in another language."""

_WIDTH = 88
_FACTS = re.compile(r"\{\w*\}|%\(\w+\)[sd]")
_HEADER = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: {language}\\n"
"Plural-Forms: {plural_forms}\\n"

"""


def source_files() -> Iterator[tuple[Path, str, dict[str, str]]]:
    """Return each file that may hold messages, how it is read, and the options."""
    for package in ("distribution", "admin_ui"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "piccolo_migrations" not in path.parts:
                yield path, "python", {}
    for path in sorted((ROOT / "admin_ui" / "templates").rglob("*.html")):
        if path.name != "gallery.html":
            yield path, "jinja2", TEMPLATE_OPTIONS


def extract() -> Catalog:
    """Return all messages of the code and the templates."""
    found = Catalog()
    for path, method, options in source_files():
        for _, message, _, _ in extract_from_file(
            method, path, keywords=KEYWORDS, options=options
        ):
            if message:
                found.add(message)
    return found


def load(language: Language) -> Catalog:
    """Return the catalogue of *language* as it is stored; empty if there is none."""
    path = catalogue_path(language)
    content = path.read_bytes() if path.exists() else header(language).encode()
    return read_po(BytesIO(content), locale=language)


def header(language: Language) -> str:
    """Return the head of a catalogue: no date and no tool, which would only churn."""
    return _HEADER.format(language=language, plural_forms=PLURAL_FORMS[language])


def updated(language: Language, source: Catalog) -> Catalog:
    """Return the catalogue with exactly the messages of *source*, kept where known.

    The Polish one takes those with plural forms only; the rest is the source.
    """
    old = load(language)
    new = read_po(BytesIO(header(language).encode()), locale=language)
    for message in source:
        if not message.id or (language == "pl" and not message.pluralizable):
            continue
        known = old.get(_key(message))
        new.add(message.id, known.string if known else None)
    return new


def save(language: Language, catalogue: Catalog) -> None:
    """Write the catalogue: sorted, without places and dates."""
    buffer = BytesIO()
    write_po(
        buffer,
        catalogue,
        width=_WIDTH,
        no_location=True,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
    )
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    body = buffer.getvalue().decode().strip("\n")
    path.write_text(header(language) + (f"{body}\n" if body else ""), encoding="utf-8")


def faults(language: Language, source: Catalog) -> list[str]:
    """Return what is wrong with a catalogue, a line for each message.

    A message that is left empty, lacks a plural form, reads the same as the Polish
    although it is not in ``SAME``, or does not name the same facts in braces.
    """
    return [
        f"{language}: {_key(message)!r}: {fault}"
        for message in updated(language, source)
        if message.id and (fault := _fault(language, message))
    ]


def _fault(language: Language, message: Message) -> str:
    forms = list(_forms(message.string))
    sources = list(_forms(message.id))
    if not forms or not all(forms):
        return "is left empty"
    if language != "pl" and forms[0] == sources[0] and sources[0] not in SAME:
        return "reads the same as the Polish"
    wanted = set(_FACTS.findall(sources[-1]))
    if any(set(_FACTS.findall(form)) - wanted for form in forms):
        return "names a fact that is not there"
    if set(_FACTS.findall(forms[-1])) != wanted:
        return "does not name the same facts"
    return ""


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def _key(message: Message) -> str:
    return _forms(message.id)[0]


def fill(language: Language, texts: dict[str, str | list[str]]) -> int:
    """Put *texts* (message to text, or to its plural forms) in; return how many.

    Raises:
        KeyError: A message is not in the code.
    """
    catalogue = updated(language, extract())
    for key, text in texts.items():
        message = catalogue.get(key)
        if message is None:
            raise KeyError(key)
        message.string = text if isinstance(text, str) else tuple(text)
    save(language, catalogue)
    return len(texts)


@click.group()
def main() -> None:
    """Take messages out of the code, and keep the catalogues complete."""


@main.command("extract")
@click.option("--empty", type=click.Choice(LANGUAGES), help="Only those left empty.")
def extract_command(empty: Language | None) -> None:
    """Print the messages as JSON: a text, or [one, many]."""
    source = extract()
    catalogue = updated(empty, source) if empty else source
    messages = [
        message.id
        for message in catalogue
        if message.id and not (empty and any(_forms(message.string)) and message.string)
    ]
    click.echo(json.dumps(messages, ensure_ascii=False, indent=1))


@main.command("update")
def update_command() -> None:
    """Bring every catalogue up to date with the code."""
    source = extract()
    for language in LANGUAGES:
        save(language, updated(language, source))


@main.command("fill")
@click.argument("language", type=click.Choice(LANGUAGES))
@click.argument("file", type=click.File(encoding="utf-8"))
def fill_command(language: Language, file: IO[str]) -> None:
    """Put the texts of a JSON object (message to text or forms) in."""
    click.echo(fill(language, json.load(file)))


@main.command("check")
def check_command() -> None:
    """Name every message that is not translated; exit 1 if there is one."""
    source = extract()
    found = [fault for language in LANGUAGES for fault in faults(language, source)]
    click.echo("\n".join(found), nl=bool(found))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
