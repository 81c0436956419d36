"""What inventory stores: an append-only ledger, and the balances it adds up to."""

from piccolo.columns import (
    JSONB,
    Boolean,
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


class Location(Table):
    """A shelf, a fridge, or the place of what the books do not explain."""

    id = key()
    centre = of_centre()
    site = reference("site")
    key = word(40)
    name = word(80)
    kind = Varchar(length=12, default="shelf", help_text="shelf, fridge, unaccounted")


class Lot(Table):
    """Packs of one article that came together, from one fund."""

    id = key()
    centre = of_centre()
    article = reference("article")
    fund = optional_reference("sub_programme; empty for donations")
    number = word(40)
    printed_date = Date(null=True, default=None)
    date_kind = Varchar(length=12, default="best_before")
    received_on = Date(default=None)
    use_until = Date(null=True, default=None, help_text="the earlier of both clocks")
    state = Varchar(
        length=12, default="usable", help_text="usable, quarantine, recalled"
    )
    state_reason = Varchar(length=200, default="")


class StockDocument(Table):
    """A PZ, WZ, MM or RW; its number has no gaps within kind and year."""

    id = key()
    centre = of_centre()
    kind = word(2)
    year = SmallInt(default=None)
    sequence = Integer(default=None)
    issued_on = Date(default=None)
    site = reference("site")
    partner = Varchar(length=160, default="", help_text="never a person's name")
    foreign_number = Varchar(length=60, default="", help_text="the Food Bank's WZ")
    note = Varchar(length=200, default="")
    file_hash = word(64, null=True)
    round = optional_reference("round")
    protocol = JSONB(null=True, default=None, help_text="of a loss: rules.documents")
    created_by = word(160)
    created_at = Timestamptz(default=TimestamptzNow())


class DocumentCounter(Table):
    """The last number given in a series and year."""

    id = key()
    centre = of_centre()
    series = word(12)
    year = SmallInt(default=None)
    last = Integer(default=0)


class Movement(Table):
    """One change of the packs of one lot at one location. Append-only."""

    id = key()
    centre = of_centre()
    lot = reference("lot")
    location = reference("location")
    packs = Integer(default=None, help_text="signed: positive in, negative out")
    reason = word(30)
    document = optional_reference("stock_document")
    handout = optional_reference("handout")
    mends = optional_reference("movement that this one undoes")
    moved_on = Date(default=None, help_text="local day")
    recorded_at = Timestamptz(default=TimestamptzNow())
    case_size = SmallInt(
        null=True, default=None, help_text="packs a case, delivery line"
    )
    note = Varchar(length=200, default="")


class StockBalance(Table):
    """Packs of one lot at one location now: the sum of its movements."""

    id = key()
    centre = of_centre()
    lot = reference("lot")
    location = reference("location")
    packs = Integer(default=0)
    reserved = Integer(default=0)


class StockMinimum(Table):
    """How many free packs of an article a site should not fall below (I21)."""

    id = key()
    centre = of_centre()
    article = reference("article")
    site = reference("site")
    packs = Integer(default=None)


class Reservation(Table):
    """Packs of one balance kept for one owner until a day."""

    id = key()
    centre = of_centre()
    balance = reference("stock_balance")
    owner = reference("voucher")
    article = reference("article")
    packs = Integer(default=None)
    expires_on = Date(default=None, help_text="last day it holds")


class StockCount(Table):
    """A count of one location; only it clears what is unaccounted for."""

    id = key()
    centre = of_centre()
    location = reference("location")
    counted_on = Date(default=None)
    counted_by = word(160)
    document = optional_reference("stock_document")
    note = Text(default="")
    closed = Boolean(default=True)
    recorded_at = Timestamptz(default=TimestamptzNow())


class StockCountLine(Table):
    """What was counted of one lot, beside what the books said."""

    id = key()
    centre = of_centre()
    stock_count = reference("stock_count")
    lot = reference("lot")
    expected = Integer(default=None)
    counted = Integer(default=None)


class Recall(Table):
    """A withdrawal from the market of one lot, and what came of it."""

    id = key()
    centre = of_centre()
    lot = reference("lot")
    kind = word(12)
    reason = word(200)
    announced_at = instant()
    lifted_at = instant(null=True)


class LabelRun(Table):
    """Sheets of labels that were printed ahead."""

    id = key()
    centre = of_centre()
    sheets = SmallInt(default=None)
    made_by = word(160)
    made_at = Timestamptz(default=TimestamptzNow())


class StoreLabel(Table):
    """A label with a code of its own: of nothing yet, of a place, or of a box.

    A box is packs of one lot at one place; ``packs`` is how many it held when the
    label was put on or the box was last moved.
    """

    id = key()
    centre = of_centre()
    run = reference("label_run")
    code = word(6)
    location = optional_reference("location")
    lot = optional_reference("lot; empty for a place")
    packs = Integer(null=True, default=None)
    attached_by = Varchar(length=160, default="")
    attached_at = instant(null=True)
    void_reason = Varchar(length=200, default="")
    void_at = instant(null=True)


class GatheredLine(Table):
    """Packs of one lot at one place that were gathered for a round.

    A labelled box is gathered once; loose packs of a line stand in one row together.
    """

    id = key()
    centre = of_centre()
    round = reference("round")
    lot = reference("lot")
    location = reference("location")
    label = optional_reference("store_label of the box; empty for loose packs")
    packs = Integer(default=None)
    gathered_by = word(160)
    gathered_at = Timestamptz(default=TimestamptzNow())
