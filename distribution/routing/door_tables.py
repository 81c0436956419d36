"""What routing stores of doors beside their outcomes: pictures, and worries."""

from piccolo.columns import Bytea, Date, SmallInt, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from distribution.core.columns import instant, key, of_centre, reference, word


class DoorPhoto(Table):
    """A picture of a parcel at a door, until its day comes; without its content."""

    id = key()
    centre = of_centre()
    outcome = reference("stop_outcome")
    taken_at = instant()
    width = SmallInt(default=None)
    height = SmallInt(default=None)
    delete_on = Date(default=None)


class DoorPhotoContent(Table):
    """What is seen on it, as JPEG; apart, so that no trail holds it."""

    id = key()
    centre = of_centre()
    photo = reference("door_photo")
    content = Bytea(default=None)


class Concern(Table):
    """What worried a driver at a door; for social workers alone. Append-only."""

    id = key()
    centre = of_centre()
    stop = reference("stop")
    nonce = reference("made by the phone; the same on a retry")
    note = Varchar(length=500, default="")
    happened_at = instant()
    recorded_at = Timestamptz(default=TimestamptzNow())
    recorded_by = word(160)


class ConcernAnswer(Table):
    """What a social worker did about a concern. Append-only."""

    id = key()
    centre = of_centre()
    concern = reference("concern")
    resolution = Varchar(length=500, default="")
    answered_at = instant()
    answered_by = word(160)
