"""What is refused of an extract. Nothing of the roads in use is lost by it."""

from distribution.core.errors import ConflictError
from distribution.core.language import N_


class UnreadableExtractError(ConflictError):
    """The file is cut off, or no OpenStreetMap extract."""

    reason = "unreadable_extract"
    sentence = N_(
        "Nie da się odczytać pliku {file} ({problem}). Pobierz jeszcze raz cały plik"
        " .osm.pbf swojego województwa. Dotychczasowe drogi zostają bez zmian."
    )


class DamagedExtractError(ConflictError):
    """The file is not the one whose sum lies beside it."""

    reason = "damaged_extract"
    sentence = N_(
        "Plik {file} jest uszkodzony albo niepełny: nie zgadza się z sumą {sum_file}."
        " Pobierz oba jeszcze raz. Dotychczasowe drogi zostają bez zmian."
    )


class NoRoadsInExtractError(ConflictError):
    """The file can be read, and has no roads where the centre needs them."""

    reason = "no_roads_in_extract"
    sentence = N_(
        "W pliku {file} nie ma dróg w promieniu {kilometres} km od miejsc ośrodka."
        " Sprawdź, czy to właściwe województwo. Dotychczasowe drogi zostają bez zmian."
    )


class ValhallaMissingError(ConflictError):
    """Valhalla was chosen, and the extra is not installed."""

    reason = "valhalla_missing"
    sentence = N_(
        "Wybrano Valhallę (KROMKA_ROADS), a nie jest zainstalowana. W Pythonie 3.12"
        " lub nowszym uruchom: pip install --require-hashes -r"
        " requirements/valhalla.lock (albo: pip install kromka[valhalla]). Bez niej"
        " usuń KROMKA_ROADS."
    )


class TilesFailedError(ConflictError):
    """Valhalla broke off while it read the extract."""

    reason = "tiles_failed"
    sentence = N_(
        "Valhalla nie przetworzyła dróg ({problem}). Dotychczasowe drogi zostają bez"
        " zmian."
    )
