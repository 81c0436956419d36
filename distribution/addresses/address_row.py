"""One address of a file, whatever the file: checked, placed, or refused by name. Pure.

TERYT codes are text of a fixed width. A spreadsheet that took them for numbers drops
the zero in front; where the width tells that, it is put back.
"""

import re

import msgspec

from distribution.addresses.rules.area import (
    AROUND,
    POLAND,
    Box,
    distance,
    placed,
)
from distribution.addresses.rules.numbers import house_number
from distribution.addresses.rules.projection import Degrees, Grid
from distribution.addresses.rules.spelling import place_words, street_name
from distribution.core.csv_file import row_error
from distribution.core.errors import FieldError
from distribution.core.language import N_

_POSTAL_CODE = re.compile(r"\d{2}-\d{3}")
_PROVINCES = frozenset(f"{number:02}" for number in range(2, 33, 2))
_COMMUNE, _SIMC, _ULIC = 7, 7, 5
_WITHOUT_KIND = 6
_LONGEST = {"source": 80, "locality": 120, "street": 160, "number": 20}
_MOST = 1e7
_STANDING = frozenset({"", "istniejacy", "istniejący"})


class RawAddress(msgspec.Struct, frozen=True):
    """What a file says of one address point, as text.

    ``grid`` is what it calls easting and northing, ``degrees`` what it calls latitude
    and longitude; either may be swapped. ``missing`` names a link that leads nowhere.
    """

    line: int
    source: str
    commune: str
    commune_name: str
    simc: str
    locality: str
    ulic: str
    street: str
    number: str
    postal_code: str
    grid: tuple[str, str] | None = None
    degrees: tuple[str, str] | None = None
    status: str = ""
    ended: bool = False
    everyday: str = ""
    missing: str = ""


class AddressRow(msgspec.Struct, frozen=True):
    """An address point that can be taken in; coordinates are WGS84."""

    line: int
    source: str
    commune: str
    commune_name: str
    simc: str
    locality: str
    place_key: str
    ulic: str
    street: str
    street_key: str
    number: str
    number_key: str
    number_value: int
    postal_code: str
    latitude: float
    longitude: float
    swapped: bool
    everyday: str


class Wanted(msgspec.Struct, frozen=True):
    """Which addresses an import is to take.

    *communes*: beginnings of TERYT codes, none for all. A file that names no commune
    takes the only one. *box*: where they must lie; without it, in Poland.
    """

    communes: tuple[str, ...] = ()
    box: Box | None = None

    def takes(self, commune: str) -> bool:
        """Return whether a commune is one of those."""
        return not self.communes or commune.startswith(self.communes)


def checked(raw: RawAddress, wanted: Wanted) -> AddressRow | FieldError | None:
    """Return the address, what is wrong with it, or None if it is not wanted."""
    if raw.ended or raw.status.lower() not in _STANDING:
        return None
    commune = _commune(raw.commune, wanted)
    if commune is not None and not wanted.takes(commune):
        return None
    fault = _fault(raw, commune)
    if fault is not None:
        return fault
    try:
        grid = _pair(raw.grid)
        degrees = _pair(raw.degrees)
    except ValueError:
        return row_error(raw.line, N_("Współrzędne nie są liczbami."))
    found, seemed = placed(
        None if degrees is None else Degrees(*degrees),
        None if grid is None else Grid(*grid),
        wanted.box or POLAND,
    )
    if found is None:
        return _astray(raw.line, seemed, wanted.box)
    assert commune is not None
    number = house_number(raw.number)
    locality, street = tidy(raw.locality), tidy(raw.street)
    place_key = " ".join(place_words(locality))
    return AddressRow(
        line=raw.line,
        source=raw.source,
        commune=commune,
        commune_name=tidy(raw.commune_name),
        simc=fixed(raw.simc, _SIMC),
        locality=locality,
        place_key=place_key,
        ulic=fixed(raw.ulic, _ULIC),
        street=street,
        street_key=street_name(street).key if street else place_key,
        number=tidy(raw.number),
        number_key=number.key,
        number_value=number.value,
        postal_code=raw.postal_code if _POSTAL_CODE.fullmatch(raw.postal_code) else "",
        latitude=round(found.place.latitude, 7),
        longitude=round(found.place.longitude, 7),
        swapped=found.swapped,
        everyday=tidy(raw.everyday),
    )


def tidy(text: str) -> str:
    """Return *text* without blanks at its ends or in a row."""
    return " ".join(text.split())


def fixed(code: str, width: int) -> str:
    """Return a TERYT code with the zeros that a spreadsheet dropped; or nothing."""
    return code.zfill(width) if code and code.isdigit() else ""


def _commune(code: str, wanted: Wanted) -> str | None:
    """Return the code of the commune with six or seven digits; None if it is none."""
    if not code and len(wanted.communes) == 1:
        code = wanted.communes[0]
    if not code.isdigit() or not _WITHOUT_KIND <= len(code) <= _COMMUNE:
        return None
    if code[:2] not in _PROVINCES and len(code) == _WITHOUT_KIND:
        code = f"0{code}"
    return code if code[:2] in _PROVINCES else None


def _fault(raw: RawAddress, commune: str | None) -> FieldError | None:
    line = raw.line
    if raw.missing:
        sentence = N_("Odsyła do obiektu {id}, którego nie ma w pliku.")
        return row_error(line, sentence, id=raw.missing)
    if commune is None:
        sentence = N_("Brak kodu TERYT gminy albo jest błędny: „{code}”.")
        return row_error(line, sentence, code=raw.commune[:20])
    for name, longest in _LONGEST.items():
        text = getattr(raw, name)
        if not text and name != "street":
            sentence = N_("Brakuje wartości: {name}.")
            return row_error(line, sentence, name=name)
        if len(text) > longest:
            sentence = N_("Wartość {name} ma więcej niż {most} znaków.")
            return row_error(line, sentence, name=name, most=longest)
    if raw.grid is None and raw.degrees is None:
        return row_error(line, N_("Brakuje współrzędnych."))
    return None


def _pair(texts: tuple[str, str] | None) -> tuple[float, float] | None:
    if texts is None:
        return None
    first, second = (float(text.replace(",", ".")) for text in texts)
    if not (abs(first) < _MOST and abs(second) < _MOST):  # NaN fails too
        raise ValueError
    return first, second


def _astray(line: int, seemed: Degrees | None, box: Box | None) -> FieldError:
    if seemed is None or box is None:
        return row_error(line, N_("Punkt nie leży w Polsce."))
    away = round(distance(seemed, box.middle) / 1000)
    sentence = N_(
        "Punkt leży {away} km od miejsc ośrodka, a najdalej może {around} km poza nimi."
    )
    return row_error(line, sentence, away=away, around=round(AROUND / 1000))
