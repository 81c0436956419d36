"""One request and one answer of each call, laid into the OpenAPI document (DESIGN 9.2).

``api_examples.json`` holds what an invented centre really answered; ``python -m
tests.api_examples`` writes it anew, and ``tests/test_api_examples.py`` sends each.
"""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin

_JSON = "application/json"


class Example(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is sent, and what comes back; None where there is no such body."""

    request: Any = None
    status: int | None = None
    response: Any = None


@cache
def examples() -> dict[str, Example]:
    """Return the examples by method and path: ``POST /api/v1/handouts``."""
    written = Path(__file__).with_suffix(".json").read_bytes()
    return msgspec.json.decode(written, type=dict[str, Example])


class JsonWithExamples(JsonRenderPlugin):
    """The document as JSON, with an example of each body in it."""

    def render(
        self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]
    ) -> bytes:
        """Return the document; the examples are laid into it at the first call."""
        for path, calls in openapi_schema["paths"].items():
            for method, call in calls.items():
                example = examples().get(f"{method.upper()} {path}")
                if example is not None and isinstance(call, dict):
                    _lay_in(call, example)
        return super().render(request, openapi_schema)


def _lay_in(call: dict[str, Any], example: Example) -> None:
    asked = call.get("requestBody", {}).get("content", {}).get(_JSON)
    if asked is not None and example.request is not None:
        asked["example"] = example.request
    answered = call.get("responses", {}).get(str(example.status), {})
    told = answered.get("content", {}).get(_JSON)
    if told is not None and example.response is not None:
        told["example"] = example.response
