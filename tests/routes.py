"""Which route is whose: the one table that ``test_routes`` walks.

A new route is one line here. ``whose`` names everybody who may use it: roles,
``device``, ``stranger``, or a shorthand below. Where the path names something by its
id, ``subject`` says what, in the order of the path: names of ``tests/subjects.py``,
which makes one of each in a centre, so that somebody of another centre can be shown
to get the answer of an id that does not exist. No subject need words of the path that
name nothing of a centre (``WORDS``).

Bodies are made from the handler's schema; where that is not enough, ``body`` holds
what a well-meaning client would send, ``form`` does so for the form of a page, and
``query`` for what follows the path. "{voucher}" in them is the id of the subject.
"""

import re
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
_SCAN = {"code": "{code}", "channel": "pickup", "site": "{site}"}
_NOON = "2026-03-17T12:00:00+01:00"
_PAPER = {"site": "{site}", "day": "2026-03-17"}
_REFUSAL = {
    "nonce": _NOWHERE,
    "code": "{code}",
    "reason": "expired",
    "scanned_at": _NOON,
}
_HANDOUT = {**_SCAN, "nonce": "{nonce}", "scanned_at": "2026-03-17T12:00:00+01:00"}

WORDS = {
    "channel": "pickup",
    "file_path": "css/none.css",
    "name": "parcels",
    "path": "none.json",
    "way": "transfers",
}
"""Words of paths that name nothing of a centre, and one that each may be."""

BEFORE_THE_CENTRE = {
    "GET /queue/{site}": "the hall's screen shows numbers to whoever has its address",
}
"""Routes that show a thing of any centre to everybody, and why."""

ONLY_IN_THE_DEMO = {"POST /sign-in/household"}
"""Routes of the demo alone (``demo/test_own_page``): elsewhere there is nothing."""

