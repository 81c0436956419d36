"""Which route is whose: the one table that ``test_routes`` walks.

A new route is one line here. ``whose`` names everybody who may use it: roles,
``device``, ``stranger``, or a shorthand below. Where the path names something by its
id, ``subject`` says what (``tests/subjects.py`` makes one in the centre), so that
somebody of another centre can be shown to get 404 for it.

Bodies are made from the handler's schema; where that is not enough, ``body`` holds
what a well-meaning client would send. ``form`` does so for the form of a page.
"""

from typing import Any

import msgspec

from distribution.accounts.rules import Role

STAFF = frozenset(role.value for role in Role)
EVERYONE = STAFF | {"device", "stranger"}
OFFICE = frozenset({"coordinator", "social_worker"})
COUNTER = frozenset({"coordinator", "hand_out", "device"})
STORE = frozenset({"coordinator", "warehouse"})
SEES_STOCK = STORE | {"auditor"}
SEES_VOUCHERS = frozenset({"coordinator", "social_worker", "hand_out", "auditor"})
SEES_REPORTS = frozenset({"coordinator", "auditor"})
SEES_SLOTS = frozenset({"coordinator", "social_worker", "hand_out", "auditor"})
KEEPS = frozenset({"coordinator", "administrator"})
SEES_ROUTES = frozenset({"coordinator", "auditor"})
RUNS_QUEUE = frozenset({"coordinator", "hand_out"})

_NOWHERE = "00000000-0000-4000-8000-000000000000"


class Route(msgspec.Struct, frozen=True):
    """One line of the table."""

    line: str
    whose: frozenset[str]
    subject: str | None = None
    body: dict[str, Any] | None = None
    form: dict[str, str] | None = None
    query: dict[str, str] | None = None
    ends_session: bool = False

    @property
    def method(self) -> str:
        return self.line.split()[0]

    @property
    def path(self) -> str:
        return self.line.split()[1]


def route(line: str, whose: str | frozenset[str], **more: Any) -> Route:
    """Return a line; *whose* is a shorthand or names with blanks between."""
    names = frozenset(whose.split()) if isinstance(whose, str) else whose
    return Route(line, names, **more)


