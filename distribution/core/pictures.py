"""Pictures that phones send, drawn anew and small.

Beside ``qr`` the only module that knows Pillow. What is returned holds what is seen
and nothing else: no place, no hour, no make of the phone, no preview, no comment.
"""

from io import BytesIO

import msgspec
from PIL import Image, ImageOps, UnidentifiedImageError

MEDIA_TYPE = "image/jpeg"

MOST_BYTES = 8 * 1024 * 1024
"""Of a file that is looked at."""

_MOST_PIXELS = 60_000_000
"""As a phone's camera makes at most; a file of a few bytes may claim many more."""

_LONGEST_EDGE = 1280
_QUALITY = 80
_FORMATS = ("JPEG", "PNG", "WEBP")


class UnreadablePictureError(ValueError):
    """No picture, one of another kind, or too large a one."""


class Drawn(msgspec.Struct, frozen=True):
    """A JPEG; width and height in pixels."""

    content: bytes
    width: int
    height: int


def drawn_anew(data: bytes) -> Drawn:
    """Return the picture in *data*, a JPEG, PNG or WebP, upright and small.

    Raises:
        UnreadablePictureError: There is none, or it is too large to be looked at.
    """
    if len(data) > MOST_BYTES:
        raise UnreadablePictureError(f"{len(data)} bytes")
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise UnreadablePictureError(f"{picture.size} pixels")
            picture.draft("RGB", (_LONGEST_EDGE, _LONGEST_EDGE))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,
        ValueError,
    ) as fault:
        raise UnreadablePictureError(str(fault)) from fault
    upright.thumbnail((_LONGEST_EDGE, _LONGEST_EDGE))
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    file = BytesIO()
    clean.save(file, "JPEG", quality=_QUALITY, optimize=True)
    return Drawn(file.getvalue(), *clean.size)
