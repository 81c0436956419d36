"""Problems to solve, the most urgent first: each leads to where it is solved."""

from admin_ui.language import gettext as _
from admin_ui.language import ngettext
from admin_ui.pages.dashboard.now import Now
from admin_ui.pages.stock_todos import ToDo, figure, stock_todos
from admin_ui.run_glance import overdue
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.messages.queries import message_counts
from distribution.messages.rules.outbox import MessageState
from distribution.programmes.rounds import RoundState
from distribution.routing.queries.concerns import concerns
from distribution.routing.queries.deliveries import deliveries_on
from distribution.routing.queries.runs import follow_ups
from distribution.vouchers.queries.damages import damages_waiting
from distribution.vouchers.queries.vouchers import conflicts
from distribution.vouchers.rules import VoucherState

_URGENCY = ("danger", "warning", "info")


async def todos_of(actor: Actor, now: Now | None) -> list[ToDo]:
    """Return what waits for *actor*, the most urgent first."""
    found = await _concerns(actor)
    found += (
        await _unsent(actor) + await _conflicts(actor) + await _from_the_road(actor)
    )
    found += await _damages(actor)
    if now is not None:
        found += _unopened(actor, now) + _slots(actor, now) + _vouchers(actor, now)
        found += await _stuck(actor, now) + _no_shows(actor, now) + _next(actor, now)
        if actor.may(Permission.KEEP_STOCK):
            found += await stock_todos(now.day, now.round.site_name, now.needs)
    return sorted(found, key=lambda one: _URGENCY.index(one.kind))


async def _concerns(actor: Actor) -> list[ToDo]:
    """Return that drivers were worried about somebody: whoever may help reads why."""
    if not actor.may(Permission.ASSESS):
        return []
    count = sum(one.answered_at is None for one in await concerns(actor))
    words = ngettext(
        "{n} niepokojąca sytuacja przy drzwiach",
        "{n} niepokojących sytuacji przy drzwiach",
        count,
    )
    return [ToDo(words.format(n=count), "/concerns", "danger")] if count else []


async def _unsent(actor: Actor) -> list[ToDo]:
    if not actor.may(Permission.SEND_MESSAGES):
        return []
    count = (await message_counts()).get(MessageState.FAILED, 0)
    words = ngettext("{n} wiadomość niewysłana", "{n} wiadomości niewysłanych", count)
    path = "/messages?standing=failed"
    return [ToDo(words.format(n=figure(count)), path, "danger")] if count else []


async def _conflicts(actor: Actor) -> list[ToDo]:
    if not actor.may(Permission.SETTLE_CONFLICTS):
        return []
    count = len(await conflicts())
    words = ngettext(
        "{n} konflikt do wyjaśnienia", "{n} konfliktów do wyjaśnienia", count
    )
    return [ToDo(words.format(n=count), "/conflicts", "danger")] if count else []


async def _damages(actor: Actor) -> list[ToDo]:
    """Return that packs were set aside as damaged: a loss is to be booked."""
    if not actor.may(Permission.KEEP_STOCK):
        return []
    count = await damages_waiting()
    words = ngettext(
        "{n} zgłoszone uszkodzenie do spisania",
        "{n} zgłoszonych uszkodzeń do spisania",
        count,
    )
    return [ToDo(words.format(n=figure(count)), "/stock/damages")] if count else []


async def _from_the_road(actor: Actor) -> list[ToDo]:
    if not actor.may(Permission.PLAN_ROUTES):
        return []
    words = _("nr {number}: {what} ({driver})")
    return [
        ToDo(
            words.format(
                number=one.household_number,
                what=one.note or _("paczka wraca"),
                driver=one.driver_name,
            ),
            "/routes/follow-ups",
            "danger",
        )
        for one in await follow_ups()
    ]


def _unopened(actor: Actor, now: Now) -> list[ToDo]:
    """Return who should be leaving and has not looked at the run (D8)."""
    if now.road is None or not actor.may(Permission.PLAN_ROUTES):
        return []
    words = _("{driver} nie otwiera trasy")
    return [
        ToDo(words.format(driver=run.driver_name), f"/routes?day={run.day}")
        for run in now.road.runs
        if run.waiting and overdue(run, now.at)
    ]


async def _stuck(actor: Actor, now: Now) -> list[ToDo]:
    """Return that parcels can go home by no route, whatever the vehicles."""
    if not actor.may(Permission.PLAN_ROUTES):
        return []
    count = sum(one.left_out is not None for one in await deliveries_on(now.day))
    words = ngettext(
        "{n} paczka nie może pojechać do domu",
        "{n} paczek nie może pojechać do domu",
        count,
    )
    return [ToDo(words.format(n=figure(count)), "/routes")] if count else []


def _next(actor: Actor, now: Now) -> list[ToDo]:
    """Return that the last round is over, for whoever plans the one after it."""
    if now.round.state is not RoundState.CLOSED or not actor.may(
        Permission.STEER_ROUNDS
    ):
        return []
    return [ToDo(_("Zaplanuj następną turę"), "/rounds/new", "info")]


def _slots(actor: Actor, now: Now) -> list[ToDo]:
    """Return that nobody can choose a slot: there are none, and nothing was given."""
    over = now.round.state is RoundState.CLOSED or now.day > now.round.ends_on
    if over or now.days or not actor.may(Permission.KEEP_SLOTS):
        return []
    path = f"/pickup/plan?asked={now.round.key}"
    return [ToDo(_("Tura nie ma jeszcze terminów odbioru"), path, "info")]


def _vouchers(actor: Actor, now: Now) -> list[ToDo]:
    if not actor.may(Permission.ISSUE_VOUCHERS):
        return []
    at_round, of_round = f"/rounds/{now.round.key}", f"/vouchers?round={now.round.key}"
    found = []
    if count := now.waiting:
        words = ngettext(
            "{n} gospodarstwo bez talonu", "{n} gospodarstw bez talonu", count
        )
        found.append(ToDo(words.format(n=figure(count)), at_round))
    if count := now.vouchers.unprinted:
        words = ngettext(
            "{n} talon do wydrukowania", "{n} talonów do wydrukowania", count
        )
        found.append(ToDo(words.format(n=figure(count)), at_round, "info"))
    if count := now.count(VoucherState.BLOCKED):
        words = ngettext("{n} talon wstrzymany", "{n} talonów wstrzymanych", count)
        path = f"{of_round}&standing=blocked"
        found.append(ToDo(words.format(n=figure(count)), path, "info"))
    return found


def _no_shows(actor: Actor, now: Now) -> list[ToDo]:
    """Return that people did not come, for whoever telephones them."""
    missed = [one for one in now.days if one.day < now.day and one.expected]
    if not missed or not actor.may(Permission.BOOK):
        return []
    count = sum(one.expected for one in missed)
    words = ngettext(
        "{n} gospodarstwo nie przyszło w swoim terminie",
        "{n} gospodarstw nie przyszło w swoim terminie",
        count,
    )
    path = f"/pickup/day?site={now.round.site}&day={missed[-1].day}"
    return [ToDo(words.format(n=figure(count)), path, "info")]
