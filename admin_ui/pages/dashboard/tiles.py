"""Figures at a glance: a few, each of which answers a question of the day."""

from collections.abc import Callable
from typing import Final

import msgspec

from admin_ui.formats import clock_time
from admin_ui.language import gettext as _
from admin_ui.language import ngettext
from admin_ui.pages.dashboard.now import Now
from admin_ui.pages.stock_todos import figure
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.programmes.rounds import RoundState
from distribution.routing.queries.deliveries import deliveries_of_round
from distribution.vouchers.rules import VoucherState


class Tile(msgspec.Struct, frozen=True):
    """One figure."""

    label: str
    figure: str
    note: str = ""
    href: str = ""
    kind: str = ""


async def tiles_of(actor: Actor, now: Now | None) -> list[Tile]:
    """Return the figures that *actor* may see."""
    if now is None:
        return []
    found = [tile for make in _TILES if (tile := make(actor, now))]
    if actor.may(Permission.SEE_ROUTES):
        found.append(await _deliveries_tile(now))
    elif now.road is not None and now.road.runs:
        found.append(_doors_tile(now))
    return found


def _handed_out_tile(actor: Actor, now: Now) -> Tile | None:
    if not actor.may(Permission.SEE_VOUCHERS) or not now.vouchers.every:
        return None
    done = now.count(VoucherState.HANDED_OUT)
    of_all = done + now.count(VoucherState.ISSUED) + now.count(VoucherState.BLOCKED)
    of_all += now.count(VoucherState.EXPIRED)
    left = (now.round.ends_on - now.day).days
    note = _("z {n}").format(n=figure(of_all))
    if left >= 0 and now.round.state is not RoundState.CLOSED:
        words = ngettext("został {n} dzień", "zostało {n} dni", left)
        note = f"{note}; {words.format(n=left)}"
    path = f"/vouchers?round={now.round.key}&standing=handed_out"
    return Tile(_("Wydane paczki"), figure(done), note, path)


def _today_tile(actor: Actor, now: Now) -> Tile | None:
    if not actor.may(Permission.SEE_SLOTS):
        return None
    today = now.today
    if today is None or not (today.capacity or today.handed_out):
        return Tile(_("Dziś"), "–", _("dziś nie wydajemy"), "/pickup")
    words = ngettext("{n} jeszcze przyjdzie", "{n} jeszcze przyjdzie", today.expected)
    note = words.format(n=figure(today.expected))
    return Tile(_("Dziś wydano"), figure(today.handed_out), note, "/pickup/day")


def _hall_tile(actor: Actor, now: Now) -> Tile | None:
    if now.hall is None:
        return None
    path = "/pickup/queue" if actor.may(Permission.RUN_QUEUE) else ""
    note = _("nikt nie czeka")
    if since := now.hall.longest:
        note = _("najdłużej od {time}").format(time=clock_time(since))
    return Tile(_("Czekają teraz"), figure(len(now.hall.waiting)), note, path)


def _stock_tile(actor: Actor, now: Now) -> Tile | None:
    if not now.needs:
        return None
    href = "/stock" if actor.may(Permission.SEE_STOCK) else ""
    if missing := sum(1 for one in now.needs if one.missing):
        note = _("nie ma tyle, ile obiecują talony")
        return Tile(_("Brakuje artykułów"), figure(missing), note, href, "danger")
    if bring := sum(1 for one in now.needs if one.to_bring):
        note = _("leżą poza miejscem wydawania")
        label = _("Artykuły do przewiezienia")
        return Tile(label, figure(bring), note, href, "warning")
    if not any(one.promised for one in now.needs):
        return None
    enough = figure(sum(1 for one in now.needs if one.promised))
    return Tile(_("Artykułów wystarcza"), enough, _("wszystkie na miejscu"), href)


def _short_tile(actor: Actor, now: Now) -> Tile | None:
    """Return how many parcels lacked something, for whoever puts it right."""
    if not now.shorts.parcels or not actor.may(Permission.ISSUE_VOUCHERS):
        return None
    words = ngettext(
        "{n} opakowanie nadal się należy",
        "{n} opakowań nadal się należy",
        now.shorts.packs,
    )
    note = words.format(n=figure(now.shorts.packs))
    path = f"/rounds/{now.round.key}/shortfalls"
    parcels = figure(now.shorts.parcels)
    return Tile(_("Niepełne paczki"), parcels, note, path, "warning")


async def _deliveries_tile(now: Now) -> Tile:
    far = await deliveries_of_round(now.round.id)
    if not far.every:
        return Tile(_("Dowozy do domu"), "–", _("nic do zawiezienia"), "/routes")
    note = _("z {n}").format(n=figure(far.every))
    if far.waiting:
        without = _("bez trasy {n}").format(n=figure(far.waiting))
        note = f"{note}; {without}"
    kind = "warning" if far.waiting else ""
    return Tile(
        _("Przywiezione do domu"), figure(far.handed_over), note, "/routes", kind
    )


def _doors_tile(now: Now) -> Tile:
    """Return how far a driver is."""
    road = now.road
    if road is None:
        raise ValueError(now.round.key)
    ahead = [at for run in road.runs if (at := road.next_of(run))]
    note = _("z {n}").format(n=figure(road.doors))
    if ahead:
        words = _("następne około {time}").format(time=clock_time(min(ahead)))
        note = f"{note}; {words}"
    return Tile(_("Drzwi za Tobą"), figure(road.ended), note, "/run")


_TILES: Final[tuple[Callable[[Actor, Now], Tile | None], ...]] = (
    _handed_out_tile,
    _today_tile,
    _hall_tile,
    _stock_tile,
    _short_tile,
)
