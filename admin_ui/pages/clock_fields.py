"""What a browser's field for an hour sends."""

import re
from collections.abc import Mapping

_HOUR_AND_MINUTE = re.compile(r"\d{2}:\d{2}")


def with_seconds(typed: Mapping[str, str], *names: str) -> dict[str, str]:
    """Return the form with "09:30" as "09:30:00" in the fields *names*.

    A browser leaves the seconds out; ISO 8601, as the schemas read it, has them.
    """
    return {
        name: f"{text}:00"
        if name in names and _HOUR_AND_MINUTE.fullmatch(text)
        else text
        for name, text in typed.items()
    }
