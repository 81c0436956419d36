"""The counter: scan a voucher, see what to hand over, confirm, and undo a mistake."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import msgspec
from litestar import Controller, Request, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from admin_ui.flash import redirect
from admin_ui.pages.offering import (
    DUE,
    INSTEAD,
    PACKS,
    SITE_COOKIE,
    WHY,
    looked,
    refused,
    site_of,
)
from admin_ui.pages.reasons import reason_of
from admin_ui.pages.undone import after_undoing
from admin_ui.ui import Page, errors_by_field
from admin_ui.view import YEAR_SECONDS
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import (
    ConflictError,
    DomainError,
    FieldError,
    InvalidInputError,
)
from distribution.core.inputs import form
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.web import USES_WASM, status_of
from distribution.vouchers.commands.annulling import annul
from distribution.vouchers.commands.handing_out import hand_out
from distribution.vouchers.errors import AuthorisationNotValidError, NonceReusedError
from distribution.vouchers.handouts import HandoutRequest, Line, Recipient, Refused
from distribution.vouchers.queries.handouts import handout
from distribution.vouchers.rules import Channel
from distribution.vouchers.schemas import CodeText
from distribution.vouchers.short_code import grouped
from distribution.vouchers.shortfalls import SHORT_LABELS, ShortReason
from distribution.vouchers.substitutes import Substitute

AnyRequest = Request[Any, Any, Any]

_HOUSEHOLD = "household"
_LONGEST_NOTE = 200
_CHOSEN = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(\d{1,3})")


class LookForm(msgspec.Struct, frozen=True):
    """A scanned or typed code."""

    code: CodeText


class ConfirmForm(msgspec.Struct, frozen=True):
    """What is confirmed; ``recipient`` is "household" or a proxy's authorisation."""

    code: CodeText
    nonce: UUID
    recipient: str = _HOUSEHOLD


