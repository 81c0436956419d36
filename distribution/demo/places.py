"""The two towns: offices, sites, and the streets that people live in.

Kraśnik has two parts six kilometres apart; food is handed out in the factory part,
far from the old town (``DOMAIN.md`` 8.1). Points are real, house numbers invented.
"""

from collections.abc import Mapping

import msgspec

FACTORY, OLD, BETWEEN = "fabryczna", "stara", "osiedla"


class Street(msgspec.Struct, frozen=True):
    """A street with a point on it (WGS84), and how many households it gives."""

    name: str
    district: str
    postal_code: str
    latitude: float
    longitude: float
    weight: int = 2
    flats: bool = True


class SitePlan(msgspec.Struct, frozen=True):
    """A place of a centre; food lies on its shelf and, if cold, in its fridge."""

    key: str
    name: str
    address: str
    latitude: float
    longitude: float
    is_pickup: bool
    is_warehouse: bool


class CentrePlan(msgspec.Struct, frozen=True):
    """One welfare centre; the telephones are those of the notice, as data."""

    key: str
    name: str
    short_name: str
    address: str
    phone: str
    locality: str
    commune: str
    """TERYT."""

    food_bank: str
    warehouse: SitePlan
    counter: SitePlan
    streets: tuple[Street, ...]
    desks: int
    """Households that are served at the same time."""


def _factory(name: str, lat: float, lon: float, weight: int = 3) -> Street:
    return Street(name, FACTORY, "23-204", lat, lon, weight)


def _old(name: str, lat: float, lon: float, weight: int = 2) -> Street:
    return Street(name, OLD, "23-200", lat, lon, weight, flats=weight > 1)


def _between(name: str, lat: float, lon: float, weight: int = 1) -> Street:
    return Street(name, BETWEEN, "23-210", lat, lon, weight, flats=False)


_KRASNIK_STREETS = (
    _factory("al. Niepodległości", 50.96327, 22.15615, 6),
    _factory("ul. Racławicka", 50.96284, 22.15317, 4),
    _factory("ul. Krasińskiego", 50.96038, 22.15621, 4),
    _factory("ul. Wyszyńskiego", 50.96026, 22.15411),
    _factory("ul. Mickiewicza", 50.96074, 22.16255, 5),
    _factory("ul. Słowackiego", 50.96120, 22.16180, 4),
    _factory("ul. Grunwaldzka", 50.96150, 22.15880),
    _factory("os. Słoneczne", 50.96038, 22.15931, 4),
    _factory("ul. Balladyny", 50.96277, 22.17278, 4),
    _factory("ul. Inwalidów", 50.96460, 22.17634, 2),
    _factory("ul. Szpitalna", 50.96300, 22.16600, 2),
    _between("Budzyń", 50.95042, 22.19414),
    _between("ul. Nadstawna", 50.94883, 22.19583),
    _between("Piaski", 50.93652, 22.21271),
    _between("Koszary", 50.92881, 22.22174),
    _old("al. Tysiąclecia", 50.92678, 22.23274, 4),
    _old("Plac Wolności", 50.92141, 22.21990),
    _old("ul. Piłsudskiego", 50.92004, 22.21667, 3),
    _old("ul. Strażacka", 50.91984, 22.22150),
    _old("ul. Młyńska", 50.91924, 22.20954, 1),
    _old("ul. Zakrzowiecka", 50.92909, 22.25317, 1),
)


def _laziska(name: str, lat: float, lon: float, weight: int = 2) -> Street:
    return Street(name, "Łaziska Górne", "43-170", lat, lon, weight)


_LAZISKA_STREETS = (
    _laziska("ul. Energetyków", 50.15010, 18.84330, 3),
    _laziska("ul. Dworcowa", 50.14760, 18.83910),
    _laziska("ul. Barlickiego", 50.15330, 18.84790),
    _laziska("ul. Chopina", 50.15170, 18.83640, 1),
)

KRASNIK = CentrePlan(
    key="krasnik",
    name="Miejski Ośrodek Pomocy Społecznej w Kraśniku",
    short_name="MOPS Kraśnik",
    address="ul. Szpitalna 1A, 23-204 Kraśnik",
    phone="81 825 15 81, 81 825 20 14",
    locality="Kraśnik",
    commune="0607011",
    food_bank="Bank Żywności w Lublinie",
    warehouse=SitePlan(
        "magazyn",
        "Magazyn MOPS",
        "ul. Szpitalna 1A, 23-204 Kraśnik",
        50.9630,
        22.1660,
        is_pickup=False,
        is_warehouse=True,
    ),
    counter=SitePlan(
        "ckip",
        "Centrum Kultury i Promocji",
        "Al. Niepodległości 44, 23-204 Kraśnik",
        50.9632706,
        22.1561483,
        is_pickup=True,
        is_warehouse=False,
    ),
    streets=_KRASNIK_STREETS,
    desks=4,
)

LAZISKA = CentrePlan(
    key="laziska",
    name="Miejski Ośrodek Pomocy Społecznej w Łaziskach Górnych",
    short_name="MOPS Łaziska Górne",
    address="ul. Energetyków 5, 43-170 Łaziska Górne",
    phone="32 326 23 40",
    locality="Łaziska Górne",
    commune="2408011",
    food_bank="Śląski Bank Żywności",
    warehouse=SitePlan(
        "magazyn",
        "Magazyn MOPS",
        "ul. Energetyków 5, 43-170 Łaziska Górne",
        50.1501,
        18.8433,
        is_pickup=False,
        is_warehouse=True,
    ),
    counter=SitePlan(
        "klub-seniora",
        "Klub Seniora",
        "ul. Energetyków 5, 43-170 Łaziska Górne",
        50.1503,
        18.8437,
        is_pickup=True,
        is_warehouse=False,
    ),
    streets=_LAZISKA_STREETS,
    desks=1,
)

CENTRES: Mapping[str, CentrePlan] = {one.key: one for one in (KRASNIK, LAZISKA)}
