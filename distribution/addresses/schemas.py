"""What crosses the wire in addresses. Coordinates are WGS84 degrees."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from distribution.addresses.queries.finding import Candidate
from distribution.addresses.rules.asking import Asked
from distribution.addresses.rules.matching import Certainty

_Text = Annotated[str, Meta(max_length=160)]
_Confidence = Annotated[float, Meta(ge=0, le=1)]


class SearchBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An address in one line (``text``), or in fields."""

    text: Annotated[
        str, Meta(max_length=200, examples=["Mickiewicza 12/5, Kraśnik"])
    ] = ""
    street: _Text = ""
    house_number: _Text = ""
    flat: _Text = ""
    postal_code: _Text = ""
    locality: _Text = ""
    most: Annotated[int, Meta(ge=1, le=20)] = 8

    def asked(self) -> Asked | str:
        """Return what is looked for, as queries take it."""
        if self.text.strip():
            return self.text
        return Asked(
            street=self.street,
            number=self.house_number,
            flat=self.flat,
            postal_code=self.postal_code,
            locality=self.locality,
        )


class Found(msgspec.Struct, frozen=True):
    """What an address may mean. Without ``id``: a street whose number is yet to come.

    ``certainty`` says the confidence in a word; only ``sure`` is taken unasked.
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
    confidence: _Confidence
    certainty: Certainty


class PinBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a door really is."""

    latitude: Annotated[float, Meta(ge=-90, le=90, examples=[50.9246])]
    longitude: Annotated[float, Meta(ge=-180, le=180, examples=[22.2267])]


def found(one: Candidate) -> Found:
    """Return a candidate as it crosses the wire."""
    return Found(**msgspec.structs.asdict(one), certainty=one.certainty)
