"""Reads bar codes of food: GS1-128, GS1 DataMatrix and QR, EAN, SSCC.

The only module that knows biip. What scanners send differs: with or without a
symbology prefix (``]C1``), with the group separator as such or spelled out, or as
the text that people read, ``(01)…(17)…``. Source: DOMAIN.md 7.1.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

import biip
import msgspec
from biip.gs1_element_strings import GS1ElementString
from biip.gs1_messages import GS1Message

from distribution.core.units import Grams
from distribution.inventory.errors import (
    ContradictoryLabelError,
    IncompleteLabelError,
    InStoreCodeError,
    MissingSeparatorError,
    UnreadableBarcodeError,
    WrongCheckDigitError,
)

_SEPARATOR = "\x1d"
_SPELLED_SEPARATOR = re.compile(r"<GS>|\{GS\}|␝", re.IGNORECASE)
_SYMBOLOGY = re.compile(r"\](C1|d2|Q3|e0|E0|E4|C0|I1)")
_MOST_CHARACTERS: Final = 200
_SSCC_DIGITS: Final = 18
_GTIN_DIGITS = frozenset({8, 12, 13, 14})
_DATE_SWALLOWED = re.compile(r".+1[57]\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])")
_LONGEST_LOT_WITHOUT_DATE: Final = 8


class Scanned(msgspec.Struct, frozen=True):
    """What one bar code, or all bar codes of one label, say.

    ``gtin`` and ``sscc`` are digits, a GTIN always 14 of them. With ``is_content``
    the GTIN names what a pallet holds (AI 02) and ``count`` how many of it (AI 37);
    otherwise it names the thing that carries the label. ``best_before`` is AI 15,
    ``use_by`` AI 17 or 7003; day 00 is the last day of the month.
    """

    gtin: str | None = None
    is_content: bool = False
    lot: str | None = None
    best_before: date | None = None
    use_by: date | None = None
    count: int | None = None
    weight: Grams | None = None
    sscc: str | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """AIs that must stand in another bar code of the same label.

        A lot or a date needs a GTIN; the content of a pallet (02) needs its SSCC
        and its count; a count (37) needs the content.
        """
        needs_gtin = self.lot or self.best_before or self.use_by or self.count
        return tuple(
            ai
            for ai, lacks in (
                ("00", self.is_content and self.sscc is None),
                ("01/02", self.gtin is None and bool(needs_gtin)),
                ("37", self.is_content and self.count is None),
            )
            if lacks
        )


def read_barcode(text: str) -> Scanned:
    """Return what one bar code says.

    It may be half of a label: see ``Scanned.missing`` and ``read_label``.

    Raises:
        UnreadableBarcodeError: Neither a GTIN, an SSCC nor a GS1 message.
        WrongCheckDigitError: A GTIN or SSCC does not fit its check digit.
        InStoreCodeError: A number that one shop gave to itself (20–29).
        MissingSeparatorError: The lot number has swallowed a date.
        ContradictoryLabelError: Two values for one field, or 01 beside 02 or 37.
    """
    value = _SPELLED_SEPARATOR.sub(_SEPARATOR, text.strip(" \t\r\n"))
    if not value or len(value) > _MOST_CHARACTERS:
        raise UnreadableBarcodeError
    prefix = _SYMBOLOGY.match(value)
    bare = value[prefix.end() :] if prefix else value
    if bare.isascii() and bare.isdigit() and not (prefix and _is_gs1(prefix[1])):
        if len(bare) in _GTIN_DIGITS:
            return Scanned(gtin=_checked_gtin(bare))
        if len(bare) == _SSCC_DIGITS:
            return Scanned(sscc=_checked(bare))
    return _read_elements(_elements(bare))


def read_label(texts: Iterable[str]) -> Scanned:
    """Return what all bar codes of one label say together.

    The rules of GS1 hold for the label, not for each bar code: the SSCC of a pallet
    may stand in one and its content in another.

    Raises:
        IncompleteLabelError: Something that is there needs what is not.
        DomainError: Whatever ``read_barcode`` raises.
    """
    label = Scanned()
    for text in texts:
        label = _joined(label, read_barcode(text))
    if label == Scanned():
        raise UnreadableBarcodeError
    if label.missing:
        raise IncompleteLabelError(missing=", ".join(label.missing))
    return label


def _is_gs1(symbology: str) -> bool:
    return symbology in {"C1", "d2", "Q3", "e0"}


def _elements(value: str) -> list[GS1ElementString]:
    try:
        message = (
            GS1Message.parse_hri(value)
            if value.startswith("(")
            else GS1Message.parse(value)
        )
    except biip.ParseError:
        raise UnreadableBarcodeError from None
    if not message.element_strings:
        raise UnreadableBarcodeError
    return message.element_strings


def _count(digits: str) -> int:
    if not digits.isdigit():
        raise UnreadableBarcodeError
    return int(digits)


_READERS: dict[str, Callable[[GS1ElementString], dict[str, object]]] = {
    "00": lambda e: {"sscc": _checked(e.value)},
    "01": lambda e: {"gtin": _checked_gtin(e.value)},
    "02": lambda e: {"gtin": _checked_gtin(e.value), "is_content": True},
    "10": lambda e: {"lot": e.value or None},
    "15": lambda e: {"best_before": e.date},
    "17": lambda e: {"use_by": e.date},
    "7003": lambda e: {"use_by": e.date},
    "30": lambda e: {"count": _count(e.value)},
    "37": lambda e: {"count": _count(e.value)},
}


def _read_elements(elements: list[GS1ElementString]) -> Scanned:
    ais = {element.ai.ai for element in elements}
    if "01" in ais and ais & {"02", "37"}:
        raise ContradictoryLabelError(ai="01, 02, 37")
    scanned = Scanned()
    for element in elements:
        ai = element.ai.ai
        if ai in _READERS:
            read = Scanned(**_READERS[ai](element))  # type: ignore[arg-type]
        elif ai.startswith("310") and element.decimal is not None:
            read = Scanned(weight=Grams(int(element.decimal * 1000)))
        else:
            continue
        scanned = _joined(scanned, read)
    if scanned == Scanned():
        raise UnreadableBarcodeError
    _check_lot_ends(scanned)
    return scanned


def _check_lot_ends(scanned: Scanned) -> None:
    """Refuse a lot number whose tail reads as the date that the label lacks."""
    if scanned.best_before or scanned.use_by or scanned.lot is None:
        return
    too_long = len(scanned.lot) > _LONGEST_LOT_WITHOUT_DATE
    if too_long and _DATE_SWALLOWED.fullmatch(scanned.lot):
        raise MissingSeparatorError(lot=scanned.lot)


def _joined(one: Scanned, other: Scanned) -> Scanned:
    """Return both together; the same thing said twice is said once."""
    values: dict[str, object] = {}
    for field in Scanned.__struct_fields__:
        left, right = getattr(one, field), getattr(other, field)
        if left and right and left != right:
            raise ContradictoryLabelError(ai=field)
        values[field] = left or right
    if one.gtin and other.gtin and one.is_content != other.is_content:
        raise ContradictoryLabelError(ai="01, 02")
    return Scanned(**values)  # type: ignore[arg-type]


def _checked_gtin(digits: str) -> str:
    number = _checked(digits).zfill(14)
    if number.startswith("02"):
        raise InStoreCodeError(number=digits)
    return number


def _checked(digits: str) -> str:
    """Return *digits* if the last is their check digit: 3, 1, 3, 1… from the right."""
    total = sum(
        int(digit) * (3 if place % 2 else 1)
        for place, digit in enumerate(reversed(digits))
    )
    if total % 10:
        raise WrongCheckDigitError(number=digits)
    return digits
