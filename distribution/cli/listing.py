"""How the command line shows a list: a table for people, JSON for programs."""

import unicodedata
from collections.abc import Mapping, Sequence

import click
import msgspec


def show_listing(
    rows: Sequence[Mapping[str, object]], *, columns: Sequence[str], as_json: bool
) -> None:
    """Print *rows*: all of each row as JSON, or *columns* as a table.

    A list within a row (roles, kinds) is shown with commas.
    """
    if as_json:
        text = msgspec.json.encode(rows)
        click.echo(msgspec.json.format(text, indent=2).decode())
        return
    table = [[column.upper() for column in columns]]
    table += [[_text(row.get(column)) for column in columns] for row in rows]
    widths = [max(map(_width, cells)) for cells in zip(*table, strict=True)]
    for line in table:
        padded = (
            cell + " " * (width - _width(cell))
            for cell, width in zip(line, widths, strict=True)
        )
        click.echo("  ".join(padded).rstrip())


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(str(part) for part in value)
    return str(value)


def _width(text: str) -> int:
    """Return how many places *text* takes in a terminal."""
    return sum(not unicodedata.combining(letter) for letter in text)
