"""Pictures of parcels at doors: whether any are taken, and how long one is kept. Pure.

Off unless the centre decides otherwise: a picture of a door tells who gets help (E38).
"""

import msgspec

from distribution.core.errors import FieldError
from distribution.core.language import N_

LONGEST_KEPT = 90
"""Days after which no quarrel about a parcel is left [P]."""


class PhotoRules(msgspec.Struct, frozen=True):
    """Whether drivers may take a picture at a door; ``days``: how long it is kept."""

    allowed: bool = False
    days: int = 14


def photo_faults(rules: PhotoRules) -> list[FieldError]:
    """Return what is wrong with the rules, each fault with its field."""
    if 1 <= rules.days <= LONGEST_KEPT:
        return []
    sentence = N_("Wpisz od 1 do {most} dni.")
    return [FieldError("days", sentence, {"most": LONGEST_KEPT})]
