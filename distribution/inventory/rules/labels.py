"""What a label of the store can be. Pure."""

from enum import StrEnum

from distribution.core.language import N_

LABELS_ON_A_SHEET = 24
MOST_SHEETS = 20
"""At once; 480 labels are a warehouse."""


class LabelState(StrEnum):
    """What a label names."""

    FREE = "free"
    PLACE = "place"
    BOX = "box"
    VOID = "void"


LABEL_STATE_LABELS: dict[LabelState, str] = {
    LabelState.FREE: N_("wolna"),
    LabelState.PLACE: N_("miejsce"),
    LabelState.BOX: N_("pudło"),
    LabelState.VOID: N_("unieważniona"),
}


def state_of(*, is_void: bool, is_attached: bool, is_box: bool) -> LabelState:
    """Return what a label is; a void one names nothing."""
    if is_void:
        return LabelState.VOID
    if not is_attached:
        return LabelState.FREE
    return LabelState.BOX if is_box else LabelState.PLACE
