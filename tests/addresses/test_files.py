"""Files of addresses: both models of the register, the CSV dialects, what is unsafe."""

import zipfile
from pathlib import Path

import pytest

from distribution.addresses.address_csv import RawAlias, address_template
from distribution.addresses.address_file import read_addresses
from distribution.addresses.address_row import (
    AddressRow,
    RawAddress,
    Wanted,
    checked,
)
from distribution.core.errors import FieldError, InvalidInputError
from tests.worlds_addresses import NEARBY, SAMPLES, a_point

PRG_CONVERT = (
    "przestrzen_nazw,lokalny_id,wersja_id,teryt_gmina,gmina,teryt_miejscowosc,"
    "miejscowosc,czesc_miejscowosci,teryt_ulica,ulica,numer_porzadkowy,kod_pocztowy,"
    "status,x_epsg_2180,y_epsg_2180,dlugosc_geograficzna,szerokosc_geograficzna\n"
    "PL.PZGIK.200,a-1,2022,0607011,Kraśnik,0956201,Kraśnik,,06921,Żółkiewskiego,4A,"
    "23-204,istniejacy,726228.57,344329.91,22.2199046,50.9214142\n"
)
GUGIK2OSM = (
    "lokalnyid;wojewodztwo;powiat;kod_gminy;gmina;kod_miejscowosci;miejscowosc;"
    "kod_ulicy;ulica;nr;pna;x_2180;y_2180;x_4326;y_4326;osm_ulica\r\n"
    "a-1;lubelskie;kraśnicki;607011;Kraśnik;956201;Kraśnik;6921;Żółkiewskiego;4A;"
    "23-204;726228,57;344329,91;22,2199046;50,9214142;Stanisława Żółkiewskiego\r\n"
)


def the_only(path: Path) -> RawAddress:
    (found,) = read_addresses(path)
    assert isinstance(found, RawAddress)
    return found


def row_of(raw: RawAddress, wanted: Wanted = NEARBY) -> AddressRow:
    row = checked(raw, wanted)
    assert isinstance(row, AddressRow), row
    return row


def refusal(path: Path) -> str:
    with pytest.raises(InvalidInputError) as refused:
        list(read_addresses(path))
    return refused.value.errors[0].says()


def test_model_2012_names_in_the_point_and_codes_behind_links() -> None:
    first, second = read_addresses(SAMPLES / "sample_model2012.xml")

    assert isinstance(first, RawAddress) and isinstance(second, RawAddress)
    row = row_of(first, Wanted())
    assert (row.commune, row.commune_name) == ("0804032", "Kolsko")
    assert (row.simc, row.locality, row.ulic, row.street) == (
        "0910140",
        "Konotop",
        "16742",
        "Podgórna",
    )
    assert (row.number, row.postal_code, row.swapped) == ("2", "67-416", False)
    assert row.latitude == pytest.approx(51.9297753)
    assert row.longitude == pytest.approx(15.9121241)
    assert (first.line, second.line) == (8, 51)


def test_model_2021_names_behind_links_wherever_they_stand() -> None:
    rows = [
        row_of(raw, Wanted())
        for raw in read_addresses(SAMPLES / "sample_model2021.xml")
        if isinstance(raw, RawAddress)
    ]

    assert [(one.commune, one.locality, one.street, one.number) for one in rows] == [
        ("0807043", "Żubrów", "", "21A"),
        ("0805043", "Rzepin", "Inwalidów Wojennych", "1A"),
        ("0807023", "Lubniewice", "Plac Kasztanowy", "2A"),
    ]
    assert rows[1].latitude == pytest.approx(52.3434219)
    assert rows[1].longitude == pytest.approx(14.8391035)


def test_a_link_that_leads_nowhere_is_named_by_line(tmp_path: Path) -> None:
    text = (SAMPLES / "sample_model2021.xml").read_text(encoding="utf-8")
    file = tmp_path / "dangling.gml"
    file.write_text(text.replace("AD_UlicaPlac", "AD_Inne"), encoding="utf-8")

    verdicts = [checked(raw, Wanted()) for raw in read_addresses(file)]  # type: ignore[arg-type]

    named = [one.field for one in verdicts if isinstance(one, FieldError)]
    assert named == ["wiersz 79", "wiersz 156"]


