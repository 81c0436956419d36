"""The code of a label: told from everything else, and no slip of the pen is another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.core.base32 import ALPHABET, draw
from distribution.inventory.rules.label_code import (
    LENGTH,
    is_of_a_label,
    normalise,
    shown,
)
from distribution.vouchers import short_code

CODES = st.builds(draw, st.just(LENGTH))


@given(CODES)
def test_however_it_is_typed_it_is_the_same_label(code):
    for typed in (
        shown(code),
        shown(code).lower(),
        f" mag {code[:3]} {code[3:]}",
        code,
    ):
        assert is_of_a_label(typed)
        assert normalise(typed) == code


@given(CODES, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_no_other_label(code, at, character):
    wrong = code[:at] + character + code[at + 1 :]

    assert normalise(shown(wrong)) in (None, code)
    assert is_of_a_label(shown(wrong))


@pytest.mark.parametrize(
    "other",
    [
        "5901234123457",
        "96385074",
        "]C1010590123412345717270331",
        "(01)05901234123457(17)270331(10)A12F",
        pytest.param(short_code.grouped(short_code.new()), id="a voucher"),
        "",
    ],
)
def test_a_trade_number_or_a_voucher_is_no_label(other):
    assert not is_of_a_label(other)
