"""The places of a centre: warehouses and points that hand out."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.typed import Typed, read_typed, said_no, seen_by, typed_from
from admin_ui.ui import Page
from distribution.accounts.commands.keeping import (
    add_site,
    change_site,
    reopen_site,
    useless,
)
from distribution.accounts.errors import SiteTakenError
from distribution.accounts.queries import SiteFacts, site, sites
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.errors import (
    ConflictError,
    DomainError,
    FieldError,
    InvalidInputError,
)
from distribution.core.inputs import form
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.standing import ChangedMeanwhileError, standing
from distribution.core.transaction import perform
from distribution.pickup.commands.sites import close_site
from distribution.programmes.rounds import round_key

AnyRequest = Request[Any, Any, Any]


class SiteForm(msgspec.Struct, frozen=True):
    """A place; its pin is WGS84."""

    name: Annotated[str, Meta(max_length=160)]
    address: Annotated[str, Meta(max_length=200)]
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None


_KEPT = (*SiteForm.__struct_fields__, "is_pickup", "is_warehouse")


class SitePages(Controller):
    """Keeping places."""

    path = "/settings/sites"
    include_in_schema = False

    @get()
    async def listing(self, actor: NamedDependency[Actor]) -> Page:
        """Show the places, and the form of a new one."""
        return await _list(actor, Typed())

    @post()
    async def add(
        self, request: AnyRequest, actor: NamedDependency[Actor]
    ) -> Page | Redirect:
        """Add a place; its key is made of its name."""
        actor.must(Permission.KEEP_CENTRE)
        typed = await read_typed(request)
        try:
            given = _read(typed)
            await perform(add_site, actor, key=round_key(given["name"]), **given)
        except SiteTakenError:
            words = N_("Jest już miejsce o tej nazwie. Nazwij to inaczej.")
            taken = InvalidInputError([FieldError("name", words)])
            return await _list(actor, typed, taken)
        except InvalidInputError as error:
            return await _list(actor, typed, error)
        return redirect("/settings/sites", Flash(_("Dodano miejsce.")))

    @get("/{site_id:uuid}")
    async def one(self, site_id: FromPath[UUID], actor: NamedDependency[Actor]) -> Page:
        """Show the form of one place."""
        known = await _site(actor, site_id)
        return _form(known, _typed_of(known))

    @post("/{site_id:uuid}")
    async def change(
        self,
        request: AnyRequest,
        site_id: FromPath[UUID],
        actor: NamedDependency[Actor],
    ) -> Page | Redirect:
        """Change it."""
        known = await _site(actor, site_id)
        typed = await read_typed(request)
        try:
            seen = typed.get("seen")
            await perform(change_site, actor, site_id, **_read(typed), seen=seen)
        except (ChangedMeanwhileError, InvalidInputError) as error:
            return _form(known, typed, error)
        return redirect("/settings/sites", Flash(_("Zapisano zmiany.")))

    @post("/{site_id:uuid}/close")
    async def close(
        self,
        site_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Take it out of use, if nothing lies there and nothing is to come."""
        known = await _site(actor, site_id)
        try:
            await perform(close_site, actor, site_id, now=clock())
        except ConflictError as refusal:
            return _form(known, _typed_of(known), refusal)
        words = _("Zamknięto miejsce: {name}.").format(name=known.name)
        return redirect(
            "/settings/sites", Flash(words, undo=f"/settings/sites/{site_id}/reopen")
        )

    @post("/{site_id:uuid}/reopen")
    async def reopen(
        self, site_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Redirect:
        """Take it into use again."""
        await perform(reopen_site, actor, site_id)
        return redirect("/settings/sites", Flash(_("Miejsce jest znów w użyciu.")))


def _typed_of(known: SiteFacts) -> Typed:
    shown = {
        "name": known.name,
        "address": known.address,
        "latitude": known.latitude,
        "longitude": known.longitude,
        "uses": tuple(known.kinds),
    }
    return typed_from(shown)


def _read(typed: Typed) -> dict[str, Any]:
    fields = typed.fields()
    for name in ("latitude", "longitude"):
        fields[name] = fields.get(name, "").replace(",", ".")
    faults = []
    if bool(fields["latitude"]) != bool(fields["longitude"]):
        sentence = N_("Podaj obie współrzędne albo żadnej.")
        faults.append(FieldError("longitude", sentence))
    if not typed.all("uses"):
        faults += useless().errors
    try:
        given = form(SiteForm, fields)
    except InvalidInputError as error:
        faults = [*error.errors, *faults]
    if faults:
        raise InvalidInputError(faults)
    return {
        **msgspec.structs.asdict(given),
        "is_pickup": "pickup" in typed.all("uses"),
        "is_warehouse": "warehouse" in typed.all("uses"),
    }


async def _site(actor: Actor, site_id: UUID) -> SiteFacts:
    actor.must(Permission.KEEP_CENTRE)
    async with reading(actor):
        return await site(site_id)


async def _list(actor: Actor, typed: Typed, error: DomainError | None = None) -> Page:
    actor.must(Permission.KEEP_CENTRE)
    async with reading(actor):
        found, closed = await sites(), await sites(closed=True)
    return Page(
        "settings/sites.html",
        rows=found,
        closed=closed,
        typed=typed,
        **said_no(error),
    )


def _form(known: SiteFacts, typed: Typed, error: DomainError | None = None) -> Page:
    stands = standing({name: getattr(known, name) for name in _KEPT})
    return Page(
        "settings/site.html",
        site=known,
        typed=typed,
        seen=seen_by(stands, typed, error),
        **said_no(error),
    )
