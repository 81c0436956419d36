"""What an address as people write it may mean, the likeliest first.

The streets come by the trigram index of their words, the doors by street and number;
``rules.matching`` then says how sure each is. Nothing is asked outside the database.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from distribution.addresses.rules.area import distance
from distribution.addresses.rules.asking import Asked, in_one_line, tidied
from distribution.addresses.rules.matching import (
    AMBIGUOUS,
    SECOND,
    TIE,
    Certainty,
    certainty,
    place_likeness,
    street_likeness,
)
from distribution.addresses.rules.numbers import (
    CORNER,
    HouseNumber,
    house_number,
    number_likeness,
)
from distribution.addresses.rules.projection import Degrees
from distribution.addresses.rules.spelling import place_words, street_name
from distribution.core.database import fetch, fetch_value
from distribution.core.sql import load

_STREETS = 40
_DOORS_OF = 12
"""Streets whose doors are looked at."""

_NEAR_OF = 3
"""Streets, the likeliest, on which a neighbour may stand for the number."""

_LEAST = 0.3
_OTHER_CODE = 0.97


class Candidate(msgspec.Struct, frozen=True):
    """What an address may mean; without ``id`` a street whose number is not known yet.

    ``flat`` is the part of the number that is no house number. ``everyday`` is the
    name by which the street was found, if not by its own. Coordinates are WGS84, of
    the pin where staff moved it.
    """

    id: UUID | None
    street: str
    house_number: str
    flat: str
    postal_code: str
    locality: str
    latitude: float | None
    longitude: float | None
    moved: bool
    everyday: str
    confidence: float

    @property
    def certainty(self) -> Certainty:
        """The confidence in words."""
        return certainty(self.confidence)

    @property
    def where(self) -> Degrees | None:
        """The place, if there is one."""
        if self.latitude is None or self.longitude is None:
            return None
        return Degrees(self.latitude, self.longitude)


class _Street(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    locality: str
    place: float
    likeness: float
    everyday: str


async def has_addresses() -> bool:
    """Return whether any register was imported."""
    return bool(await fetch_value("SELECT EXISTS (SELECT FROM address_commune)"))


async def find_addresses(asked: Asked | str, most: int = 8) -> list[Candidate]:
    """Return what *asked* may mean, in fields or in one line, the likeliest first."""
    wanted = in_one_line(asked) if isinstance(asked, str) else tidied(asked)
    streets = await _streets(wanted)
    if not streets:
        return []
    number = house_number(wanted.number)
    found = _open_ended(streets)
    if number.key:
        found = await _doors(streets, wanted, number)
    ranked = sorted(found, key=_rank)
    return _doubted(ranked)[:most]


def _rank(one: Candidate) -> tuple[float, str, str]:
    return -one.confidence, one.street, one.house_number


async def place_of(asked: Asked) -> Candidate | None:
    """Return the likeliest door of an address, or None if there is none like it."""
    if not asked.is_door:
        return None
    found = await find_addresses(asked, 1)
    return found[0] if found and found[0].id is not None else None


def apart(candidate: Candidate, latitude: float, longitude: float) -> int | None:
    """Return the metres between a candidate and a place."""
    if candidate.where is None:
        return None
    return round(distance(candidate.where, Degrees(latitude, longitude)))


async def _streets(wanted: Asked) -> list[_Street]:
    """Return the streets that may be meant, with how likely each is."""
    name = street_name(wanted.street)
    place = place_words(wanted.locality)
    key = name.key or " ".join(place)
    if not key:
        return []
    longest = max(key.split(), key=len)
    rows = await fetch(
        load("distribution.addresses", "find_streets"),
        key,
        longest,
        " ".join(place),
        _STREETS,
    )
    best: dict[UUID, _Street] = {}
    for row in rows:
        one = _judged(row, wanted)
        if one.id not in best or best[one.id].likeness < one.likeness:
            best[one.id] = one
    likely = [one for one in best.values() if one.likeness >= _LEAST]
    return sorted(likely, key=lambda one: -one.likeness)[:_DOORS_OF]


def _judged(row: dict[str, object], wanted: Asked) -> _Street:
    name, locality = str(row["name"]), str(row["locality"])
    alias = str(row["alias"] or "")
    asked, known = place_words(wanted.locality), place_words(locality)
    place = place_likeness(asked, known)
    street = _street_likeness(wanted, alias or name, known)
    if not name and wanted.street and tuple(place_words(wanted.street)) == known:
        place = max(place, 0.95)  # "Słodków 12, Kraśnik": the town is its post office
    return _Street(
        id=UUID(str(row["id"])),
        name=name,
        locality=locality,
        place=place,
        likeness=street * place,
        everyday=alias,
    )


def _street_likeness(wanted: Asked, name: str, place: Sequence[str]) -> float:
    """Return how surely a street is meant; one without a name is its village."""
    if name:
        asked = street_name(wanted.street)
        return street_likeness(asked, street_name(name), typing=not wanted.number)
    if not wanted.street:
        return 1.0
    if tuple(place_words(wanted.street)) == tuple(place):
        return 1.0
    return street_likeness(street_name(wanted.street), street_name(" ".join(place)))


async def _doors(
    streets: Sequence[_Street], wanted: Asked, number: HouseNumber
) -> list[Candidate]:
    by_id = {one.id: one for one in streets}
    ids = list(by_id)
    rows = await fetch(
        load("distribution.addresses", "doors"),
        ids[:_NEAR_OF],
        ids[_NEAR_OF:],
        number.value,
        number.key,
    )
    best: dict[UUID, Candidate] = {}
    for row in rows:
        street = by_id[row["street"]]
        likeness = number_likeness(number, house_number(row["number_key"]))
        other_code = wanted.postal_code and row["postal_code"] not in (
            "",
            wanted.postal_code,
        )
        same_code = wanted.postal_code and row["postal_code"] == wanted.postal_code
        sure = street.likeness * likeness * (_OTHER_CODE if other_code else 1)
        if same_code and street.place < _BY_CODE:
            sure *= _BY_CODE / street.place
        if sure < _LEAST:
            continue
        flat = wanted.flat or (number.rest if likeness == CORNER else "")
        candidate = _candidate(street, row, flat, sure)
        before = best.get(street.id)
        if before is None or before.confidence < candidate.confidence:
            best[street.id] = candidate
    return list(best.values())


_BY_CODE = 0.8
"""How sure a place with another name is, if the postal code is the same."""


def _candidate(
    street: _Street, row: dict[str, object], flat: str, confidence: float
) -> Candidate:
    facts = {name: row[name] for name in ("id", "postal_code", "latitude", "longitude")}
    return msgspec.convert(
        facts
        | {
            "street": street.name,
            "house_number": row["number"],
            "flat": flat,
            "locality": street.locality,
            "moved": row["moved"],
            "everyday": street.everyday,
            "confidence": round(confidence, 3),
        },
        Candidate,
    )


def _open_ended(streets: Iterable[_Street]) -> list[Candidate]:
    return [
        Candidate(
            id=None,
            street=one.name,
            house_number="",
            flat="",
            postal_code="",
            locality=one.locality,
            latitude=None,
            longitude=None,
            moved=False,
            everyday=one.everyday,
            confidence=round(one.likeness, 3),
        )
        for one in streets
    ]


def _doubted(ranked: list[Candidate]) -> list[Candidate]:
    """Return the candidates with what each leaves to the others.

    Those that are as likely as the first are all in doubt; and where one is certain,
    no other is.
    """
    if not ranked:
        return []
    first = ranked[0].confidence
    tied = [one for one in ranked if first - one.confidence <= TIE]
    doubt = AMBIGUOUS if len(tied) > 1 else 1.0
    return [
        msgspec.structs.replace(
            one,
            confidence=round(
                one.confidence * doubt
                if place < len(tied)
                else min(one.confidence, SECOND),
                3,
            ),
        )
        for place, one in enumerate(ranked)
    ]
