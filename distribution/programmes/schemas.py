"""What crosses the wire in programmes."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from distribution.programmes.rules import DeliveryBasisKind

Reference = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
"""An id, or the key from a listing."""


Key = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=40)]


class RoundLineGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Packs of one article a person; the article by its id or code."""

    article: Reference
    packs: Annotated[int, msgspec.Meta(ge=1, le=1000)]


class RoundGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A round to be opened; with ``open`` false it stays planned."""

    sub_programme: Reference
    site: Reference
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=160)]
    starts_on: date
    ends_on: date
    lines: Annotated[list[RoundLineGiven], msgspec.Meta(min_length=1, max_length=100)]
    key: Key | None = None
    note: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    open: bool = True


class RoundLineSeen(msgspec.Struct, frozen=True):
    """Packs of one article a person gets."""

    article: UUID
    code: str
    name: str
    group: str
    packs: int


class RoundSeen(msgspec.Struct, frozen=True):
    """A round as listings show it; ``state`` is that of today."""

    id: UUID
    key: str
    name: str
    state: str
    sub_programme: UUID
    sub_programme_key: str
    site: UUID
    site_key: str
    starts_on: date
    ends_on: date
    lines: list[RoundLineSeen]


class SubProgrammeSeen(msgspec.Struct, frozen=True):
    """A sub-programme as listings show it."""

    id: UUID
    key: str
    name: str
    programme: UUID
    programme_key: str
    starts_on: date
    ends_on: date


class ArticleSeen(msgspec.Struct, frozen=True):
    """An article; ``pack_grams`` is physical, ``report_grams`` what reports count."""

    id: UUID
    code: str
    name: str
    group: str
    pack_grams: int
    report_grams: int
    clock_months: int
    cold: bool


Source = Annotated[str, msgspec.Meta(max_length=200, examples=["M.P. 2025 poz. 1"])]
Single = Annotated[
    int,
    msgspec.Meta(gt=0, le=10_000_000, description="grosz a month", examples=[267650]),
]
Family = Annotated[
    int,
    msgspec.Meta(gt=0, le=10_000_000, description="grosz a month", examples=[218095]),
]
Hectare = Annotated[
    int,
    msgspec.Meta(gt=0, le=10_000_000, description="grosz a month", examples=[45900]),
]


class IncomeBaseGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The criterion of art. 8 from a day on; amounts in grosz a month."""

    valid_from: Annotated[date, msgspec.Meta(examples=["2031-01-01"])]
    single_grosz: Single
    family_grosz: Family
    hectare_grosz: Hectare
    source: Source = ""


class IncomeLimitGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A limit from a day on; ``percent`` is of the criterion, the amounts decide."""

    valid_from: Annotated[date, msgspec.Meta(examples=["2031-01-01"])]
    percent: Annotated[int, msgspec.Meta(ge=1, le=1000, examples=[265])]
    single_grosz: Single
    family_grosz: Family
    source: Source = ""


class NewIncomeLimitGiven(IncomeLimitGiven, frozen=True, kw_only=True):
    """A new limit also names its programme, by id or key."""

    programme: Annotated[Reference, msgspec.Meta(examples=["fepz"])]


class DeliveryBasisGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why parcels may leave the premises; without a household, all of them."""

    kind: DeliveryBasisKind
    document: Annotated[
        str,
        msgspec.Meta(min_length=1, max_length=200, examples=["Decyzja nr 7/2026"]),
    ]
    valid_from: Annotated[date, msgspec.Meta(examples=["2026-03-01"])]
    valid_until: date | None = None
    household: UUID | None = None


class DeliveryBasisEnd(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last day on which a basis holds."""

    last_day: Annotated[date, msgspec.Meta(examples=["2026-12-31"])]


class MadeSeen(msgspec.Struct, frozen=True):
    """What was made."""

    id: UUID
