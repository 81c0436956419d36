"""What routing stores."""

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    Boolean,
    Bytea,
    Date,
    DoublePrecision,
    Integer,
    SmallInt,
    Text,
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
    word,
)


class Vehicle(Table):
    """A car that carries parcels."""

    id = key()
    centre = of_centre()
    name = word(80)
    capacity_packs = Integer(default=None)
    capacity_grams = Integer(default=None, help_text="grams")
    cold_boxes = SmallInt(default=0)
    active = Boolean(default=True)


class DeliveryNeed(Table):
    """What some doors need and some drivers bring: a lift key, Ukrainian, no fear."""

    id = key()
    centre = of_centre()
    name = word(60)
    active = Boolean(default=True)


class DriverProfile(Table):
    """Which of the needs a driver meets."""

    id = key()
    centre = of_centre()
    driver = reference("staff")
    needs = Array(base_column=UUID(), default=list, help_text="delivery_need")


class DeliveryRules(Table):
    """What holds for all routes of a centre; one row."""

    id = key()
    centre = of_centre()
    cold_minutes = SmallInt(
        null=True, default=None, help_text="from loading to the door of what is cold"
    )
    known_face_minutes = SmallInt(
        default=5, help_text="of a longer way so that the usual driver comes"
    )
    door_photos = Boolean(default=False, help_text="drivers may take pictures")
    photo_days = SmallInt(default=14, help_text="after which one is deleted")


class Shift(Table):
    """A driver with a vehicle on one day; times are local."""

    id = key()
    centre = of_centre()
    day = Date(default=None)
    driver = reference("staff")
    vehicle = reference("vehicle")
    site = reference("site where it starts")
    starts = Time(default=None)
    ends = Time(default=None)
    end_latitude = DoublePrecision(null=True, default=None)
    end_longitude = DoublePrecision(null=True, default=None)
    open_end = Boolean(default=False, help_text="the way home is not counted")
    crew = SmallInt(default=1, help_text="people in the car")
    break_opens = Time(null=True, default=None, help_text="first start of a break")
    break_closes = Time(null=True, default=None, help_text="last start of it")
    break_minutes = SmallInt(default=0)
    most_stops = SmallInt(null=True, default=None)
    most_driving_minutes = SmallInt(null=True, default=None)
    most_kilometres = SmallInt(null=True, default=None)
    most_reloads = SmallInt(default=0, help_text="how often it may load again")
    reload_minutes = SmallInt(default=15, help_text="that loading again takes")
    called_off_at = instant(null=True)


class DeliveryPreference(Table):
    """When and how a household can be visited; times are local."""

    id = key()
    centre = of_centre()
    household = reference("household")
    window_opens = Time(null=True, default=None)
    window_closes = Time(null=True, default=None)
    service_seconds = Integer(default=300)
    priority = SmallInt(default=50, help_text="0 to 100; low is left out first")
    company = Varchar(length=12, default="alone", help_text="when two people come")
    usual_driver = optional_reference("staff; empty: who came last")
    needs = Array(base_column=UUID(), default=list, help_text="delivery_need")
    not_drivers = Array(base_column=UUID(), default=list, help_text="staff")


class DeliveryPromise(Table):
    """A window that somebody was promised for one parcel; times are local."""

    id = key()
    centre = of_centre()
    household = reference("household")
    round = reference("round")
    day = Date(default=None)
    opens = Time(default=None)
    closes = Time(default=None)
    promised_at = instant()
    promised_by = word(160)


class Plan(Table):
    """A planned day, from the job that makes it to the routes that are driven."""

    id = key()
    centre = of_centre()
    day = Date(default=None)
    seconds = SmallInt(default=10)
    seed = Integer(default=1)
    engine = Varchar(length=10, default="best")
    aim = Varchar(length=15, default="least_time")
    state = Varchar(length=12, default="queued")
    progress = JSONB(default="{}")
    estimate = Boolean(default=True, help_text="travel times are estimates")
    problem = JSONB(null=True, default=None, help_text="what was solved")
    failure = Text(default="")
    requested_by = word(160)
    created_at = Timestamptz(default=TimestamptzNow())
    solved_at = instant(null=True)
    published_at = instant(null=True)
    stop_asked = Boolean(default=False, help_text="the best so far is enough")
    based_on = optional_reference("plan whose locks hold here too")
    keeps_routes = Boolean(default=False, help_text="of the plan that it is based on")
    version = Integer(default=0, help_text="how often it was changed by hand")
    changed_by = Varchar(length=160, default="")
    changed_at = instant(null=True)
    remedies_for = Integer(
        null=True, default=None, help_text="the version that remedies were found for"
    )


