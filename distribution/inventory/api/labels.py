"""Labels of the store: drawn ahead, asked what they name, attached, moved, lost."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.inventory.commands.labelling import (
    Box,
    attach_label,
    detach_label,
    make_labels,
    move_box,
    restore_label,
    split_box,
    take_out_of_box,
    void_label,
)
from distribution.inventory.label_schemas import (
    BoxMoveGiven,
    LabelAttachedTo,
    LabelsGiven,
    LabelsMade,
    SplitGiven,
    TakeOutGiven,
    VoidGiven,
)
from distribution.inventory.queries.labels import (
    LabelFacts,
    label,
    label_of,
    labels_to_print,
)
from distribution.inventory.queries.locations import location_by
from distribution.inventory.schemas import TransferSeen


class LabelController(Controller):
    """What a label of the store names."""

    path = "/inventory/labels"
    tags = ("inventory",)

    @post(summary="Draw labels")
    async def make(
        self,
        data: JSONBody[LabelsGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> LabelsMade:
        """Draw the codes of whole sheets; a label names nothing until attached."""
        run = await perform(make_labels, actor, sheets=data.sheets, now=clock())
        async with reading(actor):
            return LabelsMade(run, await labels_to_print(run))

    @get(summary="Ask what a label names")
    async def named(
        self, actor: NamedDependency[Actor], code: FromQuery[str]
    ) -> LabelFacts:
        """Return what the label with this code is put on, if anything."""
        actor.must(Permission.SEE_STOCK)
        async with reading(actor):
            return await label_of(code)

    @post("/{label_id:uuid}/attach", summary="Attach a label", status_code=200)
    async def attach(
        self,
        label_id: FromPath[UUID],
        data: JSONBody[LabelAttachedTo],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> LabelFacts:
        """Let a free label name a place, or a box of one lot that stands there."""
        actor.must(Permission.KEEP_STOCK)
        async with reading(actor):
            place = (await location_by(data.location)).id
        await perform(
            attach_label,
            actor,
            label_id,
            location=place,
            box=Box(data.box.lot, data.box.packs) if data.box else None,
            now=clock(),
        )
        async with reading(actor):
            return await label(label_id)

    @post("/{label_id:uuid}/detach", summary="Detach a label", status_code=204)
    async def detach(
        self, label_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> None:
        """Let a label name nothing; it can be attached to something else."""
        await perform(detach_label, actor, label_id)

    @post("/{label_id:uuid}/void", summary="Take a label out of use", status_code=204)
    async def void(
        self,
        label_id: FromPath[UUID],
        data: JSONBody[VoidGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> None:
        """Say that a label was lost or torn; what it was on has none now."""
        await perform(void_label, actor, label_id, reason=data.reason, now=clock())

    @post("/{label_id:uuid}/restore", summary="Use a label again", status_code=204)
    async def restore(
        self, label_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> None:
        """Say that a label was found; it names nothing, and can be attached."""
        await perform(restore_label, actor, label_id)

    @post("/{label_id:uuid}/move", summary="Move a labelled box (MM)")
    async def move(
        self,
        label_id: FromPath[UUID],
        data: JSONBody[BoxMoveGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> TransferSeen:
        """Move what is in the box to another place, its label with it."""
        actor.must(Permission.KEEP_STOCK)
        async with reading(actor):
            to = (await location_by(data.to)).id
        made = await perform(
            move_box,
            actor,
            label_id,
            to=to,
            packs=data.packs,
            expected=data.expected,
            now=clock(),
        )
        return TransferSeen(made.document.id, made.document.number, made.reserved)

    @post("/{label_id:uuid}/take-out", summary="Take packs out of a box (MM)")
    async def take_out(
        self,
        label_id: FromPath[UUID],
        data: JSONBody[TakeOutGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> TransferSeen:
        """Move some packs of a box to another place; the box stays with the rest."""
        actor.must(Permission.KEEP_STOCK)
        async with reading(actor):
            to = (await location_by(data.to)).id
        made = await perform(
            take_out_of_box,
            actor,
            label_id,
            to=to,
            packs=data.packs,
            expected=data.expected,
            now=clock(),
        )
        return TransferSeen(made.document.id, made.document.number, made.reserved)

    @post("/{label_id:uuid}/split", summary="Make two boxes of one", status_code=200)
    async def split(
        self,
        label_id: FromPath[UUID],
        data: JSONBody[SplitGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> LabelFacts:
        """Put some packs of a box into one of their own, beside it."""
        await perform(
            split_box,
            actor,
            label_id,
            into=data.into,
            packs=data.packs,
            now=clock(),
        )
        async with reading(actor):
            return await label(data.into)
