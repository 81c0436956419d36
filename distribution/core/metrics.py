"""What is counted of the service. The only module that knows prometheus_client.

With several web processes each keeps its counts in a file of one directory
(``PROMETHEUS_MULTIPROC_DIR``, which ``serve`` sets), and any of them answers for all.
"""

import os

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_registry = CollectorRegistry()

_requests = Counter(
    "kromka_requests",
    "Answers, by the template of the path",
    ["method", "route", "status"],
    registry=_registry,
)
_seconds = Histogram(
    "kromka_request_seconds",
    "Seconds from the request to the end of its answer",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=_registry,
)
_handouts = Counter(
    "kromka_handouts",
    "Attempts to hand out, by what came of them",
    ["channel", "outcome"],
    registry=_registry,
)
_pool = Gauge(
    "kromka_pool_connections",
    "Connections to the database in this installation's processes",
    ["state"],
    multiprocess_mode="livesum",
    registry=_registry,
)


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answer. *route* is the template, so that no id becomes a label."""
    _requests.labels(method, route, str(status)).inc()
    _seconds.labels(method, route).observe(seconds)


def count_handout(channel: str, outcome: str) -> None:
    """Count one attempt: *outcome* is ``handed_out``, or the reason of the refusal."""
    _handouts.labels(channel, outcome).inc()


def show_pool(*, busy: int, idle: int) -> None:
    """Note how many connections this process uses and keeps ready."""
    _pool.labels("busy").set(busy)
    _pool.labels("idle").set(idle)


def exposition() -> bytes:
    """Return everything counted, of all processes, as Prometheus reads it."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(_registry)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # has no types
    return generate_latest(together)
