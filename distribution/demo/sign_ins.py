"""Who may sign in to the demo. Fixed, printed at every start, and invented."""

import msgspec

from distribution.accounts.rules import Role

_PASSWORD = "bochenek-chleba"  # noqa: S105 (of the demo; everybody may know it)


class SignIn(msgspec.Struct, frozen=True):
    """One person of the demo who signs in; ``centre`` is its key."""

    login: str
    name: str
    centre: str
    roles: tuple[Role, ...]
    phone: str | None = None
    password: str = _PASSWORD


SIGN_INS: tuple[SignIn, ...] = (
    SignIn("koordynator", "Beata Szymańska", "krasnik", (Role.COORDINATOR,)),
    SignIn("socjalna", "Dorota Wrona", "krasnik", (Role.SOCIAL_WORKER,)),
    SignIn("magazyn", "Zbigniew Kowal", "krasnik", (Role.WAREHOUSE,)),
    SignIn("wydawanie", "Agata Sroka", "krasnik", (Role.HAND_OUT,)),
    SignIn("kierowca", "Marek Gajda", "krasnik", (Role.DRIVER,), "600 000 901"),
    SignIn("kierowca2", "Ewa Pietras", "krasnik", (Role.DRIVER,), "600 000 902"),
    SignIn("kierowca3", "Piotr Mazurek", "krasnik", (Role.DRIVER,), "600 000 903"),
    SignIn("kierowca4", "Jan Wnuk", "krasnik", (Role.DRIVER,), "600 000 904"),
    SignIn("audytor", "Renata Bielak", "krasnik", (Role.AUDITOR,)),
    SignIn("administrator", "Tomasz Lis", "krasnik", (Role.ADMINISTRATOR,)),
    SignIn("koordynator.laziska", "Alicja Kubica", "laziska", (Role.COORDINATOR,)),
    SignIn("socjalna.laziska", "Henryk Drozd", "laziska", (Role.SOCIAL_WORKER,)),
    SignIn(
        "magazyn.laziska",
        "Irena Pawlik",
        "laziska",
        (Role.WAREHOUSE, Role.HAND_OUT, Role.ADMINISTRATOR),
    ),
)
"""Everybody who signs in, the one person of a role that a visitor tries first."""
