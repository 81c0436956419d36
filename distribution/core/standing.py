"""How things stood when somebody began to change them, so that nobody is overwritten.

A form carries the `standing` of what it shows; the command that saves it compares
under the row's lock.
"""

from collections.abc import Mapping
from hashlib import sha256
from uuid import UUID

import msgspec

from distribution.core.database import fetch_one, require_transaction
from distribution.core.errors import ConflictError, NotFoundError
from distribution.core.language import N_

_BEGIN = "="
"""So that where nothing is told yet something was seen all the same."""

_SIGNS = 8
"""Of a digest; enough that nobody's change looks like no change by chance."""


class ChangedMeanwhileError(ConflictError):
    """Somebody else changed it since it was looked at.

    ``now`` says how things stand that would be overwritten, ``seen`` is the standing
    to send when they shall be: of what was not compared it says what it said before, as
    one form may be saved in several parts.
    """

    reason = "changed_meanwhile"
    sentence = N_(
        "Ktoś zmienił te dane, odkąd masz je otwarte. Nic jeszcze nie zapisano:"
        " obejrzyj je i zapisz jeszcze raz."
    )


def standing(facts: Mapping[str, object]) -> str:
    """Return how *facts* stand, as short as it can be compared, fact by fact.

    What is empty is left out: no fact and none to tell are the same.
    """
    marks = {name: _mark(value) for name, value in facts.items()}
    told = (f"{name}:{mark}" for name, mark in marks.items() if mark != _NOTHING)
    return " ".join([_BEGIN, *told])


def refuse_overwriting(
    seen: str | None, now: Mapping[str, object], new: Mapping[str, object]
) -> None:
    """Refuse to write *new* over what somebody else changed since it was *seen*.

    Under the lock of what is changed. Who writes what stands there already, or did not
    say what they saw, overwrites nobody.

    Args:
        seen: The `standing` of the same facts; none of a program that says nothing.
        now: How they stand, by name.
        new: What would be written; a name that is left out counts as nothing.

    Raises:
        ChangedMeanwhileError: Names what would be lost.
    """
    if not seen:
        return
    was = dict(word.rpartition(":")[::2] for word in seen.split())
    names = dict.fromkeys((*now, *new))
    lost = {
        name: now.get(name)
        for name in names
        if _mark(now.get(name)) != was.get(name, _NOTHING)
        and _mark(now.get(name)) != _mark(new.get(name))
    }
    if lost:
        others = (f"{name}:{was[name]}" for name in was if name and name not in names)
        raise ChangedMeanwhileError(now=lost, seen=" ".join([standing(now), *others]))


async def lock_as_seen(
    table: str, row: UUID, new: Mapping[str, object], seen: str | None
) -> None:
    """Lock a row, and refuse to write *new* over what somebody else changed since.

    Args:
        table: Whose columns are the names of *new*.
        row: Its id.
        new: What is about to be written.
        seen: The `standing` of the same when it was looked at.

    Raises:
        NotFoundError: The centre has none such.
        ChangedMeanwhileError: Names what would be lost.
    """
    require_transaction()
    now = await fetch_one(
        f"SELECT {', '.join(new)} FROM {table}"  # noqa: S608 (own names)
        " WHERE id = $1 FOR NO KEY UPDATE",
        row,
    )
    if now is None:
        raise NotFoundError
    refuse_overwriting(seen, now, new)


def _mark(value: object) -> str:
    kept = None if value in ("", (), []) else value
    return sha256(msgspec.json.encode(kept)).hexdigest()[:_SIGNS]


_NOTHING = _mark(None)
