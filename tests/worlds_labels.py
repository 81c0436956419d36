"""Labels of a store, made by commands alone."""

from uuid import UUID

from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.inventory.commands.labelling import Box, attach_label, make_labels
from distribution.inventory.queries.labels import (
    LabelFacts,
    label,
    label_of,
    labels_to_print,
)
from tests.worlds import NOON


async def labels(actor: Actor, count: int) -> tuple[UUID, list[LabelFacts]]:
    """Draw a sheet; returns the run and its first free labels."""
    run = await make_labels(actor, sheets=1, now=NOON)
    async with reading(actor):
        codes = (await labels_to_print(run))[:count]
        return run, [await label_of(code) for code in codes]


async def a_label(
    actor: Actor, *, at: UUID | None = None, box: Box | None = None
) -> LabelFacts:
    """Draw a label and, if a place is given, attach it there, or to a box there."""
    _run, [made] = await labels(actor, 1)
    if at is not None:
        await attach_label(actor, made.id, location=at, box=box, now=NOON)
    async with reading(actor):
        return await label(made.id)
