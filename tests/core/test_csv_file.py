import pytest

from distribution.core.csv_file import CellReader, Row, fingerprint, read_csv, template
from distribution.core.errors import InvalidInputError

COLUMNS = ("name", "packs")


def _cells(data: bytes) -> list[dict[str, str]]:
    return [dict(row.cells) for row in read_csv(data, COLUMNS).rows]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16", "iso8859-2"]
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_way_an_office_saves_a_file(encoding, delimiter, end):
    text = f"name;packs{end}żółty ser;12{end}".replace(";", delimiter)

    assert _cells(text.encode(encoding)) == [{"name": "żółty ser", "packs": "12"}]


def test_bytes_tell_the_two_polish_tables_apart():
    for name in ("Łódź, Śląska", "„Gęś” 3±1", "Źródło", "ł ó ż", "3±0 ¶ Ż", "WĄŻ"):
        data = f'name;packs\n"{name}";1\n'.encode("cp1250")
        assert _cells(data)[0]["name"] == name
    for name in ("Łódź, Śląska", "Źródło", "ŁÓDŹ", "liść", "Gęś"):
        data = f'name;packs\n"{name}";1\n'.encode("iso8859-2")
        assert _cells(data)[0]["name"] == name


@pytest.mark.parametrize("said", ["sep=;\r\n", '"sep=;"\n', "SEP=;\n"])
def test_a_line_for_excel_above_the_header_is_obeyed_and_not_counted(said):
    """A spreadsheet does not show it either: the header is its row 1."""
    read = read_csv(f"{said}name;packs\nser, żółty;2\n".encode(), COLUMNS)

    assert read.rows == (Row(2, {"name": "ser, żółty", "packs": "2"}),)
    assert _cells("sep=,\r\nname,packs\nser; żółty,2\n".encode("utf-16"))


def test_columns_in_any_order_and_capitals():
    assert _cells(b"PACKS;Name\n3;mleko\n") == [{"name": "mleko", "packs": "3"}]


def test_lines_are_those_that_a_person_sees_in_the_file():
    data = b'name;packs\n\n"dwie\nlinie";1\nmleko;2\n'

    assert [row.line for row in read_csv(data, COLUMNS).rows] == [3, 5]


def test_a_row_of_the_wrong_width_is_named_and_the_others_are_read():
    read = read_csv(b"name;packs\na;1;x\nb;2\nc\n", COLUMNS)

    assert [row.cells["name"] for row in read.rows] == ["b"]
    assert [error.field for error in read.errors] == ["wiersz 2", "wiersz 4"]
    assert read.errors[0].says() == "Wiersz ma 3 pól, a nagłówek 2."


def test_a_quote_left_open_is_named():
    read = read_csv(b'name;packs\nb;2\n"a;1\nc;3\n', COLUMNS)

    assert [row.line for row in read.rows] == [2]
    assert [error.field for error in read.errors] == ["wiersz 3"]


def test_every_fault_of_the_header_is_named_at_once():
    with pytest.raises(InvalidInputError) as refused:
        read_csv(b"name;name;kg\n", COLUMNS)

    assert [error.says() for error in refused.value.errors] == [
        "Brakuje kolumny packs.",
        "Nieznana kolumna „kg”.",
        "Kolumna name jest dwa razy.",
    ]


@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b"\x81\x8d", b"PK\x03\x04\0\0", b"\xff\xfea\0b"]
)
def test_what_is_no_csv_is_refused_in_words(data):
    with pytest.raises(InvalidInputError) as refused:
        read_csv(data, COLUMNS)

    assert refused.value.errors[0].field == "plik"


def test_optional_columns_may_be_missing_and_read_as_empty():
    read = read_csv(b"name\nmleko\n", COLUMNS, optional=["packs"])

    assert read.rows == (Row(2, {"name": "mleko", "packs": ""}),)


def test_the_template_imports():
    assert _cells(template(COLUMNS, ("ser; żółty", "1")).encode()) == [
        {"name": "ser; żółty", "packs": "1"}
    ]


@pytest.mark.parametrize(
    "value", ["", "0", "1000", "-1", "1.5", "1,5", "٣", "9" * 5000]
)
def test_a_number_out_of_bounds_is_named_with_line_and_column(value):
    errors = []

    CellReader(Row(7, {"packs": value}), errors).whole("packs", least=1, most=999)

    assert [error.field for error in errors] == ["wiersz 7, kolumna packs"]
    assert errors[0].says() == "Wpisz liczbę całkowitą od 1 do 999."


def test_the_same_file_has_the_same_fingerprint():
    assert fingerprint(b"a") == fingerprint(b"a") != fingerprint(b"b")
