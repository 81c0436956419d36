"""A phone's day without signal: what it takes along, what it says, what it brings back.

The hand-outs themselves go to ``/handouts/batch``, whatever made them.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from asyncpg import PostgresError
from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody, QueryParameter

from distribution.accounts.commands.shifts import end_shift, report_device
from distribution.accounts.queries import device, the_centre
from distribution.accounts.queries import site as site_of_id
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, end_of_day, local_day
from distribution.core.errors import DomainError
from distribution.core.inputs import parse
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.web import (
    PACKED,
    Gettext,
    log,
    problem_body,
    problem_of_ours,
)
from distribution.vouchers.api.makers import check_clock, maker_of
from distribution.vouchers.commands.reporting import ReportedRefusal, report_refusal
from distribution.vouchers.commands.searching import search_at_counter
from distribution.vouchers.errors import BatchTooLargeError
from distribution.vouchers.errors.offline import (
    ExtractOutdatedError,
    NotADeviceError,
)
from distribution.vouchers.extract import Extract, ExtractKey, News, SiteName
from distribution.vouchers.queries.counter_search import CounterMatch, may_search
from distribution.vouchers.queries.extract import articles_of, extract_vouchers
from distribution.vouchers.queries.keys import own_public_keys
from distribution.vouchers.queries.news import changed_vouchers, everything_changed
from distribution.vouchers.queries.scan_settings import scan_settings
from distribution.vouchers.schemas import (
    MOST_IN_A_BATCH,
    RefusalBody,
    RefusalResult,
    RefusalsAnswer,
    RefusalsBody,
    StatusBody,
)


class ScanController(Controller):
    """What a scanner needs in order to go on without signal."""

    path = "/scan"
    tags = ("vouchers",)

    @get("/extract", summary="Take a site's day along", middleware=[PACKED])
    async def extract(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> Extract:
        """Return today's vouchers of the device's site, and what checks them."""
        own, site_id = _device(actor)
        now = clock()
        day = local_day(now)
        async with reading(actor):
            known, centre = await device(own), await the_centre()
            settings = await scan_settings()
            vouchers = await extract_vouchers(site_id, day)
            return Extract(
                device=own,
                centre_name=centre.short_name,
                centre_phone=centre.phone,
                site=SiteName(site_id, (await site_of_id(site_id)).name),
                day=day,
                as_of=now,
                good_until=known.expires_at or end_of_day(now),
                revocations_good_for=settings.revocations_good_for,
                keys=[ExtractKey(*key) for key in await own_public_keys()],
                pin=settings.pin,
                may_search=await may_search(actor),
                articles=await articles_of(vouchers),
                vouchers=vouchers,
            )

    @get("/news", summary="See what changed since")
    async def news(
        self,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        since: FromQuery[datetime],
    ) -> News:
        """Return the vouchers that changed; 409 where a whole extract is needed."""
        _own, site_id = _device(actor)
        now = clock()
        if since.tzinfo is None or local_day(since) != local_day(now):
            raise ExtractOutdatedError
        async with reading(actor):
            if await everything_changed(now - since):
                raise ExtractOutdatedError
            changed = await changed_vouchers(now - since)
            return News(now, await extract_vouchers(site_id, local_day(now), changed))

    @post("/status", summary="Say how the device stands", status_code=204)
    async def status(
        self,
        data: JSONBody[StatusBody],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> None:
        """Note how many hand-outs wait on the device, for the office to see."""
        _device(actor)
        await perform(
            report_device,
            actor,
            waiting=data.waiting,
            ready=data.ready,
            as_of=data.as_of,
            now=clock(),
        )

    @post("/refusals", summary="Bring refusals of the day back", status_code=200)
    async def refusals(
        self,
        data: JSONBody[RefusalsBody],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        gettext: NamedDependency[Gettext],
    ) -> RefusalsAnswer:
        """Keep what the device refused without signal, each once; 204 or 400 apiece."""
        _device(actor)
        if len(data.scans) > MOST_IN_A_BATCH:
            raise BatchTooLargeError(most=MOST_IN_A_BATCH)
        return RefusalsAnswer(
            [await _kept(actor, raw, clock, gettext) for raw in data.scans]
        )

    @get("/search", summary="Find a voucher by name")
    async def search(
        self,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        text: Annotated[str, QueryParameter(name="q", min_length=2, max_length=80)],
    ) -> list[CounterMatch]:
        """Return who may be meant, for those who may see households."""
        actor.must(Permission.HAND_OUT)
        return await perform(search_at_counter, actor, text, now=clock())

    @delete("/shift", summary="End the shift")
    async def end(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> None:
        """Shut the phone out; what it has not sent goes with its next shift."""
        _device(actor)
        await perform(end_shift, actor, now=clock())


_KEPT = 204


def _device(actor: Actor) -> tuple[UUID, UUID]:
    """Return which device asks, and its site.

    Raises:
        NotADeviceError: A person asks.
    """
    actor.must(Permission.HAND_OUT)
    if actor.kind != "device" or actor.id is None or actor.site is None:
        raise NotADeviceError
    return actor.id, actor.site


async def _kept(
    actor: Actor,
    raw: Any,  # noqa: ANN401 (whatever the phone sent)
    clock: Clock,
    gettext: Gettext,
) -> RefusalResult:
    """Keep one refusal; a bad one never blocks the rest."""
    given = raw.get("nonce") if isinstance(raw, dict) else None
    nonce = given and str(given)
    try:
        body = parse(RefusalBody, raw)
        check_clock(body.scanned_at)
        maker = await maker_of(actor, body)
        refusal = ReportedRefusal(body.nonce, body.code, body.reason, body.scanned_at)
        await perform(report_refusal, maker, refusal, now=clock())
    except DomainError as error:
        problem = problem_body(error, gettext)
        return RefusalResult(nonce, problem["status"], problem)
    except PostgresError:
        log.exception("refusal_of_phone_failed")
        return RefusalResult(nonce, 500, problem_of_ours(gettext))
    return RefusalResult(nonce, _KEPT)
