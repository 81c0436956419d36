"""The day at a glance: each role sees what it can do, and what waits for it."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, Final

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency

from admin_ui.kinds import ROUND_KINDS, VOUCHER_KINDS
from admin_ui.language import gettext as _
from admin_ui.language import ngettext
from admin_ui.pages.stock_todos import ToDo, figure, stock_todos
from admin_ui.pages.vouchers import current_round
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.messages.queries import message_counts
from distribution.messages.rules.outbox import MessageState
from distribution.pickup.queries.slots import days_of_site
from distribution.programmes.queries.rounds import RoundFacts, rounds
from distribution.programmes.rounds import ROUND_STATE_LABELS, RoundState
from distribution.routing.queries.deliveries import deliveries_of_round
from distribution.vouchers.queries.allocation import allocation_of
from distribution.vouchers.queries.needs import ArticleNeed, needs_of
from distribution.vouchers.queries.standing import NOTHING, Standing, standing_of
from distribution.vouchers.queries.vouchers import conflicts
from distribution.vouchers.rules import STATE_LABELS, VoucherState


class Action(msgspec.Struct, frozen=True):
    """What a role most often comes here to do."""

    permission: Permission
    label: str
    path: str
    icon: str


ACTIONS: Final = (
    Action(Permission.HAND_OUT, N_("Skanuj talon"), "/handout", "scan"),
    Action(Permission.DRIVE, N_("Moja trasa"), "/run", "car"),
    Action(Permission.KEEP_STOCK, N_("Przyjmij dostawę"), "/stock/receipts/new", "box"),
    Action(
        Permission.KEEP_HOUSEHOLDS, N_("Nowe gospodarstwo"), "/households/new", "people"
    ),
    Action(Permission.PLAN_ROUTES, N_("Zaplanuj dowozy"), "/routes", "route"),
    Action(Permission.SEE_REPORTS, N_("Rejestry"), "/registers", "register"),
    Action(Permission.KEEP_STAFF, N_("Osoby i role"), "/settings", "settings"),
)
"""In this order; the first that somebody may do is their main one."""


class Tile(msgspec.Struct, frozen=True):
    """One figure."""

    label: str
    figure: str
    note: str = ""
    href: str = ""
    kind: str = ""


class Now(msgspec.Struct, frozen=True):
    """What the round looks like today, as far as this person may see it."""

    day: date
    round: RoundFacts
    vouchers: Standing
    needs: list[ArticleNeed]
    waiting: int
    """Households with a referral and without a voucher."""

    def count(self, state: VoucherState) -> int:
        """Return how many vouchers are in *state*."""
        return self.vouchers.counts[state]


class DashboardPages(Controller):
    """The first page."""

    path = "/"
    include_in_schema = False

    @get()
    async def dashboard(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> Page:
        """Show the current round."""
        day = local_day(clock())
        async with reading(actor):
            round_ = current_round(await rounds(day))
            now = await _now(actor, round_, day) if round_ else None
            tiles = [t for make in _TILES if (t := await make(actor, now))]
            todos = await _todos(actor, now)
        return Page(
            "dashboard/page.html",
            day=day,
            now=now,
            tiles=tiles,
            todos=todos,
            actions=[one for one in ACTIONS if actor.may(one.permission)],
            shares=_shares(now),
            may_steer=actor.may(Permission.STEER_ROUNDS),
            round_labels=ROUND_STATE_LABELS,
            round_kinds=ROUND_KINDS,
        )


async def _now(actor: Actor, round_: RoundFacts, day: date) -> Now:
    is_over = round_.state is RoundState.CLOSED
    sees_stock = actor.may(Permission.SEE_STOCK) or actor.may(Permission.HAND_OUT)
    issues = actor.may(Permission.ISSUE_VOUCHERS) and not is_over
    return Now(
        day,
        round_,
        await standing_of(round_.id, day)
        if actor.may(Permission.SEE_VOUCHERS)
        else NOTHING,
        await needs_of(round_) if sees_stock else [],
        len((await allocation_of(round_, day)).households) if issues else 0,
    )


async def _handed_out_tile(actor: Actor, now: Now | None) -> Tile | None:
    if now is None or not actor.may(Permission.SEE_VOUCHERS) or not now.vouchers.every:
        return None
    done = now.count(VoucherState.HANDED_OUT)
    of_all = done + now.count(VoucherState.ISSUED) + now.count(VoucherState.BLOCKED)
    of_all += now.count(VoucherState.EXPIRED)
    return Tile(
        _("Wydane paczki"),
        figure(done),
        _("z {n}").format(n=figure(of_all)),
        f"/vouchers?round={now.round.key}&standing=handed_out",
    )


async def _waiting_tile(actor: Actor, now: Now | None) -> Tile | None:
    if now is None or not actor.may(Permission.SEE_VOUCHERS) or not now.vouchers.every:
        return None
    left = (now.round.ends_on - now.day).days
    words = ngettext("został {n} dzień", "zostało {n} dni", max(left, 0))
    return Tile(
        _("Czeka na odbiór"),
        figure(now.count(VoucherState.ISSUED)),
        words.format(n=left) if left >= 0 else "",
        f"/vouchers?round={now.round.key}&standing=issued",
    )


async def _slots_tile(actor: Actor, now: Now | None) -> Tile | None:
    if now is None or not actor.may(Permission.SEE_SLOTS):
        return None
    today = await days_of_site(now.round.site, now.day, now.day)
    if not today:
        return Tile(_("Terminy dziś"), "–", _("dziś nie wydajemy"), "/pickup")
    note = _("z {n} miejsc").format(n=figure(today[0].capacity))
    return Tile(_("Umówieni dziś"), figure(today[0].booked), note, "/pickup")


async def _stock_tile(actor: Actor, now: Now | None) -> Tile | None:
    if now is None or not now.needs:
        return None
    href = "/stock" if actor.may(Permission.SEE_STOCK) else ""
    missing = sum(1 for one in now.needs if one.missing)
    if missing:
        note = _("nie ma tyle, ile obiecują talony")
        return Tile(_("Brakuje artykułów"), figure(missing), note, href, "danger")
    bring = sum(1 for one in now.needs if one.to_bring)
    note = _("leżą poza miejscem wydawania") if bring else _("wszystko na miejscu")
    kind = "warning" if bring else ""
    return Tile(_("Artykuły do przewiezienia"), figure(bring), note, href, kind)


async def _deliveries_tile(actor: Actor, now: Now | None) -> Tile | None:
    if now is None or not actor.may(Permission.SEE_ROUTES):
        return None
    far = await deliveries_of_round(now.round.id)
    if not far.every:
        return Tile(_("Dowozy do domu"), "–", _("nic do zawiezienia"), "/routes")
    note = _("z {n}; na trasach {driven}, bez trasy {waiting}").format(
        n=figure(far.every),
        driven=figure(far.on_route),
        waiting=figure(far.waiting),
    )
    kind = "warning" if far.waiting else ""
    return Tile(
        _("Przywiezione do domu"), figure(far.handed_over), note, "/routes", kind
    )


async def _conflicts_tile(actor: Actor, now: Now | None) -> Tile | None:
    del now
    if not actor.may(Permission.SETTLE_CONFLICTS):
        return None
    count = len(await conflicts())
    note = _("do wyjaśnienia") if count else _("nic do wyjaśnienia")
    kind = "danger" if count else ""
    return Tile(_("Konflikty"), figure(count), note, "/conflicts", kind)


_TILES: Final[tuple[Callable[[Actor, Now | None], Awaitable[Tile | None]], ...]] = (
    _handed_out_tile,
    _waiting_tile,
    _slots_tile,
    _stock_tile,
    _deliveries_tile,
    _conflicts_tile,
)


async def _unsent(actor: Actor) -> list[ToDo]:
    if not actor.may(Permission.SEND_MESSAGES):
        return []
    count = (await message_counts()).get(MessageState.FAILED, 0)
    words = ngettext("{n} wiadomość niewysłana", "{n} wiadomości niewysłanych", count)
    path = "/messages?standing=failed"
    return [ToDo(words.format(n=figure(count)), path, "danger")] if count else []


async def _todos(actor: Actor, now: Now | None) -> list[ToDo]:
    found = await _unsent(actor)
    if actor.may(Permission.SETTLE_CONFLICTS) and (count := len(await conflicts())):
        words = ngettext(
            "{n} konflikt do wyjaśnienia", "{n} konfliktów do wyjaśnienia", count
        )
        found.append(ToDo(words.format(n=count), "/conflicts", "danger"))
    if now is None:
        return found
    at_round, of_round = f"/rounds/{now.round.key}", f"/vouchers?round={now.round.key}"
    blocked = now.count(VoucherState.BLOCKED)
    if actor.may(Permission.ISSUE_VOUCHERS):
        if now.waiting:
            words = ngettext(
                "{n} gospodarstwo bez talonu", "{n} gospodarstw bez talonu", now.waiting
            )
            found.append(ToDo(words.format(n=figure(now.waiting)), at_round))
        if paper := now.vouchers.unprinted:
            words = ngettext(
                "{n} talon do wydrukowania", "{n} talonów do wydrukowania", paper
            )
            found.append(ToDo(words.format(n=figure(paper)), at_round, "info"))
        if blocked:
            words = ngettext(
                "{n} talon wstrzymany", "{n} talonów wstrzymanych", blocked
            )
            href = f"{of_round}&standing=blocked"
            found.append(ToDo(words.format(n=figure(blocked)), href, "info"))
    if actor.may(Permission.KEEP_STOCK):
        found += await stock_todos(now.day, now.round.site_name, now.needs)
    return found


def _shares(now: Now | None) -> list[dict[str, Any]]:
    if now is None:
        return []
    return [
        {"label": _(STATE_LABELS[state]), "value": count, "kind": kind}
        for state, kind in VOUCHER_KINDS.items()
        if (count := now.count(state))
    ]
