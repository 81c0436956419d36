"""Settings: what can be kept here, and the facts of the centre."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect
from msgspec import Meta

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.typed import Typed, read_typed, said_no, seen_by, typed_from
from admin_ui.ui import Page
from distribution.accounts.commands.keeping import change_centre
from distribution.accounts.queries import the_centre
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.errors import DomainError, InvalidInputError
from distribution.core.inputs import form
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.standing import ChangedMeanwhileError, standing
from distribution.core.transaction import perform

AnyRequest = Request[Any, Any, Any]

_P = Permission


class Part(msgspec.Struct, frozen=True):
    """One part of the settings, for whoever holds *permission*."""

    path: str
    label: str
    says: str
    permission: Permission


PARTS = (
    Part(
        "/settings/sub-programmes",
        N_("Podprogramy"),
        N_("Daty, cel i zestaw na osobę."),
        _P.KEEP_PROGRAMMES,
    ),
    Part(
        "/settings/limits",
        N_("Progi dochodu"),
        N_("Kryteria z art. 8 i progi programów, każde od swojego dnia."),
        _P.KEEP_PROGRAMMES,
    ),
    Part(
        "/settings/articles",
        N_("Artykuły"),
        N_("Waga opakowania, grupa i termin wydania."),
        _P.KEEP_PROGRAMMES,
    ),
    Part(
        "/settings/delivery",
        N_("Podstawy dowozu"),
        N_("Dokumenty, które pozwalają dowozić paczki do domów."),
        _P.KEEP_PROGRAMMES,
    ),
    Part(
        "/settings/centre",
        N_("Ośrodek"),
        N_("Nazwy, adres i telefon, jak na wydrukach."),
        _P.KEEP_CENTRE,
    ),
    Part(
        "/settings/sites",
        N_("Miejsca"),
        N_("Magazyny i punkty, które wydają paczki."),
        _P.KEEP_CENTRE,
    ),
    Part(
        "/settings/staff",
        N_("Pracownicy i wolontariusze"),
        N_("Konta, role i hasła."),
        _P.KEEP_STAFF,
    ),
    Part(
        "/settings/devices",
        N_("Urządzenia"),
        N_("Telefony i skanery, które działają za jedno miejsce."),
        _P.KEEP_DEVICES,
    ),
    Part(
        "/settings/scanning",
        N_("Skanery bez zasięgu"),
        N_("Jak długo wydają same i PIN przełożonego."),
        _P.KEEP_DEVICES,
    ),
    Part(
        "/settings/photos",
        N_("Zdjęcia przy drzwiach"),
        N_("Czy kierowcy fotografują wydane paczki."),
        _P.KEEP_CENTRE,
    ),
    Part(
        "/settings/retention",
        N_("Anonimizacja"),
        N_("Gospodarstwa, których danych nie wolno już przechowywać."),
        _P.ANONYMISE,
    ),
    Part("/audit", N_("Historia zmian"), N_("Kto, kiedy i co zmienił."), _P.SEE_AUDIT),
)


class CentreForm(msgspec.Struct, frozen=True):
    """What pages and printed sheets say of the centre."""

    name: Annotated[str, Meta(max_length=160)]
    short_name: Annotated[str, Meta(max_length=60)]
    address: Annotated[str, Meta(max_length=200)] = ""
    phone: Annotated[str, Meta(max_length=120)] = ""


_OF_CENTRE = CentreForm.__struct_fields__


class SettingsPages(Controller):
    """The way into the settings, and the centre's own facts."""

    path = "/settings"
    include_in_schema = False

    @get()
    async def overview(self, actor: NamedDependency[Actor]) -> Page:
        """List the parts that this person may keep."""
        actor.must(Permission.KEEP_PROGRAMMES)
        kept = [part for part in PARTS if actor.may(part.permission)]
        return Page("settings/overview.html", parts=kept)

    @get("/centre")
    async def centre(self, actor: NamedDependency[Actor]) -> Page:
        """Show the facts of the centre."""
        actor.must(Permission.KEEP_CENTRE)
        async with reading(actor):
            known = await the_centre()
        facts = {name: getattr(known, name) for name in _OF_CENTRE}
        return _centre(typed_from({**facts, "seen": standing(facts)}))

    @post("/centre")
    async def change(
        self, request: AnyRequest, actor: NamedDependency[Actor]
    ) -> Page | Redirect:
        """Change them."""
        actor.must(Permission.KEEP_CENTRE)
        typed = await read_typed(request)
        try:
            given = form(CentreForm, typed.fields())
            facts, seen = msgspec.structs.asdict(given), typed.get("seen")
            await perform(change_centre, actor, **facts, seen=seen)
        except (ChangedMeanwhileError, InvalidInputError) as error:
            return _centre(typed, error)
        return redirect("/settings/centre", Flash(_("Zapisano dane ośrodka.")))


def _centre(typed: Typed, error: DomainError | None = None) -> Page:
    return Page(
        "settings/centre.html",
        typed=typed,
        seen=seen_by("", typed, error),
        **said_no(error),
    )
