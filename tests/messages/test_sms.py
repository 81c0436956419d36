import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.messages.rules.sms import (
    Alphabet,
    masked_number,
    sms_size,
    transliterated,
)


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "parts"),
    [
        ("", Alphabet.GSM7, 0, 1),
        ("a" * 160, Alphabet.GSM7, 160, 1),
        ("a" * 161, Alphabet.GSM7, 161, 2),
        ("a" * 306, Alphabet.GSM7, 306, 2),
        ("a" * 307, Alphabet.GSM7, 307, 3),
        ("€" * 80, Alphabet.GSM7, 160, 1),
        ("a" * 152 + "€" + "a" * 152, Alphabet.GSM7, 306, 3),
        ("ą" + "a" * 69, Alphabet.UCS2, 70, 1),
        ("ą" + "a" * 70, Alphabet.UCS2, 71, 2),
        ("є" * 134, Alphabet.UCS2, 134, 2),
        ("є" * 135, Alphabet.UCS2, 135, 3),
        ("🙂" * 35, Alphabet.UCS2, 70, 1),
        ("є" * 66 + "🙂" + "є" * 66, Alphabet.UCS2, 134, 3),
    ],
)
def test_parts_are_counted_as_the_networks_do(text, alphabet, units, parts) -> None:
    size = sms_size(text)

    assert (size.alphabet, size.units, size.parts) == (alphabet, units, parts)


@pytest.mark.parametrize("letter", "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
def test_every_polish_letter_costs_the_whole_text_its_alphabet(letter) -> None:
    assert sms_size(letter).alphabet is Alphabet.UCS2
    assert sms_size(transliterated(letter)).alphabet is Alphabet.GSM7


def test_polish_is_readable_without_its_marks() -> None:
    assert transliterated("Zażółć gęślą jaźń – „ŁÓDŹ”…") == (
        'Zazolc gesla jazn - "LODZ"...'
    )


def test_letters_that_the_alphabet_has_keep_their_marks() -> None:
    assert transliterated("Müller à Ñ") == "Müller à Ñ"


def test_cyrillic_stays_legible() -> None:
    assert transliterated("Підтверджено: чт 26.11") == "Підтверджено: чт 26.11"


@given(st.text())
def test_transliterating_never_makes_a_text_dearer_or_changes_it_twice(text) -> None:
    plain = transliterated(text)

    assert transliterated(plain) == plain
    if plain != text:
        assert sms_size(plain).alphabet is Alphabet.GSM7


@given(st.text(st.sampled_from("aą€🙂ж"), max_size=400), st.sampled_from("aą€🙂"))
def test_a_longer_text_never_has_fewer_parts(text, more) -> None:
    assert sms_size(text + more).parts >= sms_size(text).parts


def test_a_masked_number_calls_nobody() -> None:
    assert masked_number("+48600123456") == "+48******456"
    assert masked_number("112") == "***"
