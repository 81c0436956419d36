"""The store at a glance, one lot with its whole way, and holding it back."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.kinds import LOT_KINDS, URGENCY_KINDS
from admin_ui.language import gettext as _
from admin_ui.language import ngettext
from admin_ui.pages.reasons import reason_of
from admin_ui.typed import said_no
from admin_ui.ui import Page
from distribution.accounts.queries import sites
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.days import parse_day
from distribution.core.errors import ConflictError, DomainError, InvalidInputError
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.inventory.commands.withdrawing import Withdrawal, lift, withdraw
from distribution.inventory.queries.minimums import below_minimum
from distribution.inventory.queries.stock import StockLine, stock
from distribution.inventory.queries.tracing import trace
from distribution.inventory.rules.documents import MOVEMENT_RULES
from distribution.inventory.rules.lots import (
    LOT_STATE_LABELS,
    URGENCY_LABELS,
    LotState,
    Urgency,
)

AnyRequest = Request[Any, Any, Any]

WORDS: dict[str, Any] = {
    "lot_labels": LOT_STATE_LABELS,
    "lot_kinds": LOT_KINDS,
    "urgency_labels": URGENCY_LABELS,
    "urgency_kinds": URGENCY_KINDS,
    "reasons": MOVEMENT_RULES,
}
_SOON = frozenset({Urgency.EXPIRED, Urgency.WEEK, Urgency.MONTH})


class Sought(msgspec.Struct, frozen=True):
    """What the list is narrowed down to; an empty text narrows nothing."""

    q: str = ""
    site: str = ""
    show: str = ""
    as_of: str = ""

    def finds(self, line: StockLine, day: date) -> bool:
        """Say whether *line* is in the list."""
        words = f"{line.name} {line.code} {line.number}".casefold()
        return (
            self.q.strip().casefold() in words
            and self.site in ("", str(line.site))
            and (self.show != "soon" or line.urgency(day) in _SOON)
            and (self.show != "held" or line.state is not LotState.USABLE)
        )


class StockPages(Controller):
    """What lies in the store."""

    path = "/stock"
    include_in_schema = False

    @get()
    async def overview(
        self,
        *,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        q: FromQuery[str] = "",
        site: FromQuery[str] = "",
        show: FromQuery[str] = "",
        as_of: FromQuery[str] = "",
    ) -> Page:
        """Show what lies where, now or at the end of a day; what to use first."""
        actor.must(Permission.SEE_STOCK)
        past = parse_day(as_of)
        day = past or local_day(clock())
        sought = Sought(q, site, show, as_of if past else "")
        async with reading(actor):
            every = await stock(as_of=past)
            places = await sites()
            below = await below_minimum(day) if past is None else []
        found = [line for line in every if sought.finds(line, day)]
        if show == "soon":
            found.sort(key=lambda line: line.use_until or date.max)
        part = request.headers.get("hx-target") == "stock"
        return Page(
            "inventory/_lines.html" if part else "inventory/stock.html",
            lines=found,
            figures=_figures(every, day),
            sites=places,
            below=below,
            sought=sought,
            past=past,
            day=day,
            is_empty=not every,
            may_keep=actor.may(Permission.KEEP_STOCK),
            **WORDS,
        )

    @get("/lots/{lot_id:uuid}")
    async def lot(
        self,
        lot_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Show where a lot came from, where it is, and who has it."""
        return await _lot_page(actor, lot_id, local_day(clock()))

    @post("/lots/{lot_id:uuid}/recall")
    async def recall(
        self,
        request: AnyRequest,
        lot_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Hold the lot back, and every other one of its number."""
        actor.must(Permission.RECALL)
        now = clock()
        fields = await request.form()
        wanted = str(fields.get("kind", ""))
        kind = Withdrawal.RECALL if wanted == "recall" else Withdrawal.QUARANTINE
        try:
            reason = reason_of(fields, "recall")
            gone = await perform(
                withdraw, actor, lot_id, kind=kind, reason=reason, now=now
            )
        except (InvalidInputError, ConflictError) as error:
            return await _lot_page(actor, lot_id, local_day(now), fields, error)
        words = ngettext(
            "Wstrzymano {n} partię. Zwolniono rezerwacje: {released} opak.",
            "Wstrzymano {n} partii. Zwolniono rezerwacje: {released} opak.",
            len(gone.traces),
        )
        told = words.format(n=len(gone.traces), released=gone.released)
        return redirect(f"/stock/lots/{lot_id}", Flash(told))

    @post("/lots/{lot_id:uuid}/lift")
    async def lift(
        self,
        request: AnyRequest,
        lot_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Let the lot be used again."""
        actor.must(Permission.RECALL)
        now = clock()
        fields = await request.form()
        try:
            reason = reason_of(fields, "lift")
            await perform(lift, actor, lot_id, reason=reason, now=now)
        except (InvalidInputError, ConflictError) as error:
            return await _lot_page(actor, lot_id, local_day(now), fields, error)
        done = Flash(_("Partia może być znowu wydawana."))
        return redirect(f"/stock/lots/{lot_id}", done)


async def _lot_page(
    actor: Actor,
    lot_id: UUID,
    day: date,
    typed: Any = None,  # noqa: ANN401 (the form as Litestar hands it over)
    error: DomainError | None = None,
) -> Page:
    actor.must(Permission.SEE_STOCK)
    async with reading(actor):
        found = await trace(lot_id)
    return Page(
        "inventory/lot.html",
        trace=found,
        day=day,
        typed=typed or {},
        **said_no(error),
        sees_vouchers=actor.may(Permission.SEE_VOUCHERS),
        may_recall=actor.may(Permission.RECALL),
        may_keep=actor.may(Permission.KEEP_STOCK),
        **WORDS,
    )


def _figures(lines: Sequence[StockLine], day: date) -> dict[str, int]:
    """Return packs at a glance, by what has to be done with them."""
    packs: Counter[str] = Counter()
    for line in lines:
        if line.state is not LotState.USABLE:
            packs["held"] += line.packs
        elif line.urgency(day) is Urgency.EXPIRED:
            packs["expired"] += line.packs
        else:
            packs["usable"] += line.packs
            packs["free"] += line.free
            packs["soon"] += line.packs if line.urgency(day) in _SOON else 0
    return {name: packs[name] for name in ("usable", "free", "soon", "expired", "held")}
