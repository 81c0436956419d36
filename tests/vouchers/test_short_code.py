"""The typed code: a slip of the finger is never another household's voucher."""

from hypothesis import given
from hypothesis import strategies as st

from distribution.vouchers.short_code import ALPHABET, LENGTH, grouped, new, normalise

codes = st.builds(new)
positions = st.integers(0, LENGTH - 1)


@given(codes)
def test_a_code_is_ten_characters_that_cannot_be_confused(code):
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    assert not set(code) & set("ILOU")


@given(codes)
def test_a_code_reads_back_as_people_write_it(code):
    shown = grouped(code)

    assert shown == f"{code[:4]}-{code[4:8]}-{code[8:]}"
    assert normalise(shown) == code
    assert normalise(f"  {shown.lower().replace('-', ' ')} ") == code
    assert normalise(shown.replace("-", "\u2013")) == code
    assert normalise(code.replace("0", "o").replace("1", "l")) == code
    assert normalise(code.replace("0", "O").replace("1", "i")) == code


@given(codes, positions, st.sampled_from(ALPHABET))
def test_one_wrong_character_is_caught(code, place, other):
    wrong = code[:place] + other + code[place + 1 :]

    assert normalise(wrong) == (code if other == code[place] else None)


@given(codes, st.integers(0, LENGTH - 2))
def test_two_swapped_neighbours_are_caught(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert normalise(swapped) == (code if swapped == code else None)


@given(codes, positions)
def test_a_character_too_few_or_too_many_is_caught(code, place):
    assert normalise(code[:place] + code[place + 1 :]) is None
    assert normalise(code[:place] + code[place] + code[place:]) is None


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_code_or_none(typed):
    found = normalise(typed)

    assert found is None or normalise(found) == found


def test_codes_do_not_repeat():
    assert len({new() for _ in range(5000)}) == 5000