class HandoutPages(Controller):
    """Handing out at a counter."""

    path = "/handout"
    include_in_schema = False
    opt = USES_WASM

    @get(["/", "/look"])
    async def counter(self, request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
        """Show the one field for codes; first of all, ask where we are.

        Phones that go back to a look ask for its address, without the code.
        """
        return await _ready(request, actor)

    @post("/site")
    async def choose_site(
        self, request: AnyRequest, actor: NamedDependency[Actor]
    ) -> Redirect:
        """Remember on this device where it hands out."""
        actor.must(Permission.HAND_OUT)
        site = str((await request.form()).get("site", ""))
        cookie = Cookie(
            key=SITE_COOKIE,
            value=site,
            max_age=YEAR_SECONDS if site else 0,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        answer = redirect("/handout")
        answer.cookies.append(cookie)
        return answer

    @post("/look", status_code=200)
    async def look(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Show what would be handed over, or why nothing is. Changes nothing."""
        fields = await request.form()
        try:
            typed = form(LookForm, fields)
        except InvalidInputError as error:
            return await _ready(request, actor, error=error)
        return await looked(request, actor, clock, typed.code, nonce=uuid4())

    @post()
    async def confirm(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Hand out. The page's nonce makes a double click one hand-out."""
        fields = await request.form()
        try:
            typed = form(ConfirmForm, fields)
        except InvalidInputError as error:
            return await _ready(request, actor, error=error)
        site, _known = await site_of(request, actor)
        now = clock()
        substitutes: list[Substitute] = []
        try:
            lines = lines_of(fields)
            substitutes = substitutes_of(fields, lines)
            wanted = HandoutRequest(
                code=typed.code,
                nonce=typed.nonce,
                scanned_at=now,
                channel=Channel.PICKUP,
                recipient=_recipient(typed.recipient),
                lines=lines or None,
                substitutes=substitutes,
                site=site.id if site else None,
            )
            done = await perform(hand_out, actor, wanted, now=now)
        except (InvalidInputError, AuthorisationNotValidError, NonceReusedError) as no:
            nonce = uuid4() if isinstance(no, NonceReusedError) else typed.nonce
            return await looked(
                request,
                actor,
                clock,
                typed.code,
                nonce=nonce,
                error=_at_choices(no, substitutes),
                typed=fields,
            )
        if isinstance(done, Refused):
            return refused(site, typed.code, done)
        return redirect(f"/handout/{done.handout.id}")

    @get("/{handout_id:uuid}")
    async def made(
        self, handout_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Page:
        """Show what was handed out, with the way back and the field for the next."""
        return await _done(actor, handout_id)

    @post("/{handout_id:uuid}/annul")
    async def undo(
        self,
        request: AnyRequest,
        handout_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Undo it by compensating entries, and say how its voucher stands then."""
        actor.must(Permission.ANNUL)
        try:
            reason = reason_of(await request.form(), "annul")
            now = clock()
            undone = await perform(annul, actor, handout_id, reason=reason, now=now)
        except (ConflictError, InvalidInputError) as error:
            return await _done(actor, handout_id, error=error)
        return await after_undoing(actor, undone, local_day(now))


async def _ready(
    request: AnyRequest, actor: Actor, *, error: InvalidInputError | None = None
) -> Page:
    site, known = await site_of(request, actor)
    return Page(
        "handout/scan.html" if site else "handout/site.html",
        status_code=status_of(error) if error else 200,
        site=site,
        sites=known,
        errors=errors_by_field(error) if error else {},
    )


def _recipient(typed: str) -> Recipient:
    if typed == _HOUSEHOLD:
        return Recipient()
    try:
        return Recipient("proxy", UUID(typed))
    except ValueError as error:
        sentence = N_("Wybierz, kto odbiera paczkę.")
        raise InvalidInputError([FieldError("recipient", sentence)]) from error


def lines_of(fields: Mapping[str, Any]) -> list[Line]:
    """Return the packs of the form, in its order; one that is no number is -1.

    Raises:
        InvalidInputError: A field names no article: not a form of ours. Or fewer packs
            than are due come without a reason.
    """
    lines = []
    unsaid = []
    note = str(fields.get("note", "")).strip()[:_LONGEST_NOTE]
    for name, value in fields.items():
        if not name.startswith(PACKS):
            continue
        key, text = name.removeprefix(PACKS), str(value)
        try:
            article = UUID(key)
        except ValueError as error:
            sentence = N_("Tego artykułu nie ma na talonie.")
            raise InvalidInputError([FieldError(name, sentence)]) from error
        packs = int(text) if text.isdecimal() else -1
        said = str(fields.get(WHY + key, ""))
        reason = ShortReason(said) if said in SHORT_LABELS else None
        due = str(fields.get(DUE + key, ""))
        if reason is None and due.isdecimal() and 0 <= packs < int(due):
            unsaid.append(FieldError(WHY + key, N_("Wybierz, dlaczego mniej.")))
        lines.append(Line(article, packs, reason, note if reason else ""))
    if unsaid:
        raise InvalidInputError(unsaid)
    return lines


def substitutes_of(fields: Mapping[str, Any], lines: list[Line]) -> list[Substitute]:
    """Return what goes in the place of lines that are short, as far as it may."""
    found = []
    for line in lines:
        key = str(line.article)
        chosen = _CHOSEN.fullmatch(str(fields.get(INSTEAD + key, "")))
        due = str(fields.get(DUE + key, ""))
        if chosen is None or not due.isdecimal():
            continue
        packs = min(int(due) - line.packs, int(chosen[2]))
        if packs > 0:
            found.append(Substitute(UUID(chosen[1]), packs, line.article))
    return found


def _at_choices(error: DomainError, substitutes: list[Substitute]) -> DomainError:
    """Name the fields of the form where the command counts substitutes."""
    if not isinstance(error, InvalidInputError):
        return error
    names = {
        f"substitutes.{place}.{part}": f"{INSTEAD}{one.instead_of}"
        for place, one in enumerate(substitutes)
        for part in ("article", "packs")
    }
    return InvalidInputError(
        [
            FieldError(names.get(one.field, one.field), one.sentence, one.facts)
            for one in error.errors
        ]
    )


async def _done(
    actor: Actor, handout_id: UUID, *, error: DomainError | None = None
) -> Page:
    actor.must(Permission.HAND_OUT)
    async with reading(actor):
        done = await handout(handout_id)
    known = error if isinstance(error, InvalidInputError) else None
    return Page(
        "handout/done.html",
        status_code=status_of(error) if error else 200,
        handout=done,
        errors=errors_by_field(known) if known else {},
        refusal=None if known else error,
        may_annul=actor.may(Permission.ANNUL),
        short_labels=SHORT_LABELS,
        grouped=grouped,
    )
