"""Importing the register of addresses, and searching it.

    ./dev bench addresses [--points 100000] [--searches 400]

A register with real street names is written as PRG XML (model 2012) and as CSV, and
imported by the command that people use, against a bare COPY of the same rows into a
table without an index. Then addresses are searched as people write them, against a
look-up by the primary key. Read ratios, not seconds: these depend on the machine.
"""

import argparse
import asyncio
import csv
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from distribution.accounts.rules import Permission
from distribution.addresses.address_file import read_addresses
from distribution.addresses.address_row import Wanted
from distribution.addresses.commands.importing import import_addresses
from distribution.addresses.queries.finding import find_addresses
from distribution.addresses.queries.points import point
from distribution.addresses.rules.area import Box
from distribution.addresses.rules.projection import Degrees, to_grid
from distribution.core.actor import Actor
from distribution.core.clock import utc_now
from distribution.core.database import connected
from distribution.core.migrations import migrate
from distribution.core.postgres.server import SERVICE_ROLE, Server, embedded_postgres
from distribution.core.reading import reading

PROMISED_SECONDS = 60.0
"""For 100 000 points."""

_NAMES = Path("tests/data/addresses/street_names_mappings.csv")
_WANTED = Wanted(box=Box(50.0, 21.0, 52.0, 24.0))
_ON_A_STREET = 33
_HEADER = (
    "lokalny_id;teryt_gmina;gmina;teryt_miejscowosc;miejscowosc;teryt_ulica;ulica;"
    "numer_porzadkowy;kod_pocztowy;x_epsg_2180;y_epsg_2180"
)
_XML_HEAD = """<?xml version="1.0" encoding="utf-8"?>
<gml:FeatureCollection xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:gml="http://www.opengis.net/gml/3.2"
 xmlns:bt="urn:gugik:specyfikacje:gmlas:modelPodstawowy:1.0"
 xmlns:prg-ad="urn:gugik:specyfikacje:gmlas:panstwowyRejestrGranicAdresy:1.0">
<gml:featureMembers>
"""
_XML_POINT = """<prg-ad:PRG_PunktAdresowy gml:id="P_{0}">
 <gml:identifier codeSpace="http://geoportal.gov.pl/">http://geoportal.gov.pl/PZGIK/dane/{0}</gml:identifier>
 <prg-ad:idIIP><bt:BT_Identyfikator><bt:lokalnyId>{0}</bt:lokalnyId><bt:przestrzenNazw>PL.PZGIK.200</bt:przestrzenNazw><bt:wersjaId>2022-09-09T18:18:16+02:00</bt:wersjaId></bt:BT_Identyfikator></prg-ad:idIIP>
 <prg-ad:cyklZycia><bt:BT_CyklZyciaInfo><bt:poczatekWersjiObiektu>2022-09-09T18:18:16Z</bt:poczatekWersjiObiektu></bt:BT_CyklZyciaInfo></prg-ad:cyklZycia>
 <prg-ad:waznyOd>2022-09-09</prg-ad:waznyOd>
 <prg-ad:jednostkaAdmnistracyjna>Polska</prg-ad:jednostkaAdmnistracyjna>
 <prg-ad:jednostkaAdmnistracyjna>lubelskie</prg-ad:jednostkaAdmnistracyjna>
 <prg-ad:jednostkaAdmnistracyjna>powiat</prg-ad:jednostkaAdmnistracyjna>
 <prg-ad:jednostkaAdmnistracyjna>{2}</prg-ad:jednostkaAdmnistracyjna>
 <prg-ad:miejscowosc>{4}</prg-ad:miejscowosc>
 <prg-ad:ulica>{6}</prg-ad:ulica>
 <prg-ad:numerPorzadkowy>{7}</prg-ad:numerPorzadkowy>
 <prg-ad:kodPocztowy>{8}</prg-ad:kodPocztowy>
 <prg-ad:status>istniejacy</prg-ad:status>
 <prg-ad:pozycja><gml:Point srsName="urn:ogc:def:crs:EPSG::2180" srsDimension="2" gml:id="G_{0}"><gml:pos>{10} {9}</gml:pos></gml:Point></prg-ad:pozycja>
 <prg-ad:komponent xlink:href="http://geoportal.gov.pl/PZGIK/dane/C_{1}"/>
 <prg-ad:komponent xlink:href="http://geoportal.gov.pl/PZGIK/dane/M_{3}"/>
 <prg-ad:komponent xlink:href="http://geoportal.gov.pl/PZGIK/dane/U_{5}"/>
</prg-ad:PRG_PunktAdresowy>
"""
_XML_NAMES = """<prg-ad:PRG_JednostkaAdministracyjnaNazwa gml:id="C_{1}"><prg-ad:idTERYT>{1}</prg-ad:idTERYT></prg-ad:PRG_JednostkaAdministracyjnaNazwa>
<prg-ad:PRG_MiejscowoscNazwa gml:id="M_{3}"><prg-ad:nazwa>{4}</prg-ad:nazwa><prg-ad:idTERYT>{3}</prg-ad:idTERYT></prg-ad:PRG_MiejscowoscNazwa>
<prg-ad:PRG_UlicaNazwa gml:id="U_{5}"><prg-ad:idTERYT>{5}</prg-ad:idTERYT></prg-ad:PRG_UlicaNazwa>
"""

