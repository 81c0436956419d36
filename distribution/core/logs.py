"""What the service says of itself: JSON lines on standard error, one a event.

No line holds personal data. Of an error only its kind and the lines of code are kept,
since messages of PostgreSQL and others quote the very values. Of a request only the
template of its path is, since a path can hold a household's link. What libraries say
is kept from those we know to name ids alone, else cut to its first fixed words.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import msgspec
import structlog
from structlog.typing import Processor

_TRUSTED = ("kromka", "procrastinate", "granian", "_granian")
"""Whose own words may be kept: they name ids, numbers and files."""

_QUIET = (
    *("httpx", "httpcore", "asyncio", "psycopg.pool", "fontTools", "PIL"),
    "procrastinate",
)
"""Speak of every request, connection or job: only trouble is kept."""

_MOST_FRAMES = 8
_MOST_CAUSES = 3

Event = MutableMapping[str, Any]


def configure_logging(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send what we and the libraries say to *stream* (standard error) as JSON lines."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _where_it_failed,
    ]
    out = stream or sys.stderr
    # Our own lines go straight out: by way of the standard library each took as long
    # as a query, and there is one a request (benchmarks/handouts.py).
    structlog.configure(
        processors=[
            structlog.stdlib.add_logger_name,
            *shared,
            structlog.processors.JSONRenderer(serializer=_as_json),
        ],
        logger_factory=lambda *names: _Lines(out, *names),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_as_json),
            ],
            foreign_pre_chain=[
                structlog.stdlib.add_logger_name,
                _fixed_words,
                *shared,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class _Lines:
    """Writes lines of one logger to a stream, each whole."""

    def __init__(self, stream: TextIO, name: str = "kromka") -> None:
        self.name = name
        self._stream = stream

    def write(self, line: str) -> None:
        self._stream.write(f"{line}\n")
        self._stream.flush()

    debug = info = warning = error = critical = exception = write


def _fixed_words(_logger: Any, _method: str, event: Event) -> Event:  # noqa: ANN401
    """Keep of an unknown library's message the part that no value was put into."""
    record: logging.LogRecord = event["_record"]
    if not record.name.startswith(_TRUSTED):
        event["event"] = str(record.msg).partition("\n")[0][:200]
    return event


def _where_it_failed(_logger: Any, _method: str, event: Event) -> Event:  # noqa: ANN401
    """Put the kind of an error and its lines of code in the place of its words."""
    fault = event.pop("exc_info", None)
    if fault is True:
        fault = sys.exc_info()
    if isinstance(fault, tuple):
        fault = fault[1]
    if isinstance(fault, BaseException):
        event.update(described(fault))
    event.pop("stack_info", None)
    return event


def described(fault: BaseException, depth: int = 0) -> dict[str, Any]:
    """Return what may be kept of an error: its kind, and where, never its words."""
    frames = traceback.extract_tb(fault.__traceback__)[-_MOST_FRAMES:]
    facts: dict[str, Any] = {
        "error": f"{type(fault).__module__}.{type(fault).__qualname__}",
        "where": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    for name in ("sqlstate", "constraint_name", "table_name", "column_name", "reason"):
        value = getattr(fault, name, None)
        if isinstance(value, str):
            facts[name] = value
    if depth == _MOST_CAUSES:
        return facts
    if isinstance(fault, BaseExceptionGroup):
        facts["parts"] = [described(part, depth + 1) for part in fault.exceptions]
    context = None if fault.__suppress_context__ else fault.__context__
    cause = fault.__cause__ or context
    if cause is not None:
        facts["cause"] = described(cause, depth + 1)
    return facts


def _as_json(event: Event, **_: object) -> str:
    return msgspec.json.encode(event, enc_hook=_plain).decode()


def _plain(value: object) -> str:
    """Name the kind of a value that JSON has no word for, and not its content."""
    return type(value).__name__
