"""The day at a glance: each role sees what it can do, and what waits for it."""

from typing import Final

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency

from admin_ui.kinds import ROUND_KINDS
from admin_ui.pages.dashboard.charts import (
    days_chart,
    road_rows,
    stock_chart,
    voucher_shares,
)
from admin_ui.pages.dashboard.first_steps import first_steps_of
from admin_ui.pages.dashboard.now import now_of
from admin_ui.pages.dashboard.tiles import tiles_of
from admin_ui.pages.dashboard.todos import todos_of
from admin_ui.pages.vouchers import current_round
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.programmes.queries.rounds import rounds
from distribution.programmes.rounds import ROUND_STATE_LABELS


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
    Action(Permission.KEEP_STAFF, N_("Osoby i role"), "/settings/staff", "settings"),
    Action(Permission.KEEP_DEVICES, N_("Urządzenia"), "/settings/devices", "scan"),
    Action(Permission.SEE_AUDIT, N_("Historia zmian"), "/audit", "eye"),
)
"""In this order; the first that somebody may do is their main one."""


class DashboardPages(Controller):
    """The first page."""

    path = "/"
    include_in_schema = False

    @get()
    async def dashboard(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> Page:
        """Show the current round."""
        at = clock()
        day = local_day(at)
        async with reading(actor):
            round_ = current_round(await rounds(day))
            now = await now_of(actor, round_, at) if round_ else None
            steps = [] if now else await first_steps_of(actor, day)
            todos = await todos_of(actor, now)
            tiles = await tiles_of(actor, now)
        return Page(
            "dashboard/page.html",
            day=day,
            now=now,
            tiles=tiles,
            todos=todos,
            steps=steps,
            actions=[one for one in ACTIONS if actor.may(one.permission)],
            steers=actor.may(Permission.STEER_ROUNDS),
            shares=voucher_shares(now) if now else [],
            days=days_chart(now) if now else [],
            stock=stock_chart(now) if now else [],
            road=road_rows(now) if now and actor.may(Permission.SEE_ROUTES) else [],
            may_call=actor.may(Permission.RUN_QUEUE),
            may_see_stock=actor.may(Permission.SEE_STOCK),
            round_labels=ROUND_STATE_LABELS,
            round_kinds=ROUND_KINDS,
        )
