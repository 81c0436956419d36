"""Programmes, their groups of people and their permission to deliver. Pure.

The words here are closed lists that the database stores; ``*_LABELS`` hold what
people read.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from distribution.core.language import N_
from distribution.programmes.errors import NoDeliveryBasisError


class ProgrammeKey(StrEnum):
    """A programme of the European Union; others may be added as data."""

    POPZ = "popz"
    FEPZ = "fepz"


PROGRAMME_NAMES: Mapping[ProgrammeKey, str] = {
    ProgrammeKey.POPZ: "Program Operacyjny Pomoc Żywnościowa 2014–2020",
    ProgrammeKey.FEPZ: "Fundusze Europejskie na Pomoc Żywnościową 2021–2027",
}


class SubProgramme(msgspec.Struct, frozen=True):
    """One year's distribution; both days belong to it, and both may be moved."""

    key: str
    programme: str
    name: str
    starts_on: date
    ends_on: date

    def runs_on(self, day: date) -> bool:
        """Return whether food may be handed out on *day*."""
        return self.starts_on <= day <= self.ends_on


def _sub(key: str, name: str, starts_on: date, ends_on: date) -> SubProgramme:
    return SubProgramme(key, ProgrammeKey(key[:4]), name, starts_on, ends_on)


KNOWN_SUB_PROGRAMMES: tuple[SubProgramme, ...] = (
    _sub("popz_2017", "POPŻ 2017", date(2017, 8, 1), date(2018, 6, 30)),
    _sub("popz_2018", "POPŻ 2018", date(2018, 8, 1), date(2019, 6, 30)),
    _sub("popz_2019", "POPŻ 2019", date(2019, 12, 1), date(2020, 9, 30)),
    _sub("popz_2020", "POPŻ 2020", date(2020, 12, 1), date(2021, 10, 31)),
    _sub("popz_2021", "POPŻ 2021", date(2021, 12, 1), date(2022, 10, 31)),
    _sub("popz_2021_plus", "POPŻ 2021 Plus", date(2023, 2, 1), date(2023, 9, 30)),
    _sub("fepz_2023", "FEPŻ 2023", date(2024, 4, 1), date(2024, 11, 30)),
    _sub("fepz_2024", "FEPŻ 2024", date(2025, 2, 18), date(2025, 9, 30)),
)
"""Seed data of DOMAIN.md 1.2. Where a source names months only, the first and the
last day; where two ends are named ("09/10.2021"), the later."""


class AgeBand(StrEnum):
    """A band that some programme reports; POPŻ and FEPŻ cut differently."""

    UP_TO_15 = "up_to_15"
    FROM_16_TO_64 = "from_16_to_64"
    UNDER_18 = "under_18"
    FROM_18_TO_29 = "from_18_to_29"
    FROM_30_TO_64 = "from_30_to_64"
    FROM_65 = "from_65"


AGE_BAND_LABELS: Mapping[AgeBand, str] = {
    AgeBand.UP_TO_15: N_("do 15 lat"),
    AgeBand.FROM_16_TO_64: N_("od 16 do 64 lat"),
    AgeBand.UNDER_18: N_("poniżej 18 lat"),
    AgeBand.FROM_18_TO_29: N_("od 18 do 29 lat"),
    AgeBand.FROM_30_TO_64: N_("od 30 do 64 lat"),
    AgeBand.FROM_65: N_("65 lat i więcej"),
}

AGE_BANDS: Mapping[str, tuple[tuple[int, AgeBand], ...]] = {
    ProgrammeKey.POPZ: (
        (0, AgeBand.UP_TO_15),
        (16, AgeBand.FROM_16_TO_64),
        (65, AgeBand.FROM_65),
    ),
    ProgrammeKey.FEPZ: (
        (0, AgeBand.UNDER_18),
        (18, AgeBand.FROM_18_TO_29),
        (30, AgeBand.FROM_30_TO_64),
        (65, AgeBand.FROM_65),
    ),
}
"""By programme: the first year of age of each band. Source: DOMAIN.md 3.5."""


def age_on(day: date, *, born_on: date | None, birth_year: int | None) -> int | None:
    """Return the age in whole years on *day*, None if no birth is known.

    With a birth year alone a person counts as born on its first day: whoever turns
    18 this year is 18. Born on 29 February, a person is a year older on 1 March.
    """
    if born_on is not None:
        had_birthday = (day.month, day.day) >= (born_on.month, born_on.day)
        return max(day.year - born_on.year - (not had_birthday), 0)
    if birth_year is not None:
        return max(day.year - birth_year, 0)
    return None


def band_of(bands: str, age: int) -> AgeBand:
    """Return the band of *age* in the table *bands* (a key of ``AGE_BANDS``)."""
    return next(band for first, band in reversed(AGE_BANDS[bands]) if age >= first)


def count_bands(bands: str, ages: Iterable[int | None]) -> dict[AgeBand, int]:
    """Return how many persons fall in each band, zeros included.

    Unknown ages are in no band: the sum tells how many are missing. Counts of POPŻ
    cannot be turned into counts of FEPŻ (≤ 15 is not < 18), so bands are counted
    from ages, each time anew. Source: DOMAIN.md 3.5.
    """
    counts = {band: 0 for _, band in AGE_BANDS[bands]}
    for age in ages:
        if age is not None:
            counts[band_of(bands, age)] += 1
    return counts