class PlanEdit(Table):
    """How a plan stood before it was changed by hand, so that it can be undone."""

    id = key()
    centre = of_centre()
    plan = reference("plan")
    version = Integer(default=None, help_text="of the plan before the change")
    before = JSONB(default=None, help_text="vouchers by shift, and what is locked")
    made_by = word(160)
    made_at = instant()


class Run(Table):
    """One driver's route of one plan."""

    id = key()
    centre = of_centre()
    plan = reference("plan")
    shift = reference("shift")
    day = Date(default=None)
    start_latitude = DoublePrecision(
        null=True, default=None, help_text="of a door, where it goes on from one"
    )
    start_longitude = DoublePrecision(null=True, default=None)
    leaves_at = instant()
    returns_at = instant()
    rests = JSONB(default="[]", help_text="breaks, in seconds of the day")
    reloads = JSONB(
        default="[]", help_text="where its trips end, in seconds of the day"
    )
    metres = Integer(default=0)
    locked_stops = SmallInt(default=0, help_text="so many first ones keep their order")
    published = Boolean(default=False)
    token_hash = Bytea(null=True, default=None, help_text="SHA-256 of the link")
    opened_at = instant(null=True)
    pledged_at = instant(null=True)
    finished_at = instant(null=True)
    reordered_at = instant(null=True)


class Stop(Table):
    """One delivery of a plan: at its place in a run, or left out with a reason."""

    id = key()
    centre = of_centre()
    plan = reference("plan")
    run = optional_reference("run; empty when unserved")
    voucher = reference("voucher")
    household = reference("household")
    position = SmallInt(default=0, help_text="from 1 in its run")
    arrives_at = instant(null=True)
    leaves_at = instant(null=True)
    window_opens = instant(null=True)
    window_closes = instant(null=True)
    packs = Integer(default=None)
    grams = Integer(default=None)
    cold = Boolean(default=False, help_text="needs a cold box")
    published = Boolean(default=False)
    closed = Boolean(default=False, help_text="an outcome ends it")
    locked = Boolean(default=False, help_text="to the driver of its run")
    try_again = Boolean(default=False, help_text="nobody was there; the same day again")
    unserved_code = word(40, null=True)
    unserved_facts = JSONB(default="{}")
    remedies = JSONB(default="[]", help_text="what would make it fit, each tried out")


class StopOutcome(Table):
    """What happened at a door. Append-only."""

    id = key()
    centre = of_centre()
    stop = reference("stop")
    nonce = reference("made by the phone; the same on a retry")
    outcome = word(30)
    note = Varchar(length=500, default="")
    handout = optional_reference("handout")
    happened_at = instant()
    recorded_at = Timestamptz(default=TimestamptzNow())
    recorded_by = word(160)
    steps = JSONB(default="[]", help_text="what was tried before nobody was at home")


class FollowUp(Table):
    """A note or failure from the road, open until someone dealt with it."""

    id = key()
    centre = of_centre()
    outcome = reference("stop_outcome")
    opened_at = instant()
    handled_at = instant(null=True)
    handled_by = Varchar(length=160, default="")
    condition = Varchar(length=20, default="", help_text="of a parcel brought back")
    resolution = Varchar(length=500, default="")


class RoadMap(Table):
    """The roads of a region; the newest import is in use."""

    id = key()
    centre = of_centre()
    version = Varchar(length=64, default=None, help_text="SHA-256 of the content")
    file_name = word(200)
    extract_of = instant(null=True)
    roads = Integer(default=None)
    kilometres = Integer(default=None)
    in_use = Boolean(default=True)
    imported_by = word(160)
    imported_at = instant()


class RoadMapContent(Table):
    """What a road map consists of, for the processes that plan; only of the newest."""

    id = key()
    centre = of_centre()
    road_map = reference("road_map")
    content = Bytea(default=None)
    tiles = Bytea(null=True, default=None, help_text="Valhalla's, of the same roads")
