"""What would make a stop fit that a plan leaves out. Pure; stored with the plan."""

from enum import StrEnum

import msgspec

REMEDIES = "routing.remedies"
"""The name of the job that looks for them; its function stands in ``jobs``."""


class RemedyKind(StrEnum):
    """What would have to change. Stable: stored, and part of the API."""

    WINDOW_LATER = "window_later"
    WINDOW_EARLIER = "window_earlier"
    SHIFT_LONGER = "shift_longer"
    ONE_MORE_DRIVER = "one_more_driver"
    MORE_PACKS = "more_packs"
    MORE_GRAMS = "more_grams"
    MORE_COLD_BOXES = "more_cold_boxes"
    MORE_STOPS = "more_stops"
    MORE_PEOPLE = "more_people"
    MORE_DRIVING = "more_driving"
    MORE_KILOMETRES = "more_kilometres"
    COME_BACK = "come_back"
    SKILLS = "skills"
    NOT_ONE_ALONE = "not_one_alone"


class Remedy(msgspec.Struct, frozen=True, kw_only=True):
    """One change that was tried, with which everything planned and the stop fit.

    ``shift`` is whose route or vehicle changes, or like whom one more would be; ``at``
    the second of the day up to which, or for ``WINDOW_EARLIER`` from which; ``amount``
    how many more packs, grams, boxes, stops, people, minutes or kilometres, or how
    often to come back; ``words`` the requirements that are missing. ``NOT_ONE_ALONE``
    says that no such change is enough by itself, and nothing else.
    """

    kind: RemedyKind
    shift: str | None = None
    at: int | None = None
    amount: int | None = None
    words: str = ""