def test_a_document_type_is_refused_before_any_entity_grows(tmp_path: Path) -> None:
    file = tmp_path / "bomb.xml"
    file.write_text(
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
        "<x>&b;</x>"
    )

    assert "DOCTYPE" in refusal(file)


def test_a_file_that_breaks_off_is_refused_as_a_whole(tmp_path: Path) -> None:
    whole = (SAMPLES / "sample_model2012.xml").read_bytes()
    file = tmp_path / "half.xml"
    file.write_bytes(whole[: len(whole) // 2])

    assert "uszkodzony w wierszu" in refusal(file)


def test_a_pack_is_read_as_it_is_and_the_newer_model_counts(tmp_path: Path) -> None:
    pack = tmp_path / "prg.zip"
    with zipfile.ZipFile(pack, "w") as made:
        made.write(SAMPLES / "sample_model2012.xml", "08.xml")
        made.write(SAMPLES / "sample_model2021.xml", "NOWE_08.gml")
    told: list[tuple[int, int]] = []

    found = list(read_addresses(pack, lambda done, total: told.append((done, total))))

    assert len(found) == 3
    assert told[-1][0] == told[-1][1] > 0
    assert told == sorted(told)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "iso8859-2"])
@pytest.mark.parametrize("text", [PRG_CONVERT, GUGIK2OSM])
def test_csv_of_both_converters_in_every_encoding(
    tmp_path: Path, text: str, encoding: str
) -> None:
    file = tmp_path / "prg.csv"
    file.write_bytes(text.encode(encoding))

    row = row_of(the_only(file))

    assert (row.source, row.commune, row.simc, row.ulic) == (
        "a-1",
        "0607011",
        "0956201",
        "06921",
    )
    assert (row.street, row.number, row.locality) == ("Żółkiewskiego", "4A", "Kraśnik")
    assert (row.latitude, row.longitude) == (50.9214142, 22.2199046)
    assert not row.swapped


def test_the_template_imports(tmp_path: Path) -> None:
    file = tmp_path / "template.csv"
    file.write_text(address_template(), encoding="utf-8")

    row = row_of(the_only(file))

    assert (row.street, row.swapped) == ("Przykładowa", False)
    assert row.latitude == pytest.approx(50.9632706)


def test_x_that_is_a_northing_is_seen(tmp_path: Path) -> None:
    head, row, _ = PRG_CONVERT.split("\n")
    cells = row.split(",")
    cells[13], cells[14], cells[15], cells[16] = cells[14], cells[13], "", ""
    file = tmp_path / "swapped.csv"
    file.write_text(f"{head}\n{','.join(cells)}\n", encoding="utf-8")

    found = row_of(the_only(file))

    assert found.swapped
    assert found.latitude == pytest.approx(50.9214142, abs=1e-6)


def test_rows_of_another_width_are_named_and_blank_lines_passed_over(
    tmp_path: Path,
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(f"{PRG_CONVERT}\na,b\n{PRG_CONVERT.splitlines()[1]}\n")

    first, bad, second = read_addresses(file)

    assert isinstance(bad, FieldError)
    assert bad.field == "wiersz 4"
    assert isinstance(first, RawAddress) and isinstance(second, RawAddress)
    assert (first.line, second.line) == (2, 5)


def test_everyday_names_are_known_by_their_columns() -> None:
    first = next(read_addresses(SAMPLES / "street_names_mappings.csv"))

    assert first == RawAlias(2, "0000572", "45296", "Generała Antoniego Hedy-Szarego")


def test_columns_that_are_missing_are_named(tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("lokalny_id;ulica\n1;2\n")

    with pytest.raises(InvalidInputError) as refused:
        list(read_addresses(file))

    assert [fault.facts["column"] for fault in refused.value.errors] == [
        "miejscowosc",
        "numer_porzadkowy",
        "x_epsg_2180",
        "y_epsg_2180",
    ]


@pytest.mark.parametrize(
    ("code", "whole"),
    [("0607011", "0607011"), ("060701", "060701"), ("607011", "0607011"), ("", None)],
)
def test_a_commune_keeps_its_leading_zero(code: str, whole: str | None) -> None:
    verdict = checked(a_point(1, commune=code), NEARBY)

    assert (verdict.commune if isinstance(verdict, AddressRow) else None) == whole


def test_a_file_without_communes_takes_the_one_that_was_named() -> None:
    row = row_of(a_point(1, commune=""), Wanted(("0607011",), NEARBY.box))

    assert row.commune == "0607011"
