"""What households store."""

from piccolo.columns import (
    JSONB,
    Array,
    BigInt,
    Boolean,
    Date,
    DoublePrecision,
    Integer,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from distribution.core.columns import (
    instant,
    key,
    of_centre,
    reference,
    word,
)


class Household(Table):
    """People who live and keep house together. People see its ``number``."""

    id = key()
    centre = of_centre()
    number = Integer(default=None)
    street = Varchar(length=120, default="")
    house_number = Varchar(length=20, default="")
    flat = Varchar(length=20, default="")
    postal_code = Varchar(length=6, default="")
    locality = Varchar(length=80, default="")
    district = Varchar(length=40, default="")
    latitude = DoublePrecision(null=True, default=None, help_text="WGS84")
    longitude = DoublePrecision(null=True, default=None, help_text="WGS84")
    phone = Varchar(length=20, null=True, default=None, help_text="E.164")
    language = Varchar(length=2, default="pl")
    large_print = Boolean(default=False)
    channel = Varchar(length=20, default="pickup")
    instructions = Text(default="", help_text="shown at the counter")
    door_notes = Text(default="", help_text="shown to the driver")
    no_messages = Boolean(default=False, help_text="wants none, whatever the phone")
    contact_name = Varchar(length=160, default="", help_text="whom to ask if nobody is")
    contact_phone = Varchar(length=20, null=True, default=None, help_text="E.164")
    contact_relation = Varchar(length=60, default="")
    import_key = Varchar(length=80, null=True, default=None)
    active = Boolean(default=True)
    anonymised_at = instant(null=True)
    created_at = Timestamptz(default=TimestamptzNow())


class HouseholdMember(Table):
    """A person of a household. The head is the one who signs."""

    id = key()
    centre = of_centre()
    household = reference("household")
    given_name = word(80)
    family_name = word(80)
    name_key = word(660)
    born_on = Date(null=True, default=None)
    birth_year = SmallInt(null=True, default=None)
    sex = Varchar(length=1, default="?", help_text="f, m or ?")
    is_head = Boolean(default=False)
    target_groups = Array(base_column=Varchar(length=30), default=list)
    left_on = Date(null=True, default=None)


class NameWord(Table):
    """A word that names of the centre are made of, once; the search goes by it.

    Kept by a trigger. There are fewer words than people, so a misspelt name is first
    looked up here and then exactly among the members.
    """

    id = key()
    centre = of_centre()
    word = word(330)


class Assessment(Table):
    """A decision on income, with all that is needed to take it again."""

    id = key()
    centre = of_centre()
    household = reference("household")
    sub_programme = reference("sub_programme")
    decided_on = Date(default=None)
    persons = SmallInt(default=None)
    total_net_grosz = BigInt(default=None)
    limit_row = reference("income_limit")
    statement = JSONB(default=None, help_text="inputs, as the rules took them")
    outcome = JSONB(default=None, help_text="the result, as the rules gave it")
    eligible = Boolean(default=None)
    decided_by = word(160)
    recorded_at = Timestamptz(default=TimestamptzNow())


class Referral(Table):
    """The document (skierowanie) that lets a household take part (R-REF-1)."""

    id = key()
    centre = of_centre()
    household = reference("household")
    sub_programme = reference("sub_programme")
    assessment = reference("assessment")
    number = word(40)
    persons = SmallInt(default=None)
    extra_percent = SmallInt(default=0, help_text="granted on top (R-PAR-3)")
    issued_on = Date(default=None)
    valid_until = Date(default=None)
    accepted_at = instant(null=True)
    withdrawn_at = instant(null=True)
    withdrawal = Varchar(length=200, default="")


class Entitlement(Table):
    """Packs of one article due to a household over a sub-programme."""

    id = key()
    centre = of_centre()
    referral = reference("referral")
    article = reference("article")
    entitled = Integer(default=None, help_text="packs")
    issued = Integer(default=0, help_text="packs")


class PickupAuthorisation(Table):
    """A written authorisation to collect for a household (R-AUTH-1)."""

    id = key()
    centre = of_centre()
    household = reference("household")
    proxy_name = word(160)
    valid_from = Date(default=None)
    valid_until = Date(null=True, default=None)
    revoked_at = instant(null=True)
    note = Varchar(length=200, default="")
    recorded_at = Timestamptz(default=TimestamptzNow())


class ReferralNumber(Table):
    """The last referral number a centre gave in a year."""

    id = key()
    centre = of_centre()
    year = SmallInt(default=None)
    last = Integer(default=0)


class HouseholdNumber(Table):
    """The last household number a centre gave."""

    id = key()
    centre = of_centre()
    last = Integer(default=0)
