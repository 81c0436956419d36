"""Where a person may go: one list, in the order of the work."""

import msgspec

from distribution.core.actor import Actor
from distribution.core.language import N_


class Entry(msgspec.Struct, frozen=True):
    """One place in the menu, for whoever holds *permission* (``""``: everybody)."""

    path: str
    label: str
    icon: str
    permission: str = ""


ENTRIES: tuple[Entry, ...] = (
    Entry("/", N_("Pulpit"), "home"),
    Entry("/handout", N_("Wydawanie"), "scan", "handout.make"),
    Entry("/pickup", N_("Terminy odbioru"), "calendar", "pickup.read"),
    Entry("/households", N_("Gospodarstwa"), "people", "households.read"),
    Entry("/vouchers", N_("Talony"), "voucher", "vouchers.read"),
    Entry("/stock", N_("Magazyn"), "box", "stock.read"),
    Entry("/routes", N_("Dowozy"), "route", "routes.read"),
    Entry("/run", N_("Moja trasa"), "car", "runs.drive"),
    Entry("/registers", N_("Rejestry"), "register", "reports.read"),
    Entry("/settings", N_("Ustawienia"), "settings", "settings.read"),
)


class Place(msgspec.Struct, frozen=True):
    """One entry as the menu shows it."""

    entry: Entry
    current: bool


def menu(actor: Actor | None, path: str) -> tuple[Place, ...]:
    """Return the entries that *actor* may open, the one of *path* marked."""
    if actor is None:
        return ()
    allowed = [
        entry
        for entry in ENTRIES
        if not entry.permission or entry.permission in actor.permissions
    ]
    here = max(
        (entry.path for entry in allowed if _leads_to(entry.path, path)),
        key=len,
        default="",
    )
    return tuple(Place(entry, current=entry.path == here) for entry in allowed)


def _leads_to(start: str, path: str) -> bool:
    return path == start or (start != "/" and path.startswith(f"{start}/"))