Row = tuple[str, ...]


def main() -> int:
    options = _options()
    print(
        f"{options.points} address points, {options.searches} searches a kind, medians"
    )
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {_python()}")
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        home.chmod(0o711)
        rows = list(_register(options.points))
        _write_csv(home / "prg.csv", rows)
        _write_xml(home / "prg.xml", rows)
        with embedded_postgres(home) as server:
            asyncio.run(migrate(server.owner(), SERVICE_ROLE))
            return asyncio.run(_measure(server, home, rows, options.searches))


async def _measure(server: Server, home: Path, rows: list[Row], searches: int) -> int:
    seconds = {"bare COPY": await _bare_copy(server, rows)}
    async with connected(server.service_dsn, pool_size=2):
        for kind in ("csv", "xml"):
            actor = await _centre(server)
            file = home / f"prg.{kind}"
            seconds[f"import {kind.upper()}"] = await _import(actor, file)
            seconds[f"{kind.upper()} again"] = await _import(actor, file)
        _report_imports(seconds, len(rows), (home / "prg.xml").stat().st_size)
        await _analyze(server)
        slowest = await _search(actor, rows, searches)
    promised = PROMISED_SECONDS * len(rows) / 100_000
    kept = max(seconds["import CSV"], seconds["import XML"]) <= promised
    print(f"100 000 points within {PROMISED_SECONDS:.0f} s: {'yes' if kept else 'NO'}")
    print(f"slowest kind of search: {slowest:.1f} times a look-up by key")
    return 0 if kept else 1


async def _import(actor: Actor, file: Path) -> float:
    started, busy = time.perf_counter(), time.process_time()
    await import_addresses(
        actor, partial(read_addresses, file), wanted=_WANTED, now=utc_now()
    )
    busy = time.process_time() - busy
    print(f"{file.name}: {busy:.1f} s of processor time in Python")
    return time.perf_counter() - started


async def _bare_copy(server: Server, rows: list[Row]) -> float:
    connection = await asyncpg.connect(server.superuser_dsn)
    columns = ", ".join(f"c{place} text" for place in range(len(rows[0])))
    await connection.execute(f"CREATE TABLE bench_copy ({columns})")
    started = time.perf_counter()
    await connection.copy_records_to_table("bench_copy", records=rows)
    took = time.perf_counter() - started
    await connection.close()
    return took


async def _search(actor: Actor, rows: list[Row], searches: int) -> float:
    chance = random.Random(7)
    chosen = [chance.choice(rows) for _ in range(searches)]
    ids: list[UUID] = []
    async with reading(actor):
        for row in chosen[:50]:
            found = await find_addresses(_as_it_stands(row))
            ids += [one.id for one in found[:1] if one.id]
    by_key = await _median(actor, lambda _: point(chance.choice(ids)), chosen)
    print(f"{'look-up by key':<28}{by_key * 1000:>8.2f} ms")
    slowest = 0.0
    for name, write in _KINDS.items():
        texts = [write(row, chance) for row in chosen]
        took = await _median(actor, partial(find_addresses, most=8), texts)
        right = await _right(actor, texts, chosen)
        slowest = max(slowest, took / by_key)
        print(
            f"{name:<28}{took * 1000:>8.2f} ms {took / by_key:>6.1f} times"
            f"   first is right: {right:.0%}"
        )
    return slowest


async def _median(
    actor: Actor, ask: Callable[[Any], Awaitable[object]], questions: list[Any]
) -> float:
    times = []
    for question in questions:
        started = time.perf_counter()
        async with reading(actor):
            await ask(question)
        times.append(time.perf_counter() - started)
    return median(times)


