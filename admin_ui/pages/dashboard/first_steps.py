"""What a new centre sets up before its first round, in the order of the work."""

from datetime import date
from typing import Final

import msgspec

from admin_ui.language import gettext as _
from distribution.accounts.rules import ROLE_LABELS, Permission, Role
from distribution.core.actor import Actor
from distribution.core.language import N_
from distribution.reports.queries import set_up


class Step(msgspec.Struct, frozen=True):
    """One thing to set up; *name* is the field of `SetUp` that says it is there."""

    name: str
    label: str
    hint: str
    path: str
    permission: Permission
    role: Role


class Shown(msgspec.Struct, frozen=True):
    """A step that is not done, as one person sees it."""

    words: str
    why: str
    href: str
    who: str
    mine: bool


_ADMINISTRATOR: Final = Role.ADMINISTRATOR

STEPS: Final = (
    Step(
        "centre",
        N_("Wpisz adres i telefon ośrodka"),
        N_("Drukujemy je na talonach i skierowaniach."),
        "/settings/centre",
        Permission.KEEP_CENTRE,
        _ADMINISTRATOR,
    ),
    Step(
        "staff",
        N_("Dodaj osoby: koordynatora i pracownika socjalnego"),
        N_("Potem także magazyn, wydawanie i kierowców."),
        "/settings/staff",
        Permission.KEEP_STAFF,
        _ADMINISTRATOR,
    ),
    Step(
        "sites",
        N_("Dodaj magazyn i punkt, który wydaje paczki"),
        N_("To może być jedno miejsce."),
        "/settings/sites",
        Permission.KEEP_CENTRE,
        _ADMINISTRATOR,
    ),
    Step(
        "sub_programme",
        N_("Dodaj podprogram, który teraz trwa"),
        N_("Do niego należą skierowania, dostawy i tury. Sprawdź też progi dochodu."),
        "/settings/sub-programmes/new",
        Permission.KEEP_PROGRAMMES,
        _ADMINISTRATOR,
    ),
    Step(
        "set",
        N_("Wpisz zestaw na osobę w tym podprogramie"),
        N_("Według niego liczymy, co komu jeszcze się należy."),
        "/settings/sub-programmes",
        Permission.KEEP_PROGRAMMES,
        _ADMINISTRATOR,
    ),
    Step(
        "hours",
        N_("Wpisz godziny otwarcia punktu"),
        N_("Z nich powstają terminy odbioru."),
        "/pickup/hours",
        Permission.KEEP_SLOTS,
        Role.COORDINATOR,
    ),
    Step(
        "places",
        N_("Dodaj regały i lodówki w magazynie"),
        N_("Dostawę przyjmuje się na konkretne miejsce."),
        "/stock/places",
        Permission.KEEP_STOCK,
        Role.WAREHOUSE,
    ),
    Step(
        "households",
        N_("Przyjmij gospodarstwa"),
        N_("Po jednym albo wszystkie z pliku."),
        "/households",
        Permission.KEEP_HOUSEHOLDS,
        Role.SOCIAL_WORKER,
    ),
    Step(
        "referrals",
        N_("Oceń dochody i wystaw skierowania"),
        N_("Na stronie każdego gospodarstwa."),
        "/households",
        Permission.ASSESS,
        Role.SOCIAL_WORKER,
    ),
    Step(
        "stock",
        N_("Przyjmij dostawę z Banku Żywności"),
        N_("Ręcznie, skanerem albo z pliku."),
        "/stock/receipts/new",
        Permission.KEEP_STOCK,
        Role.WAREHOUSE,
    ),
    Step(
        "round",
        N_("Zaplanuj turę wydawania"),
        N_("Potem wystawisz talony i ułożysz terminy."),
        "/rounds/new",
        Permission.STEER_ROUNDS,
        Role.COORDINATOR,
    ),
)


async def first_steps_of(actor: Actor, day: date) -> list[Shown]:
    """Return what is not set up yet; nothing for who sets nothing up."""
    if not any(actor.may(step.permission) for step in STEPS):
        return []
    there = msgspec.structs.asdict(await set_up(day))
    return [
        Shown(
            words=_(step.label),
            why=_(step.hint),
            href=step.path,
            who=_(ROLE_LABELS[step.role]),
            mine=actor.may(step.permission),
        )
        for step in STEPS
        if not there.get(step.name)
    ]
