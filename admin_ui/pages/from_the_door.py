"""What a driver reports from a door: by a form, or later, from the phone's outbox.

A report that was made without signal says when; a hand-over among them has happened,
and is recorded as a fact (DESIGN 4.7). Who asks for JSON gets the sentence alone.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response
from litestar.datastructures import UploadFile

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.language import language_of, speaking
from admin_ui.pages.at_the_door import (
    Driving,
    ahead_of,
    door_page,
    own_run,
    stop_of,
)
from admin_ui.pages.handout import lines_of
from admin_ui.pages.phone_clock import by_our_clock, on_the_day
from admin_ui.ui import NO_STORE
from distribution.core.clock import Clock, local_day
from distribution.core.errors import (
    ConflictError,
    DomainError,
    InvalidInputError,
    NotFoundError,
)
from distribution.core.inputs import form
from distribution.core.language import N_
from distribution.core.pictures import UnreadablePictureError, drawn_anew
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.web import problem
from distribution.routing.commands.concerns import report_concern
from distribution.routing.commands.photos import keep_photo
from distribution.routing.commands.reordering import keep_wished_order, reorder_stops
from distribution.routing.delivering import hand_over, report_failure
from distribution.routing.errors import StopEndedError
from distribution.routing.rules.doors import Outcome, StopState, Tried, TriedStep
from distribution.routing.rules.reordering import Move, moved
from distribution.vouchers.handouts import HandoutRequest, Recipient
from distribution.vouchers.queries.vouchers import voucher
from distribution.vouchers.rules import Channel
from distribution.vouchers.schemas import Aware, CodeText

AnyRequest = Request[Any, Any, Any]

PHOTO = "photo"
"""The field of the form that holds a picture."""

CONTACT = "contact"
"""What the form says to see whom to ask, where no script shows it."""

CONCERN = "concern"
"""What the form says of an outcome that only social workers see."""


class HandOverForm(msgspec.Struct, frozen=True):
    """A parcel that is handed over; ``recipient``: "household" or a proxy's paper."""

    code: CodeText
    nonce: UUID
    recipient: str = "household"
    note: str = ""
    happened_at: Aware | None = None
    offline: bool = False


class PhotoForm(msgspec.Struct, frozen=True):
    """Which report a picture belongs to, and when it was taken."""

    nonce: UUID
    happened_at: Aware | None = None


class FailureForm(msgspec.Struct, frozen=True):
    """A parcel that is not handed over, and why."""

    outcome: Outcome
    nonce: UUID
    note: str = ""
    happened_at: Aware | None = None


class ConcernForm(msgspec.Struct, frozen=True):
    """What worries a driver, for social workers alone."""

    nonce: UUID
    note: str = ""
    happened_at: Aware | None = None


class MoveForm(msgspec.Struct, frozen=True):
    """Where a door goes among those that are still ahead."""

    stop: UUID
    move: Move


class WishForm(msgspec.Struct, frozen=True):
    """The doors ahead in the order in which a phone has put them, and when."""

    order: tuple[UUID, ...]
    happened_at: Aware | None = None


async def report(
    request: AnyRequest, driving: Driving, stop_id: UUID, clock: Clock
) -> Response[Any]:
    """Hand over or write down why not, as the form says."""
    sent = await request.form()
    told = {name: str(text) for name, text in sent.items() if name != PHOTO}
    typed = by_our_clock(told, clock())
    if typed.get("outcome") == CONTACT:
        return await door_page(driving, stop_id, clock, typed=typed)
    plain = "application/json" in request.headers.get("accept", "")
    try:
        async with reading(driving.actor):
            facts = await own_run(driving)
            stop = stop_of(facts, stop_id)
        typed = on_the_day(typed, facts.day, clock())
        if typed.get("outcome") == CONCERN:
            await _worry(driving, stop_id, typed, clock)
            back = [N_("Paczka wraca.")] if stop.state is StopState.WAITING else []
            said = [N_("Zapisano. Przeczyta to pracownik socjalny."), *back]
        elif "outcome" in typed:
            await _fail(driving, stop_id, typed, clock)
            said = [N_("Zapisano. Paczka wraca, koordynator już o tym wie.")]
            said += await _keep_photo(driving, sent.get(PHOTO), typed, clock)
        else:
            await _hand_over(driving, stop_id, typed, clock)
            said = [N_("Wydano. Jedź dalej.")]
            said += await _keep_photo(driving, sent.get(PHOTO), typed, clock)
    except DomainError as refusal:
        if plain:
            with speaking(language_of(request)):
                return problem(refusal, request, _)
        if not isinstance(refusal, ConflictError | InvalidInputError | NotFoundError):
            raise
        return await door_page(driving, stop_id, clock, typed=typed, refusal=refusal)
    with speaking(language_of(request)):
        words = " ".join(_(sentence) for sentence in said)
    if plain:
        return Response({"sentence": words}, headers=dict(NO_STORE))
    return redirect(driving.base, Flash(words))


