"""Draws QR codes. The only module that knows qrcode and Pillow."""

import re
from io import BytesIO

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError

Matrix = list[list[bool]]
"""Rows of modules, True is dark, the quiet zone included."""

QUIET_ZONE = 4
"""Modules of white on each side, as ISO/IEC 18004 asks."""

MODULES = 41
"""Modules a side of version 6, without the quiet zone. A token always fits it."""

_VERSION = 6
_MASK = 4
"""Any of the eight is valid, and a token is as good as random, so none is better.
Looking for the best one would take eight times as long."""

_DARK = re.compile(b"\x01+")


def matrix(token: str) -> Matrix:
    """Return the code of *token*: version 6, level M, the same for the same token.

    Raises:
        ValueError: *token* is too long for version 6.
    """
    code = qrcode.QRCode(
        version=_VERSION,
        error_correction=ERROR_CORRECT_M,
        border=QUIET_ZONE,
        mask_pattern=_MASK,
    )
    # A token is alphanumeric throughout: qrcode need not look for shorter splits.
    code.add_data(token, optimize=0)
    try:
        code.make(fit=False)
    except DataOverflowError:
        raise ValueError(f"{len(token)} characters do not fit version 6") from None
    modules: Matrix = code.get_matrix()
    return modules


def svg(modules: Matrix) -> str:
    """Return *modules* as SVG, dark on white: sharp at any size, on any printer."""
    runs = [
        f"M{run.start()} {row}h{run.end() - run.start()}v1H{run.start()}z"
        for row, cells in enumerate(modules)
        for run in _DARK.finditer(bytes(cells))
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
    image.putdata([0 if dark else 1 for row in modules for dark in row])
    file = BytesIO()
    image.resize((side * scale, side * scale), Image.Resampling.NEAREST).save(
        file, "PNG"
    )
    return file.getvalue()