LINKS = {
    "password_link": "sets the password of the one person it was given to",
    "run_link": "shows its driver the one run it was made for",
    "slot_link": "shows its household the one round it was made for",
}
"""Tokens that say themselves whose they are, before any centre is known."""


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
    def subjects(self) -> dict[str, str]:
        """What each id in the path is, by the name that it has there."""
        named = (self.subject or "").split()
        return dict(zip(self.parameters, named, strict=False))

    @property
    def parameters(self) -> list[str]:
        """The names in the path that stand for an id or for the token of a link."""
        found = re.findall(r"\{([^}]+)\}", self.path)
        return [name for name in found if name not in WORDS]

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
    route("POST /api/v1/session", EVERYONE, body={}),
    route("DELETE /api/v1/session", STAFF, ends_session=True),
    # Registers and reports
    route("GET /api/v1/reports/parcels", SEES_REPORTS, query={"round": "{round}"}),
    route("GET /api/v1/reports/stock", SEES_REPORTS, query={"month": "2026-03"}),
    route("GET /api/v1/reports/qualified", SEES_REPORTS, query={"month": "2026-03"}),
    route("GET /api/v1/reports/counts", SEES_REPORTS, query={"month": "2026-03"}),
    route("GET /api/v1/reports/{name}/file", SEES_REPORTS, query={"month": "2026-03"}),
    route("GET /registers", SEES_REPORTS),
    route("GET /registers/{name}", SEES_REPORTS, query={"period": "round:{round}"}),
    route("GET /registers/{name}/file", SEES_REPORTS),
    # Programmes and rounds
    route("GET /api/v1/articles", STAFF),
    route("GET /api/v1/sub-programmes", STAFF),
    route("GET /api/v1/rounds", STAFF),
    route(
        "POST /api/v1/rounds",
        "coordinator",
        body={
            "sub_programme": "{sub_programme}",
            "site": "{site}",
            "name": "Tura",
            "starts_on": "2026-04-01",
            "ends_on": "2026-04-30",
            "lines": [{"article": "{article}", "packs": 1}],
        },
    ),
    route("GET /api/v1/rounds/{reference}", STAFF, subject="round"),
    route("GET /api/v1/rounds/{reference}/allocation", "coordinator", subject="round"),
    route("GET /api/v1/programmes", STAFF),
    route("GET /api/v1/income-bases", KEEPS),
    route("POST /api/v1/income-bases", KEEPS),
    route("PUT /api/v1/income-bases/{base_id}", KEEPS, subject="income_base"),
    route("GET /api/v1/income-limits", KEEPS),
    route("POST /api/v1/income-limits", KEEPS),
    route("PUT /api/v1/income-limits/{limit_id}", KEEPS, subject="income_limit"),
    route("GET /api/v1/sub-programmes/{reference}/set", STAFF, subject="sub_programme"),
    route("PUT /api/v1/sub-programmes/{reference}/set", KEEPS, subject="sub_programme"),
    route("GET /api/v1/delivery-bases", KEEPS),
    route(
        "POST /api/v1/delivery-bases",
        KEEPS,
        body={
            "kind": "opl_own_delivery",
            "document": "zgoda Banku Żywności z 3.03.2026",
            "valid_from": "2026-03-03",
        },
    ),
    route(
        "POST /api/v1/delivery-bases/{basis_id}/end", KEEPS, subject="delivery_basis"
    ),
    # Households: incomes and reasons are for social workers alone (R-PRIV-1)
    route("POST /api/v1/addresses/search", OFFICE, body={"text": "Polna 1, Kraśnik"}),
    route("GET /api/v1/addresses/{point_id}", OFFICE, subject="address"),
    route("PUT /api/v1/addresses/{point_id}/pin", OFFICE, subject="address"),
    route("DELETE /api/v1/addresses/{point_id}/pin", OFFICE, subject="address"),
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
    route(
        "POST /api/v1/households/{household_id}/assessments",
        "social_worker",
        subject="household",
    ),
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
    route(
        "POST /api/v1/households/{household_id}/referrals",
        "social_worker",
        subject="household",
    ),
    route("POST /api/v1/households/{household_id}/reopen", OFFICE, subject="household"),
    route("PUT /api/v1/members/{member_id}", OFFICE, subject="member"),
    route("POST /api/v1/members/{member_id}/leave", OFFICE, subject="member"),
    route(
        "POST /api/v1/authorisations/{authorisation}/revoke",
        OFFICE,
        subject="authorisation",
    ),
    route("GET /api/v1/referrals/{reference}", OFFICE, subject="referral"),
    route("GET /api/v1/referrals/{reference}/entitlement", OFFICE, subject="referral"),
    route("POST /api/v1/referrals/{reference}/accept", OFFICE, subject="referral"),
    route("POST /api/v1/referrals/{reference}/withdraw", OFFICE, subject="referral"),
    # Vouchers and hand-outs
    route(
        "POST /api/v1/rounds/{reference}/vouchers",
        OFFICE,
        subject="round",
        body={"households": ["{household}"]},
    ),
    route("POST /api/v1/rounds/{reference}/prints", OFFICE, subject="round"),
    route("GET /api/v1/prints/{reference}", OFFICE, subject="print"),
    route("GET /api/v1/vouchers/{reference}", SEES_VOUCHERS, subject="voucher"),
    route("POST /api/v1/vouchers/{reference}/block", OFFICE, subject="voucher"),
    route("POST /api/v1/vouchers/{reference}/channel", OFFICE, subject="voucher"),
    route("POST /api/v1/vouchers/{reference}/reissue", OFFICE, subject="voucher"),
    route("POST /api/v1/vouchers/{reference}/revoke", OFFICE, subject="voucher"),
    route("POST /api/v1/vouchers/{reference}/unblock", OFFICE, subject="voucher"),
    route("GET /api/v1/devices/me", STAFF | {"device"}),
    # What a phone takes along for a day without signal
    route("GET /scan", EVERYONE),
    route("GET /scan/manifest.webmanifest", EVERYONE),
    route("GET /scan/worker.js", EVERYONE),
    route("GET /scan/start", RUNS_QUEUE),
    route("POST /scan/start", RUNS_QUEUE, form={"name": "Telefon", "site": "{site}"}),
    route("GET /api/v1/scan/extract", "device"),
    route("GET /api/v1/scan/news", "device", query={"since": _NOON}),
    route("GET /api/v1/scan/search", "coordinator", query={"q": "Próbna"}),
    route("POST /api/v1/scan/status", "device"),
    route("POST /api/v1/scan/refusals", "device", body={"scans": [_REFUSAL]}),
    route("DELETE /api/v1/scan/shift", "device"),
    route("POST /api/v1/handouts", COUNTER, body=_HANDOUT),
    route(
        "POST /api/v1/handouts/batch",
        COUNTER,
        body={"handouts": [{**_HANDOUT, "nonce": _NOWHERE}]},
    ),
    route("POST /api/v1/handouts/preview", COUNTER, body=_SCAN),
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
    route("GET /password/{link}", EVERYONE, subject="password_link"),
    route("POST /password/{link}", EVERYONE, subject="password_link", form={}),
    route("GET /", STAFF | {"device"}),
    # Rounds, vouchers and the counter, on pages
    route("GET /rounds", STAFF),
    route("GET /rounds/new", "coordinator"),
    route(
        "POST /rounds/new",
        "coordinator",
        form={
            "sub_programme": "{sub_programme}",
            "site": "{site}",
            "name": "Tura następna",
            "starts_on": "2026-03-23",
            "ends_on": "2026-03-27",
            "packs.{article}": "2",
        },
    ),
    route("POST /rounds/new/groups", "coordinator", form={"packs.{article}": "2"}),
    route("GET /rounds/{reference}", STAFF, subject="round"),
    route("GET /rounds/{reference}/edit", "coordinator", subject="round"),
    route(
        "POST /rounds/{reference}/edit",
        "coordinator",
        subject="round",
        form={"name": "Tura po zmianie"},
    ),
    route("GET /rounds/{reference}/allocation", OFFICE, subject="round"),
    route("GET /rounds/{reference}/shortfalls", SEES_VOUCHERS, subject="round"),
    route("POST /rounds/{reference}/vouchers", OFFICE, subject="round", form={}),
    route("POST /rounds/{reference}/sheets", OFFICE, subject="round", form={}),
    route("GET /rounds/{reference}/codes.csv", OFFICE, subject="round"),
    route(
        "POST /rounds/{reference}/open", "coordinator", subject="road_round", form={}
    ),
    route(
        "POST /rounds/{reference}/close", "coordinator", subject="road_round", form={}
    ),
    route("GET /vouchers", SEES_VOUCHERS, query={"round": "{round}"}),
    route("GET /vouchers/prints/{print_id}", OFFICE, subject="print"),
    route("POST /vouchers/prints/{print_id}/again", OFFICE, subject="print", form={}),
    route("GET /vouchers/prints/{print_id}/progress", OFFICE, subject="print"),
    route("GET /vouchers/prints/{print_id}/sheets.pdf", OFFICE, subject="print"),
    route("GET /vouchers/{voucher_id}", SEES_VOUCHERS, subject="voucher"),
    route(
        "POST /vouchers/{voucher_id}/print", OFFICE, subject="other_voucher", form={}
    ),
    route(
        "POST /vouchers/{voucher_id}/letter", OFFICE, subject="other_voucher", form={}
    ),
    route("POST /vouchers/{voucher_id}/reissue", OFFICE, subject="voucher", form={}),
    route(
        "POST /vouchers/{voucher_id}/revoke",
        OFFICE,
        subject="voucher",
        form={"revoke-reason": "pomyłka w zapisie"},
    ),
    route(
        "POST /vouchers/{voucher_id}/block",
        OFFICE,
        subject="voucher",
        form={"block-reason": "pomyłka w zapisie"},
    ),
    route("POST /vouchers/{voucher_id}/unblock", OFFICE, subject="voucher", form={}),
    route(
        "POST /vouchers/{voucher_id}/channel/{channel}",
        OFFICE,
        subject="voucher",
        form={},
    ),
    route("GET /conflicts", SEES_VOUCHERS),
    route(
        "POST /conflicts/{case}/settle",
        "coordinator",
        subject="case",
        form={"{case}-reason": "pomyłka w zapisie"},
    ),
    route("GET /handout", COUNTER),
    route("POST /handout", COUNTER, form={"code": "{code}", "nonce": "{nonce}"}),
    route("POST /handout/site", COUNTER, form={"site": "{site}"}),
    route("GET /handout/look", COUNTER),
    route("POST /handout/look", COUNTER, form={"code": "{code}"}),
    route("GET /handout/{handout_id}", COUNTER, subject="handout"),
    route(
        "POST /handout/{handout_id}/annul",
        COUNTER,
        subject="handout",
        form={"annul-reason": "pomyłka w zapisie"},
    ),
    # Stock
    route("GET /api/v1/inventory/locations", SEES_STOCK),
    route(
        "POST /api/v1/inventory/locations",
        STORE,
        body={"site": "{site}", "key": "regal-b", "name": "Regał B"},
    ),
    route("GET /api/v1/inventory/minimums", SEES_STOCK),
    route(
        "PUT /api/v1/inventory/minimums",
        STORE,
        body={"article": "{article}", "site": "{site}", "packs": 12},
    ),
    route("GET /api/v1/inventory/stock", SEES_STOCK),
    route(
        "POST /api/v1/inventory/receipts",
        STORE,
        body={
            "received_on": "2026-03-17",
            "lines": [
                {
                    "article": "{article}",
                    "packs": 5,
                    "location": "{location}",
                    "fund": "{sub_programme}",
                    "printed_date": "2027-03-31",
                }
            ],
        },
    ),
    route(
        "POST /api/v1/inventory/transfers",
        STORE,
        body={
            "lines": [{"lot": "{lot}", "location": "{location}", "packs": 1}],
            "to": "{other_location}",
        },
    ),
    route(
        "POST /api/v1/inventory/losses",
        STORE,
        body={
            "lines": [{"lot": "{lot}", "location": "{location}", "packs": 1}],
            "reason": "pests",
        },
    ),
    route(
        "POST /api/v1/inventory/returns",
        STORE,
        body={
            "kind": "to_food_bank",
            "lines": [{"lot": "{lot}", "location": "{location}", "packs": 1}],
        },
    ),
    route(
        "POST /api/v1/inventory/counts",
        STORE,
        body={"location": "{location}", "lines": [{"lot": "{lot}", "counted": 3}]},
    ),
    route("POST /api/v1/inventory/scans", STORE),
    route(
        "POST /api/v1/inventory/documents/{document_id}/correct",
        STORE,
        subject="document",
    ),
    route("GET /api/v1/inventory/lots/{lot_id}/trace", SEES_STOCK, subject="lot"),
    route("POST /api/v1/inventory/lots/{lot_id}/recall", STORE, subject="lot"),
    route("POST /api/v1/inventory/lots/{lot_id}/lift", STORE, subject="lot"),
    route(
        "GET /api/v1/inventory/gathering/{round_id}",
        SEES_STOCK,
        subject="round",
        query={"site": "{site}"},
    ),
    route(
        "POST /api/v1/inventory/gathering/{round_id}/lines",
        STORE,
        subject="round",
        body={
            "site": "{site}",
            "lot": "{kept_lot}",
            "location": "{kept_at}",
            "packs": 1,
        },
    ),
    route(
        "POST /api/v1/inventory/gathering/{round_id}/scans",
        STORE,
        subject="round",
        body={"site": "{site}", "code": "{box_code}"},
    ),
    route(
        "POST /api/v1/inventory/gathering/{round_id}/put-back",
        STORE,
        subject="round",
        body={"site": "{site}", "lot": "{kept_lot}", "location": "{kept_at}"},
    ),
    route(
        "POST /api/v1/inventory/gathering/{round_id}/move",
        STORE,
        subject="round",
        body={"site": "{site}", "to": "{other_location}"},
    ),
    route("POST /api/v1/inventory/labels", STORE, body={"sheets": 1}),
    route("GET /api/v1/inventory/labels", SEES_STOCK, query={"code": "{label_code}"}),
    route(
        "POST /api/v1/inventory/labels/{label_id}/attach",
        STORE,
        subject="label",
        body={"location": "{location}", "box": {"lot": "{lot}", "packs": 1}},
    ),
    route(
        "POST /api/v1/inventory/labels/{label_id}/take-out",
        STORE,
        subject="box_label",
        body={"to": "{other_location}", "packs": 1},
    ),
    route(
        "POST /api/v1/inventory/labels/{label_id}/split",
        STORE,
        subject="box_label",
        body={"into": "{free_label}", "packs": 1},
    ),
    route(
        "POST /api/v1/inventory/labels/{label_id}/move",
        STORE,
        subject="box_label",
        body={"to": "{other_location}", "packs": 1},
    ),
    route(
        "POST /api/v1/inventory/labels/{label_id}/detach", STORE, subject="box_label"
    ),
    route("POST /api/v1/inventory/labels/{label_id}/void", STORE, subject="label"),
    route("POST /api/v1/inventory/labels/{label_id}/restore", STORE, subject="label"),
    # What hand-outs fell short of
    route("GET /api/v1/rounds/{reference}/shortfalls", SEES_VOUCHERS, subject="round"),
    route("GET /api/v1/inventory/damages", STORE),
    route("POST /api/v1/inventory/damages/{short}/none", STORE, subject="damage"),
    route("POST /api/v1/inventory/damages/{short}/reopen", STORE, subject="damage"),
    route(
        "POST /api/v1/inventory/damages/{short}/loss",
        STORE,
        subject="damage",
        body={"lot": "{damaged_lot}", "location": "{damaged_at}"},
    ),
    # Pickup: slots, bookings, the day and the queue
    route("PUT /api/v1/pickup/sites/{site}/hours", "coordinator", subject="site"),
    route("GET /api/v1/pickup/slots", SEES_SLOTS, query={"round": "{round}"}),
    route(
        "POST /api/v1/pickup/slots",
        "coordinator",
        body={"round": "{round}", "capacity": 2},
    ),
    route(
        "POST /api/v1/pickup/bookings",
        OFFICE,
        body={"voucher": "{other_voucher}", "slot": "{slot}"},
    ),
    route("GET /api/v1/pickup/bookings/{booking_id}", SEES_SLOTS, subject="booking"),
    route(
        "PATCH /api/v1/pickup/bookings/{booking_id}",
        OFFICE,
        subject="booking",
        body={"slot": "{other_slot}"},
    ),
    route("DELETE /api/v1/pickup/bookings/{booking_id}", OFFICE, subject="booking"),
    route("GET /pickup", SEES_SLOTS),
    route("GET /pickup/plan", "coordinator"),
    route(
        "POST /pickup/plan",
        "coordinator",
        form={"round": "{round}", "minutes": "15", "capacity": "2"},
    ),
    route("GET /pickup/slots/{slot_id}", "coordinator", subject="slot"),
    route(
        "POST /pickup/slots/{slot_id}",
        "coordinator",
        subject="slot",
        form={"capacity": "5", "walk_ins": "1"},
    ),
    route("POST /pickup/slots/{slot_id}/close", "coordinator", subject="slot", form={}),
    route(
        "POST /pickup/slots/{slot_id}/reopen", "coordinator", subject="slot", form={}
    ),
    route("GET /pickup/hours", "coordinator", query={"site": "{site}"}),
    route("POST /pickup/hours", "coordinator", form={}, query={"site": "{site}"}),
    route(
        "POST /pickup/hours/exceptions",
        "coordinator",
        form={"site": "{site}", "day": "2026-03-20"},
    ),
    route(
        "POST /pickup/hours/exceptions/remove",
        "coordinator",
        form={"site": "{site}", "day": "2026-03-20"},
    ),
    route("GET /pickup/book", OFFICE),
    route("POST /pickup/book", OFFICE, form={"q": "Nowak"}),
    route("GET /pickup/book/{household}", OFFICE, subject="household"),
    route(
        "POST /pickup/book/{household}",
        OFFICE,
        subject="household",
        form={"slot": "{slot}"},
    ),
    route(
        "POST /pickup/book/{household}/cancel",
        OFFICE,
        subject="booked_household",
        form={},
    ),
    route("POST /pickup/book/{household}/link", OFFICE, subject="household", form={}),
    route(
        "POST /pickup/book/{household}/links/revoke",
        OFFICE,
        subject="household",
        query={"asked": "{round}"},
        form={},
    ),
    route("POST /pickup/outside", "coordinator", query={"asked": "{round}"}, form={}),
    route("POST /pickup/links", OFFICE, query={"asked": "{round}"}, form={}),
    route("GET /pickup/day", SEES_SLOTS, query={"site": "{site}"}),
    route(
        "POST /pickup/day/arrivals",
        RUNS_QUEUE,
        form={"site": "{site}", "voucher": "{other_voucher}"},
    ),
    route("GET /pickup/queue", RUNS_QUEUE, query={"site": "{site}"}),
    route("POST /pickup/queue/next", RUNS_QUEUE, form={"site": "{site}"}),
    route("POST /pickup/queue/walk-in", RUNS_QUEUE, form={"site": "{site}"}),
    route(
        "POST /pickup/queue/{entry}/call",
        RUNS_QUEUE,
        subject="entry",
        form={"site": "{site}"},
    ),
    route(
        "POST /pickup/queue/{entry}/left",
        RUNS_QUEUE,
        subject="entry",
        form={"site": "{site}"},
    ),
    route(
        "POST /pickup/queue/{entry}/back",
        RUNS_QUEUE,
        subject="entry",
        form={"site": "{site}"},
    ),
    # Households as pages; incomes and reasons are for social workers alone
    route(
        "POST /map/about",
        OFFICE | {"administrator"},
        form={"metres": "200", "latitude": "50.9246", "longitude": "22.2267"},
    ),
    route("GET /households/addresses", OFFICE),
    route("POST /households/addresses", OFFICE, form={"q": "x"}),
    route("POST /households/addresses/suggestions", OFFICE, form={}),
    route("GET /households/addresses/{point_id}", OFFICE, subject="address"),
    route(
        "POST /households/addresses/{point_id}",
        OFFICE,
        subject="address",
        form={"latitude": "50.92", "longitude": "22.22"},
    ),
    route(
        "POST /households/addresses/{point_id}/back", OFFICE, subject="address", form={}
    ),
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
    route("POST /households/{household_id}/edit", OFFICE, subject="household", form={}),
    route(
        "POST /households/{household_id}/close", OFFICE, subject="household", form={}
    ),
    route(
        "POST /households/{household_id}/reopen", OFFICE, subject="household", form={}
    ),
    route("GET /households/{household_id}/members/new", OFFICE, subject="household"),
    route(
        "POST /households/{household_id}/members/new",
        OFFICE,
        subject="household",
        form={"given_name": "Ewa", "family_name": "Próbna", "born": "1990", "sex": "f"},
    ),
    route("GET /households/members/{member_id}", OFFICE, subject="member"),
    route(
        "POST /households/members/{member_id}",
        OFFICE,
        subject="member",
        form={"given_name": "Ewa", "family_name": "Próbna", "born": "1990", "sex": "f"},
    ),
    route(
        "POST /households/members/{member_id}/left",
        OFFICE,
        subject="member",
        form={"left_on": "2026-03-17"},
    ),
    route(
        "POST /households/members/{member_id}/back", OFFICE, subject="member", form={}
    ),
    route(
        "GET /households/{household_id}/assess", "social_worker", subject="household"
    ),
    route(
        "POST /households/{household_id}/assess",
        "social_worker",
        subject="household",
        form={
            "sub_programme": "{sub_programme}",
            "applied_on": "2026-03-17",
            "positions.0.kind": "salary",
            "positions.0.amount": "1000",
            "reasons": "poverty",
        },
    ),
    route(
        "GET /households/assessments/{assessment_id}",
        "social_worker",
        subject="assessment",
    ),
    route(
        "POST /households/assessments/{assessment_id}/referral",
        "social_worker",
        subject="assessment",
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
        form={"withdraw-{referral}-reason": "pomyłka w zapisie"},
    ),
    route(
        "POST /households/{household_id}/authorisations",
        OFFICE,
        subject="household",
        form={"proxy_name": "Maria Sąsiadka", "proxy_from": "2026-03-17"},
    ),
    route(
        "POST /households/{household_id}/authorisations/{authorisation}/revoke",
        OFFICE,
        subject="household other_authorisation",
        form={},
    ),
    route(
        "POST /households/{household_id}/authorisations/{authorisation}/restore",
        OFFICE,
        subject="household authorisation",
        form={},
    ),
    route(
        "POST /households/{household_id}/delivery-basis",
        OFFICE,
        subject="household",
        form={
            "basis_kind": "opl_own_delivery",
            "basis_document": "Zgoda 7",
            "basis_from": "2026-03-17",
        },
    ),
    # Settings
    route("GET /settings", KEEPS),
    route("GET /settings/centre", "administrator"),
    route("POST /settings/centre", "administrator", form={}),
    route("GET /settings/sites", "administrator"),
    route("POST /settings/sites", "administrator", form={}),
    route("GET /settings/sites/{site_id}", "administrator", subject="site"),
    route(
        "POST /settings/sites/{site_id}",
        "administrator",
        subject="site",
        form={"name": "Świetlica", "address": "ul. Próbna 9", "uses": "pickup"},
    ),
    route(
        "POST /settings/sites/{site_id}/close", "administrator", subject="site", form={}
    ),
    route(
        "POST /settings/sites/{site_id}/reopen",
        "administrator",
        subject="closed_site",
        form={},
    ),
    route("GET /settings/staff", "administrator"),
    route("GET /settings/staff/new", "administrator"),
    route("POST /settings/staff/new", "administrator", form={}),
    route("GET /settings/staff/{staff_id}", "administrator", subject="staff"),
    route(
        "POST /settings/staff/{staff_id}",
        "administrator",
        subject="staff",
        form={"roles": "driver", "active": "yes"},
    ),
    route(
        "POST /settings/staff/{staff_id}/link",
        "administrator",
        subject="staff",
        form={},
    ),
    route(
        "POST /settings/staff/{staff_id}/person",
        "administrator",
        subject="staff",
        form={"name": "Nowa Osoba"},
    ),
    route("GET /settings/retention", KEEPS),
    route("POST /settings/retention", KEEPS, form={}),
    # The day on paper
    route("GET /paper", RUNS_QUEUE),
    route("GET /paper/pack.pdf", RUNS_QUEUE, query=_PAPER),
    route(
        "POST /paper",
        RUNS_QUEUE,
        form={"more.0.code": "{code}", "more.0.time": "10:15"},
        query=_PAPER,
    ),
    route("GET /settings/devices", KEEPS),
    route(
        "POST /settings/devices", KEEPS, form={"name": "Telefon 2", "site": "{site}"}
    ),
    route(
        "POST /settings/devices/{device_id}/revoke", KEEPS, subject="device", form={}
    ),
    route("GET /settings/scanning", KEEPS),
    route("POST /settings/scanning/age", KEEPS, form={"hours": "4"}),
    route("POST /settings/scanning/pin", KEEPS, form={"pin": "271828"}),
    route("POST /settings/scanning/pin/remove", KEEPS, form={}),
    route("GET /settings/programmes/new", KEEPS),
    route(
        "POST /settings/programmes/new",
        KEEPS,
        form={"name": "Gminny", "age_bands": "fepz"},
    ),
    route("GET /settings/sub-programmes", KEEPS),
    route("GET /settings/sub-programmes/new", KEEPS),
    route(
        "POST /settings/sub-programmes/new",
        KEEPS,
        form={
            "programme": "{programme}",
            "key": "fepz_nowy",
            "name": "FEPŻ",
            "starts_on": "2027-01-01",
            "ends_on": "2027-09-30",
        },
    ),
    route(
        "GET /settings/sub-programmes/{sub_programme}", KEEPS, subject="sub_programme"
    ),
    route(
        "POST /settings/sub-programmes/{sub_programme}",
        KEEPS,
        subject="sub_programme",
        form={"name": "FEPŻ", "starts_on": "2026-01-01", "ends_on": "2026-09-30"},
    ),
    route(
        "GET /settings/sub-programmes/{sub_programme}/set",
        KEEPS,
        subject="sub_programme",
    ),
    route(
        "POST /settings/sub-programmes/{sub_programme}/set",
        KEEPS,
        subject="sub_programme",
        form={"packs.{article}": "3"},
    ),
    route("GET /settings/limits", KEEPS),
    route("POST /settings/limits/bases", KEEPS, form={}),
    route(
        "POST /settings/limits/programmes/{programme}",
        KEEPS,
        subject="programme",
        form={
            "valid_from": "2032-01-01",
            "percent": "265",
            "single_grosz": "2676,50",
            "family_grosz": "2181",
        },
    ),
    route("GET /settings/limits/bases/{base}", KEEPS, subject="income_base"),
    route(
        "POST /settings/limits/bases/{base}",
        KEEPS,
        subject="income_base",
        form={
            "valid_from": "2032-01-01",
            "single_grosz": "1010",
            "family_grosz": "823",
            "hectare_grosz": "459",
        },
    ),
    route("GET /settings/limits/{limit}", KEEPS, subject="income_limit"),
    route(
        "POST /settings/limits/{limit}",
        KEEPS,
        subject="income_limit",
        form={
            "valid_from": "2033-01-01",
            "percent": "265",
            "single_grosz": "2676,50",
            "family_grosz": "2181",
        },
    ),
    route("GET /settings/articles", KEEPS),
    route("GET /settings/articles/new", KEEPS),
    route("POST /settings/articles/new", KEEPS, form={}),
    route("GET /settings/articles/{article_id}", KEEPS, subject="article"),
    route(
        "POST /settings/articles/{article_id}",
        KEEPS,
        subject="article",
        form={
            "name": "Dżem",
            "group": "sugars",
            "pack_grams": "300",
            "report_grams": "300",
            "clock_months": "3",
            "active": "yes",
        },
    ),
    route("GET /settings/photos", "administrator"),
    route("POST /settings/photos", "administrator", form={"days": "14"}),
    route("GET /settings/delivery", KEEPS),
    route("POST /settings/delivery", KEEPS, form={}),
    route(
        "POST /settings/delivery/{basis}/end", KEEPS, subject="delivery_basis", form={}
    ),
    route(
        "POST /settings/delivery/{basis}/go-on",
        KEEPS,
        subject="delivery_basis",
        form={},
    ),
    route("GET /messages", "coordinator", query={"until": "{message}"}),
    route(
        "POST /messages/{message_id}/again", "coordinator", subject="message", form={}
    ),
    route("GET /audit", KEEPS | {"auditor"}, query={"row": "{household}"}),
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
    route(
        "POST /api/v1/routing/shifts",
        "coordinator",
        body={
            "day": "2026-03-19",
            "driver": "{driver}",
            "vehicle": "{vehicle}",
            "site": "{road_site}",
            "starts": "09:00:00",
            "ends": "14:00:00",
        },
    ),
    route("PATCH /api/v1/routing/shifts/{shift_id}", "coordinator", subject="shift"),
    route("DELETE /api/v1/routing/shifts/{shift_id}", "coordinator", subject="shift"),
    route(
        "POST /api/v1/routing/shifts/{shift_id}/split", "coordinator", subject="shift"
    ),
    route("GET /api/v1/routing/needs", "coordinator"),
    route("POST /api/v1/routing/needs", "coordinator"),
    route("PATCH /api/v1/routing/needs/{need_id}", "coordinator", subject="need"),
    route("GET /api/v1/routing/drivers", "coordinator"),
    route(
        "PUT /api/v1/routing/drivers/{driver_id}/needs", "coordinator", subject="driver"
    ),
    route("GET /api/v1/routing/rules", "coordinator"),
    route("PUT /api/v1/routing/rules", "coordinator"),
    route(
        "PUT /api/v1/routing/vouchers/{voucher_id}/promise",
        OFFICE,
        subject="road_voucher",
    ),
    route(
        "DELETE /api/v1/routing/vouchers/{voucher_id}/promise",
        OFFICE,
        subject="road_voucher",
    ),
    route(
        "PUT /api/v1/routing/households/{household_id}/preference",
        OFFICE,
        subject="household",
    ),
    route("GET /api/v1/routing/follow-ups", "coordinator"),
    route(
        "POST /api/v1/routing/follow-ups/{follow_up_id}/handle",
        "coordinator",
        subject="follow_up",
        body={"condition": "good"},
    ),
    route(
        "POST /api/v1/routing/runs/{run_id}/link", "coordinator", subject="other_run"
    ),
    route(
        "POST /api/v1/routing/runs/{run_id}/release", "coordinator", subject="other_run"
    ),
    route(
        "POST /api/v1/routing/runs/{run_id}/no-show", "coordinator", subject="other_run"
    ),
    route("GET /api/v1/routing/runs/today", "driver"),
    route("POST /api/v1/routing/runs/{run_id}/pledge", "driver", subject="run"),
    route(
        "POST /api/v1/routing/stops/{stop_id}/outcome",
        "driver coordinator",
        subject="stop",
        body={"outcome": "not_home", "nonce": "{nonce}"},
    ),
    route("GET /routes", SEES_ROUTES),
    route("POST /routes/plans", "coordinator", form={"day": "2026-03-18"}),
    route("GET /routes/plans/{plan_id}", SEES_ROUTES, subject="plan"),
    route("GET /routes/plans/{plan_id}/progress", SEES_ROUTES, subject="plan"),
    route(
        "POST /routes/plans/{plan_id}/publish", "coordinator", subject="plan", form={}
    ),
    route(
        "POST /routes/plans/{plan_id}/stops/{voucher}",
        "coordinator",
        subject="plan road_voucher",
        form={"version": "0", "how": "lock"},
    ),
    route(
        "GET /routes/plans/{plan_id}/stops/{voucher}/places",
        "coordinator",
        subject="plan road_voucher",
    ),
    route(
        "POST /routes/plans/{plan_id}/shifts/{shift}",
        "coordinator",
        subject="plan shift",
        form={"version": "0", "stops": "0"},
    ),
    route(
        "POST /routes/plans/{plan_id}/enough", "coordinator", subject="plan", form={}
    ),
    route("POST /routes/plans/{plan_id}/again", "coordinator", subject="plan", form={}),
    route("GET /routes/plans/{plan_id}/calls", "coordinator", subject="plan"),
    route(
        "POST /routes/plans/{plan_id}/calls/{voucher}",
        "coordinator",
        subject="plan road_voucher",
        form={"opens": "10:00", "closes": "11:00"},
    ),
    route("POST /routes/stops/{stop_id}/again", "coordinator", subject="stop", form={}),
    route(
        "POST /routes/shifts/{shift}/restore", "coordinator", subject="shift", form={}
    ),
    route("GET /api/v1/routing/plans/{plan_id}/events", SEES_ROUTES, subject="plan"),
    route("POST /api/v1/routing/plans/{plan_id}/cancel", "coordinator", subject="plan"),
    route(
        "POST /routes/plans/{plan_id}/undo",
        "coordinator",
        subject="plan",
        form={"version": "0"},
    ),
    route("GET /routes/vehicles", SEES_ROUTES),
    route("POST /routes/vehicles", "coordinator", form={}),
    route(
        "POST /routes/vehicles/{vehicle}",
        "coordinator",
        subject="vehicle",
        form={"name": "Doblo", "capacity_packs": "9", "capacity_kilograms": "9"},
    ),
    route(
        "POST /routes/shifts",
        "coordinator",
        form={
            "day": "2026-03-20",
            "driver": "{driver}",
            "vehicle": "{vehicle}",
            "site": "{road_site}",
            "starts": "09:00",
            "ends": "14:00",
        },
    ),
    route(
        "POST /routes/shifts/{shift}/remove", "coordinator", subject="shift", form={}
    ),
    route("GET /routes/shifts/{shift}", "coordinator", subject="shift"),
    route(
        "POST /routes/shifts/{shift}",
        "coordinator",
        subject="shift",
        form={"starts": "09:00", "ends": "14:00"},
    ),
    route(
        "POST /routes/shifts/{shift}/split",
        "coordinator",
        subject="shift",
        form={"back_at": "11:30", "reload_minutes": "15"},
    ),
    route("GET /routes/drivers", "coordinator"),
    route("POST /routes/drivers/{driver}", "coordinator", subject="driver", form={}),
    route("POST /routes/needs", "coordinator", form={"name": "klucz"}),
    route(
        "POST /routes/needs/{need}",
        "coordinator",
        subject="need",
        form={"name": "winda", "active": "yes"},
    ),
    route("POST /routes/rules", "coordinator", form={"known_face_minutes": "5"}),
    route("GET /routes/photos/{photo_id}", "coordinator", subject="photo"),
    route("GET /routes/follow-ups", "coordinator"),
    route(
        "POST /routes/follow-ups/{follow_up}",
        "coordinator",
        subject="follow_up",
        form={"condition": "good"},
    ),
    route("GET /routes/households/{household_id}", "coordinator", subject="household"),
    route(
        "POST /routes/households/{household_id}",
        "coordinator",
        subject="household",
        form={},
    ),
    route(
        "POST /routes/households/{household_id}/promise",
        "coordinator",
        subject="delivered_household",
        form={
            "voucher": "{road_voucher}",
            "promised_day": "2026-03-18",
            "opens": "10:00",
            "closes": "11:00",
        },
    ),
    route(
        "POST /routes/households/{household_id}/promise/withdraw",
        "coordinator",
        subject="delivered_household",
        form={"voucher": "{road_voucher}"},
    ),
    route(
        "POST /routes/runs/{run_id}/link", "coordinator", subject="other_run", form={}
    ),
    route(
        "POST /routes/runs/{run_id}/release",
        "coordinator",
        subject="other_run",
        form={"reason": "x"},
    ),
    route("GET /routes/runs/{run_id}/end", "coordinator", subject="other_run"),
    route(
        "POST /routes/runs/{run_id}/end", "coordinator", subject="other_run", form={}
    ),
    route("GET /routes/runs/{run_id}/manifest.pdf", "coordinator", subject="run"),
    # A driver's own runs: somebody else's are refused (routing/test_db_driving)
    route("GET /run", "driver"),
    route("GET /run/{run_id}", "driver", subject="run"),
    route("POST /run/{run_id}/pledge", "driver", subject="run", form={}),
    route("GET /run/{run_id}/order", "driver", subject="run"),
    route(
        "POST /run/{run_id}/order",
        "driver",
        subject="run",
        form={"stop": "{stop}", "move": "later"},
    ),
    route("GET /run/{run_id}/stops/{stop}", "driver", subject="run stop"),
    route(
        "POST /run/{run_id}/stops/{stop}",
        "driver",
        subject="run stop",
        form={"outcome": "not_home", "nonce": "{nonce}"},
    ),
    route("GET /r/{token}", EVERYONE, subject="run_link"),
    route("POST /r/{token}/pledge", EVERYONE, subject="run_link", form={}),
    route("GET /r/{token}/order", EVERYONE, subject="run_link"),
    route(
        "POST /r/{token}/order",
        EVERYONE,
        subject="run_link",
        form={"stop": "{stop}", "move": "later"},
    ),
    route("GET /r/{token}/stops/{stop}", EVERYONE, subject="run_link stop"),
    route(
        "POST /r/{token}/stops/{stop}",
        EVERYONE,
        subject="run_link stop",
        form={"outcome": "not_home", "nonce": "{nonce}"},
    ),
    # Whoever has the link or stands in the hall; both show no name
    route("GET /queue/{site}", EVERYONE, subject="site"),
    route("GET /workers/drive.js", EVERYONE),
    route("GET /workers/slot.js", EVERYONE),
    route("GET /concerns", "social_worker"),
    route(
        "POST /concerns/{concern}",
        "social_worker",
        subject="concern",
        form={"resolution": "Odwiedziny"},
    ),
    route("GET /t/{token}", EVERYONE, subject="slot_link"),
    route(
        "POST /t/{token}", EVERYONE, subject="slot_link", form={"slot": "{other_slot}"}
    ),
    route("POST /t/{token}/cancel", EVERYONE, subject="slot_link", form={}),
    route("GET /t/{token}/calendar.ics", EVERYONE, subject="slot_link"),
    # The store with a scanner
    route("GET /store", STORE, query={"at": "{location}"}),
    route("POST /store/look", STORE, form={"code": "{label_code}"}),
    route(
        "POST /store/moves",
        STORE,
        form={
            "lot": "{lot}",
            "at": "{location}",
            "to": "{other_location}",
            "packs": "1",
        },
    ),
    route(
        "POST /store/counts",
        STORE,
        form={"lot": "{lot}", "at": "{location}", "counted": "2"},
    ),
    route("GET /store/labels", STORE),
    route("POST /store/labels", STORE, form={"sheets": "1"}),
    route("GET /store/labels/{run_id}/sheets.pdf", STORE, subject="label_run"),
    route(
        "POST /store/labels/{label_id}/attach",
        STORE,
        subject="label",
        form={"place": "{location}"},
    ),
    route(
        "POST /store/labels/{label_id}/split",
        STORE,
        subject="box_label",
        form={
            "lot": "{lot}",
            "at": "{location}",
            "into": "{free_label}",
            "packs": "1",
        },
    ),
    route("POST /store/labels/{label_id}/detach", STORE, subject="box_label", form={}),
    route("POST /store/labels/{label_id}/void", STORE, subject="label", form={}),
    route("POST /store/labels/{label_id}/restore", STORE, subject="label", form={}),
    route("GET /store/rounds", STORE),
    route("GET /store/rounds/{round_id}", STORE, subject="round"),
    route(
        "POST /store/rounds/{round_id}/look",
        STORE,
        subject="round",
        form={"site": "{site}", "code": "{label_code}"},
    ),
    route(
        "POST /store/rounds/{round_id}/tick",
        STORE,
        subject="round",
        form={
            "site": "{site}",
            "lot": "{kept_lot}",
            "at": "{kept_at}",
            "packs": "1",
        },
    ),
    route(
        "POST /store/rounds/{round_id}/put-back",
        STORE,
        subject="round",
        form={"site": "{site}", "lot": "{kept_lot}", "at": "{kept_at}"},
    ),
    route(
        "POST /store/rounds/{round_id}/move",
        STORE,
        subject="round",
        form={"site": "{site}", "to": "{other_location}"},
    ),
    route("GET /store/cars", STORE),
    route("GET /store/cars/{run_id}", STORE, subject="run"),
    route(
        "POST /store/cars/{run_id}/back/{stop_id}",
        STORE,
        subject="other_run tried_stop",
        form={},
    ),
    # The store, on pages
    route("GET /stock", SEES_STOCK, query={"site": "{site}"}),
    route("GET /stock/lots/{lot_id}", SEES_STOCK, subject="lot"),
    route(
        "POST /stock/lots/{lot_id}/recall",
        STORE,
        subject="lot",
        form={"recall-reason": "pomyłka w zapisie", "kind": "recall"},
    ),
    route(
        "POST /stock/lots/{lot_id}/lift",
        STORE,
        subject="lot",
        form={"lift-reason": "pomyłka w zapisie"},
    ),
    route("GET /stock/damages", STORE),
    route(
        "POST /stock/damages/{short}/loss",
        STORE,
        subject="damage",
        form={"from": "{damaged_lot}:{damaged_at}"},
    ),
    route("POST /stock/damages/{short}/none", STORE, subject="damage", form={}),
    route("POST /stock/damages/{short}/undo", STORE, subject="damage", form={}),
    route("GET /stock/documents", SEES_STOCK),
    route("GET /stock/documents/{document_id}", SEES_STOCK, subject="document"),
    route(
        "GET /stock/documents/{document_id}/document.pdf",
        SEES_STOCK,
        subject="document",
    ),
    route(
        "POST /stock/documents/{document_id}/correct",
        STORE,
        subject="document",
        form={"correct-reason": "pomyłka"},
    ),
    route("GET /stock/minimums", SEES_STOCK),
    route(
        "POST /stock/minimums",
        STORE,
        form={"article": "{article}", "site": "{site}", "packs": "12"},
    ),
    route("GET /stock/places", SEES_STOCK),
    route("POST /stock/places", STORE, form={"site": "{site}", "name": "Regał C"}),
    route("GET /stock/receipts/new", STORE),
    route(
        "POST /stock/receipts/new",
        STORE,
        form={
            "action": "save",
            "partner": "Bank Żywności",
            "foreign_number": "WZ 1",
            "received_on": "2026-03-16",
            "fund": "{sub_programme}",
            "lines.0.article": "{article}",
            "lines.0.packs": "12",
            "lines.0.location": "{location}",
        },
    ),
    route("GET /stock/receipts/file", STORE),
    route("POST /stock/receipts/file", STORE, form={}),
    route("POST /stock/receipts/file/book", STORE, form={"content": "?"}),
    route("GET /stock/receipts/template.csv", STORE),
    route("GET /stock/counts/new", STORE),
    route(
        "POST /stock/counts/new",
        STORE,
        form={"place": "{location}", "counted.{lot}": "4"},
    ),
    route("GET /stock/{way}/new", STORE),
    route(
        "POST /stock/{way}/new",
        STORE,
        form={"place": "{location}", "to": "{other_location}", "packs.{lot}": "1"},
    ),
]
"""Every route that there is."""
