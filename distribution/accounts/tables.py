"""What accounts store."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigSerial,
    Boolean,
    Bytea,
    DoublePrecision,
    Integer,
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
    optional_reference,
    reference,
    word,
)


class Centre(Table):
    """A welfare centre. Its rows in every other table carry its id."""

    id = key()
    key = word(40)
    name = word(160)
    short_name = word(60)
    address = Varchar(length=200, default="")
    phone = Varchar(length=120, default="", help_text="as printed on vouchers")
    created_at = Timestamptz(default=TimestamptzNow())


class Site(Table):
    """A place of a centre that stores food, hands it out, or both."""

    id = key()
    centre = of_centre()
    key = word(40)
    name = word(160)
    address = word(200)
    latitude = DoublePrecision(null=True, default=None, help_text="WGS84")
    longitude = DoublePrecision(null=True, default=None, help_text="WGS84")
    is_pickup = Boolean(default=False)
    is_warehouse = Boolean(default=False)
    active = Boolean(default=True)


class Staff(Table):
    """A person who signs in. Never deleted: deactivated, so that traces keep."""

    id = key()
    centre = of_centre()
    login = word(80)
    name = word(160)
    phone = Varchar(length=20, null=True, default=None, help_text="E.164")
    language = Varchar(length=2, default="pl")
    password_hash = Text(null=True, default=None, help_text="argon2id")
    active = Boolean(default=True)
    created_at = Timestamptz(default=TimestamptzNow())


class StaffRole(Table):
    """One role of one person."""

    id = key()
    centre = of_centre()
    staff = reference("staff")
    role = word(30)


class PasswordLink(Table):
    """A one-time link by which a person sets the password."""

    id = key()
    centre = of_centre()
    staff = reference("staff")
    token_hash = Bytea(default=None, help_text="SHA-256")
    expires_at = instant()
    used_at = instant(null=True)


class Session(Table):
    """One sign-in of one person, ended by sign-out, time or deactivation."""

    id = key()
    centre = of_centre()
    staff = reference("staff")
    token_hash = Bytea(default=None, help_text="SHA-256")
    csrf = word(64)
    created_at = Timestamptz(default=TimestamptzNow())
    expires_at = instant()
    ended_at = instant(null=True)


class SignInAttempt(Table):
    """A try to sign in, for slowing down guessers. Belongs to no centre yet."""

    id = key()
    login = word(80)
    peer = word(80)
    tried_at = Timestamptz(default=TimestamptzNow())
    succeeded = Boolean(default=False)


class Device(Table):
    """A phone or scanner that may act for one site until it is revoked.

    With ``started_by`` it is somebody's phone for a shift, which ends by itself. The
    last four columns are what the device last said of itself; they are no history.
    """

    id = key()
    centre = of_centre()
    site = reference("site")
    name = word(80)
    token_hash = Bytea(default=None, help_text="SHA-256")
    enrolled_at = Timestamptz(default=TimestamptzNow())
    revoked_at = instant(null=True)
    started_by = optional_reference("staff")
    expires_at = instant(null=True)
    last_seen_at = instant(null=True)
    waiting = Integer(default=0, help_text="hand-outs that it has not sent yet")
    ready = Boolean(default=False, help_text="could go on without signal")
    extract_at = instant(null=True)


class AuditEntry(Table):
    """One change of one row, written by a trigger. Append-only."""

    id = BigSerial(primary_key=True)
    centre = UUID(null=True, default=None)
    at = Timestamptz(default=TimestamptzNow())
    actor = Varchar(length=160, default="")
    action = word(10)
    relation = word(60)
    row_id = UUID(null=True, default=None)
    before = JSONB(null=True, default=None)
    after = JSONB(null=True, default=None)
