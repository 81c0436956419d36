"""What crosses the wire in vouchers."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from distribution.vouchers.handouts import Handout, Line, Recipient
from distribution.vouchers.rules import Channel
from distribution.vouchers.substitutes import Substitute

CodeText = Annotated[str, msgspec.Meta(min_length=1, max_length=400)]
Reason = Annotated[str, msgspec.Meta(min_length=3, max_length=200)]
Aware = Annotated[datetime, msgspec.Meta(tz=True)]

MOST_IN_A_BATCH = 500


class MadeBy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The device under which something was written down, where another brings it.

    ``proof`` is HMAC-SHA256 with the SHA-256 of that device's token, over the nonce,
    the code and the instant (UTC, milliseconds, ``Z``), a line each.
    """

    device: UUID
    proof: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class HandoutBody(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True
):
    """One hand-out, as the phone sends it."""

    code: CodeText
    nonce: UUID
    scanned_at: Aware
    channel: Channel
    offline: bool = False
    recipient: Recipient = Recipient()
    lines: list[Line] | None = None
    substitutes: list[Substitute] = []
    site: UUID | None = None
    pin_used: bool = False
    made_by: MadeBy | None = None


class PreviewBody(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True
):
    """A look at a code."""

    code: CodeText
    channel: Channel
    site: UUID | None = None


class AnnulBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a hand-out is undone."""

    reason: Reason


class ReasonBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a voucher is revoked or blocked."""

    reason: Reason


class ChannelBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The channel that a voucher moves to."""

    channel: Channel


class IssueBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Households to issue to; all that are eligible if left out."""

    households: list[UUID] | None = None


class PrintBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What of a round to print: all that can be redeemed, unless narrowed down."""

    only_new: bool = False
    vouchers: list[UUID] | None = None


class PrintAskedAnswer(msgspec.Struct, frozen=True):
    """The print that was queued, or is in work already."""

    print: UUID


class BatchBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Hand-outs from a phone that had no signal, in any order.

    Each is judged alone, so a bad one never blocks the rest.
    """

    handouts: list[Any]


class BatchResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of one of them: the status it would have had alone, and its body."""

    nonce: str | None
    status: int
    handout: Handout | None = None
    problem: dict[str, Any] | None = None


class BatchAnswer(msgspec.Struct, frozen=True):
    """Results in the order of the hand-outs."""

    results: list[BatchResult]


class IssuedAnswer(msgspec.Struct, frozen=True):
    """Vouchers that were issued, and households left out (R-PAR-1)."""

    vouchers: list[UUID]
    left_out: list[UUID]


class ReissuedAnswer(msgspec.Struct, frozen=True):
    """The voucher that replaces the old one."""

    voucher: UUID


class PublicKeyAnswer(msgspec.Struct, frozen=True):
    """A public key for checks without signal: Ed25519, 32 bytes in base64."""

    number: int
    key: str


class DeviceAnswer(msgspec.Struct, frozen=True):
    """Who the device is, and what it checks vouchers with."""

    id: UUID
    centre: UUID
    site: UUID
    site_name: str
    keys: list[PublicKeyAnswer]


class StatusBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a device stands: hand-outs that wait, and whether it could go on alone."""

    waiting: Annotated[int, msgspec.Meta(ge=0, le=100_000, examples=[3])]
    ready: bool
    as_of: Aware | None = None


_A_REFUSAL = {
    "nonce": "5f0c1d0e-8a55-4b0b-9d6f-0b8d8f2f1c11",
    "code": "K7QM-2F9X-3D",
    "reason": "expired",
    "scanned_at": "2026-03-17T12:00:00+01:00",
}


class RefusalBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A refusal that a device said without signal.

    Phones know reasons that the service has no need of: ``unsupported`` (the browser
    could not check the signature), ``not_listed`` and ``old_list`` (nobody had the
    supervisor's PIN); a newer app may know more. Whatever it was, it is kept.
    """

    nonce: UUID
    code: CodeText
    reason: Annotated[str, msgspec.Meta(pattern="^[a-z][a-z_]{1,39}$")]
    scanned_at: Aware
    made_by: MadeBy | None = None


class RefusalsBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Refusals from a phone that had no signal, in any order; each is judged alone."""

    scans: Annotated[list[Any], msgspec.Meta(examples=[[_A_REFUSAL]])]


class RefusalResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of one: 204 for kept, now or before, else what is wrong with it."""

    nonce: str | None
    status: int
    problem: dict[str, Any] | None = None


class RefusalsAnswer(msgspec.Struct, frozen=True):
    """Results in the order of the refusals."""

    results: list[RefusalResult]
