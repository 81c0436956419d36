"""Shorthands for the columns that every table has.

``default=None`` on a column that is not null makes it mandatory: Piccolo's own
``required`` is for forms only and would store an empty string.
"""

from piccolo.columns import UUID, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4


def key() -> UUID:
    """Return the primary key: random, so that it tells nothing."""
    return UUID(primary_key=True, default=UUID4())


def of_centre() -> UUID:
    """Return the column that the row-level policies compare."""
    return UUID(default=None, help_text="centre")


def reference(table: str) -> UUID:
    """Return a mandatory reference within the centre.

    The composite foreign key ``(centre, id)`` stands in the migration, since a
    plain one ignores the policies.
    """
    return UUID(default=None, help_text=table)


def optional_reference(table: str) -> UUID:
    """Return a reference that may be empty; see ``reference``."""
    return UUID(null=True, default=None, help_text=table)


def word(length: int = 120, *, null: bool = False) -> Varchar:
    """Return a short text, mandatory unless *null*."""
    return Varchar(length=length, default=None, null=null)


def instant(*, null: bool = False) -> Timestamptz:
    """Return an instant in UTC, mandatory unless *null*."""
    return Timestamptz(default=None, null=null)
