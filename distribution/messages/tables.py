"""What messages store: the outbox."""

from piccolo.columns import JSONB, Integer, SmallInt, Timestamptz, Varchar
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


class OutboxMessage(Table):
    """A message to be sent; written in the transaction that gives the cause."""

    id = key()
    centre = of_centre()
    kind = word(40)
    recipient = word(20)
    language = Varchar(length=2, default="pl")
    facts = JSONB(default="{}", help_text="what the text names")
    subject = reference("what it is about: a booking, a run")
    subject_sequence = Integer(default=0, help_text="stale once the subject moved on")
    household = optional_reference("household")
    idempotency_key = word(120)
    state = Varchar(length=10, default="queued")
    attempts = SmallInt(default=0)
    not_before = instant()
    created_at = Timestamptz(default=TimestamptzNow())
    sent_at = instant(null=True)
    provider_id = word(80, null=True)
    failure = word(200, null=True)
