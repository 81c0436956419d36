"""Reads the register of addresses (PRG) as XML, model 2012 or 2021, in a stream.

The one door to expat. Points name their street, place and commune by links to objects
that may stand anywhere in the file, so it is read twice: names first, then points.
A document type is refused, so there are no entities to expand. Source of the models:
DOMAIN.md 7.3.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import IO, TypeVar
from xml.parsers import expat

import msgspec

from distribution.addresses.address_row import RawAddress
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_

_CHUNK = 1 << 18
_2012 = "urn:gugik:specyfikacje:gmlas:panstwowyRejestrGranicAdresy:1.0"
_2021 = "https://geoportal.gov.pl/schemas/prgad/1.0"
_POINTS = {f"{_2012} PRG_PunktAdresowy", f"{_2021} AD_PunktAdresowy"}
_NAMES = {
    f"{_2012} PRG_JednostkaAdministracyjnaNazwa",
    f"{_2012} PRG_MiejscowoscNazwa",
    f"{_2012} PRG_UlicaNazwa",
    f"{_2021} AD_Miejscowosc",
    f"{_2021} AD_UlicaPlac",
}
_TEXTS = frozenset(
    {
        "TERYTGminy",
        "TERYTNazwa1",
        "idTERYT",
        "identyfikatorSIMC",
        "identyfikatorULIC",
        "jednostkaAdministracyjna",
        "jednostkaAdmnistracyjna",
        "kodPocztowy",
        "koniecWersjiObiektu",
        "lokalnyId",
        "miejscowosc",
        "nazwa",
        "nazwaGlownaCzesc",
        "nazwaPelna",
        "numerPorzadkowy",
        "pos",
        "status",
        "ulica",
        "waznyDo",
    }
)
"""Elements whose text is read. One of them is misspelt in the register itself."""

_GML_ID = "http://www.opengis.net/gml/3.2 id"
_HREF = "http://www.w3.org/1999/xlink href"
_LINKED = "/PZGIK/dane/"
_COMMUNE = 7

Open = Callable[[], IO[bytes]]
T = TypeVar("T")


class _Object(msgspec.Struct):
    """An object of the file: texts and links by the local name of their element."""

    kind: str
    id: str
    line: int
    texts: dict[str, list[str]]
    links: dict[str, list[str]]

    def text(self, *names: str) -> str:
        """Return the last text of the first of *names* that there is."""
        for name in names:
            if name in self.texts:
                return self.texts[name][-1]
        return ""


class _Place(msgspec.Struct, frozen=True):
    name: str
    simc: str
    commune: str


class _Street(msgspec.Struct, frozen=True):
    name: str
    ulic: str


class _Register(msgspec.Struct, frozen=True):
    """What the links of points lead to."""

    communes: dict[str, str]
    places: dict[str, _Place]
    streets: dict[str, _Street]


def read_prg(open_file: Open) -> Iterator[RawAddress]:
    """Yield the address points of a file, each with the line on which it begins.

    Raises:
        InvalidInputError: The file is not well-formed, or declares a document type:
            what was read until then must not be kept.
    """
    register = _Register({}, {}, {})
    for one in _objects(open_file, _NAMES):
        _remember(one, register)
    for one in _objects(open_file, _POINTS):
        yield (_of_2012 if one.kind.startswith(_2012) else _of_2021)(one, register)


def _remember(one: _Object, register: _Register) -> None:
    match one.kind.partition(" ")[2]:
        case "PRG_JednostkaAdministracyjnaNazwa":
            code = one.text("idTERYT")
            if len(code) == _COMMUNE:
                register.communes[one.id] = code
        case "PRG_MiejscowoscNazwa":
            register.places[one.id] = _Place(one.text("nazwa"), one.text("idTERYT"), "")
        case "PRG_UlicaNazwa":
            name = one.text("nazwaGlownaCzesc")
            register.streets[one.id] = _Street(name, one.text("idTERYT"))
        case "AD_Miejscowosc":
            simc, commune = one.text("identyfikatorSIMC"), one.text("TERYTGminy")
            register.places[one.id] = _Place(one.text("nazwa"), simc, commune)
        case _:
            name = one.text("nazwaPelna", "TERYTNazwa1")
            register.streets[one.id] = _Street(name, one.text("identyfikatorULIC"))


def _of_2012(one: _Object, register: _Register) -> RawAddress:
    """Names stand in the point, codes behind its links; northing comes first."""
    links = [_target(link) for link in one.links.get("komponent", ())]
    commune = _first(links, register.communes)
    place = _first(links, register.places)
    street = _first(links, register.streets)
    units = one.texts.get("jednostkaAdmnistracyjna") or one.texts.get(
        "jednostkaAdministracyjna", []
    )
    northing, easting = _pos(one)
    return RawAddress(
        line=one.line,
        source=one.text("lokalnyId"),
        commune=commune or "",
        commune_name=units[-1] if units else "",
        simc=place.simc if place else "",
        locality=one.text("miejscowosc"),
        ulic=street.ulic if street else "",
        street=one.text("ulica"),
        number=one.text("numerPorzadkowy"),
        postal_code=one.text("kodPocztowy"),
        grid=(easting, northing) if northing else None,
        status=one.text("status"),
        ended=bool(one.text("waznyDo") or one.text("koniecWersjiObiektu")),
    )


def _of_2021(one: _Object, register: _Register) -> RawAddress:
    """Names stand behind links, some of which lead nowhere; easting comes first."""
    to_place = [_target(link) for link in one.links.get("miejscowosc", ())]
    to_street = [
        _target(link)
        for name in ("ulica2", "ulica1", "ulica")
        for link in one.links.get(name, ())
    ]
    place = _first(to_place, register.places)
    street = _first(to_street, register.streets)
    missing = [*(to_place if place is None else ()), *(to_street if not street else ())]
    easting, northing = _pos(one)
    return RawAddress(
        line=one.line,
        source=one.text("lokalnyId"),
        commune=place.commune if place else "",
        commune_name="",
        simc=place.simc if place else "",
        locality=place.name if place else "",
        ulic=street.ulic if street else "",
        street=street.name if street else "",
        number=one.text("numerPorzadkowy"),
        postal_code=one.text("kodPocztowy"),
        grid=(easting, northing) if easting else None,
        ended=bool(one.text("waznyDo") or one.text("koniecWersjiObiektu")),
        missing=missing[0] if missing else "",
    )


def _first(links: list[str], known: Mapping[str, T]) -> T | None:
    return next((known[link] for link in links if link in known), None)


def _target(link: str) -> str:
    """Return the id that a link names: ``#X``, ``…/PZGIK/dane/X`` or ``…/A/B``."""
    _, found, rest = link.partition(_LINKED)
    return rest.replace("/", "_") if found else link.removeprefix("#")


