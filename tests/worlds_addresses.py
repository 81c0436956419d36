"""An invented town as a file of addresses, and its import."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from distribution.addresses.address_csv import Read
from distribution.addresses.address_file import read_addresses
from distribution.addresses.address_row import RawAddress, Wanted
from distribution.addresses.commands.importing import AddressReport, import_addresses
from distribution.addresses.rules.area import box_around
from distribution.addresses.rules.projection import Degrees, to_grid
from distribution.core.actor import Actor
from tests.worlds import NOON

SAMPLES = Path(__file__).parent / "data" / "addresses"
TOWN = Degrees(50.9246, 22.2267)
NEARBY = Wanted(box=box_around([TOWN]))

STREETS = (
    "Adama Mickiewicza",
    "Aleja Niepodległości",
    "Jana Pawła II",
    "gen. Antoniego Hedy-Szarego",
    "Plac Wolności",
    "Wolności",
    "Księdza Jerzego Popiełuszki",
    "Marii Skłodowskiej-Curie",
    "Świętej Jadwigi",
    "3 Maja",
    "1 Maja",
    "Stefana Wyszyńskiego",
    "Adama Wyszyńskiego",
    "Żółkiewskiego",
    "Polna",
    "Osiedle Młodych",
)
NUMBERS = ("1", "2", "4", "4A", "12", "12/14", "14", "44")


def a_point(
    place: int, street: str = "Polna", number: str = "1", **changes: Any
) -> RawAddress:
    """Return a point as a file would say it; each *place* lies elsewhere."""
    where = Degrees(TOWN.latitude + place % 97 * 1e-4, TOWN.longitude + place * 2e-5)
    grid = to_grid(where)
    facts = {
        "line": place + 2,
        "source": str(uuid5(NAMESPACE_OID, str(place))),
        "commune": "0607011",
        "commune_name": "Kraśnik",
        "simc": "0956201",
        "locality": "Kraśnik",
        "ulic": f"{sum(map(ord, street)) % 100_000:05}" if street else "",
        "street": street,
        "number": number,
        "postal_code": "23-204",
        "grid": (f"{grid.easting:.2f}", f"{grid.northing:.2f}"),
    }
    return RawAddress(**facts | changes)


def the_town() -> Iterator[RawAddress]:
    """Yield every number of every street, and two villages without streets."""
    doors = [(street, number) for street in STREETS for number in NUMBERS]
    for place, (street, number) in enumerate(doors):
        yield a_point(place, street, number)
    village = {"commune": "0607052", "postal_code": "23-200"}
    for place, number in enumerate(("1", "5", "12A"), start=500):
        yield a_point(
            place, "", number, **village, locality="Słodków Trzeci", simc="0384421"
        )
        yield a_point(
            place + 9, "", number, **village, locality="Słodków Drugi", simc="0384414"
        )


async def load(
    actor: Actor, rows: Iterable[Read] | Path, **options: Any
) -> AddressReport:
    """Import *rows*, or a file."""
    known = None if isinstance(rows, Path) else list(rows)
    wanted = options.pop("wanted", NEARBY)
    return await import_addresses(
        actor,
        lambda: read_addresses(rows) if isinstance(rows, Path) else known,
        wanted=wanted,
        now=NOON,
        **options,
    )
