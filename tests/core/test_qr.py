"""QR codes, read back by a second implementation."""

from datetime import date
from io import BytesIO
from uuid import uuid4

import pytest
import qrcode
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M

from distribution.core import qr
from distribution.vouchers.signing import new_key, sign

KEY = new_key(1)


def a_token():
    return sign(KEY, voucher_id=uuid4(), last_valid_day=date(2026, 12, 11))


def test_a_token_fits_version_6_with_its_quiet_zone():
    modules = qr.matrix(a_token())
    side = qr.MODULES + 2 * qr.QUIET_ZONE

    assert len(modules) == side
    assert all(len(row) == side for row in modules)
    edge = [*range(qr.QUIET_ZONE), *range(side - qr.QUIET_ZONE, side)]
    assert not any(modules[at][i] or modules[i][at] for at in edge for i in range(side))


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", max_size=138))
def test_it_is_the_code_that_the_library_draws(digits):
    code = qrcode.QRCode(
        version=6, error_correction=ERROR_CORRECT_M, border=4, mask_pattern=4
    )
    code.add_data(f"V1:{digits}", optimize=0)
    code.make(fit=False)

    assert [list(row) for row in qr.matrix(f"V1:{digits}")] == code.get_matrix()


def test_a_png_is_read_by_another_decoder_at_level_m():
    token = a_token()

    found = zxingcpp.read_barcodes(Image.open(BytesIO(qr.png(qr.matrix(token)))))

    assert [code.text for code in found] == [token]
    assert found[0].ec_level == "M"


def test_the_svg_draws_exactly_the_dark_modules():
    modules = qr.matrix(a_token())
    drawn = set()
    path = qr.svg(modules).split('d="')[2].split('"')[0]
    for run in filter(None, path.split("M")):
        start, rest = run.split(" ")
        row, width = rest.split("v")[0].split("h")
        drawn |= {(int(row), int(start) + i) for i in range(int(width))}

    dark = {(y, x) for y, row in enumerate(modules) for x, on in enumerate(row) if on}
    assert drawn == dark


def test_a_run_that_reaches_the_edge_is_drawn():
    assert "M1 1h1v1H1z" in qr.svg([b"\0\0", b"\0\1"])


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(ValueError, match="do not fit"):
        qr.matrix("V1:" + "A" * 200)
