"""Finding a label that a command is about, and drawing codes for new ones."""

from collections.abc import Collection, Mapping
from uuid import UUID

import msgspec

from distribution.core.database import (
    execute,
    fetch,
    fetch_one,
    fetch_value,
    require_transaction,
)
from distribution.core.errors import NotFoundError
from distribution.inventory.errors import LabelFreeError, LabelVoidError
from distribution.inventory.queries.labels import label
from distribution.inventory.rules import label_code


class LockedLabel(msgspec.Struct, frozen=True):
    """A label as it stands, locked; ``thing`` is what it names, in words."""

    label: str
    thing: str
    location: UUID | None
    lot: UUID | None
    packs: int | None


class LockedBox(msgspec.Struct, frozen=True):
    """A label that is on a box, locked: what the box holds, and where it stands."""

    label: str
    location: UUID
    lot: UUID
    packs: int


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


async def lock_box(label_id: UUID) -> LockedBox:
    """Return a label that is on a box, for this transaction alone.

    Raises:
        NotFoundError: The centre has none of this id.
        LabelVoidError: It was lost or torn.
        LabelFreeError: It is on no box.
    """
    require_transaction()
    found = await lock_label(label_id)
    if found.location is None or found.lot is None or found.packs is None:
        raise LabelFreeError(label=found.label)
    return LockedBox(found.label, found.location, found.lot, found.packs)


async def lock_labels(labels: Collection[UUID]) -> None:
    """Lock several labels, by id."""
    require_transaction()
    await fetch(
        "SELECT id FROM store_label WHERE id = ANY($1) ORDER BY id FOR UPDATE",
        list(labels),
    )


async def take_along(boxes: Mapping[UUID, int], *, to: UUID) -> None:
    """Move the labels of whole boxes; a box that packs were taken out of stays.

    Args:
        boxes: Packs that went, by label; the labels are locked.
        to: The place that they went to.
    """
    require_transaction()
    await execute(
        "UPDATE store_label AS b SET"
        " location = CASE WHEN b.packs > t.packs THEN b.location ELSE $3 END,"
        " packs = CASE WHEN b.packs > t.packs THEN b.packs - t.packs ELSE b.packs END"
        " FROM unnest($1::uuid[], $2::int[]) AS t (label, packs)"
        " WHERE b.id = t.label",
        list(boxes),
        list(boxes.values()),
        to,
    )


async def untick(label_id: UUID) -> None:
    """Let a locked label's box be no longer among what is gathered."""
    require_transaction()
    await execute("DELETE FROM gathered_line WHERE label = $1", label_id)


async def loosen(label_id: UUID) -> None:
    """Let what was gathered of a locked label's box count as loose packs."""
    require_transaction()
    await execute(
        "WITH gone AS (DELETE FROM gathered_line WHERE label = $1 RETURNING *)"
        " INSERT INTO gathered_line (id, centre, round, lot, location, packs,"
        " gathered_by, gathered_at) SELECT gen_random_uuid(), centre, round, lot,"
        " location, packs, gathered_by, gathered_at FROM gone"
        " ON CONFLICT (round, lot, location) WHERE label IS NULL DO UPDATE"
        " SET packs = gathered_line.packs + excluded.packs",
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
