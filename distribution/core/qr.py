"""Draws QR codes. The only module that knows qrcode."""

import re
from functools import cache
from io import BytesIO
from itertools import compress

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError
from qrcode.util import QRData, create_data

Matrix = list[bytes]
"""Rows of modules, 1 is dark, the quiet zone included."""

QUIET_ZONE = 4
"""Modules of white on each side, as ISO/IEC 18004 asks."""

MODULES = 41
"""Modules a side of version 6, without the quiet zone. A token always fits it."""

_SIDE = MODULES + 2 * QUIET_ZONE
_VERSION = 6
_CODEWORDS = 172
"""Data and error correction of version 6, in bytes."""

_MASK = 4
"""Any of the eight is valid, and a token is as good as random, so none is better.
Looking for the best one would take eight times as long."""

_DARK = re.compile(b"\x01+")


def matrix(token: str) -> Matrix:
    """Return the code of *token*: version 6, level M, the same for the same token.

    Raises:
        ValueError: *token* is too long for version 6.
    """
    try:
        # A token is alphanumeric throughout: qrcode need not look for shorter splits.
        words = create_data(_VERSION, ERROR_CORRECT_M, [QRData(token)])
    except DataOverflowError:
        raise ValueError(f"{len(token)} characters do not fit version 6") from None
    blank, places = _layout()
    modules = bytearray(blank)
    for place in compress(places, _bits(bytes(words))):
        modules[place] ^= 1
    return [bytes(modules[at : at + _SIDE]) for at in range(0, len(modules), _SIDE)]


def link_matrix(address: str) -> Matrix:
    """Return the code of a web address: the smallest version that holds it, level M."""
    return _smallest(address, ERROR_CORRECT_M)


def label_matrix(text: str) -> Matrix:
    """Return the code of a few characters for a store: level Q, for scratched labels.

    Sixteen capitals and digits fit version 1, whose modules are the largest.
    """
    return _smallest(text, ERROR_CORRECT_Q)


def _smallest(text: str, level: int) -> Matrix:
    code = qrcode.QRCode(error_correction=level, border=QUIET_ZONE)
    code.add_data(text)
    return [bytes(row) for row in code.get_matrix()]


@cache
def _layout() -> tuple[bytes, list[int]]:
    """Return the modules of a code whose data are all 0, and where each bit lies.

    Version and mask are fixed, so a bit always lies in the same place; to let qrcode
    find all places anew for each code would take twice as long. They are found once:
    in the nth of these codes, each data bit holds the nth digit of its own number.
    """
    count = _CODEWORDS * 8
    blank = _drawn(bytes(_CODEWORDS))
    number_at = [0] * len(blank)
    data = [False] * len(blank)
    for digit in range(count.bit_length()):
        bits = "".join(str(number >> digit & 1) for number in range(1, count + 1))
        drawn = _drawn(int(bits, 2).to_bytes(_CODEWORDS))
        for place, (module, empty) in enumerate(zip(drawn, blank, strict=True)):
            if module != empty:
                number_at[place] |= 1 << digit
                data[place] = True
    by_number = {number_at[place]: place for place in compress(range(len(data)), data)}
    return blank, [by_number[number] for number in range(1, count + 1)]


def _drawn(words: bytes) -> bytes:
    """Return the modules, row after row, in which qrcode draws *words*."""
    code = qrcode.QRCode(
        version=_VERSION,
        error_correction=ERROR_CORRECT_M,
        border=QUIET_ZONE,
        mask_pattern=_MASK,
    )
    code.data_cache = list(words)
    code.makeImpl(test=False, mask_pattern=_MASK)
    return bytes(module for row in code.get_matrix() for module in row)


def _bits(words: bytes) -> bytes:
    """Return the bits of *words*, the highest first, each as a byte 0 or 1."""
    digits = f"{int.from_bytes(words):0{len(words) * 8}b}"
    return digits.encode("ascii").translate(bytes.maketrans(b"01", b"\0\1"))


def svg(modules: Matrix) -> str:
    """Return *modules* as SVG, dark on white: sharp at any size, on any printer."""
    runs = [
        f"M{run.start()} {row}h{run.end() - run.start()}v1H{run.start()}z"
        for row, cells in enumerate(modules)
        for run in _DARK.finditer(cells)
    ]
    side = len(modules)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path d="{"".join(runs)}"/></svg>'
    )


def png(modules: Matrix, *, scale: int = 8) -> bytes:
    """Return *modules* as a black and white PNG image, *scale* pixels a module."""
    side = len(modules)
    image = Image.new("1", (side, side), 1)
    image.putdata([1 - module for row in modules for module in row])
    file = BytesIO()
    image.resize((side * scale, side * scale), Image.Resampling.NEAREST).save(
        file, "PNG"
    )
    return file.getvalue()
