"""A picture keeps what is seen, and nothing of who took it where."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from distribution.core.pictures import MOST_BYTES, UnreadablePictureError, drawn_anew

GPS = 0x8825
ORIENTATION, MAKE = 0x0112, 0x010F


def a_picture(kind="JPEG", size=(400, 300), **more) -> bytes:
    picture = Image.new("RGB", size, "white")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    file = BytesIO()
    picture.save(file, kind, **more)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_of_a_phone_becomes_a_small_jpeg(kind) -> None:
    drawn = drawn_anew(a_picture(kind, (4000, 3000)))

    again = opened(drawn.content)
    assert (again.format, again.size) == ("JPEG", (1280, 960))
    assert (drawn.width, drawn.height) == again.size


def test_place_hour_and_make_are_gone_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = 6, "Tajny telefon"
    exif.get_ifd(GPS)[2] = (50.0, 55.0, 23.0)
    sent = a_picture(exif=exif, comment=b"tajny komentarz", xmp=b"<x>tajne</x>")
    assert b"tajne" in sent

    drawn = drawn_anew(sent)

    again = opened(drawn.content)
    assert not again.getexif()
    assert {"exif", "xmp", "comment", "icc_profile"} & set(again.info) == set()
    for told in (b"ajny", b"tajne", b"Exif"):
        assert told not in drawn.content
    # Turned by a quarter: what was on the left is now above.
    assert (drawn.width, drawn.height) == (300, 400)
    assert again.getpixel((150, 50))[1] < 60
    assert again.getpixel((150, 350))[1] > 200


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg onload='alert(1)'/>",
        a_picture("GIF"),
        a_picture("TIFF"),
        a_picture()[:200],
        b"\xff\xd8" + bytes(MOST_BYTES),
    ],
)
def test_what_is_no_picture_of_a_phone_is_not_read(data) -> None:
    with pytest.raises(UnreadablePictureError):
        drawn_anew(data)


@pytest.mark.parametrize("side", [9_000, 15_000])
def test_a_small_file_that_would_be_a_huge_picture_is_not_unpacked(side) -> None:
    header = a_picture("PNG", (8, 8))
    # IHDR: width and height at 16; the checksum behind it is read, so it is made anew.
    told = b"IHDR" + struct.pack(">II", side, side) + header[24:29]
    bomb = header[:12] + told + struct.pack(">I", zlib.crc32(told)) + header[33:]

    with pytest.raises(UnreadablePictureError):
        drawn_anew(bomb)
