"""Tokens: what is signed comes back, what is changed does not."""

import base64
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from distribution.vouchers.errors import WrappedKeyError
from distribution.vouchers.signing import (
    BadToken,
    TokenFacts,
    Verified,
    is_token,
    new_key,
    read,
    sign,
    unwrap,
    verify,
    wrap,
)

KRASNIK = new_key(7)
LAZISKA = new_key(8)
KEYS = {KRASNIK.id: KRASNIK.public, LAZISKA.id: LAZISKA.public}
VOUCHER = UUID("6b1f3c1e-0f0a-4b43-9d1c-5f0a3c2b1a00")
DAY = date(2026, 12, 11)
TOKEN = sign(KRASNIK, voucher_id=VOUCHER, last_valid_day=DAY)
FIRST, LAST = date(2020, 1, 1), date(2020, 1, 1) + timedelta(days=65535)


@given(
    voucher=st.uuids(),
    day=st.dates(FIRST, LAST),
    kind=st.integers(0, 65535),
    key=st.sampled_from([KRASNIK, LAZISKA]),
)
def test_a_signed_token_verifies_and_says_what_was_signed(voucher, day, kind, key):
    token = sign(key, voucher_id=voucher, last_valid_day=day, kind=kind)

    assert verify(token, KEYS) == Verified(key.id, voucher, day, kind)
    assert read(token) == TokenFacts(key.id, voucher, day, kind)


def test_the_layout_is_the_one_that_phones_read():
    payload = base64.b32decode(TOKEN.removeprefix("V1:") + "======")

    assert len(TOKEN) == 141
    assert payload[0] == 1
    assert payload[1] == 7
    assert payload[2:18] == VOUCHER.bytes
    assert date(2020, 1, 1) + timedelta(days=int.from_bytes(payload[18:20])) == DAY
    assert payload[20:22] == b"\0\1"
    assert len(payload[22:]) == 64


def test_the_same_voucher_gives_the_same_token():
    assert sign(KRASNIK, voucher_id=VOUCHER, last_valid_day=DAY) == TOKEN


@settings(max_examples=200)
@given(bit=st.integers(0, 86 * 8 - 1))
def test_no_bit_can_be_changed(bit):
    payload = bytearray(base64.b32decode(TOKEN.removeprefix("V1:") + "======"))
    payload[bit // 8] ^= 1 << bit % 8
    changed = "V1:" + base64.b32encode(payload).decode().rstrip("=")

    assert isinstance(verify(changed, KEYS), BadToken)


@given(st.text(max_size=200) | st.text("V1:ABCDEFGHIJ234567=", max_size=200))
def test_rubbish_is_a_bad_token_and_never_a_crash(text):
    assert isinstance(read(text), BadToken)
    assert isinstance(verify(text, KEYS), BadToken)


@pytest.mark.parametrize(
    "text",
    ["", "V1:", TOKEN[:-1], TOKEN + "A", TOKEN + "======", TOKEN[3:], "K7QM-2F9X-3D"],
)
def test_a_text_that_is_not_quite_a_token_is_malformed(text):
    assert verify(text, KEYS) == BadToken("malformed")


def test_the_spare_bits_of_base32_allow_no_second_spelling():
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    twins = [TOKEN[:-1] + letter for letter in alphabet if letter != TOKEN[-1]]

    assert all(isinstance(verify(twin, KEYS), BadToken) for twin in twins)


def test_a_scanner_may_send_lower_case_and_a_line_end():
    assert verify(f" {TOKEN.lower()}\r\n", KEYS) == verify(TOKEN, KEYS)
    assert is_token(f" {TOKEN.lower()}\n")
    assert not is_token("K7QM-2F9X-3D")


def test_a_key_that_nobody_here_holds_is_told_from_a_false_signature():
    foreign = sign(new_key(99), voucher_id=VOUCHER, last_valid_day=DAY)
    forged = sign(new_key(7), voucher_id=VOUCHER, last_valid_day=DAY)

    assert verify(foreign, KEYS) == BadToken("unknown_key")
    assert verify(forged, KEYS) == BadToken("bad_signature")


def test_a_token_of_another_centre_is_genuine_and_names_its_key():
    token = sign(LAZISKA, voucher_id=VOUCHER, last_valid_day=DAY)

    found = verify(token, KEYS)

    assert isinstance(found, Verified)
    assert found.key_id == LAZISKA.id


@pytest.mark.parametrize("day", [FIRST - timedelta(days=1), LAST + timedelta(days=1)])
def test_a_day_that_two_bytes_cannot_hold_is_refused(day):
    with pytest.raises(ValueError, match="cannot hold"):
        sign(KRASNIK, voucher_id=VOUCHER, last_valid_day=day)


@pytest.mark.parametrize("key_id", [-1, 256])
def test_a_key_id_is_one_byte(key_id):
    with pytest.raises(ValueError, match="one byte"):
        new_key(key_id)


def test_a_wrapped_key_opens_with_the_same_master_key_and_signs_the_same():
    master, centre = b"m" * 32, uuid4()
    wrapped = wrap(KRASNIK, master, centre=centre)

    opened = unwrap(wrapped, master, centre=centre, key_id=KRASNIK.id)

    assert sign(opened, voucher_id=VOUCHER, last_valid_day=DAY) == TOKEN
    assert KRASNIK.private.private_bytes_raw() not in wrapped
    assert wrap(KRASNIK, master, centre=centre) != wrapped


def test_a_wrapped_key_opens_nowhere_else():
    master, centre = b"m" * 32, uuid4()
    wrapped = wrap(KRASNIK, master, centre=centre)
    changed = wrapped[:-1] + bytes([wrapped[-1] ^ 1])

    for stored, key, owner, key_id in (
        (wrapped, b"x" * 32, centre, 7),
        (wrapped, master, uuid4(), 7),
        (wrapped, master, centre, 8),
        (changed, master, centre, 7),
        (b"", master, centre, 7),
    ):
        with pytest.raises(WrappedKeyError) as refused:
            unwrap(stored, key, centre=owner, key_id=key_id)
        assert refused.value.key == key_id


def test_nothing_shows_the_private_key():
    assert KRASNIK.private.private_bytes_raw().hex() not in repr(KRASNIK)
