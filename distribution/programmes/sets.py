"""Sets of food per person, commodity groups and the issue clock. Pure."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from distribution.core.language import N_
from distribution.core.units import Grams, Packs, ReportGrams


class CommodityGroup(StrEnum):
    """A group of articles; a parcel holds at least three of them (R-PAR-1)."""

    VEGETABLES_FRUIT = "vegetables_fruit"
    STARCHY = "starchy"
    DAIRY = "dairy"
    MEAT_FISH = "meat_fish"
    SUGARS = "sugars"
    FATS = "fats"
    READY_MEALS = "ready_meals"
    OTHER = "other"


COMMODITY_GROUP_LABELS: Mapping[CommodityGroup, str] = {
    CommodityGroup.VEGETABLES_FRUIT: N_("warzywne i owocowe"),
    CommodityGroup.STARCHY: N_("skrobiowe"),
    CommodityGroup.DAIRY: N_("mleczne"),
    CommodityGroup.MEAT_FISH: N_("mięsne"),
    CommodityGroup.SUGARS: N_("cukry"),
    CommodityGroup.FATS: N_("tłuszcze"),
    CommodityGroup.READY_MEALS: N_("dania gotowe"),
    CommodityGroup.OTHER: N_("inne"),
}

MINIMUM_GROUPS = 3
"""Different commodity groups in a parcel. Source: R-PAR-1."""

DEFAULT_CLOCK_MONTHS = 3
"""k of N+k for whatever is neither cheese nor in ``_SHORTER_CLOCKS``."""

_SHORTER_CLOCKS: Mapping[str, int] = {"SER": 1, "MAKA": 2, "MLEKO": 2, "HERB": 2}
_COLD = frozenset({"SER"})


def issue_clock(article_code: str) -> int:
    """Return k: the article is issued by the end of the k-th month after receipt.

    Ripened cheese 1; flour, UHT milk and butter biscuits 2; all other 3. It is the
    default for a new article, which then carries its own number.

    Source: R-ROT-1, DOMAIN.md 4.2.
    """
    return _SHORTER_CLOCKS.get(article_code.upper(), DEFAULT_CLOCK_MONTHS)


class SetArticle(msgspec.Struct, frozen=True):
    """One article of a set: packs a person, and the weights of one pack.

    ``grams`` is what a car carries; ``report_grams`` what the programme counts,
    where one litre is one kilogram.
    """

    code: str
    name: str
    group: CommodityGroup
    packs: Packs
    grams: Grams
    report_grams: ReportGrams
    clock_months: int
    cold: bool


class EntitlementSet(msgspec.Struct, frozen=True):
    """What one person is due over a whole sub-programme; versioned."""

    sub_programme: str
    version: int
    articles: tuple[SetArticle, ...]

    @property
    def packs(self) -> Packs:
        """Packs of all articles a person."""
        return Packs(sum(article.packs for article in self.articles))

    @property
    def report_grams(self) -> ReportGrams:
        """Report weight of all articles a person."""
        return ReportGrams(sum(a.packs * a.report_grams for a in self.articles))


def _article(
    code: str,
    name: str,
    group: CommodityGroup,
    packs: int,
    report_grams: int,
    *,
    grams: int | None = None,
) -> SetArticle:
    return SetArticle(
        code=code,
        name=name,
        group=group,
        packs=Packs(packs),
        grams=Grams(grams or report_grams),
        report_grams=ReportGrams(report_grams),
        clock_months=issue_clock(code),
        cold=code in _COLD,
    )


_VEGETABLES, _STARCHY = CommodityGroup.VEGETABLES_FRUIT, CommodityGroup.STARCHY
_DAIRY, _MEAT = CommodityGroup.DAIRY, CommodityGroup.MEAT_FISH
_SUGARS, _FATS = CommodityGroup.SUGARS, CommodityGroup.FATS

FEPZ_2024_SET = EntitlementSet(
    sub_programme="fepz_2024",
    version=1,
    articles=(
        _article("GROSZEK", "groszek z marchewką", _VEGETABLES, 5, 400),
        _article("KONC", "koncentrat pomidorowy", _VEGETABLES, 7, 160),
        _article("DZEM", "dżem truskawkowy", _VEGETABLES, 5, 300),
        _article("MAKARON", "makaron jajeczny świderki", _STARCHY, 6, 500),
        _article("MAKA", "mąka pszenna", _STARCHY, 4, 1000),
        _article("HERB", "herbatniki maślane", _STARCHY, 3, 200),
        _article("KASZA", "kasza jęczmienna", _STARCHY, 4, 500),
        _article("PLATKI", "płatki owsiane", _STARCHY, 3, 500),
        _article("KAWA", "kawa zbożowa rozpuszczalna", _STARCHY, 2, 200),
        _article("MLEKO", "mleko UHT", _DAIRY, 7, 1000, grams=1030),
        _article("SER", "ser podpuszczkowy dojrzewający", _DAIRY, 3, 400),
        _article("SZWIEP", "szynka wieprzowa mielona", _MEAT, 5, 300),
        _article("SZDROB", "szynka drobiowa", _MEAT, 5, 300),
        _article("PASZTET", "pasztet wieprzowy", _MEAT, 4, 160),
        _article("SZPROT", "szprot w oleju", _MEAT, 5, 170),
        _article("CUKIER", "cukier biały", _SUGARS, 4, 1000),
        _article("MIOD", "miód wielokwiatowy", _SUGARS, 2, 400),
        _article("OLEJ", "olej rzepakowy", _FATS, 4, 1000, grams=920),
        _article("FASOLKA", "fasolka po bretońsku", CommodityGroup.READY_MEALS, 4, 500),
    ),
)
"""19 articles, 82 packs, 39.61 kg a person. Source: DOMAIN.md 4.1."""

KNOWN_SETS: Mapping[str, EntitlementSet] = {"fepz_2024": FEPZ_2024_SET}
"""By sub-programme. The sets of POPŻ 2020 and 2021 are not in any source article by
article, so there is none: the office types them in."""


def enough_groups(groups: Iterable[CommodityGroup | str]) -> bool:
    """Return whether the articles of a parcel come from enough groups (R-PAR-1)."""
    return len(set(groups)) >= MINIMUM_GROUPS
