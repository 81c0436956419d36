"""What programmes store. All dates are editable: planned ones slip by months."""

from piccolo.columns import Boolean, Date, Integer, SmallInt, Text, Varchar
from piccolo.table import Table

from distribution.core.columns import (
    instant,
    key,
    of_centre,
    optional_reference,
    reference,
    word,
)


class Programme(Table):
    """POPŻ, FEPŻ: whose rules decide."""

    id = key()
    centre = of_centre()
    key = word(40)
    name = word(160)
    age_bands = word(20)


class IncomeBase(Table):
    """The criterion of art. 8, dated (DOMAIN.md 2.1)."""

    id = key()
    centre = of_centre()
    valid_from = Date(default=None)
    single_grosz = Integer(default=None)
    family_grosz = Integer(default=None)
    hectare_grosz = Integer(default=None)
    source = Varchar(length=200, default="")


class IncomeLimit(Table):
    """The limit of a programme, dated; the stored amounts win (R-ELIG-2)."""

    id = key()
    centre = of_centre()
    programme = reference("programme")
    valid_from = Date(default=None)
    percent = SmallInt(default=None)
    single_grosz = Integer(default=None)
    family_grosz = Integer(default=None)
    source = Varchar(length=200, default="")


class SubProgramme(Table):
    """One year's distribution, such as FEPŻ 2024, with its own end."""

    id = key()
    centre = of_centre()
    programme = reference("programme")
    key = word(40)
    name = word(160)
    starts_on = Date(default=None)
    ends_on = Date(default=None)
    guideline_version = Varchar(length=40, default="")
    minimum_percent = SmallInt(default=80, help_text="share to reach each (R-PAR-2)")


class Article(Table):
    """A kind of food that is counted in packs."""

    id = key()
    centre = of_centre()
    code = word(20)
    name = word(120)
    commodity_group = word(20)
    pack_grams = Integer(default=None, help_text="physical weight of a pack, grams")
    report_grams = Integer(default=None, help_text="weight that reports count, grams")
    clock_months = SmallInt(default=3, help_text="k of N+k (R-ROT-1)")
    cold = Boolean(default=False)
    gtin = Varchar(length=14, null=True, default=None)
    allergens = Varchar(length=200, default="")
    active = Boolean(default=True)


class SetLine(Table):
    """Packs of one article a person is due over a sub-programme (R-PAR-2)."""

    id = key()
    centre = of_centre()
    sub_programme = reference("sub_programme")
    version = SmallInt(default=1, help_text="articles arrive in waves")
    article = reference("article")
    packs = SmallInt(default=None, help_text="packs a person, whole sub-programme")


class Round(Table):
    """A turn of hand-outs at one site, from one fund."""

    id = key()
    centre = of_centre()
    sub_programme = reference("sub_programme")
    site = reference("site")
    key = word(40)
    name = word(160)
    starts_on = Date(default=None)
    ends_on = Date(default=None)
    opened_at = instant(null=True)
    closed_at = instant(null=True)
    note = Text(default="")


class RoundLine(Table):
    """Packs of one article a person gets in one round."""

    id = key()
    centre = of_centre()
    round = reference("round")
    article = reference("article")
    packs = SmallInt(default=None, help_text="packs a person in this round")


class DeliveryBasis(Table):
    """Why parcels may leave the premises (DOMAIN.md 3.6); without it none is sent."""

    id = key()
    centre = of_centre()
    kind = word(30)
    household = optional_reference("household; empty for all of the centre")
    document = word(200)
    valid_from = Date(default=None)
    valid_until = Date(null=True, default=None)
    recorded_at = instant()
