"""When a voucher may be redeemed, and the state that people see. Pure.

One order of checks for the server and for phones without signal: the first fault
that holds is the one that is said. ``tests/vouchers/vectors.json`` holds the cases
that both sides run.
"""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from distribution.core.days import written_day
from distribution.core.errors import DomainError, Shortage
from distribution.core.language import N_
from distribution.households.rules.details import CHANNEL_LABELS, Channel
from distribution.vouchers import errors

__all__ = [
    "CHANNEL_LABELS",
    "STATE_LABELS",
    "Channel",
    "CodeCheck",
    "Refusal",
    "RefusalReason",
    "Scan",
    "VoucherFacts",
    "VoucherState",
    "judged_day",
    "refusal",
    "state_of",
]


class CodeCheck(StrEnum):
    """What is known of a code before its voucher is looked for."""

    GENUINE = "genuine"
    """A token that a key of this centre has signed, or a short code."""

    BAD_SIGNATURE = "bad_signature"
    OTHER_CENTRE = "other_centre"
    """A token that a key of another centre has signed."""


class RefusalReason(StrEnum):
    """Why a voucher is not redeemed now, in the order of the checks. Stable: API."""

    BAD_SIGNATURE = "bad_signature"
    OTHER_CENTRE = "other_centre"
    UNKNOWN_CODE = "unknown_code"
    REPLACED = "replaced"
    REVOKED = "revoked"
    BLOCKED = "blocked"
    ALREADY_HANDED_OUT = "already_handed_out"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    ROUND_CLOSED = "round_closed"
    HOUSEHOLD_NOT_ELIGIBLE = "household_not_eligible"
    OTHER_CHANNEL = "other_channel"
    OTHER_SITE = "other_site"
    LOT_RECALLED = "lot_recalled"
    OUT_OF_STOCK = "out_of_stock"


class VoucherState(StrEnum):
    """Where a voucher stands; derived by ``state_of``, never stored."""

    ISSUED = "issued"
    HANDED_OUT = "handed_out"
    REPLACED = "replaced"
    REVOKED = "revoked"
    BLOCKED = "blocked"
    EXPIRED = "expired"


STATE_LABELS: dict[VoucherState, str] = {
    VoucherState.ISSUED: N_("czeka na odbiór"),
    VoucherState.HANDED_OUT: N_("paczka wydana"),
    VoucherState.REPLACED: N_("zastąpiony nowym"),
    VoucherState.REVOKED: N_("unieważniony"),
    VoucherState.BLOCKED: N_("wstrzymany"),
    VoucherState.EXPIRED: N_("po terminie"),
}


class VoucherFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the checks need to know of a voucher. Days are local to the centre."""

    first_day: date
    last_day: date
    """Both days belong to the time in which the voucher is valid."""

    channel: Channel
    site: UUID | None
    """Where the parcel waits; None if any site of the centre may hand it out."""

    site_name: str = ""
    replaced_on: date | None = None
    revoked_on: date | None = None
    blocked_on: date | None = None
    handed_out_at: datetime | None = None
    """When its parcel went out, in the centre's zone. A hand-out that was annulled
    or marked as a conflict does not count."""

    handed_out_site: str = ""
    round_closed_on: date | None = None
    household_eligible: bool = True
    recalled: tuple[Shortage, ...] = ()
    """Items that are missing because their lots were recalled."""

    missing: tuple[Shortage, ...] = ()
    """Items that are missing for any other reason."""


class Scan(msgspec.Struct, frozen=True, kw_only=True):
    """One look at a code: what it turned out to be, where, and on which day."""

    code: CodeCheck
    channel: Channel
    site: UUID
    offline: bool = False
    scanned_on: date
    """The local day of ``scanned_at``; counts only if *offline*."""


class Refusal(msgspec.Struct, frozen=True):
    """The first reason against handing out, with what its sentence names."""

    reason: RefusalReason
    error: type[DomainError]
    facts: dict[str, str] = {}
    shortages: tuple[Shortage, ...] = ()

    def as_error(self) -> DomainError:
        """Return it as what the edge answers with: 404 for an unknown code, else 409.

        ``shortages`` is one more fact where something is missing.
        """
        if self.shortages:
            return self.error(**self.facts, shortages=list(self.shortages))
        return self.error(**self.facts)

    def says(self, gettext: Callable[[str], str] = N_) -> str:
        """Return what the volunteer is told, in the language of *gettext*."""
        return self.as_error().says(gettext)


def refusal(voucher: VoucherFacts | None, scan: Scan, today: date) -> Refusal | None:
    """Return why *voucher* is not handed out, or None if it is.

    Without signal a scan is judged by the day it was made on; the same checks then
    name the conflict of a hand-out that has happened (DESIGN 9.2).

    Args:
        voucher: What is known of it; None if no voucher of this centre has the code.
        scan: The code, and where it was shown.
        today: The centre's local day.
    """
    if scan.code is CodeCheck.BAD_SIGNATURE:
        return _refuse(errors.BadSignatureError)
    if scan.code is CodeCheck.OTHER_CENTRE:
        return _refuse(errors.OtherCentreError)
    if voucher is None:
        return _refuse(errors.UnknownCodeError)
    day = judged_day(scan, today)
    return (
        _dead(voucher)
        or _out_of_time(voucher, scan, day)
        or _out_of_place(voucher, scan)
        or _out_of_stock(voucher)
    )


def judged_day(scan: Scan, today: date) -> date:
    """Return the local day by which *scan* is judged."""
    return scan.scanned_on if scan.offline else today


def state_of(voucher: VoucherFacts, today: date) -> VoucherState:
    """Return the state that people see. What happened comes before what was decided."""
    facts = (
        (voucher.handed_out_at, VoucherState.HANDED_OUT),
        (voucher.replaced_on, VoucherState.REPLACED),
        (voucher.revoked_on, VoucherState.REVOKED),
        (voucher.blocked_on, VoucherState.BLOCKED),
        (voucher.round_closed_on, VoucherState.EXPIRED),
    )
    for fact, state in facts:
        if fact is not None:
            return state
    return VoucherState.EXPIRED if today > voucher.last_day else VoucherState.ISSUED


def _dead(voucher: VoucherFacts) -> Refusal | None:
    if voucher.replaced_on:
        return _refuse(
            errors.ReplacedError, replaced_on=written_day(voucher.replaced_on)
        )
    if voucher.revoked_on:
        return _refuse(errors.RevokedError, revoked_on=written_day(voucher.revoked_on))
    if voucher.blocked_on:
        return _refuse(errors.BlockedError, blocked_on=written_day(voucher.blocked_on))
    if voucher.handed_out_at:
        at = voucher.handed_out_at
        return _refuse(
            errors.AlreadyHandedOutError,
            handed_out_at=f"{written_day(at)}, {at:%H:%M}",
            handed_out_site=voucher.handed_out_site,
        )
    return None


def _out_of_time(voucher: VoucherFacts, scan: Scan, day: date) -> Refusal | None:
    first, last = written_day(voucher.first_day), written_day(voucher.last_day)
    if day < voucher.first_day:
        return _refuse(errors.NotYetValidError, first_day=first, last_day=last)
    if day > voucher.last_day:
        return _refuse(errors.ExpiredError, last_day=last)
    closed = voucher.round_closed_on
    # Rounds are closed when the counters are: a scan of that same day came before.
    if closed and (closed < day or not scan.offline):
        return _refuse(errors.RoundClosedError, round_closed_on=written_day(closed))
    if not voucher.household_eligible:
        return _refuse(errors.HouseholdNotEligibleError)
    return None


def _out_of_place(voucher: VoucherFacts, scan: Scan) -> Refusal | None:
    if voucher.channel is not scan.channel:
        brought = voucher.channel is Channel.HOME_DELIVERY
        return _refuse(
            errors.BroughtHomeError if brought else errors.CollectedAtSiteError
        )
    if voucher.site is not None and voucher.site != scan.site:
        return _refuse(errors.OtherSiteError, site_name=voucher.site_name)
    return None


def _out_of_stock(voucher: VoucherFacts) -> Refusal | None:
    if voucher.recalled:
        lots = ", ".join(
            f"{item.article} ({item.lot})" if item.lot else item.article
            for item in voucher.recalled
        )
        return Refusal(
            RefusalReason.LOT_RECALLED,
            errors.LotRecalledError,
            {"lots": lots},
            voucher.recalled,
        )
    if voucher.missing:
        items = ", ".join(
            f"{item.article} ({item.available}/{item.wanted})"
            for item in voucher.missing
        )
        return Refusal(
            RefusalReason.OUT_OF_STOCK,
            errors.OutOfStockError,
            {"missing": items},
            voucher.missing,
        )
    return None


def _refuse(error: type[DomainError], **facts: str) -> Refusal:
    return Refusal(RefusalReason(error.reason), error, facts)
