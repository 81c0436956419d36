"""Turns what a constraint of the database refuses into the domain's own "no"."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from asyncpg import IntegrityConstraintViolationError

from distribution.core.errors import DomainError


@contextmanager
def refusing(errors: Mapping[str, DomainError | type[DomainError]]) -> Iterator[None]:
    """Raise the error that stands for a violated constraint, by its name.

    Goes around ``async with transaction(actor)``, never inside: by then the
    transaction has been rolled back. A constraint that is not listed is a fault of
    the code and stays what it is.
    """
    try:
        yield
    except IntegrityConstraintViolationError as violation:
        known = errors.get(violation.constraint_name or "")
        if known is None:
            raise
        raise (known() if isinstance(known, type) else known) from violation
