"""What pickup brings for the workers: who knows whether a message still holds."""

from distribution.messages.rules.outbox import MessageKind
from distribution.messages.sending import Subjects
from distribution.pickup.queries.bookings import booking_subject
from distribution.pickup.queries.links import link_subject

SUBJECTS: Subjects = {
    MessageKind.SLOT_CONFIRMED: booking_subject,
    MessageKind.SLOT_MOVED: booking_subject,
    MessageKind.SLOT_CANCELLED: booking_subject,
    MessageKind.SLOT_REMINDER: booking_subject,
    MessageKind.BOOKING_LINK: link_subject,
}
"""For `sending_job`; a driver's run is routing's to tell."""