async def _right(actor: Actor, texts: list[str], rows: list[Row]) -> float:
    hits = 0
    async with reading(actor):
        for text, row in zip(texts, rows, strict=True):
            found = await find_addresses(text, 1)
            hits += bool(found) and (found[0].street, found[0].locality) == (
                row[6],
                row[4],
            )
    return hits / len(texts)


def _as_it_stands(row: Row) -> str:
    return f"{row[6]} {row[7]}, {row[4]}"


def _surname(row: Row, _: random.Random) -> str:
    return f"ul. {row[6].split()[-1].lower()} {row[7].lower()}, {row[4]}"


def _misspelt(row: Row, chance: random.Random) -> str:
    *others, name = row[6].split()
    place = chance.randrange(1, max(2, len(name) - 1))
    wrong = (
        name[:place]
        + name[place + 1 : place + 2]
        + name[place : place + 1]
        + name[place + 2 :]
    )
    return f"{' '.join([*others, wrong])} {row[7]}, {row[4]}"


def _typing(row: Row, _: random.Random) -> str:
    return f"{row[6][: max(4, len(row[6]) // 2)]}, {row[4]}"


_KINDS: dict[str, Callable[[Row, random.Random], str]] = {
    "as the register has it": lambda row, _: _as_it_stands(row),
    "surname, small letters": _surname,
    "two letters swapped": _misspelt,
    "half typed": _typing,
}


def _register(points: int) -> Iterator[Row]:
    """Yield the columns of the CSV: towns with real street names, numbers 1 to 33."""
    chance = random.Random(5)
    with _NAMES.open(encoding="utf-8", newline="") as file:
        names = sorted({row["osm_street_name"] for row in csv.DictReader(file)})
    made = 0
    for town in range(points):
        commune = f"06{town % 20 + 1:02}{town % 9 + 1:02}1"
        simc, locality = (
            f"{town:07}",
            f"Miasto {_WORDS[town % 10]}{_WORDS[town // 10 % 10]}",
        )
        middle = Degrees(50.3 + town % 30 * 0.05, 21.3 + town // 30 * 0.08)
        for name in chance.sample(names, 120):
            ulic = f"{names.index(name):05}"
            for number in range(1, _ON_A_STREET + 1):
                place = to_grid(
                    Degrees(
                        middle.latitude + chance.uniform(-0.02, 0.02),
                        middle.longitude + chance.uniform(-0.02, 0.02),
                    )
                )
                yield (
                    str(uuid4()), commune, locality, simc, locality, ulic, name,
                    f"{number}{'A' if number % 7 == 0 else ''}", "23-200",
                    f"{place.easting:.2f}", f"{place.northing:.2f}",
                )  # fmt: skip
                made += 1
                if made == points:
                    return


_WORDS = ("bór", "las", "dwór", "gród", "staw", "młyn", "most", "łąka", "góra", "dół")


def _write_csv(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(_HEADER + "\n")
        csv.writer(file, delimiter=";").writerows(rows)


def _write_xml(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(_XML_HEAD)
        file.writelines(_XML_POINT.format(*(_escaped(c) for c in row)) for row in rows)
        named: set[tuple[str, str]] = set()
        for row in rows:
            if (row[3], row[5]) not in named:
                named.add((row[3], row[5]))
                file.write(_XML_NAMES.format(*(_escaped(cell) for cell in row)))
        file.write("</gml:featureMembers></gml:FeatureCollection>\n")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


async def _centre(server: Server) -> Actor:
    centre = uuid4()
    connection = await asyncpg.connect(server.superuser_dsn)
    await connection.execute(
        "INSERT INTO centre (id, key, name, short_name, address, phone)"
        " VALUES ($1, $2, 'Bench', 'Bench', 'Bench', '81')",
        centre,
        f"b{centre.hex[:10]}",
    )
    await connection.close()
    permissions = frozenset(each.value for each in Permission)
    return Actor(centre, kind="cli", id=None, name="bench", permissions=permissions)


async def _analyze(server: Server) -> None:
    connection = await asyncpg.connect(server.superuser_dsn)
    await connection.execute("ANALYZE")
    await connection.close()


def _report_imports(seconds: dict[str, float], rows: int, size: int) -> None:
    floor = seconds["bare COPY"]
    print(f"the XML has {size / 1e6:.0f} MB")
    for name, took in seconds.items():
        print(
            f"{name:<28}{took:>8.2f} s {rows / took:>10,.0f} rows/s {took / floor:>7.1f} times"
        )


def _python() -> str:
    return ".".join(map(str, sys.version_info[:3]))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=100_000)
    parser.add_argument("--searches", type=int, default=400)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
