"""An address as people write it, taken apart. Pure.

In fields, or in one line while it is being typed: ``Mickiewicza 12/5, Kraśnik``,
``23-204 Kraśnik, al. Niepodległości 44``, ``3 Maja 5 m. 2``.
"""

import re

import msgspec

from distribution.addresses.rules.numbers import split_flat

_POSTAL_CODE = re.compile(r"\b(\d{2})-?(\d{3})\b(?!\s*[-/])")
_COMMA = re.compile(r"\s*[,;]\s*")
_DOOR = re.compile(
    r"^(?P<street>.*?[^\W\d_].*?)\s+"
    r"(?P<number>\d{1,4}\s?[a-zA-Z]?(?:\s?[/\\–-]\s?\d{1,4}\s?[a-zA-Z]?)?"
    r"(?:\s*(?:m|lok|mieszk)\.?\s*\d+\w?)?)"
    r"(?P<rest>\s+[^\W\d_].*)?$"
)


class Asked(msgspec.Struct, frozen=True):
    """What is looked for. Every part may be empty."""

    street: str = ""
    number: str = ""
    flat: str = ""
    postal_code: str = ""
    locality: str = ""

    @property
    def is_door(self) -> bool:
        """Whether it names a door: a number, and something that it stands on."""
        return bool(self.number and (self.street or self.locality))


def tidied(asked: Asked) -> Asked:
    """Return *asked* with the flat apart from the number, and no blanks around."""
    number, flat = split_flat(asked.number)
    return Asked(
        street=asked.street.strip(),
        number=number,
        flat=asked.flat.strip() or flat,
        postal_code=asked.postal_code.strip(),
        locality=asked.locality.strip(),
    )


def in_one_line(text: str) -> Asked:
    """Return the parts of an address that was typed in one line."""
    code = ""
    found = _POSTAL_CODE.search(text)
    if found is not None:
        code = f"{found[1]}-{found[2]}"
        text = f"{text[: found.start()]} {text[found.end() :]}"
    parts = [part.strip() for part in _COMMA.split(text) if part.strip()]
    doors = [(place, _DOOR.match(part)) for place, part in enumerate(parts)]
    for place, door in doors:
        if door is not None:
            others = [one for at, one in enumerate(parts) if at != place]
            locality = (door["rest"] or "").strip() or " ".join(others)
            return tidied(Asked(door["street"], door["number"], "", code, locality))
    street, *places = parts or [""]
    return tidied(Asked(street, "", "", code, " ".join(places)))