def _pos(one: _Object) -> tuple[str, str]:
    numbers = one.text("pos").split()
    return (numbers[0], numbers[1]) if len(numbers) == len(("x", "y")) else ("", "")


def _objects(open_file: Open, kinds: set[str]) -> Iterator[_Object]:
    """Yield the objects of *kinds*, as they end."""
    collector = _Collector(kinds)
    with open_file() as file:
        while chunk := file.read(_CHUNK):
            collector.feed(chunk)
            yield from collector.take()
        collector.feed(b"", last=True)
        yield from collector.take()


class _Collector:
    """Turns what expat tells into objects; whatever lies outside them costs little."""

    def __init__(self, kinds: set[str]) -> None:
        self._kinds = kinds
        self._ready: list[_Object] = []
        self._open: _Object | None = None
        self._text: list[str] = []
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start

    def feed(self, data: bytes, *, last: bool = False) -> None:
        try:
            self._parser.Parse(data, last)
        except expat.ExpatError as error:
            sentence = N_("Plik XML jest uszkodzony w wierszu {line}.")
            facts = {"line": error.lineno}
            raise InvalidInputError([FieldError("plik", sentence, facts)]) from error

    def take(self) -> list[_Object]:
        ready, self._ready = self._ready, []
        return ready

    def _refuse(self, *_: object) -> None:
        sentence = N_("Plik XML deklaruje typ dokumentu (DOCTYPE). Takich nie czytamy.")
        raise InvalidInputError([FieldError("plik", sentence)])

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._open is not None:
            self._text.clear()
            if attributes and _HREF in attributes:
                links = self._open.links.setdefault(_local(name), [])
                links.append(attributes[_HREF])
        elif name in self._kinds:
            line = self._parser.CurrentLineNumber
            self._open = _Object(name, attributes.get(_GML_ID, ""), line, {}, {})
            self._parser.CharacterDataHandler = self._text.append
            self._parser.EndElementHandler = self._end

    def _end(self, name: str) -> None:
        assert self._open is not None
        local = _local(name)
        if local in _TEXTS:
            text = "".join(self._text).strip()
            if text:
                self._open.texts.setdefault(local, []).append(text)
        elif name == self._open.kind:
            self._ready.append(self._open)
            self._open = None
            self._parser.CharacterDataHandler = None
            self._parser.EndElementHandler = None
        self._text.clear()


@cache
def _local(name: str) -> str:
    """Return the name of an element without its namespace."""
    return name.rpartition(" ")[2]