async def _keep_photo(
    driving: Driving, file: object, typed: Mapping[str, str], clock: Clock
) -> list[str]:
    """Keep the picture of what was reported; return what to say if it is not kept."""
    data = await file.read() if isinstance(file, UploadFile) else b""
    if not data:
        return []
    given = form(PhotoForm, typed)
    now = clock()
    try:
        picture = await asyncio.to_thread(drawn_anew, data)
    except UnreadablePictureError:
        return [N_("Zdjęcia nie udało się odczytać.")]
    is_kept = await perform(
        keep_photo,
        driving.actor,
        given.nonce,
        picture,
        taken_at=_not_ahead(given.happened_at, now),
        now=now,
    )
    return [] if is_kept else [N_("Zdjęć tu nie zapisujemy.")]


async def _fail(
    driving: Driving, stop_id: UUID, typed: Mapping[str, str], clock: Clock
) -> None:
    failed = form(FailureForm, typed)
    now = clock()
    await report_failure(
        driving.actor,
        stop_id,
        failed.outcome,
        nonce=failed.nonce,
        note=failed.note,
        happened_at=_not_ahead(failed.happened_at, now),
        tried=_tried(typed, now),
        now=now,
    )


async def reorder(request: AnyRequest, driving: Driving, clock: Clock) -> Response[Any]:
    """Put a door elsewhere among those ahead, or all as the phone says they go now."""
    sent = {name: str(text) for name, text in (await request.form()).items()}
    typed = by_our_clock(sent, clock())
    if "order" in typed:
        wish = form(WishForm, {**typed, "order": typed["order"].split()})
        return await _keep_wish(request, driving, wish, clock)
    wanted = form(MoveForm, typed)
    async with reading(driving.actor):
        facts = await own_run(driving)
        stop_of(facts, wanted.stop)
    ahead = [stop.id for stop in ahead_of(facts)]
    if wanted.stop not in ahead:
        raise StopEndedError
    order = moved(ahead, wanted.stop, wanted.move)
    await perform(reorder_stops, driving.actor, driving.run, order, now=clock())
    return redirect(f"{driving.base}/order#stop-{wanted.stop}")


async def _keep_wish(
    request: AnyRequest, driving: Driving, wish: WishForm, clock: Clock
) -> Response[Any]:
    now = clock()
    try:
        await perform(
            keep_wished_order,
            driving.actor,
            driving.run,
            wish.order,
            wished_at=_not_ahead(wish.happened_at, now),
            now=now,
        )
    except DomainError as refusal:
        with speaking(language_of(request)):
            return problem(refusal, request, _)
    with speaking(language_of(request)):
        said = {"sentence": _("Zapisano kolejność drzwi.")}
    return Response(said, headers=dict(NO_STORE))


async def _worry(
    driving: Driving, stop_id: UUID, typed: Mapping[str, str], clock: Clock
) -> None:
    told = form(ConcernForm, typed)
    now = clock()
    await perform(
        report_concern,
        driving.actor,
        stop_id,
        nonce=told.nonce,
        note=told.note,
        happened_at=_not_ahead(told.happened_at, now),
        now=now,
    )


def _tried(typed: Mapping[str, str], now: datetime) -> tuple[Tried, ...]:
    """Return the steps that were ticked; one without an hour was taken just now."""
    found = []
    for step in TriedStep:
        told = typed.get(f"tried.{step}")
        if told is not None:
            try:
                at = msgspec.convert(told, Aware)
            except msgspec.ValidationError:
                at = now
            found.append(Tried(step, _not_ahead(at, now)))
    return tuple(found)


async def _hand_over(
    driving: Driving, stop_id: UUID, typed: Mapping[str, str], clock: Clock
) -> None:
    wanted = form(HandOverForm, typed)
    now = clock()
    async with reading(driving.actor):
        stop = stop_of(await own_run(driving), stop_id)
        view = await voucher(stop.voucher, day=local_day(now))
    all_of_it = {(line.article, line.packs) for line in view.lines}
    lines = lines_of({**typed, "note": ""})  # the note is the coordinator's
    is_less = {(line.article, line.packs) for line in lines} != all_of_it
    request = HandoutRequest(
        code=wanted.code.strip(),
        nonce=wanted.nonce,
        scanned_at=_not_ahead(wanted.happened_at, now) if wanted.offline else now,
        channel=Channel.HOME_DELIVERY,
        recipient=_recipient(wanted.recipient),
        offline=wanted.offline,
        lines=lines if lines and is_less else None,
    )
    await hand_over(driving.actor, stop_id, request, note=wanted.note, now=now)


def _not_ahead(happened_at: datetime | None, now: datetime) -> datetime:
    """Return when it happened: a phone's clock may be fast, ours is not."""
    return now if happened_at is None else min(happened_at, now)


def _recipient(typed: str) -> Recipient:
    try:
        return Recipient("proxy", UUID(typed))
    except ValueError:
        return Recipient()
