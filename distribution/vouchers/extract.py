"""What a phone takes along for a day without signal: of one site, and no more.

No income, no reason and no member's name is in it; of a household its number. Only
proxies are named, since their name is compared with a document. Pure.
"""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import msgspec

from distribution.core.errors import Shortage
from distribution.vouchers.rules import Channel


class SiteName(msgspec.Struct, frozen=True):
    """The site that a device acts for."""

    id: UUID
    name: str


class ExtractKey(msgspec.Struct, frozen=True):
    """A public key: Ed25519, 32 bytes in base64; ``id`` is in every token."""

    id: int
    public: bytes


class ExtractPin(msgspec.Struct, frozen=True):
    """What a typed PIN is compared with: PBKDF2 with SHA-256, 32 bytes."""

    salt: bytes
    iterations: int
    hash: bytes


class ExtractArticle(msgspec.Struct, frozen=True):
    """What an article is called, and what has to be known of it (allergens)."""

    name: str
    note: str
    group: str
    """Its commodity group: only within it one article may stand for another."""


class ExtractLine(msgspec.Struct, frozen=True):
    """Packs to hand over; without a lot where none is kept for the voucher."""

    article: UUID
    packs: int
    lot: str | None = None
    use_until: date | None = None
    place: str | None = None


class ExtractProxy(msgspec.Struct, frozen=True):
    """Who else may collect; ``id`` is that of the authorisation."""

    id: UUID
    name: str


class ExtractVoucher(msgspec.Struct, frozen=True, kw_only=True):
    """A voucher as a phone checks it: ``rules.VoucherFacts``, and what to hand over."""

    id: UUID
    short_code: str
    household_number: int
    persons: int
    proxies: list[ExtractProxy]
    note: str
    first_day: date
    last_day: date
    channel: Channel
    site: UUID | None
    site_name: str
    replaced_on: date | None
    revoked_on: date | None
    blocked_on: date | None
    handed_out_at: datetime | None
    handed_out_site: str
    round_closed_on: date | None
    household_eligible: bool
    recalled: tuple[Shortage, ...]
    missing: tuple[Shortage, ...]
    lines: list[ExtractLine]
    spare: Mapping[UUID, int]
    """Packs by article that may go in the place of others: free here, and due."""


class Extract(msgspec.Struct, frozen=True, kw_only=True):
    """One site's day, for one device."""

    device: UUID
    centre_name: str
    centre_phone: str
    """As the centre wrote it down, for whoever is told to ring it up."""

    site: SiteName
    day: date
    as_of: datetime
    good_until: datetime
    revocations_good_for: int
    """Seconds; with an older extract a supervisor's PIN is asked for."""

    keys: list[ExtractKey]
    pin: ExtractPin | None
    may_search: bool
    articles: Mapping[UUID, ExtractArticle]
    vouchers: list[ExtractVoucher]


class News(msgspec.Struct, frozen=True):
    """What changed since: whole entries, to be put in place of the old ones."""

    as_of: datetime
    vouchers: list[ExtractVoucher]
