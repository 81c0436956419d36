"""What ``kromka doctor`` says of roads: who drives on them, and which there are."""

import asyncpg

from distribution.core.clock import WARSAW
from distribution.core.language import N_
from distribution.core.settings import Settings
from distribution.examination.finding import Finding, bad, good, warning
from distribution.routing.roads.errors import ValhallaMissingError
from distribution.routing.roads.tiles import is_installed, require_valhalla


def road_engine(current: Settings) -> Finding:
    """Look who reckons with roads, and whether it is there."""
    if current.roads == "own":
        if not is_installed():
            return good("roads", N_("Czasy jazdy liczy Kromka sama."))
        return good(
            "roads",
            N_(
                "Czasy jazdy liczy Kromka sama. Jest też Valhalla: KROMKA_ROADS="
                "valhalla i ponowny import dróg dają wskazówki słowne dla kierowców."
            ),
        )
    try:
        version = require_valhalla()
    except ValhallaMissingError as error:
        return bad("roads", error.sentence)
    return good(
        "roads",
        N_("Czasy jazdy i wskazówki daje Valhalla {version}."),
        version=version,
    )


async def centres_roads(
    connection: asyncpg.Connection, current: Settings
) -> list[Finding]:
    """Look at the roads of each centre that has some, or brings parcels home."""
    found = []
    for centre in await connection.fetch("SELECT id, name FROM kromka_centres()"):
        async with connection.transaction(readonly=True):
            await connection.execute(
                "SELECT set_config('kromka.centre', $1, true)", str(centre["id"])
            )
            row = await connection.fetchrow(
                "SELECT m.file_name, m.extract_of, c.tiles IS NOT NULL AS tiled"
                " FROM road_map AS m JOIN road_map_content AS c ON c.road_map = m.id"
                " WHERE m.in_use"
            )
            drives = await connection.fetchval("SELECT EXISTS (SELECT FROM shift)")
        if row is not None or drives:
            found.append(_of_centre(centre["name"], row, current))
    return found


def _of_centre(name: str, row: asyncpg.Record | None, current: Settings) -> Finding:
    if row is None:
        return warning(
            "roads",
            N_(
                "{centre}: nie ma dróg, więc czasy jazdy są szacowane w linii prostej."
                " Uruchom: kromka import roads PLIK.osm.pbf"
            ),
            centre=name,
        )
    made = row["extract_of"]
    day = "?" if made is None else made.astimezone(WARSAW).date().isoformat()
    facts = {"centre": name, "file": row["file_name"], "day": day}
    if current.roads == "own":
        return good(
            "roads",
            N_("{centre}: drogi: {file} ({day}), liczy Kromka."),
            **facts,
        )
    if not row["tiled"]:
        return warning(
            "roads",
            N_(
                "{centre}: drogi: {file} ({day}), bez kafelków Valhalli, więc liczy"
                " Kromka i nie ma wskazówek. Uruchom jeszcze raz: kromka import"
                " roads PLIK.osm.pbf"
            ),
            **facts,
        )
    if not is_installed():
        return warning(
            "roads",
            N_(
                "{centre}: drogi: {file} ({day}), z kafelkami, ale nie ma tu Valhalli,"
                " więc liczy Kromka."
            ),
            **facts,
        )
    return good(
        "roads",
        N_("{centre}: drogi: {file} ({day}), z kafelkami, liczy Valhalla."),
        **facts,
    )
