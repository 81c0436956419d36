"""What is asked for when a day is to be planned."""

from uuid import UUID

import msgspec

from distribution.routing.rules.engines import Engine
from distribution.routing.rules.wishes import Aim


class After(msgspec.Struct, frozen=True):
    """The plan that a new one comes after: what is locked there is locked here too.

    With ``keeps_routes`` it changes no more than it must (R14): who brings what stays,
    in that order, and what is on no route yet goes in between.
    """

    plan: UUID
    keeps_routes: bool = False


class PlanAsked(msgspec.Struct, frozen=True):
    """A plan that is being made; ``job`` is None where the caller makes it."""

    plan: UUID
    job: int | None


class Search(msgspec.Struct, frozen=True):
    """How a plan is looked for."""

    seconds: int
    seed: int = 1
    engine: Engine = Engine.BEST
    aim: Aim = Aim.LEAST_TIME
