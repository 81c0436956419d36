"""Ending a run from the office: what its driver did not report, as they tell it.

Who forgot a door counts as being out, and its parcel as being on the road, however long
ago that was. Each door ends as it would have at the driver's hand.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid4

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.pages.at_the_door import ahead_of, voucher_at
from admin_ui.pages.clock_fields import with_seconds
from admin_ui.ui import Page, errors_by_field
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import WARSAW, Clock, local_day
from distribution.core.errors import (
    ConflictError,
    DomainError,
    FieldError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from distribution.core.inputs import form
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.web import status_of
from distribution.routing.delivering import hand_over, report_failure
from distribution.routing.errors import StopEndedError
from distribution.routing.queries.plans import RunFacts, StopFacts, run
from distribution.routing.rules.doors import (
    FAILURES,
    OUTCOME_LABELS,
    Outcome,
    StopState,
)
from distribution.vouchers.handouts import HandoutRequest
from distribution.vouchers.rules import Channel

AnyRequest = Request[Any, Any, Any]

ENDINGS: Mapping[Outcome, str] = {
    Outcome.HANDED_OVER: OUTCOME_LABELS[Outcome.HANDED_OVER],
    **{one: OUTCOME_LABELS[one] for one in FAILURES},
    Outcome.UNASSIGNED: N_("nie wyjechała: paczka została na miejscu"),
}
"""What the office may say of a door."""


class EndedForm(msgspec.Struct, frozen=True):
    """How a door ended, and at what hour of the run's day."""

    outcome: Outcome
    at: time
    nonce: UUID
    note: str = ""


class EndingRunPages(Controller):
    """The doors of a run that nobody has reported."""

    path = "/routes/runs/{run_id:uuid}/end"
    include_in_schema = False

    @get()
    async def show(
        self,
        run_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Ask what happened at each open door."""
        actor.must(Permission.PLAN_ROUTES)
        return await _page(actor, clock, run_id)

    @post()
    async def end(
        self,
        request: AnyRequest,
        run_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Write down what is said of the doors; what is left out stays open."""
        actor.must(Permission.PLAN_ROUTES)
        typed = {name: str(text) for name, text in (await request.form()).items()}
        async with reading(actor):
            facts = await _driven(run_id)
        refused: dict[UUID, DomainError] = {}
        late: list[StopFacts] = []
        ended = 0
        for stop in facts.stops:
            given = _of(stop.id, typed)
            if not given.get("outcome"):
                continue
            if stop.state is not StopState.WAITING:
                late.append(stop)
                continue
            try:
                told = form(EndedForm, with_seconds(given, "at"))
                await _end(actor, facts, stop, told, clock())
                ended += 1
            except StopEndedError:
                late.append(stop)
            except (ConflictError, ForbiddenError, InvalidInputError) as no:
                refused[stop.id] = no
        if refused:
            return await _page(
                actor, clock, run_id, typed=typed, refused=refused, late=late
            )
        return await _said(actor, facts, ended, late)


async def _driven(run_id: UUID) -> RunFacts:
    facts = await run(run_id)
    if not facts.published:
        raise NotFoundError
    return facts


async def _said(
    actor: Actor, facts: RunFacts, ended: int, late: Sequence[StopFacts]
) -> Redirect:
    async with reading(actor):
        left = len(ahead_of(await run(facts.id)))
    more = [Flash(_was_ended(late), "warning")] if late else []
    if not left:
        words = _("Trasa jest zakończona: {name}.").format(name=facts.driver_name)
        return redirect(f"/routes?day={facts.day}", Flash(words), *more)
    here = f"/routes/runs/{facts.id}/end"
    if not (ended or late):
        words = _("Wybierz choć przy jednych drzwiach, co się stało.")
        return redirect(here, Flash(words, "danger"))
    words = _("Zapisano. Drzwi jeszcze otwarte: {n}.").format(n=left)
    return redirect(here, *([Flash(words)] if ended else []), *more)


def _was_ended(late: Sequence[StopFacts]) -> str:
    """Return what is said of doors that somebody has ended meanwhile, or oneself."""
    numbers = [_("nr {number}").format(number=one.household_number) for one in late]
    words = _("Przy tych drzwiach był już zapis i nic się w nim nie zmieniło: {which}.")
    return words.format(which=", ".join(numbers))


def _of(stop: UUID, typed: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed of one door."""
    names = (field.name for field in msgspec.structs.fields(EndedForm))
    return {name: typed.get(f"{name}.{stop}", "") for name in names}


async def _end(
    actor: Actor, facts: RunFacts, stop: StopFacts, told: EndedForm, now: datetime
) -> None:
    happened_at = datetime.combine(facts.day, told.at, WARSAW)
    if happened_at > now:
        sentence = N_("Ta godzina jeszcze nie minęła.")
        raise InvalidInputError([FieldError("at", sentence)])
    if told.outcome is Outcome.HANDED_OVER:
        async with reading(actor):
            view = await voucher_at(stop, local_day(now))
        request = HandoutRequest(
            code=view.voucher.short_code,
            nonce=told.nonce,
            scanned_at=happened_at,
            channel=Channel.HOME_DELIVERY,
            offline=True,
        )
        await hand_over(actor, stop.id, request, note=told.note, now=now)
        return
    await report_failure(
        actor,
        stop.id,
        told.outcome,
        nonce=told.nonce,
        note=told.note,
        happened_at=happened_at,
        now=now,
    )


async def _page(
    actor: Actor,
    clock: Clock,
    run_id: UUID,
    *,
    typed: Mapping[str, str] | None = None,
    refused: Mapping[UUID, DomainError] | None = None,
    late: Sequence[StopFacts] = (),
) -> Page:
    async with reading(actor):
        facts = await _driven(run_id)
    now, refused = clock(), refused or {}
    return Page(
        "routing/end_run.html",
        status_code=max(map(status_of, refused.values()), default=200),
        run=facts,
        doors=[
            {
                "stop": stop,
                "typed": _shown(stop, typed or {}, now),
                "refusal": refused.get(stop.id),
                "errors": _faults(stop, refused.get(stop.id)),
            }
            for stop in ahead_of(facts)
        ],
        is_refused=bool(refused),
        was_ended=_was_ended(late) if late else "",
        endings=ENDINGS,
    )


def _shown(stop: StopFacts, typed: Mapping[str, str], now: datetime) -> dict[str, str]:
    """Return what stands in the fields of a door: what was typed, else a guess."""
    guess = min(stop.arrives_at or now, now).astimezone(WARSAW)
    shown = {"at": f"{guess:%H:%M}", "nonce": str(uuid4())}
    return shown | {k: v for k, v in _of(stop.id, typed).items() if v}


def _faults(stop: StopFacts, no: DomainError | None) -> dict[str, FieldError]:
    if not isinstance(no, InvalidInputError):
        return {}
    return {f"{name}.{stop.id}": one for name, one in errors_by_field(no).items()}
