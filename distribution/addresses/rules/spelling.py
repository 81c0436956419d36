"""Names of streets and places as people write them. Pure.

A name is taken apart into its kind (aleja, plac …), titles (gen., ks., św. …), words
and numerals, in small letters without Polish marks. Source of the abbreviations:
DOMAIN.md 7.5, and those that occur in tests/data/addresses/street_names_mappings.csv.
"""

import re
from functools import lru_cache

import msgspec

from distribution.core.polish import plain

STREET = "street"

_KINDS = {
    "ul": STREET, "ulica": STREET, "ulicy": STREET,
    "al": "avenue", "aleja": "avenue", "aleje": "avenue", "alei": "avenue",
    "pl": "square", "plac": "square", "placu": "square",
    "os": "estate", "osiedle": "estate", "osiedla": "estate", "osiedlu": "estate",
    "rondo": "roundabout", "skwer": "green", "skw": "green", "bulwar": "boulevard",
    "bulw": "boulevard",
}  # fmt: skip

_TITLES = {
    "adm": "admiral admirala", "abp": "arcybiskup arcybiskupa abpa",
    "bl": "blogoslawiony blogoslawionego blogoslawionej blogoslawionych blog",
    "bp": "biskup biskupa bpa", "bryg": "brygady brygadier brygadiera",
    "dh": "druh druha druhny", "dr": "doktor doktora dra", "hetm": "hetman hetmana",
    "hm": "harcmistrz harcmistrza", "hr": "hrabia hrabiego hrabiny",
    "inf": "infulat infulata", "inz": "inzynier inzyniera",
    "kadm": "kontradmiral kontradmirala", "kan": "kanonik kanonika",
    "kard": "kardynal kardynala", "kmdr": "komandor komandora",
    "kpr": "kapral kaprala", "kpt": "kapitan kapitana", "krol": "krola krolowej",
    "ks": "ksiadz ksiedza ksiezy", "ksiaze": "ksiecia ksieznej",
    "marsz": "marszalek marszalka", "mjr": "major majora mjra",
    "gen": "general generala", "o": "ojciec ojca", "pil": "pilot pilota",
    "plk": "pulkownik pulkownika plka", "plut": "plutonowy plutonowego",
    "por": "porucznik porucznika", "ppor": "podporucznik podporucznika",
    "pplk": "podpulkownik podpulkownika", "pral": "pralat pralata",
    "prez": "prezydent prezydenta", "prof": "profesor profesora",
    "prym": "prymas prymasa", "red": "redaktor redaktora",
    "rtm": "rotmistrz rotmistrza rotm", "siostra": "siostry",
    "sierz": "sierzant sierzanta", "sw": "swiety swietego swietej swietych ss",
    "brat": "brata",
}  # fmt: skip
_TITLE_OF = {
    form: title for title, forms in _TITLES.items() for form in (title, *forms.split())
}

_ABBREVIATIONS = {
    "boh": ("bohaterow",),
    "kol": ("kolonia",),
    "nmp": ("najswietszej", "maryi", "panny"),
    "pow": ("powstancow",),
}
_SHORTENED = {"wielkopolsk": "wlkp", "malopolsk": "mlp"}
"""What is written as ``Wlkp.`` in every case and gender."""

_SILENT = frozenset({"i", "im", "imienia", "r", "roku", "ps", "pseud", "oraz"})
_NUMERALS = {
    "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8",
    "ix": "9", "x": "10", "xi": "11", "xii": "12", "xv": "15", "xx": "20",
    "pierwszego": "1", "drugiego": "2", "drugi": "2", "trzeciego": "3", "trzeci": "3",
    "osmego": "8", "dziewiatego": "9", "jedenastego": "11", "pietnastego": "15",
    "tysiaclecia": "1000lecia",
}  # fmt: skip

_ORDINAL = re.compile(r"\b(\d+)\s*-?\s*(?:go|ego|ej|tego|szego)\b")
_YEARS = re.compile(r"\b(\d+)\s*-?\s*lecia\b")
_YEAR = re.compile(r"\b(\d{3,4})\s*r\b\.?")
_FIRST = re.compile(r"\bi(?= (?:maja|armii|dywizji|pulku|brygady)\b)")
_WORD = re.compile(r"[^\W_]+")


class StreetName(msgspec.Struct, frozen=True):
    """The parts of a name. ``words`` are in the order written, last is the surname."""

    kind: str
    titles: frozenset[str]
    words: tuple[str, ...]
    numerals: frozenset[str]

    @property
    def key(self) -> str:
        """What the search index holds: words and numerals, or the title alone."""
        parts = (*self.words, *sorted(self.numerals))
        return " ".join(parts or sorted(self.titles))


@lru_cache(maxsize=20_000)
def street_name(text: str) -> StreetName:
    """Return the parts of the name of a street; of an empty one, nothing."""
    tidy = _FIRST.sub("1", _YEAR.sub(r"\1 ", plain(text)))
    tidy = _YEARS.sub(r"\1lecia", _ORDINAL.sub(r"\1", tidy))
    written = _WORD.findall(tidy)
    kind = ""
    while len(written) > 1 and written[0] in _KINDS:
        found = _KINDS[written.pop(0)]
        kind = found if kind in ("", STREET) else kind
    titles: set[str] = set()
    words: list[str] = []
    numerals: set[str] = set()
    for place, word in enumerate(written):
        last = place == len(written) - 1
        if word in _TITLE_OF and not (last and not words):
            titles.add(_TITLE_OF[word])
        elif _NUMERALS.get(word, word)[0].isdigit():
            numerals.add(_NUMERALS.get(word, word))
        elif word not in _SILENT:
            words += _ABBREVIATIONS.get(word, (_shortened(word),))
    return StreetName(kind, frozenset(titles), tuple(words), frozenset(numerals))


@lru_cache(maxsize=20_000)
def place_words(text: str) -> tuple[str, ...]:
    """Return the words of the name of a town or village."""
    return tuple(_WORD.findall(plain(text)))


def _shortened(word: str) -> str:
    for begin, short in _SHORTENED.items():
        if word.startswith(begin):
            return short
    return word
