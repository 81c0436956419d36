"""Where the plan of a day stands. Pure."""

from enum import StrEnum

from distribution.core.language import N_


class PlanState(StrEnum):
    """Where a plan stands."""

    QUEUED = "queued"
    SOLVING = "solving"
    SOLVED = "solved"
    FAILED = "failed"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


PLAN_STATE_LABELS: dict[PlanState, str] = {
    PlanState.QUEUED: N_("czeka w kolejce"),
    PlanState.SOLVING: N_("układa się"),
    PlanState.SOLVED: N_("gotowy, nieogłoszony"),
    PlanState.FAILED: N_("nie udał się"),
    PlanState.PUBLISHED: N_("ogłoszony"),
    PlanState.SUPERSEDED: N_("zastąpiony nowszym"),
}

IN_WORK = frozenset({PlanState.QUEUED, PlanState.SOLVING})
