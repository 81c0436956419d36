"""The shapes of a hand-out: what is asked for, and what comes of it. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.vouchers.rules import Channel, Refusal
from distribution.vouchers.shortfalls import (
    Note,
    Short,
    ShortLine,
    ShortReason,
    shortfalls,
)
from distribution.vouchers.substitutes import Instead, Substitute, SubstituteLine


class Recipient(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who took the parcel: somebody of the household, or a proxy (R-AUTH-1)."""

    kind: Literal["household", "proxy"] = "household"
    authorisation: UUID | None = None


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Packs of one article that were really taken; where fewer than due, why."""

    article: UUID
    packs: int
    reason: ShortReason | None = None
    note: Note = ""


class HandoutRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One hand-out as a person or a device asks for it."""

    code: str
    nonce: UUID
    scanned_at: datetime
    channel: Channel
    recipient: Recipient = Recipient()
    offline: bool = False
    lines: list[Line] | None = None
    """Where less was taken than the voucher is good for; None for all of it."""

    substitutes: list[Substitute] = []
    """What went in the place of packs that were short."""

    site: UUID | None = None
    """Needed from a person; a device has its own."""

    pin_used: bool = False
    """A supervisor's PIN let it through: the phone was without signal for too long."""


class TakenLot(msgspec.Struct, frozen=True):
    """Packs of one lot from one place."""

    lot: UUID
    number: str
    place: str
    packs: int


class TakenLine(msgspec.Struct, frozen=True):
    """Packs of one article, and the lots that they come from."""

    article: UUID
    name: str
    packs: int
    lots: list[TakenLot]


class Handout(msgspec.Struct, frozen=True, kw_only=True):
    """A hand-out that was recorded."""

    id: UUID
    nonce: UUID
    voucher: UUID
    short_code: str
    household: UUID
    household_number: int
    round: UUID
    site: UUID
    channel: str
    recipient: str
    scanned_at: datetime
    recorded_at: datetime
    offline: bool
    conflict: str | None
    pin_used: bool
    annulled_at: datetime | None
    lines: list[TakenLine]
    short: list[ShortLine]
    """What of the voucher was not handed over, and why."""

    substitutes: list[SubstituteLine]
    """What was handed over in its place; counted in ``lines``, too."""


class HandedOut(msgspec.Struct, frozen=True):
    """The hand-out, and whether this request made it or an earlier one had."""

    handout: Handout
    repeated: bool = False


class Refused(msgspec.Struct, frozen=True):
    """Nothing was handed out; the scan was kept."""

    refusal: Refusal
    voucher: UUID | None = None
    """Which voucher it was, if any of the centre."""

    language: str = ""
    """What its household reads, to show them why."""


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What would be handed over."""

    voucher: UUID
    short_code: str
    household_number: int
    household_language: str
    persons: int
    instructions: str
    channel: str
    proxies: list["Proxy"]
    lines: list[TakenLine]
    instead: list[Instead] = []
    """What may go in the place of an article that is short."""


class Proxy(msgspec.Struct, frozen=True):
    """Somebody who may collect for the household; shows an ID (R-AUTH-1)."""

    authorisation: UUID
    name: str


def wanted_packs(
    good_for: dict[UUID, int],
    lines: list[Line] | None,
    substitutes: Sequence[Substitute] = (),
) -> dict[UUID, int]:
    """Return the packs to hand out by article: all, or the less that was taken.

    What goes in the place of something is counted in.

    Raises:
        InvalidInputError: A line names an article that the voucher is not good for,
            names one twice, or more packs than it is good for, or nothing is left.
    """
    faults: list[FieldError] = []
    wanted = dict(good_for) if lines is None else {}
    for place, line in enumerate(lines or ()):
        at = f"lines.{place}"
        most = good_for.get(line.article)
        if most is None or line.article in wanted:
            faults.append(
                FieldError(f"{at}.article", N_("Tego artykułu nie ma na talonie."))
            )
        elif not 0 <= line.packs <= most:
            faults.append(
                FieldError(
                    f"{at}.packs", N_("Wpisz liczbę od 0 do {most}."), {"most": most}
                )
            )
        wanted[line.article] = line.packs
    for one in substitutes:
        wanted[one.article] = wanted.get(one.article, 0) + one.packs
    if not faults and not any(wanted.values()):
        faults.append(FieldError("lines", N_("Nie wybrano żadnego opakowania.")))
    if faults:
        raise InvalidInputError(faults)
    return {article: packs for article, packs in wanted.items() if packs}


def shorts_of(good_for: dict[UUID, int], lines: list[Line] | None) -> dict[UUID, Short]:
    """Return what of a voucher was not handed over, by article; see ``shortfalls``."""
    if lines is None:
        return {}
    return shortfalls(
        good_for,
        {line.article: line.packs for line in lines},
        {line.article: (line.reason, line.note) for line in lines},
    )
