"""The application with a clock of its own: today, but always from ten in the morning.

A day's routes can be planned and driven at any hour at which the tests run.
"""

import time as stopwatch
from datetime import UTC, datetime, time, timedelta

from litestar import Litestar

from distribution.app import create_app
from distribution.core.clock import WARSAW, local_day, utc_now

TEN = datetime.combine(local_day(utc_now()), time(10), WARSAW).astimezone(UTC)
_STARTED = stopwatch.monotonic()


def now() -> datetime:
    """Return the present instant of the service: it goes on, but began at ten."""
    return TEN + timedelta(seconds=stopwatch.monotonic() - _STARTED)


def app() -> Litestar:
    """Return the application for the server."""
    return create_app(clock=now)
