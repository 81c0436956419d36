"""Puts the application together. The only module that knows every other."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request, Response, Router
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.plugins.htmx import HTMXPlugin
from litestar.routes import HTTPRoute

from admin_ui import language
from admin_ui.pages.demo_household import demo_household
from admin_ui.pages.errors import error_page
from admin_ui.pages.sign_in import DemoAccount
from admin_ui.site import PAGES
from admin_ui.ui import static_files, template_config
from distribution.accounts.api import SessionController
from distribution.accounts.rules import ROLE_LABELS
from distribution.api_examples import JsonWithExamples
from distribution.background import working
from distribution.core.clock import Clock, utc_now
from distribution.core.database import connected
from distribution.core.logs import configure_logging
from distribution.core.observing import observed, template_of
from distribution.core.settings import Settings, settings
from distribution.core.web import (
    Gettext,
    as_domain_error,
    log,
    problem,
    security_headers,
)
from distribution.demo.own_page import own_page
from distribution.demo.places import CENTRES
from distribution.demo.sign_ins import SIGN_INS
from distribution.households.api.addresses import AddressController
from distribution.households.api.programme import SetController
from distribution.households.api.records import HouseholdController, MemberController
from distribution.households.api.verification import (
    ReferralController,
    VerificationController,
)
from distribution.inventory.api.gathering import GatheringController
from distribution.inventory.api.labels import LabelController
from distribution.inventory.api.movements import StockMovementController
from distribution.inventory.api.store import LotController, StoreController
from distribution.letting_in import let_in, provide_actor, provide_session
from distribution.operations_api import OPERATIONS
from distribution.pickup.api import PickupController
from distribution.pickup.queries.card_times import card_times
from distribution.programmes.api.keeping import (
    DeliveryBasisController,
    LimitController,
)
from distribution.programmes.api.rounds import ReferenceController, RoundController
from distribution.reports.api import ReportController
from distribution.routing.api.driving import RunController, StopController
from distribution.routing.api.fleet import FleetController, WishesController
from distribution.routing.api.planning import PlanController
from distribution.routing.api.progress import PlanProgressController
from distribution.routing.api.promises import PromiseController
from distribution.routing.saying import Ngettext
from distribution.vouchers.api.handouts import DeviceController, HandoutController
from distribution.vouchers.api.prints import PrintController
from distribution.vouchers.api.scanning import ScanController
from distribution.vouchers.api.shortfalls import (
    DamageController,
    ShortfallController,
)
from distribution.vouchers.api.vouchers import (
    RoundVoucherController,
    VoucherController,
)

_API = "/api/v1"
_MOST_BYTES = 10 * 1024 * 1024

AnyRequest = Request[Any, Any, Any]

_CONTROLLERS = [
    AddressController,
    HouseholdController,
    MemberController,
    SetController,
    ReferralController,
    VerificationController,
    GatheringController,
    LabelController,
    LotController,
    StockMovementController,
    StoreController,
    PickupController,
    DeliveryBasisController,
    LimitController,
    ReferenceController,
    RoundController,
    ReportController,
    FleetController,
    PlanController,
    PlanProgressController,
    PromiseController,
    RunController,
    StopController,
    WishesController,
    SessionController,
    DamageController,
    DeviceController,
    HandoutController,
    PrintController,
    RoundVoucherController,
    ScanController,
    ShortfallController,
    VoucherController,
]
"""Every controller of the JSON API."""


def create_app(
    current: Settings | None = None, *, clock: Clock = utc_now, own_pool: bool = True
) -> Litestar:
    """Return the application.

    Args:
        current: The operator's settings; read from the environment if left out.
        clock: Where time comes from; tests hand in their own.
        own_pool: False where the caller has opened the connection pool already; no
            worker then runs beside the web either.
    """
    chosen = current or settings()

    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        dsn = chosen.database_url or ""
        async with connected(dsn), working(dsn, clock, chosen):
            # What the application is made of stays: the collector need not look at
            # it again and again while requests come and go.
            gc.collect()
            gc.freeze()
            yield

    api = Router(_API, route_handlers=_CONTROLLERS)
    shown = [demo_household] if chosen.demo else []
    app = Litestar(
        [api, *OPERATIONS, *PAGES, *shown, static_files()],
        before_request=open_up,
        before_send=[security_headers],
        dependencies={
            "actor": Provide(provide_actor, sync_to_thread=False),
            "session": Provide(provide_session, sync_to_thread=False),
            "clock": Provide(lambda: clock, sync_to_thread=False),
            "gettext": Provide(provide_gettext, sync_to_thread=False),
            "ngettext": Provide(provide_ngettext, sync_to_thread=False),
            "times": Provide(lambda: card_times, sync_to_thread=False),
        },
        exception_handlers={Exception: answer},
        lifespan=[running] if own_pool else [],
        openapi_config=OpenAPIConfig(
            title="Kromka",
            version="1",
            servers=[],
            path=f"{_API}/openapi.json",
            render_plugins=[JsonWithExamples(path="/")],  # the page for it is ours
        ),
        logging_config=None,  # core.logs does it, for the whole process
        plugins=[HTMXPlugin()],
        request_max_body_size=_MOST_BYTES,
        template_config=template_config(),
    )
    app.state.clock = clock
    app.state.settings = chosen
    app.state.public_url = chosen.public_url
    app.state.demo_accounts = demo_accounts() if chosen.demo else []
    app.state.demo_own_page = own_page
    app.asgi_handler = observed(app.asgi_handler)
    _resolve_in_turn(app)
    return app


def _resolve_in_turn(app: Litestar) -> None:
    """Let the dependencies of a handler be resolved one after the other.

    Litestar starts a task for each; none of ours waits for anything, so starting the
    tasks takes longer than all that they do.
    """
    models = (
        model
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for _, model in route.route_handler_map.values()
    )
    for model in models:
        model.dependency_batches = [
            {one} for batch in model.dependency_batches for one in batch
        ]


def demo_accounts() -> list[DemoAccount]:
    """Return the demo's people for the sign-in page."""
    return [
        DemoAccount(
            *(one.login, one.password, CENTRES[one.centre].short_name),
            [ROLE_LABELS[role] for role in one.roles],
        )
        for one in SIGN_INS
    ]


async def open_up(request: AnyRequest) -> None:
    """Find out who asks, and speak their language in whatever answers them."""
    await let_in(request)
    language.speak(language.language_of(request))


def provide_gettext(request: AnyRequest) -> Gettext:
    """Return what says a sentence in the language of the request."""
    return language.translator(language.language_of(request)).gettext


def provide_ngettext(request: AnyRequest) -> Ngettext:
    """Return what says a counted sentence in the language of the request."""
    return language.translator(language.language_of(request)).ngettext


def answer(request: AnyRequest, error: Exception) -> Response[Any]:
    """Answer a "no" or a crash: problem details for programs, a page for people."""
    if as_domain_error(error, request) is None and not hasattr(error, "status_code"):
        log.error("request_failed", route=template_of(request.scope), exc_info=error)
    if request.url.path.startswith(("/api/", "/health/", "/metrics")):
        with language.speaking(language.language_of(request)):
            return problem(error, request, language.gettext)
    return error_page(request, error)


def app() -> Litestar:
    """Return the application for the server (Granian's factory)."""
    configure_logging()
    return create_app()
