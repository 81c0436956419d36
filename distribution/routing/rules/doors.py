"""What can happen at a door, and how far a run has come. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from distribution.core.language import N_


class Outcome(StrEnum):
    """How a stop ended. Stored; never rename one."""

    HANDED_OVER = "handed_over"
    NOT_HOME = "not_home"
    REFUSED = "refused"
    WRONG_ADDRESS = "wrong_address"
    COULD_NOT_TAKE_ALL = "could_not_take_all"
    NOT_REACHED = "not_reached"
    OTHER = "other"
    UNASSIGNED = "unassigned"


OUTCOME_LABELS: Mapping[Outcome, str] = {
    Outcome.HANDED_OVER: N_("wydano przy drzwiach"),
    Outcome.NOT_HOME: N_("nikogo nie było"),
    Outcome.REFUSED: N_("odmowa przyjęcia"),
    Outcome.WRONG_ADDRESS: N_("zły adres"),
    Outcome.COULD_NOT_TAKE_ALL: N_("paczka nie zmieściła się w aucie"),
    Outcome.NOT_REACHED: N_("nie udało się dojechać"),
    Outcome.OTHER: N_("inny powód"),
    Outcome.UNASSIGNED: N_("zdjęta z trasy przez koordynatora"),
}

FAILURES: tuple[Outcome, ...] = (
    Outcome.NOT_HOME,
    Outcome.REFUSED,
    Outcome.WRONG_ADDRESS,
    Outcome.COULD_NOT_TAKE_ALL,
    Outcome.NOT_REACHED,
    Outcome.OTHER,
)
"""What a driver may say of a parcel that was not handed over."""


class TriedStep(StrEnum):
    """What is tried, in this order, before nobody is at home. Stored."""

    RANG = "rang"
    PHONED = "phoned"
    RANG_AGAIN = "rang_again"
    CONTACT_PERSON = "contact_person"
    DUTY_PHONE = "duty_phone"


TRIED_STEP_LABELS: Mapping[TriedStep, str] = {
    TriedStep.RANG: N_("dzwonek do drzwi"),
    TriedStep.PHONED: N_("telefon do gospodarstwa"),
    TriedStep.RANG_AGAIN: N_("drugi dzwonek po pięciu minutach"),
    TriedStep.CONTACT_PERSON: N_("osoba kontaktowa albo upoważniona"),
    TriedStep.DUTY_PHONE: N_("telefon dyżurny centrum"),
}


class Tried(msgspec.Struct, frozen=True):
    """A step, and when it was taken."""

    step: TriedStep
    at: datetime


def untried(tried: Iterable[Tried]) -> list[TriedStep]:
    """Return the steps that were left out."""
    done = {one.step for one in tried}
    return [step for step in TriedStep if step not in done]


BEFORE_THE_CONTACT: frozenset[TriedStep] = frozenset(
    {TriedStep.RANG, TriedStep.PHONED, TriedStep.RANG_AGAIN}
)
"""What a driver has tried before the contact person of a household is shown."""


def reaches_contact(tried: Iterable[TriedStep]) -> bool:
    """Say whether the household's contact person is to be asked by now."""
    return set(tried) >= BEFORE_THE_CONTACT


NEVER_LOADED: frozenset[Outcome] = frozenset(
    {Outcome.COULD_NOT_TAKE_ALL, Outcome.UNASSIGNED}
)
"""The parcel stayed at its site: nobody has to look at what comes back."""


TRY_AGAIN: frozenset[Outcome] = frozenset(
    {Outcome.NOT_HOME, Outcome.OTHER, Outcome.NOT_REACHED}
)
"""How a stop ended that is worth another try on the same day."""

LONGEST_NOTE = 500
"""Characters of what a driver or coordinator writes about a stop."""


class ParcelCondition(StrEnum):
    """How a parcel came back; looked at before it is handed out again (I25)."""

    GOOD = "good"
    COLD_CHAIN_BROKEN = "cold_chain_broken"
    DAMAGED = "damaged"
    NOT_BACK = "not_back"


CONDITION_LABELS: Mapping[ParcelCondition, str] = {
    ParcelCondition.GOOD: N_("wróciła w dobrym stanie, chłodne było chłodzone"),
    ParcelCondition.COLD_CHAIN_BROKEN: N_("wróciła, ale przerwano chłodzenie"),
    ParcelCondition.DAMAGED: N_("wróciła uszkodzona"),
    ParcelCondition.NOT_BACK: N_("jeszcze nie wróciła"),
}


class RunState(StrEnum):
    """How far a driver has come; derived, never stored (D8)."""

    NOT_OPENED = "not_opened"
    UNDER_WAY = "under_way"
    PROBLEM = "problem"
    FINISHED = "finished"


RUN_STATE_LABELS: Mapping[RunState, str] = {
    RunState.NOT_OPENED: N_("kierowca nie otworzył trasy"),
    RunState.UNDER_WAY: N_("w drodze"),
    RunState.PROBLEM: N_("jest problem"),
    RunState.FINISHED: N_("zakończona"),
}


def run_state(*, opened: bool, waiting: int, open_follow_ups: int) -> RunState:
    """Return the state that a coordinator sees; a problem outweighs all else.

    Args:
        opened: Whether the driver has seen the run.
        waiting: Stops without an end.
        open_follow_ups: Notes and failures that nobody has dealt with.
    """
    if open_follow_ups:
        return RunState.PROBLEM
    if not waiting:
        return RunState.FINISHED
    return RunState.UNDER_WAY if opened else RunState.NOT_OPENED


class StopState(StrEnum):
    """Where a stop of a run stands; "done" is read from the hand-out."""

    WAITING = "waiting"
    DONE = "done"
    DONE_ELSEWHERE = "done_elsewhere"
    NOT_DELIVERED = "not_delivered"


STOP_STATE_LABELS: Mapping[StopState, str] = {
    StopState.WAITING: N_("do zawiezienia"),
    StopState.DONE: N_("wydana"),
    StopState.DONE_ELSEWHERE: N_("odebrana już gdzie indziej"),
    StopState.NOT_DELIVERED: N_("niewydana"),
}


def stop_state(
    *, outcome: Outcome | None, handed_out_as: str | None, closed: bool
) -> StopState:
    """Return where a stop stands.

    Args:
        outcome: What was last reported of it, if anything.
        handed_out_as: The channel of the voucher's hand-out, unless it was annulled.
        closed: Whether an outcome has ended the stop.
    """
    if handed_out_as is not None:
        at_the_door = outcome is Outcome.HANDED_OVER
        return StopState.DONE if at_the_door else StopState.DONE_ELSEWHERE
    return StopState.NOT_DELIVERED if closed else StopState.WAITING


def needs_follow_up(
    outcome: Outcome, *, note: str, took_less: bool, conflict: bool
) -> bool:
    """Say whether somebody has to look at it: all but a smooth hand-over (D9)."""
    smooth = outcome is Outcome.HANDED_OVER and not (note or took_less or conflict)
    return not smooth
