from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.core.errors import DomainError
from distribution.inventory.errors import (
    ContradictoryLabelError,
    IncompleteLabelError,
    InStoreCodeError,
    MissingSeparatorError,
    UnreadableBarcodeError,
    WrongCheckDigitError,
)
from distribution.inventory.gs1 import Scanned, read_barcode, read_label

GTIN = "05901234123457"
SSCC = "359012340000000179"
PALLET = f"]C102{GTIN}152703003712\x1d10A12F"


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("5901234123457", GTIN),
        ("]E05901234123457", GTIN),
        (GTIN, GTIN),
        ("15901234123454", "15901234123454"),
        ("96385074", "00000096385074"),
        ("036000291452", "00036000291452"),
        (f"]C101{GTIN}", GTIN),
        (f" 01{GTIN}\r\n", GTIN),
    ],
)
def test_a_number_of_an_article(text, gtin):
    assert read_barcode(text) == Scanned(gtin=gtin)


@pytest.mark.parametrize("text", [SSCC, f"00{SSCC}", f"]C100{SSCC}", f"(00){SSCC}"])
def test_the_number_of_a_pallet(text):
    assert read_barcode(text) == Scanned(sscc=SSCC)


@pytest.mark.parametrize(
    "text",
    [
        f"]d201{GTIN}10AB123\x1d17261231",
        f"]Q301{GTIN}10AB123\x1d17261231",
        f"01{GTIN}1726123110AB123",
        f"\x1d01{GTIN}10AB123\x1d17261231",
        f"01{GTIN}10AB123<GS>17261231",
        f"01{GTIN}10AB123{{GS}}17261231",
        f"(01){GTIN}(10)AB123(17)261231",
    ],
)
def test_article_lot_and_date_however_the_scanner_sends_them(text):
    assert read_barcode(text) == Scanned(
        gtin=GTIN, lot="AB123", use_by=date(2026, 12, 31)
    )


def test_the_pallet_label_of_two_bar_codes():
    assert read_label([f"]C100{SSCC}", PALLET]) == Scanned(
        gtin=GTIN,
        is_content=True,
        lot="A12F",
        best_before=date(2027, 3, 31),
        count=12,
        sscc=SSCC,
    )


def test_half_a_label_says_which_part_is_missing():
    assert read_barcode(PALLET).missing == ("00",)

    with pytest.raises(IncompleteLabelError) as refused:
        read_label([f"02{GTIN}15270300"])

    assert refused.value.missing == "00, 37"


def test_a_lot_alone_is_no_label():
    with pytest.raises(IncompleteLabelError) as refused:
        read_label(["]C110A12F"])

    assert refused.value.missing == "01/02"


@pytest.mark.parametrize(
    ("days", "last"), [("270200", date(2027, 2, 28)), ("280200", date(2028, 2, 29))]
)
def test_day_00_is_the_last_of_the_month(days, last):
    assert read_barcode(f"01{GTIN}15{days}").best_before == last


def test_net_weight_is_whole_grams():
    assert read_barcode(f"01{GTIN}3103001250").weight == 1250


def test_expiry_with_an_hour_keeps_its_day():
    assert read_barcode(f"01{GTIN}70032612311200").use_by == date(2026, 12, 31)


@pytest.mark.parametrize(
    "text",
    ["5901234123458", f"01{GTIN[:-1]}8", SSCC[:-1] + "8", f"]C100{SSCC[:-1]}8"],
)
def test_a_wrong_check_digit_is_said_so(text):
    with pytest.raises(WrongCheckDigitError):
        read_barcode(text)


@pytest.mark.parametrize("text", ["2912345006785", f"010{2912345006785}"])
def test_a_shop_s_own_number_is_no_article(text):
    with pytest.raises(InStoreCodeError):
        read_barcode(text)


@pytest.mark.parametrize("date_ai", ["15", "17"])
def test_a_lot_that_swallowed_the_date_is_refused(date_ai):
    with pytest.raises(MissingSeparatorError) as refused:
        read_barcode(f"01{GTIN}10AB123{date_ai}261231")

    assert refused.value.lot == f"AB123{date_ai}261231"


def test_a_long_lot_is_fine_where_the_date_stands_apart():
    scanned = read_barcode(f"01{GTIN}1526123110L17261231")

    assert scanned.lot == "L17261231"


@pytest.mark.parametrize(
    "text",
    [
        f"01{GTIN}02{GTIN}3712",
        f"01{GTIN}3712",
        f"01{GTIN}10A\x1d10B",
    ],
)
def test_what_may_not_stand_together(text):
    with pytest.raises(ContradictoryLabelError):
        read_barcode(text)


def test_two_bar_codes_of_different_labels_do_not_mix():
    with pytest.raises(ContradictoryLabelError):
        read_label([GTIN, "15901234123454"])


def test_the_same_bar_code_twice_is_one():
    assert read_label([GTIN, GTIN]) == Scanned(gtin=GTIN)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "nonsense", "123", f"01{GTIN}17271332", f"01{GTIN}17270230", "9" * 500,
     "http://example.test/x", "(01)", "30", f"]C101{GTIN}30"],
)  # fmt: skip
def test_nonsense_is_refused_not_guessed(text):
    with pytest.raises(UnreadableBarcodeError):
        read_barcode(text)


@given(st.text(alphabet="0123456789AB()]\x1dCd", max_size=60))
def test_any_text_is_read_or_refused_in_words(text):
    outcome = None
    try:
        outcome = read_barcode(text)
    except DomainError as error:
        outcome = error.says()

    assert outcome not in ("", None, Scanned())
