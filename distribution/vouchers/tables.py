"""What vouchers store. A voucher's state is derived, never stored."""

from piccolo.columns import (
    UUID,
    Array,
    Boolean,
    Bytea,
    Date,
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
    optional_reference,
    reference,
    word,
)


class SigningKey(Table):
    """A centre's Ed25519 key; ``number`` is unique in the centre.

    Centres share the 256 numbers that fit a token, evenly.
    """

    id = key()
    centre = of_centre()
    number = SmallInt(default=None, help_text="0-255, in every token")
    public_key = Bytea(default=None)
    wrapped_private_key = Bytea(default=None, help_text="under the master key")
    created_at = Timestamptz(default=TimestamptzNow())
    retired_at = instant(null=True)


class Voucher(Table):
    """A household's right to one parcel of one round."""

    id = key()
    centre = of_centre()
    round = reference("round")
    household = reference("household")
    referral = reference("referral")
    persons = SmallInt(default=None)
    short_code = word(12)
    key_number = SmallInt(default=None)
    valid_from = Date(default=None)
    last_valid_day = Date(default=None)
    channel = Varchar(length=20, default="pickup")
    site = reference("site")
    issued_at = instant()
    replaced_by = optional_reference("voucher")
    revoked_at = instant(null=True)
    revocation = Varchar(length=200, default="")
    blocked_at = instant(null=True)
    block_reason = Varchar(length=200, default="")
    printed = SmallInt(default=0, help_text="times printed")
    copies = SmallInt(default=0, help_text="the last number given to a copy")


class VoucherLine(Table):
    """What a voucher is good for: packs of one article."""

    id = key()
    centre = of_centre()
    voucher = reference("voucher")
    article = reference("article")
    packs = SmallInt(default=None)


class Handout(Table):
    """The fact that a parcel was handed over."""

    id = key()
    centre = of_centre()
    voucher = reference("voucher")
    household = reference("household")
    round = reference("round")
    site = reference("site")
    nonce = reference("made by the device; the same on a retry")
    channel = word(20)
    recipient = word(12)
    authorisation = optional_reference("pickup_authorisation")
    scanned_at = instant()
    local_day = Date(default=None)
    recorded_at = Timestamptz(default=TimestamptzNow())
    offline = Boolean(default=False)
    conflict = word(40, null=True)
    pin_used = Boolean(default=False, help_text="a supervisor let it through")
    taken_by = word(160)
    annulled_at = instant(null=True)
    annulment = Varchar(length=200, default="")
    annulled_by = Varchar(length=160, default="")


class HandoutShort(Table):
    """Packs of a voucher that were not handed over with it, and why. Append-only."""

    id = key()
    centre = of_centre()
    handout = reference("handout")
    article = reference("article")
    packs = SmallInt(default=None)
    reason = word(20, null=True)
    note = Varchar(length=200, default="")


class HandoutSubstitute(Table):
    """Packs that were handed over in the place of another article. Append-only."""

    id = key()
    centre = of_centre()
    handout = reference("handout")
    article = reference("article")
    instead_of = reference("article")
    packs = SmallInt(default=None)


class ShortSettlement(Table):
    """What became of packs that were reported damaged: a loss, or nothing to book."""

    id = key()
    centre = of_centre()
    short = reference("handout_short")
    document = optional_reference("stock_document")
    settled_at = instant()
    settled_by = word(160)


class CounterSearch(Table):
    """Who was looked for by name at a counter; found are ids. Append-only.

    ``text`` is empty where nobody was found.
    """

    id = key()
    centre = of_centre()
    at = instant()
    text = word(80)
    found = Array(base_column=UUID(), default=list, help_text="household")


class Scan(Table):
    """A scan that was looked at or refused. Append-only; holds no code in clear."""

    id = key()
    centre = of_centre()
    at = instant()
    recorded_at = Timestamptz(default=TimestamptzNow())
    actor = word(160)
    site = optional_reference("site")
    channel = word(20)
    voucher = optional_reference("voucher")
    nonce = optional_reference("as sent")
    purpose = word(10)
    refusal = word(40, null=True)
    offline = Boolean(default=False)


class ScanSetting(Table):
    """How the scanners of a centre go on without signal; one row a centre."""

    id = key()
    centre = of_centre()
    revocations_good_for = Integer(default=14_400, help_text="seconds")
    pin_changed_at = instant(null=True)


class ScanPin(Table):
    """The supervisor's PIN, as phones compare it; none until a coordinator sets one."""

    id = key()
    centre = of_centre()
    salt = Bytea(default=None)
    iterations = Integer(default=None)
    pin_hash = Bytea(default=None, help_text="PBKDF2-SHA256, 32 bytes")


class ConflictCase(Table):
    """Something that happened and should not have; the coordinator settles it."""

    id = key()
    centre = of_centre()
    handout = reference("handout")
    reason = word(40)
    opened_at = instant()
    settled_at = instant(null=True)
    settled_by = Varchar(length=160, default="")
    settlement = Text(default="")


class PrintJob(Table):
    """Sheets of a round that somebody asked for; a worker makes them."""

    id = key()
    centre = of_centre()
    round = reference("round")
    state = word(12)
    failure = Text(default="")
    asked_by = word(160)
    asked_at = instant()
    made_at = instant(null=True)


class PrintItem(Table):
    """A voucher that a print is to hold."""

    id = key()
    centre = of_centre()
    print_job = reference("print_job")
    voucher = reference("voucher")
    copy = SmallInt(default=0, help_text="its copy's number; 0 before it has one")


class PrintFile(Table):
    """The sheets, for any process to serve. They go after a few days."""

    id = key()
    centre = of_centre()
    print_job = reference("print_job")
    content = Bytea(default=None, help_text="PDF")
