"""Who may do what. Pure: no clock, no database, no framework."""

from datetime import timedelta
from enum import StrEnum

from distribution.core.language import N_


class Role(StrEnum):
    """What a person is to a centre. The value is stored; never rename one."""

    COORDINATOR = "coordinator"
    SOCIAL_WORKER = "social_worker"
    WAREHOUSE = "warehouse"
    HAND_OUT = "hand_out"
    DRIVER = "driver"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


ROLE_LABELS: dict[Role, str] = {
    Role.COORDINATOR: N_("koordynator"),
    Role.SOCIAL_WORKER: N_("pracownik socjalny"),
    Role.WAREHOUSE: N_("magazyn"),
    Role.HAND_OUT: N_("wydawanie"),
    Role.DRIVER: N_("kierowca"),
    Role.AUDITOR: N_("audytor"),
    Role.ADMINISTRATOR: N_("administrator"),
}


class Permission(StrEnum):
    """One thing that a command lets somebody do."""

    SEE_ROUNDS = "see_rounds"
    KEEP_PROGRAMMES = "keep_programmes"
    STEER_ROUNDS = "steer_rounds"
    SEE_HOUSEHOLDS = "see_households"
    KEEP_HOUSEHOLDS = "keep_households"
    ASSESS = "assess"
    SEE_STOCK = "see_stock"
    KEEP_STOCK = "keep_stock"
    RECALL = "recall"
    SEE_VOUCHERS = "see_vouchers"
    ISSUE_VOUCHERS = "issue_vouchers"
    HAND_OUT = "hand_out"
    ANNUL = "annul"
    SETTLE_CONFLICTS = "settle_conflicts"
    SEE_SLOTS = "see_slots"
    KEEP_SLOTS = "keep_slots"
    BOOK = "book"
    RUN_QUEUE = "run_queue"
    SEND_MESSAGES = "send_messages"
    SEE_ROUTES = "see_routes"
    PLAN_ROUTES = "plan_routes"
    DRIVE = "drive"
    SEE_REPORTS = "see_reports"
    SEE_AUDIT = "see_audit"
    KEEP_STAFF = "keep_staff"
    KEEP_DEVICES = "keep_devices"
    KEEP_CENTRE = "keep_centre"
    ANONYMISE = "anonymise"


_P = Permission

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.COORDINATOR: frozenset(_P)
    - {_P.DRIVE, _P.ASSESS, _P.KEEP_STAFF, _P.KEEP_CENTRE},
    Role.SOCIAL_WORKER: frozenset(
        {
            _P.SEE_ROUNDS,
            _P.SEE_HOUSEHOLDS,
            _P.KEEP_HOUSEHOLDS,
            _P.ASSESS,
            _P.SEE_VOUCHERS,
            _P.ISSUE_VOUCHERS,
            _P.SEE_SLOTS,
            _P.BOOK,
        }
    ),
    Role.WAREHOUSE: frozenset({_P.SEE_ROUNDS, _P.SEE_STOCK, _P.KEEP_STOCK, _P.RECALL}),
    Role.HAND_OUT: frozenset(
        {
            _P.SEE_ROUNDS,
            _P.SEE_VOUCHERS,
            _P.HAND_OUT,
            _P.ANNUL,
            _P.SEE_SLOTS,
            _P.RUN_QUEUE,
        }
    ),
    Role.DRIVER: frozenset({_P.SEE_ROUNDS, _P.DRIVE}),
    Role.AUDITOR: frozenset(
        {
            _P.SEE_ROUNDS,
            _P.SEE_STOCK,
            _P.SEE_VOUCHERS,
            _P.SEE_ROUTES,
            _P.SEE_SLOTS,
            _P.SEE_REPORTS,
            _P.SEE_AUDIT,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            _P.SEE_ROUNDS,
            _P.KEEP_STAFF,
            _P.KEEP_DEVICES,
            _P.KEEP_CENTRE,
            _P.KEEP_PROGRAMMES,
            _P.SEE_AUDIT,
            _P.ANONYMISE,
        }
    ),
}
"""What each role may do. Volunteers never see income, reasons or groups (R-PRIV-1)."""

DEVICE_GRANTS: frozenset[Permission] = frozenset({_P.HAND_OUT, _P.ANNUL})
"""What a scanner without a person may do: hand out at its own site."""

SESSION_LASTS = timedelta(hours=12)
"""A working day with a margin; a session left open at the counter ends by itself."""

LINK_LASTS = timedelta(hours=72)
"""How long a one-time link for a password works."""

THROTTLE_WINDOW = timedelta(minutes=15)
FAILURES_OF_LOGIN = 5
FAILURES_OF_PEER = 30
"""More failed sign-ins than these within the window have to wait."""

MIN_PASSWORD = 12
"""Characters; length is what counts (NIST SP 800-63B)."""


def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """Return the values of all permissions that *roles* grant together."""
    granted = {p.value for role in roles for p in GRANTS[Role(role)]}
    return frozenset(granted)


def must_wait(*, of_login: int, of_peer: int) -> bool:
    """Say whether so many failed sign-ins in the window are too many."""
    return of_login >= FAILURES_OF_LOGIN or of_peer >= FAILURES_OF_PEER


def password_fault(password: str, login: str) -> str | None:
    """Return what is wrong with a new password as a sentence, or None."""
    if len(password) < MIN_PASSWORD:
        return N_("Hasło musi mieć co najmniej 12 znaków.")
    if login.lower() in password.lower():
        return N_("Hasło nie może zawierać loginu.")
    if len(set(password)) < 5:  # noqa: PLR2004 ("aaaaaaaaaaaa" is no password)
        return N_("Hasło jest zbyt proste. Użyj kilku różnych słów.")
    return None
