"""What addresses store: reference data, yet each centre's own (docs/decisions)."""

from piccolo.columns import DoublePrecision, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from distribution.core.columns import key, of_centre, reference, word


class AddressCommune(Table):
    """A commune whose addresses were imported, and when last."""

    id = key()
    centre = of_centre()
    code = word(7)
    name = Varchar(length=80, default="")
    points = Integer(default=0)
    imported_at = Timestamptz(default=TimestamptzNow())


class AddressStreet(Table):
    """A street of a town, or a village without streets (``name`` is empty).

    ``key`` is what the search goes by: the words of the name without title and kind.
    """

    id = key()
    centre = of_centre()
    commune = word(7)
    simc = Varchar(length=7, default="")
    ulic = Varchar(length=5, default="")
    locality = word(120)
    name = Varchar(length=160, default="")
    key = Text(default="")
    place_key = Text(default="")


class AddressPoint(Table):
    """A door of the register. ``source`` is its id there, the same in every import."""

    id = key()
    centre = of_centre()
    street = reference("address_street")
    source = word(80)
    number = word(20)
    number_key = word(30)
    number_value = Integer(default=0)
    postal_code = Varchar(length=6, default="")
    latitude = DoublePrecision(default=None, help_text="WGS84")
    longitude = DoublePrecision(default=None, help_text="WGS84")


class AddressPin(Table):
    """Where staff put a point of the register; outlives every import."""

    id = key()
    centre = of_centre()
    source = word(80)
    latitude = DoublePrecision(default=None, help_text="WGS84")
    longitude = DoublePrecision(default=None, help_text="WGS84")


class AddressAlias(Table):
    """The everyday name of a street, by the codes of town and street."""

    id = key()
    centre = of_centre()
    simc = word(7)
    ulic = word(5)
    name = word(160)
    key = Text(default="")
