"""What the people who run the service ask it: is it well, and what does it count."""

import hmac
from ipaddress import ip_address
from typing import Any

from litestar import Request, Response, get

from distribution.core.errors import ForbiddenError
from distribution.core.health import Readiness, readiness, show_pool_now
from distribution.core.language import N_
from distribution.core.metrics import CONTENT_TYPE, exposition
from distribution.core.settings import Settings

AnyRequest = Request[Any, Any, Any]

_NOT_READY = 503
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


class MetricsClosedError(ForbiddenError):
    """Somebody from elsewhere asked without the token."""

    reason = "metrics_closed"
    sentence = N_(
        "Liczniki widać tylko z tego komputera albo z tokenem KROMKA_METRICS_TOKEN."
    )


@get("/health/live", include_in_schema=False)
async def live() -> dict[str, bool]:
    """Say that the process answers; restart it if it does not."""
    return {"live": True}


@get("/health/ready", include_in_schema=False)
async def ready() -> Response[dict[str, Any]]:
    """Say whether requests can be served; send none here on 503."""
    found: Readiness = await readiness()
    checks = {"pool": found.pool, "database": found.database, "schema": found.schema}
    return Response(
        {"ready": found.ready, "checks": checks},
        status_code=200 if found.ready else _NOT_READY,
    )


@get("/metrics", include_in_schema=False)
async def metrics(request: AnyRequest) -> Response[bytes]:
    """Return the counts for Prometheus, to this machine or with the token.

    Raises:
        MetricsClosedError: The request comes from elsewhere, without the token.
    """
    settings: Settings = request.app.state.settings
    if not (_bears(request, settings.metrics_token) or _is_local(request)):
        raise MetricsClosedError
    show_pool_now()
    return Response(exposition(), headers={"Content-Type": CONTENT_TYPE})


def _bears(request: AnyRequest, token: str | None) -> bool:
    if token is None:
        return False
    given = request.headers.get("authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


def _is_local(request: AnyRequest) -> bool:
    """Say whether it comes from this machine itself, and not through its proxy."""
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


OPERATIONS = [live, ready, metrics]
