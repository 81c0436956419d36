"""Finding a label that a command is about, and drawing codes for new ones."""

from uuid import UUID

import msgspec

from distribution.core.database import (
    execute,
    fetch_one,
    fetch_value,
    require_transaction,
)
from distribution.core.errors import NotFoundError
from distribution.inventory.errors import LabelVoidError
from distribution.inventory.queries.labels import label
from distribution.inventory.rules import label_code


class LockedLabel(msgspec.Struct, frozen=True):
    """A label as it stands, locked; ``thing`` is what it names, in words."""

    label: str
    thing: str
    location: UUID | None
    lot: UUID | None
    packs: int | None


async def lock_label(label_id: UUID) -> LockedLabel:
    """Return a label for this transaction alone. Locked before any balance.

    Raises:
        NotFoundError: The centre has none of this id.
        LabelVoidError: It was lost or torn.
    """
    require_transaction()
    row = await fetch_one(
        "SELECT void_at IS NOT NULL AS void FROM store_label WHERE id = $1 FOR UPDATE",
        label_id,
    )
    if row is None:
        raise NotFoundError
    # Read after the lock, so that whoever waited sees what the other one did.
    facts = await label(label_id)
    if row["void"]:
        raise LabelVoidError(label=facts.label)
    return LockedLabel(facts.label, facts.thing, facts.location, facts.lot, facts.packs)


async def empty_label(label_id: UUID) -> None:
    """Let a locked label name nothing."""
    require_transaction()
    await execute(
        "UPDATE store_label SET location = NULL, lot = NULL, packs = NULL,"
        " attached_by = '', attached_at = NULL WHERE id = $1",
        label_id,
    )


async def fresh_label_codes(count: int) -> list[str]:
    """Return *count* different codes that no label of the centre has."""
    require_transaction()
    codes: set[str] = set()
    while len(codes) < count:
        drawn = {label_code.draw() for _ in range(count - len(codes))}
        taken: list[str] = await fetch_value(
            "SELECT coalesce(array_agg(code), '{}') FROM store_label"
            " WHERE code = ANY($1)",
            list(drawn),
        )
        codes |= drawn - set(taken)
    return sorted(codes)
