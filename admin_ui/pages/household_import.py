"""A file of households: looked at first, loaded when it is what was meant."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.csv_file import headings
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.core.transaction import perform
from distribution.households.commands.importing import (
    ImportReport,
    import_households,
)
from distribution.households.household_columns import POLISH_COLUMNS, household_template
from distribution.households.import_plan import IMPORT_CHANGE_LABELS, ImportChange

AnyRequest = Request[Any, Any, Any]

_MOST_SHOWN = 200
_MOST_MB = 5
"""Of a file: it comes back with the form, a third longer, in one request."""

_KINDS = {
    ImportChange.NEW: "info",
    ImportChange.CHANGED: "warning",
    ImportChange.UNCHANGED: "neutral",
}


class HouseholdImportPages(Controller):
    """Loading households from a file."""

    path = "/households/import"
    include_in_schema = False

    @get()
    async def blank(self, actor: NamedDependency[Actor]) -> Page:
        """Show what the file looks like, and the field for it."""
        actor.must(Permission.KEEP_HOUSEHOLDS)
        return _page()

    @get("/template.csv")
    async def template(self, actor: NamedDependency[Actor]) -> Response[str]:
        """Return a header and a row that import."""
        actor.must(Permission.KEEP_HOUSEHOLDS)
        name = 'attachment; filename="gospodarstwa.csv"'
        return Response(
            household_template(),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": name},
        )

    @post(status_code=200)
    async def load(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Show what the file would change, or load it when that was looked at.

        The file travels in the form that shows the difference, because a browser
        sends a chosen file only once.
        """
        actor.must(Permission.KEEP_HOUSEHOLDS)
        fields = await request.form()
        wanted = fields.get("deed") == "load"
        try:
            data = _kept(fields.get("kept")) if wanted else await _sent(fields)
            report = await perform(
                import_households, actor, data, dry_run=not wanted, now=clock()
            )
        except InvalidInputError as error:
            return _page(faults=error.errors, status_code=400)
        if not wanted:
            return _page(report=report, kept=b64encode(data).decode())
        words = _("Wczytano plik. Nowe: {new}, zmienione: {changed}.")
        said = words.format(new=report.new, changed=report.changed)
        return redirect("/households", Flash(said))


async def _sent(fields: Any) -> bytes:  # noqa: ANN401 (Litestar's multidict)
    file = fields.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise InvalidInputError([FieldError("file", N_("Wybierz plik CSV."))])
    data = await file.read()
    if len(data) > _MOST_MB * 1_000_000:
        sentence = N_(
            "Plik może mieć najwyżej {most} MB. Podziel go na mniejsze; wiersze"
            " jednego gospodarstwa zostaw razem."
        )
        raise InvalidInputError([FieldError("file", sentence, {"most": _MOST_MB})])
    return data


def _kept(text: object) -> bytes:
    try:
        return b64decode(str(text or ""), validate=True)
    except NotBase64 as error:
        sentence = N_("Wybierz plik jeszcze raz.")
        raise InvalidInputError([FieldError("file", sentence)]) from error


def _page(
    *,
    report: ImportReport | None = None,
    kept: str = "",
    faults: list[FieldError] | None = None,
    status_code: int = 200,
) -> Page:
    """Return the page; *faults* name lines and columns of the file."""
    told = [one for one in faults or [] if one.field == "file"]
    lines = report.lines if report else ()
    shown = [one for one in lines if one.change is not ImportChange.UNCHANGED]
    return Page(
        "households/import.html",
        status_code=status_code,
        report=report,
        lines=shown[:_MOST_SHOWN],
        hidden=max(len(shown) - _MOST_SHOWN, 0),
        kept=kept,
        faults=[one for one in faults or [] if one.field != "file"],
        errors={"file": told[0]} if told else {},
        columns=headings(POLISH_COLUMNS).values(),
        most_mb=_MOST_MB,
        change_labels=IMPORT_CHANGE_LABELS,
        change_kinds=_KINDS,
    )