ROUTES = [
    # The service itself
    route("GET /health/live", EVERYONE),
    route("GET /health/ready", EVERYONE),
    route("GET /metrics", EVERYONE),  # from this machine; else see core/test_health
    route("GET /api/docs", EVERYONE),
    route("GET /api/v1/openapi.json", EVERYONE),
    route("GET /api/v1/openapi.json/openapi.json", EVERYONE),
    route("GET /api/v1/openapi.json/{path}", EVERYONE),
    route("GET /preferences", EVERYONE),
    route("GET /static/css/kromka.css", EVERYONE),
    route("GET /static/{file_path}", EVERYONE),
    # Signing in
    route("POST /api/v1/session", EVERYONE),
    route("DELETE /api/v1/session", STAFF, ends_session=True),
    # Registers and reports
    route("GET /api/v1/reports/parcels", SEES_REPORTS, query={"month": "2026-03"}),
    route("GET /api/v1/reports/stock", SEES_REPORTS, query={"month": "2026-03"}),
    route("GET /api/v1/reports/qualified", SEES_REPORTS, query={"month": "2026-03"}),
    route("GET /api/v1/reports/counts", SEES_REPORTS, query={"month": "2026-03"}),
    route("GET /api/v1/reports/{name}/file", SEES_REPORTS),
    route("GET /registers", SEES_REPORTS),
    route("GET /registers/{name}", SEES_REPORTS),
    route("GET /registers/{name}/file", SEES_REPORTS),
    # Programmes and rounds
    route("GET /api/v1/articles", STAFF),
    route("GET /api/v1/sub-programmes", STAFF),
    route("GET /api/v1/rounds", STAFF),
    route("POST /api/v1/rounds", "coordinator"),
    route("GET /api/v1/rounds/{reference}", STAFF, subject="round"),
    route("GET /api/v1/rounds/{reference}/allocation", "coordinator", subject="round"),
    # Households: incomes and reasons are for social workers alone (R-PRIV-1)
    route("GET /api/v1/households", OFFICE),
    route("POST /api/v1/households", OFFICE),
    route("GET /api/v1/households/would-pass", "social_worker"),
    route("GET /api/v1/households/{household_id}", OFFICE, subject="household"),
    route("PATCH /api/v1/households/{household_id}", OFFICE, subject="household"),
    route(
        "GET /api/v1/households/{household_id}/assessments",
        "social_worker",
        subject="household",
    ),
    route("POST /api/v1/households/{household_id}/assessments", "social_worker"),
    route(
        "GET /api/v1/households/{household_id}/authorisations",
        OFFICE,
        subject="household",
    ),
    route(
        "POST /api/v1/households/{household_id}/authorisations",
        OFFICE,
        subject="household",
    ),
    route("POST /api/v1/households/{household_id}/close", OFFICE, subject="household"),
    route(
        "POST /api/v1/households/{household_id}/members", OFFICE, subject="household"
    ),
    route(
        "GET /api/v1/households/{household_id}/referrals", OFFICE, subject="household"
    ),
    route("POST /api/v1/households/{household_id}/referrals", "social_worker"),
    route("POST /api/v1/households/{household_id}/reopen", OFFICE, subject="household"),
    route("PUT /api/v1/members/{member_id}", OFFICE),
    route("POST /api/v1/members/{member_id}/leave", OFFICE),
    route("POST /api/v1/authorisations/{authorisation}/revoke", OFFICE),
    route("GET /api/v1/referrals/{reference}", OFFICE, subject="referral"),
    route("GET /api/v1/referrals/{reference}/entitlement", OFFICE, subject="referral"),
    route("POST /api/v1/referrals/{reference}/accept", OFFICE, subject="referral"),
    route("POST /api/v1/referrals/{reference}/withdraw", OFFICE, subject="referral"),
    # Vouchers and hand-outs
    route("POST /api/v1/rounds/{reference}/vouchers", OFFICE, subject="round"),
    route("GET /api/v1/vouchers/{reference}", SEES_VOUCHERS, subject="voucher"),
    route("POST /api/v1/vouchers/{reference}/block", OFFICE, subject="voucher"),
    route("POST /api/v1/vouchers/{reference}/channel", OFFICE, subject="voucher"),
    route("POST /api/v1/vouchers/{reference}/reissue", OFFICE, subject="voucher"),
    route("POST /api/v1/vouchers/{reference}/revoke", OFFICE, subject="voucher"),
    route("POST /api/v1/vouchers/{reference}/unblock", OFFICE, subject="voucher"),
    route("GET /api/v1/devices/me", STAFF | {"device"}),
    route("POST /api/v1/handouts", COUNTER),
    route("POST /api/v1/handouts/batch", COUNTER),
    route("POST /api/v1/handouts/preview", COUNTER),
    route("GET /api/v1/handouts/{handout_id}", SEES_VOUCHERS, subject="handout"),
    route("POST /api/v1/handouts/{handout_id}/annul", COUNTER, subject="handout"),
    # The door, and what anybody may read
    route("GET /about", EVERYONE),
    route("GET /accessibility", EVERYONE),
    route("GET /privacy", EVERYONE),
    route("GET /sign-in", EVERYONE),
    route("POST /sign-in", EVERYONE, form={}),
    route("POST /sign-out", EVERYONE, form={}, ends_session=True),
    route("GET /password", STAFF),
    route("POST /password", STAFF, form={}),
    route("GET /password/{link}", EVERYONE),
    route("POST /password/{link}", EVERYONE, form={}),
    route("GET /", STAFF | {"device"}),
    # Rounds, vouchers and the counter, on pages
    route("GET /rounds", STAFF),
    route("GET /rounds/new", "coordinator"),
    route("POST /rounds/new", "coordinator", form={}),
    route("POST /rounds/new/groups", "coordinator", form={}),
    route("GET /rounds/{reference}", STAFF, subject="round"),
    route("GET /rounds/{reference}/allocation", OFFICE, subject="round"),
    route("POST /rounds/{reference}/vouchers", OFFICE, subject="round", form={}),
    route("POST /rounds/{reference}/sheets", OFFICE, subject="round", form={}),
    route("GET /rounds/{reference}/codes.csv", OFFICE),
    route("POST /rounds/{reference}/open", "coordinator", subject="round", form={}),
    route("POST /rounds/{reference}/close", "coordinator", subject="round", form={}),
    route("GET /vouchers", SEES_VOUCHERS),
    route("GET /vouchers/{voucher_id}", SEES_VOUCHERS, subject="voucher"),
    route("POST /vouchers/{voucher_id}/print", OFFICE, form={}),
    route("POST /vouchers/{voucher_id}/reissue", OFFICE, form={}),
    route("POST /vouchers/{voucher_id}/revoke", OFFICE, form={}),
    route("POST /vouchers/{voucher_id}/block", OFFICE, form={}),
    route("POST /vouchers/{voucher_id}/unblock", OFFICE, form={}),
    route("POST /vouchers/{voucher_id}/channel/{channel}", OFFICE, form={}),
    route("GET /conflicts", SEES_VOUCHERS),
    route("POST /conflicts/{case}/settle", "coordinator", form={}),
    route("GET /handout", COUNTER),
    route("POST /handout", COUNTER, form={"code": "x", "nonce": _NOWHERE}),
    route("POST /handout/site", COUNTER, form={}),
    route("POST /handout/look", COUNTER, form={"code": "x"}),
    route("GET /handout/{handout_id}", COUNTER, subject="handout"),
    route("POST /handout/{handout_id}/annul", COUNTER, form={}),
    # Stock
    route("GET /api/v1/inventory/locations", SEES_STOCK),
    route("POST /api/v1/inventory/locations", STORE),
    route("GET /api/v1/inventory/stock", SEES_STOCK),
    route("POST /api/v1/inventory/receipts", STORE),
    route("POST /api/v1/inventory/transfers", STORE),
    route("POST /api/v1/inventory/losses", STORE),
    route("POST /api/v1/inventory/returns", STORE),
    route("POST /api/v1/inventory/counts", STORE),
    route("POST /api/v1/inventory/scans", STORE),
    route("POST /api/v1/inventory/documents/{document_id}/correct", STORE),
    route("GET /api/v1/inventory/lots/{lot_id}/trace", SEES_STOCK, subject="lot"),
    route("POST /api/v1/inventory/lots/{lot_id}/recall", STORE, subject="lot"),
    route("POST /api/v1/inventory/lots/{lot_id}/lift", STORE, subject="lot"),
    # Pickup: slots, bookings, the day and the queue
    route("PUT /api/v1/pickup/sites/{site}/hours", "coordinator", subject="site"),
    route("GET /api/v1/pickup/slots", SEES_SLOTS, query={"round": "x"}),
    route("POST /api/v1/pickup/slots", "coordinator"),
    route("POST /api/v1/pickup/bookings", OFFICE),
    route("GET /api/v1/pickup/bookings/{booking_id}", SEES_SLOTS, subject="booking"),
    route("PATCH /api/v1/pickup/bookings/{booking_id}", OFFICE, subject="booking"),
    route("DELETE /api/v1/pickup/bookings/{booking_id}", OFFICE, subject="booking"),
    route("GET /pickup", SEES_SLOTS),
    route("GET /pickup/plan", "coordinator"),
    route("POST /pickup/plan", "coordinator", form={"round": "x"}),
    route("GET /pickup/slots/{slot_id}", "coordinator", subject="slot"),
    route("POST /pickup/slots/{slot_id}", "coordinator", form={"capacity": "5"}),
    route("POST /pickup/slots/{slot_id}/close", "coordinator", form={}),
    route("POST /pickup/slots/{slot_id}/reopen", "coordinator", form={}),
    route("GET /pickup/hours", "coordinator"),
    route("POST /pickup/hours", "coordinator", form={}, query={"site": _NOWHERE}),
    route("POST /pickup/hours/exceptions", "coordinator", form={"site": _NOWHERE}),
    route("POST /pickup/hours/exceptions/remove", "coordinator", form={}),
    route("GET /pickup/book", OFFICE),
    route("GET /pickup/book/{household}", OFFICE, subject="household"),
    route("POST /pickup/book/{household}", OFFICE, form={"slot": _NOWHERE}),
    route("POST /pickup/book/{household}/cancel", OFFICE, form={}),
    route("POST /pickup/book/{household}/link", OFFICE, form={}),
    route("GET /pickup/day", SEES_SLOTS),
    route("POST /pickup/day/arrivals", RUNS_QUEUE, form={}),
    route("GET /pickup/queue", RUNS_QUEUE),
    route("POST /pickup/queue/next", RUNS_QUEUE, form={}),
    route("POST /pickup/queue/walk-in", RUNS_QUEUE, form={}),
    route("POST /pickup/queue/{entry}/call", RUNS_QUEUE, form={}),
    route("POST /pickup/queue/{entry}/left", RUNS_QUEUE, form={}),
    route("POST /pickup/queue/{entry}/back", RUNS_QUEUE, form={}),
    # Households as pages; incomes and reasons are for social workers alone
    route("GET /households", OFFICE),
    route("POST /households", OFFICE, form={"q": "x"}),
    route("GET /households/new", OFFICE),
    route("POST /households/new", OFFICE, form={}),
    route("GET /households/import", OFFICE),
    route("GET /households/import/template.csv", OFFICE),
    route("POST /households/import", OFFICE, form={}),
    route("GET /households/would-pass", "social_worker"),
    route("GET /households/{household_id}", OFFICE, subject="household"),
    route("GET /households/{household_id}/edit", OFFICE, subject="household"),
    route("POST /households/{household_id}/edit", OFFICE, form={}),
    route("POST /households/{household_id}/close", OFFICE, form={}),
    route("POST /households/{household_id}/reopen", OFFICE, form={}),
    route("GET /households/{household_id}/members/new", OFFICE, subject="household"),
    route("POST /households/{household_id}/members/new", OFFICE, form={}),
    route("GET /households/members/{member_id}", OFFICE),
    route("POST /households/members/{member_id}", OFFICE, form={}),
    route("POST /households/members/{member_id}/left", OFFICE, form={}),
    route(
        "GET /households/{household_id}/assess", "social_worker", subject="household"
    ),
    route("POST /households/{household_id}/assess", "social_worker", form={}),
    route("GET /households/assessments/{assessment_id}", "social_worker"),
    route(
        "POST /households/assessments/{assessment_id}/referral",
        "social_worker",
        form={},
    ),
    route(
        "POST /households/referrals/{referral_id}/accept",
        OFFICE,
        subject="referral",
        form={},
    ),
    route(
        "POST /households/referrals/{referral_id}/withdraw",
        OFFICE,
        subject="referral",
        form={},
    ),
    route("POST /households/{household_id}/authorisations", OFFICE, form={}),
    route(
        "POST /households/{household_id}/authorisations/{authorisation}/revoke",
        OFFICE,
        form={},
    ),
    route("POST /households/{household_id}/delivery-basis", OFFICE, form={}),
    # Settings
    route("GET /settings", KEEPS),
    route("GET /settings/centre", "administrator"),
    route("POST /settings/centre", "administrator", form={}),
    route("GET /settings/sites", "administrator"),
    route("POST /settings/sites", "administrator", form={}),
    route("GET /settings/sites/{site_id}", "administrator", subject="site"),
    route("POST /settings/sites/{site_id}", "administrator", form={}),
    route("POST /settings/sites/{site_id}/close", "administrator", form={}),
    route("POST /settings/sites/{site_id}/reopen", "administrator", form={}),
    route("GET /settings/staff", "administrator"),
    route("GET /settings/staff/new", "administrator"),
    route("POST /settings/staff/new", "administrator", form={}),
    route("GET /settings/staff/{staff_id}", "administrator", subject="staff"),
    route("POST /settings/staff/{staff_id}", "administrator", form={}),
    route("POST /settings/staff/{staff_id}/link", "administrator", form={}),
    route("POST /settings/staff/{staff_id}/person", "administrator", form={}),
    route("GET /settings/devices", KEEPS),
    route("POST /settings/devices", KEEPS, form={}),
    route("POST /settings/devices/{device_id}/revoke", KEEPS, form={}),
    route("GET /settings/sub-programmes", KEEPS),
    route("GET /settings/sub-programmes/new", KEEPS),
    route("POST /settings/sub-programmes/new", KEEPS, form={}),
    route(
        "GET /settings/sub-programmes/{sub_programme}", KEEPS, subject="sub_programme"
    ),
    route("POST /settings/sub-programmes/{sub_programme}", KEEPS, form={}),
    route(
        "GET /settings/sub-programmes/{sub_programme}/set",
        KEEPS,
        subject="sub_programme",
    ),
    route("POST /settings/sub-programmes/{sub_programme}/set", KEEPS, form={}),
    route("GET /settings/limits", KEEPS),
    route("POST /settings/limits/bases", KEEPS, form={}),
    route("POST /settings/limits/programmes/{programme}", KEEPS, form={}),
    route("GET /settings/limits/bases/{base}", KEEPS),
    route("POST /settings/limits/bases/{base}", KEEPS, form={}),
    route("GET /settings/limits/{limit}", KEEPS),
    route("POST /settings/limits/{limit}", KEEPS, form={}),
    route("GET /settings/articles", KEEPS),
    route("GET /settings/articles/new", KEEPS),
    route("POST /settings/articles/new", KEEPS, form={}),
    route("GET /settings/articles/{article_id}", KEEPS, subject="article"),
    route("POST /settings/articles/{article_id}", KEEPS, form={}),
    route("GET /settings/delivery", KEEPS),
    route("POST /settings/delivery", KEEPS, form={}),
    route("POST /settings/delivery/{basis}/end", KEEPS, form={}),
    route("GET /audit", KEEPS | {"auditor"}),
    # Home deliveries: planning, vehicles, the road
    route("POST /api/v1/routing/plans", "coordinator"),
    route("GET /api/v1/routing/plans/{plan_id}", "coordinator", subject="plan"),
    route(
        "POST /api/v1/routing/plans/{plan_id}/publish", "coordinator", subject="plan"
    ),
    route("GET /api/v1/routing/vehicles", SEES_ROUTES),
    route("POST /api/v1/routing/vehicles", "coordinator"),
    route(
        "PATCH /api/v1/routing/vehicles/{vehicle_id}", "coordinator", subject="vehicle"
    ),
    route("GET /api/v1/routing/shifts", "coordinator", query={"date": "2026-03-18"}),
    route("POST /api/v1/routing/shifts", "coordinator"),
    route("DELETE /api/v1/routing/shifts/{shift_id}", "coordinator", subject="shift"),
    route(
        "PUT /api/v1/routing/households/{household_id}/preference",
        OFFICE,
        subject="household",
    ),
    route("GET /api/v1/routing/follow-ups", "coordinator"),
    route("POST /api/v1/routing/follow-ups/{follow_up_id}/handle", "coordinator"),
    route("POST /api/v1/routing/runs/{run_id}/link", "coordinator", subject="run"),
    route("POST /api/v1/routing/runs/{run_id}/release", "coordinator", subject="run"),
    route("GET /api/v1/routing/runs/today", "driver"),
    route("POST /api/v1/routing/stops/{stop_id}/outcome", "driver coordinator"),
    route("GET /routes", SEES_ROUTES),
    route("POST /routes/plans", "coordinator", form={"day": "2026-03-18"}),
    route("GET /routes/plans/{plan_id}", SEES_ROUTES, subject="plan"),
    route("GET /routes/plans/{plan_id}/progress", SEES_ROUTES, subject="plan"),
    route(
        "POST /routes/plans/{plan_id}/publish", "coordinator", subject="plan", form={}
    ),
    route("GET /routes/vehicles", SEES_ROUTES),
    route("POST /routes/vehicles", "coordinator", form={}),
    route(
        "POST /routes/vehicles/{vehicle}",
        "coordinator",
        subject="vehicle",
        form={"name": "Doblo", "capacity_packs": "9", "capacity_kilograms": "9"},
    ),
    route("POST /routes/shifts", "coordinator", form={}),
    route(
        "POST /routes/shifts/{shift}/remove", "coordinator", subject="shift", form={}
    ),
    route("GET /routes/follow-ups", "coordinator"),
    route("POST /routes/follow-ups/{follow_up}", "coordinator", form={}),
    route("GET /routes/households/{household_id}", "coordinator", subject="household"),
    route(
        "POST /routes/households/{household_id}",
        "coordinator",
        subject="household",
        form={},
    ),
    route("POST /routes/runs/{run_id}/link", "coordinator", subject="run", form={}),
    route(
        "POST /routes/runs/{run_id}/release",
        "coordinator",
        subject="run",
        form={"reason": "x"},
    ),
    route("GET /routes/runs/{run_id}/manifest.pdf", "coordinator", subject="run"),
    # A driver's own runs: somebody else's are refused (routing/test_db_driving)
    route("GET /run", "driver"),
    route("GET /run/{run_id}", "driver"),
    route("POST /run/{run_id}/pledge", "driver", form={}),
    route("GET /run/{run_id}/stops/{stop}", "driver"),
    route("POST /run/{run_id}/stops/{stop}", "driver", form={}),
    route("GET /r/{token}", EVERYONE),
    route("POST /r/{token}/pledge", EVERYONE, form={}),
    route("GET /r/{token}/stops/{stop}", EVERYONE),
    route("POST /r/{token}/stops/{stop}", EVERYONE, form={}),
    # Whoever has the link or stands in the hall; both show no name
    route("GET /queue/{site}", EVERYONE),
    route("GET /t/{token}", EVERYONE),
    route("POST /t/{token}", EVERYONE, form={}),
    route("POST /t/{token}/cancel", EVERYONE, form={}),
    route("GET /t/{token}/calendar.ics", EVERYONE),
    # The store, on pages
    route("GET /stock", SEES_STOCK),
    route("GET /stock/lots/{lot_id}", SEES_STOCK, subject="lot"),
    route("POST /stock/lots/{lot_id}/recall", STORE, subject="lot"),
    route("POST /stock/lots/{lot_id}/lift", STORE, subject="lot"),
    route("GET /stock/documents", SEES_STOCK),
    route("GET /stock/documents/{document_id}", SEES_STOCK),
    route(
        "POST /stock/documents/{document_id}/correct",
        STORE,
        form={"correct-reason": "pomyłka"},
    ),
    route("GET /stock/places", SEES_STOCK),
    route("POST /stock/places", STORE, form={}),
    route("GET /stock/receipts/new", STORE),
    route("POST /stock/receipts/new", STORE, form={"action": "save"}),
    route("GET /stock/receipts/file", STORE),
    route("POST /stock/receipts/file", STORE, form={}),
    route("POST /stock/receipts/file/book", STORE, form={"content": "?"}),
    route("GET /stock/receipts/template.csv", STORE),
    route("GET /stock/counts/new", STORE),
    route("POST /stock/counts/new", STORE, form={}),
    route("GET /stock/{way}/new", STORE),
    route("POST /stock/{way}/new", STORE, form={}),
]
"""Every route that there is."""
