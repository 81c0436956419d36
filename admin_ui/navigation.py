"""Where a person may go: one list, in the order of the work."""

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.language import N_


class Entry(msgspec.Struct, frozen=True):
    """One place in the menu, for whoever holds *permission* (none: everybody)."""

    path: str
    label: str
    icon: str
    permission: Permission | None = None


ENTRIES: tuple[Entry, ...] = (
    Entry("/", N_("Pulpit"), "home"),
    Entry("/handout", N_("Wydawanie"), "scan", Permission.HAND_OUT),
    Entry("/pickup", N_("Terminy odbioru"), "calendar", Permission.SEE_SLOTS),
    Entry("/households", N_("Gospodarstwa"), "people", Permission.SEE_HOUSEHOLDS),
    Entry("/rounds", N_("Tury"), "clock", Permission.SEE_VOUCHERS),
    Entry("/vouchers", N_("Talony"), "voucher", Permission.SEE_VOUCHERS),
    Entry("/stock", N_("Magazyn"), "box", Permission.SEE_STOCK),
    Entry("/store", N_("Skaner magazynu"), "scan", Permission.KEEP_STOCK),
    Entry("/routes", N_("Dowozy"), "route", Permission.SEE_ROUTES),
    Entry("/messages", N_("Wiadomości"), "phone", Permission.SEND_MESSAGES),
    Entry("/run", N_("Moja trasa"), "car", Permission.DRIVE),
    Entry("/concerns", N_("Niepokojące sytuacje"), "warning", Permission.ASSESS),
    Entry("/registers", N_("Rejestry"), "register", Permission.SEE_REPORTS),
    Entry("/settings", N_("Ustawienia"), "settings", Permission.KEEP_PROGRAMMES),
    Entry("/audit", N_("Historia zmian"), "eye", Permission.SEE_AUDIT),
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
        if entry.permission is None or actor.may(entry.permission)
    ]
    here = max(
        (entry.path for entry in allowed if _leads_to(entry.path, path)),
        key=len,
        default="",
    )
    return tuple(Place(entry, current=entry.path == here) for entry in allowed)


def _leads_to(start: str, path: str) -> bool:
    return path == start or (start != "/" and path.startswith(f"{start}/"))
