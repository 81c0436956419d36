"""Looking at a code, handing out, annulling, and the day of a phone without signal."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from asyncpg import PostgresError
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from distribution.accounts.queries import site as site_of_id
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.errors import DomainError, NotFoundError
from distribution.core.inputs import parse
from distribution.core.reading import reading
from distribution.core.transaction import TryAgainError, perform
from distribution.core.web import (
    PROVES_THE_DEVICE,
    Gettext,
    log,
    problem_body,
    problem_of_ours,
)
from distribution.vouchers.api.makers import check_clock, maker_of
from distribution.vouchers.commands.annulling import annul
from distribution.vouchers.commands.handing_out import hand_out
from distribution.vouchers.commands.previewing import preview
from distribution.vouchers.errors import BatchTooLargeError
from distribution.vouchers.handouts import (
    HandedOut,
    Handout,
    HandoutRequest,
    Preview,
    Refused,
)
from distribution.vouchers.queries.handouts import handout
from distribution.vouchers.queries.keys import own_public_keys
from distribution.vouchers.schemas import (
    MOST_IN_A_BATCH,
    AnnulBody,
    BatchAnswer,
    BatchBody,
    BatchResult,
    DeviceAnswer,
    HandoutBody,
    PreviewBody,
    PublicKeyAnswer,
)

_MADE, _KNOWN = 201, 200


class DeviceController(Controller):
    """What a device knows of itself."""

    path = "/devices"
    tags = ("vouchers",)

    @get("/me", summary="Site and public keys of this device")
    async def me(self, actor: NamedDependency[Actor]) -> DeviceAnswer:
        """Return the site, and the public keys for checks without signal."""
        if actor.kind != "device" or actor.id is None or actor.site is None:
            raise NotFoundError
        async with reading(actor):
            site = await site_of_id(actor.site)
            keys = await own_public_keys()
        return DeviceAnswer(
            id=actor.id,
            centre=actor.centre,
            site=actor.site,
            site_name=site.name,
            keys=[
                PublicKeyAnswer(number, msgspec.to_builtins(key))
                for number, key in keys
            ],
        )


class HandoutController(Controller):
    """Hand-outs: at a counter, at a door, now or earlier."""

    path = "/handouts"
    tags = ("vouchers",)

    @post(summary="Hand out", status_code=_MADE, opt=PROVES_THE_DEVICE)
    async def make(
        self,
        data: JSONBody[HandoutBody],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Response[Handout]:
        """Hand over what the voucher is good for. The same nonce again is safe: 200."""
        made = await _made(actor, data, clock)
        return Response(made.handout, status_code=_KNOWN if made.repeated else _MADE)

    @get("/{handout_id:uuid}", summary="Show a hand-out")
    async def one(
        self, handout_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Handout:
        """Return one hand-out with its lines."""
        actor.must(Permission.SEE_VOUCHERS)
        async with reading(actor):
            return await handout(handout_id)

    @post("/preview", summary="See what would be handed out", status_code=200)
    async def look(
        self,
        data: JSONBody[PreviewBody],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Preview:
        """Return what would be handed out, or the refusal; only the scan is kept."""
        seen = await perform(
            preview,
            actor,
            data.code,
            channel=data.channel,
            site=data.site,
            now=clock(),
        )
        if isinstance(seen, Refused):
            raise seen.refusal.as_error()
        return seen

    @post("/{handout_id:uuid}/annul", summary="Undo a hand-out", status_code=200)
    async def undo(
        self,
        handout_id: FromPath[UUID],
        data: JSONBody[AnnulBody],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Handout:
        """Undo it by compensating entries; the voucher can be handed out again."""
        return await perform(annul, actor, handout_id, reason=data.reason, now=clock())

    @post("/batch", summary="Upload hand-outs made without signal", status_code=200)
    async def batch(
        self,
        data: JSONBody[BatchBody],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        gettext: NamedDependency[Gettext],
    ) -> BatchAnswer:
        """Judge up to 500, each alone and in order; a bad one never blocks the rest."""
        actor.must(Permission.HAND_OUT)
        if len(data.handouts) > MOST_IN_A_BATCH:
            raise BatchTooLargeError(most=MOST_IN_A_BATCH)
        results = [
            await _one_of_batch(actor, raw, clock, gettext) for raw in data.handouts
        ]
        return BatchAnswer(results)


async def _one_of_batch(
    actor: Actor,
    raw: Any,  # noqa: ANN401 (whatever the phone sent)
    clock: Clock,
    gettext: Gettext,
) -> BatchResult:
    nonce = str(raw.get("nonce")) if isinstance(raw, dict) and "nonce" in raw else None
    try:
        body = parse(HandoutBody, raw)
        made = await _made(actor, body, clock)
    except DomainError as error:
        problem = problem_body(error, gettext)
        return BatchResult(nonce, problem["status"], problem=problem)
    except (PostgresError, TryAgainError):
        # A fault of ours stays with the one hand-out that it befell (E10).
        log.exception("handout_of_batch_failed")
        return BatchResult(nonce, 500, problem=problem_of_ours(gettext))
    return BatchResult(nonce, _KNOWN if made.repeated else _MADE, handout=made.handout)


async def _made(actor: Actor, body: HandoutBody, clock: Clock) -> HandedOut:
    request = _request(body, clock())
    maker = await maker_of(actor, body, offline=body.offline)
    done = await perform(hand_out, maker, request, now=clock())
    if isinstance(done, Refused):
        raise done.refusal.as_error()
    return done


def _request(body: HandoutBody, now: datetime) -> HandoutRequest:
    """Return what is asked for; a phone's clock may be fast, ours is not."""
    check_clock(body.scanned_at)
    return HandoutRequest(
        code=body.code,
        nonce=body.nonce,
        scanned_at=min(body.scanned_at, now),
        channel=body.channel,
        recipient=body.recipient,
        offline=body.offline,
        lines=body.lines,
        substitutes=body.substitutes,
        site=body.site,
        pin_used=body.pin_used,
    )
