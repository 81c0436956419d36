"""Labels of the store: sheets to print ahead, and what each label is put on."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.pages.store_steps import Step, attaching_page, moving_page, step_in
from admin_ui.pages.typed import id_in, whole_in
from admin_ui.typed import Typed, read_typed, said_no
from admin_ui.ui import NO_STORE, Page
from distribution.accounts.queries import the_centre
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.errors import (
    ConflictError,
    DomainError,
    FieldError,
    InvalidInputError,
    NotFoundError,
)
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.inventory.commands.labelling import (
    Box,
    attach_label,
    detach_label,
    make_labels,
    restore_label,
    split_box,
    void_label,
)
from distribution.inventory.label_sheet import label_sheets
from distribution.inventory.queries.labels import label_runs, labels_to_print
from distribution.inventory.rules.labels import LABELS_ON_A_SHEET, MOST_SHEETS

AnyRequest = Request[Any, Any, Any]

_MOST_PACKS = 1_000_000


class StoreLabelPages(Controller):
    """Labels for shelves and boxes."""

    path = "/store/labels"
    include_in_schema = False

    @get()
    async def listing(self, actor: NamedDependency[Actor]) -> Page:
        """Show the sheets that were printed, and the form for new ones."""
        return await _list(actor, Typed())

    @post()
    async def make(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Draw new labels; the list then offers their sheets."""
        actor.must(Permission.KEEP_STOCK)
        typed = await read_typed(request)
        sheets = whole_in(typed.get("sheets"), least=0, most=MOST_SHEETS)
        try:
            await perform(make_labels, actor, sheets=sheets or 0, now=clock())
        except InvalidInputError as error:
            return await _list(actor, typed, error)
        return redirect("/store/labels", Flash(_("Etykiety gotowe. Wydrukuj arkusze.")))

    @get("/{run_id:uuid}/sheets.pdf")
    async def sheets(
        self,
        run_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Response[bytes]:
        """Return the sheets of a run, to be printed."""
        actor.must(Permission.KEEP_STOCK)
        async with reading(actor):
            labels = await labels_to_print(run_id)
            centre = await the_centre()
        content = label_sheets(labels, centre=centre.name, made_at=clock())
        headers = {
            **NO_STORE,
            "Content-Disposition": 'attachment; filename="etykiety.pdf"',
        }
        return Response(content, media_type="application/pdf", headers=headers)

    @post("/{label_id:uuid}/attach")
    async def attach(
        self,
        request: AnyRequest,
        label_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Put a label on a place, or on a box that stands there."""
        actor.must(Permission.KEEP_STOCK)
        fields = (await read_typed(request)).fields()
        try:
            place, box = _thing(fields)
            await perform(
                attach_label, actor, label_id, location=place, box=box, now=clock()
            )
        except (InvalidInputError, ConflictError) as error:
            step = Step(doing="attach", label=str(label_id), at=fields.get("at", ""))
            return await attaching_page(actor, clock, step, typed=fields, error=error)
        done = Flash(_("Etykieta przypięta. Naklej ją.") if box is None else _boxed())
        return redirect(f"/store?label={label_id}", done)

    @post("/{label_id:uuid}/split")
    async def split(
        self,
        request: AnyRequest,
        label_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Take packs out of a box into one of their own, beside it."""
        actor.must(Permission.KEEP_STOCK)
        fields = (await read_typed(request)).fields()
        into = id_in(fields.get("into", ""))
        if into is None:
            raise NotFoundError
        packs = whole_in(fields.get("packs", ""), least=1, most=_MOST_PACKS)
        try:
            await perform(
                split_box, actor, label_id, into=into, packs=packs or 0, now=clock()
            )
        except (InvalidInputError, ConflictError) as error:
            step = step_in({**fields, "label": str(label_id)})
            return await moving_page(actor, clock, step, typed=fields, error=error)
        return redirect(f"/store?label={into}", Flash(_boxed()))

    @post("/{label_id:uuid}/detach")
    async def detach(
        self, label_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Redirect:
        """Let a label name nothing; it can be put on something else."""
        await perform(detach_label, actor, label_id)
        words = _("Odpięto etykietę. Można jej użyć do czegoś innego.")
        return redirect(f"/store?label={label_id}", Flash(words))

    @post("/{label_id:uuid}/void")
    async def void(
        self,
        label_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """Take a lost or torn label out of use."""
        reason = N_("zgubiona albo zniszczona")
        await perform(void_label, actor, label_id, reason=reason, now=clock())
        words = _("Unieważniono etykietę. Naklej nową.")
        undo = f"/store/labels/{label_id}/restore"
        return redirect(f"/store?label={label_id}", Flash(words, undo=undo))

    @post("/{label_id:uuid}/restore")
    async def restore(
        self, label_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Redirect:
        """Let a label that was found be used again."""
        await perform(restore_label, actor, label_id)
        words = _("Etykieta znów jest ważna. Przypnij ją jeszcze raz.")
        return redirect(f"/store?label={label_id}", Flash(words))


def _boxed() -> str:
    return _("Etykieta przypięta do pudła. Naklej ją.")


def _thing(fields: dict[str, str]) -> tuple[UUID, Box | None]:
    """Return what the form puts the label on: a place, or packs of a lot at one.

    Raises:
        InvalidInputError: Nothing was chosen, or no number of packs.
    """
    if fields.get("what") != "box":
        place = id_in(fields.get("place", ""))
        if place is None:
            raise InvalidInputError([FieldError("place", N_("Wybierz miejsce."))])
        return place, None
    lot, _slash, at = fields.get("spot", "").partition("/")
    chosen, stands = id_in(lot), id_in(at)
    packs = whole_in(fields.get("packs", ""), least=1, most=_MOST_PACKS)
    faults = []
    if chosen is None or stands is None:
        faults.append(FieldError("spot", N_("Wybierz, co jest w pudle.")))
    if packs is None:
        faults.append(FieldError("packs", N_("Wpisz liczbę opakowań.")))
    if chosen is None or stands is None or packs is None:
        raise InvalidInputError(faults)
    return stands, Box(chosen, packs)


async def _list(actor: Actor, typed: Typed, error: DomainError | None = None) -> Page:
    actor.must(Permission.KEEP_STOCK)
    async with reading(actor):
        runs = await label_runs()
    return Page(
        "store/labels.html",
        runs=runs,
        typed=typed,
        on_a_sheet=LABELS_ON_A_SHEET,
        most_sheets=MOST_SHEETS,
        path="/store/labels",
        **said_no(error),
    )