class TargetGroup(StrEnum):
    """A group that reports count. Source: DOMAIN.md 3.2 and 3.5."""

    HOMELESS = "homeless"
    DISABLED = "disabled"
    THIRD_COUNTRY = "third_country"
    FOREIGN_ORIGIN = "foreign_origin"
    OTHER = "other"


TARGET_GROUP_LABELS: Mapping[TargetGroup, str] = {
    TargetGroup.HOMELESS: N_("osoba bezdomna"),
    TargetGroup.DISABLED: N_("osoba z niepełnosprawnością"),
    TargetGroup.THIRD_COUNTRY: N_("obywatel państwa trzeciego"),
    TargetGroup.FOREIGN_ORIGIN: N_("osoba obcego pochodzenia lub z mniejszości"),
    TargetGroup.OTHER: N_("inna grupa"),
}


class HardshipReason(StrEnum):
    """A reason of art. 7 of the act on social assistance (R-ELIG-1)."""

    POVERTY = "poverty"
    ORPHANHOOD = "orphanhood"
    HOMELESSNESS = "homelessness"
    UNEMPLOYMENT = "unemployment"
    DISABILITY = "disability"
    ILLNESS = "illness"
    VIOLENCE = "violence"
    TRAFFICKING = "trafficking"
    MATERNITY_OR_MANY_CHILDREN = "maternity_or_many_children"
    HELPLESSNESS = "helplessness"
    REFUGEE_INTEGRATION = "refugee_integration"
    AFTER_PRISON = "after_prison"
    ADDICTION = "addiction"
    CRISIS = "crisis"
    DISASTER = "disaster"


HARDSHIP_LABELS: Mapping[HardshipReason, str] = {
    HardshipReason.POVERTY: N_("ubóstwo"),
    HardshipReason.ORPHANHOOD: N_("sieroctwo"),
    HardshipReason.HOMELESSNESS: N_("bezdomność"),
    HardshipReason.UNEMPLOYMENT: N_("bezrobocie"),
    HardshipReason.DISABILITY: N_("niepełnosprawność"),
    HardshipReason.ILLNESS: N_("długotrwała lub ciężka choroba"),
    HardshipReason.VIOLENCE: N_("przemoc domowa"),
    HardshipReason.TRAFFICKING: N_("potrzeba ochrony ofiar handlu ludźmi"),
    HardshipReason.MATERNITY_OR_MANY_CHILDREN: N_(
        "potrzeba ochrony macierzyństwa lub wielodzietności"
    ),
    HardshipReason.HELPLESSNESS: N_(
        "bezradność w sprawach opiekuńczo-wychowawczych i prowadzenia"
        " gospodarstwa domowego"
    ),
    HardshipReason.REFUGEE_INTEGRATION: N_("trudności w integracji cudzoziemców"),
    HardshipReason.AFTER_PRISON: N_(
        "trudności w przystosowaniu do życia po zwolnieniu z zakładu karnego"
    ),
    HardshipReason.ADDICTION: N_("alkoholizm lub narkomania"),
    HardshipReason.CRISIS: N_("zdarzenie losowe lub sytuacja kryzysowa"),
    HardshipReason.DISASTER: N_("klęska żywiołowa lub ekologiczna"),
}


class DeliveryBasisKind(StrEnum):
    """Why a parcel may leave the premises at all. Source: DOMAIN.md 3.6."""

    AUTHORISED_PICKUP = "authorised_pickup"
    EMERGENCY_RULE = "emergency_rule"
    OPL_OWN_DELIVERY = "opl_own_delivery"


DELIVERY_BASIS_LABELS: Mapping[DeliveryBasisKind, str] = {
    DeliveryBasisKind.AUTHORISED_PICKUP: N_("odbiór przez osobę upoważnioną"),
    DeliveryBasisKind.EMERGENCY_RULE: N_("zasady na czas zagrożenia"),
    DeliveryBasisKind.OPL_OWN_DELIVERY: N_("dowóz własny za zgodą Banku Żywności"),
}


class DeliveryBasis(msgspec.Struct, frozen=True):
    """A recorded basis: the document, its days, and the household it is for.

    ``household`` None means every household of the centre; an authorisation is
    always one household's own.
    """

    kind: DeliveryBasisKind
    document: str
    valid_from: date
    valid_until: date | None = None
    household: UUID | None = None

    def covers(self, household: UUID, day: date) -> bool:
        """Return whether it lets a parcel go to *household* on *day*."""
        if not self.document.strip() or day < self.valid_from:
            return False
        if self.valid_until is not None and day > self.valid_until:
            return False
        if self.kind is DeliveryBasisKind.AUTHORISED_PICKUP:
            return self.household == household
        return self.household is None or self.household == household


def delivery_basis(
    bases: Iterable[DeliveryBasis], household: UUID, on: date
) -> DeliveryBasis | None:
    """Return a recorded basis that covers *household* on the day, or None."""
    return next((basis for basis in bases if basis.covers(household, on)), None)


def may_dispatch(bases: Iterable[DeliveryBasis], household: UUID, on: date) -> bool:
    """Return whether a parcel may be carried to *household* on the day (R-PAR-6)."""
    return delivery_basis(bases, household, on) is not None


def check_dispatch(
    bases: Iterable[DeliveryBasis], household: UUID, on: date
) -> DeliveryBasis:
    """Return the basis that covers a dispatch, for the record.

    Raises:
        NoDeliveryBasisError: None is recorded for this household and day.
    """
    found = delivery_basis(bases, household, on)
    if found is None:
        raise NoDeliveryBasisError(on=on.isoformat())
    return found
