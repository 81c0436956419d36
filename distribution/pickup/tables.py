"""What pickup stores. Days and times are local to the site."""

from piccolo.columns import (
    Boolean,
    Bytea,
    Date,
    Integer,
    SmallInt,
    Time,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from distribution.core.columns import (
    instant,
    key,
    of_centre,
    optional_reference,
    reference,
)


class OpeningHours(Table):
    """When a site is open on a weekday; several rows a day are several spells."""

    id = key()
    centre = of_centre()
    site = reference("site")
    weekday = SmallInt(default=None, help_text="1 Monday to 7 Sunday")
    opens = Time(default=None)
    closes = Time(default=None)


class OpeningException(Table):
    """A day on which other hours hold, or none."""

    id = key()
    centre = of_centre()
    site = reference("site")
    day = Date(default=None)
    opens = Time(null=True, default=None, help_text="empty: closed")
    closes = Time(null=True, default=None)
    note = Varchar(length=120, default="")


class Slot(Table):
    """A quarter of an hour or so at one site, for so many households."""

    id = key()
    centre = of_centre()
    site = reference("site")
    round = reference("round")
    day = Date(default=None)
    starts = Time(default=None)
    minutes = SmallInt(default=15)
    capacity = SmallInt(default=None, help_text="households, by booking")
    walk_ins = SmallInt(default=0, help_text="households without one, beside capacity")
    booked = SmallInt(default=0)
    held = SmallInt(default=0)
    offered = SmallInt(default=0)
    closed_at = instant(null=True)


class Booking(Table):
    """A household's place in a slot. Cancelled ones stay."""

    id = key()
    centre = of_centre()
    slot = reference("slot")
    round = reference("round")
    household = reference("household")
    voucher = reference("voucher")
    sequence = SmallInt(default=0, help_text="of the calendar entry")
    booked_at = instant()
    booked_by = Varchar(length=160, default="")
    changed_at = instant()
    cancelled_at = instant(null=True)


class HouseholdLink(Table):
    """A household's own page for one round; 128 random bits let it in."""

    id = key()
    centre = of_centre()
    household = reference("household")
    round = reference("round")
    token_hash = Bytea(default=None, help_text="SHA-256")
    expires_at = instant()
    revoked_at = instant(null=True)
    created_at = Timestamptz(default=TimestamptzNow())


class QueueEntry(Table):
    """A number on the queue screen, with no name to it."""

    id = key()
    centre = of_centre()
    site = reference("site")
    day = Date(default=None)
    number = Integer(default=None)
    voucher = optional_reference("voucher")
    walk_in = Boolean(default=False)
    arrived_at = instant()
    called_at = instant(null=True)
    left_at = instant(null=True)
