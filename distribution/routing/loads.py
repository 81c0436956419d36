"""Where a run loads again, for whoever shows it: pages, paper and the API."""

from datetime import datetime

import msgspec

from distribution.core.clock import WARSAW
from distribution.routing.queries.plans import RunFacts
from distribution.routing.rules.hours import instant_at


class LoadedAgain(msgspec.Struct, frozen=True):
    """A stay where the run started, to load what its next trip brings.

    ``before`` is the position of the stop that comes next.
    """

    before: int
    begins_at: datetime
    leaves_at: datetime
    parcels: int
    packs: int


def loads_of(run: RunFacts) -> dict[int, LoadedAgain]:
    """Return where *run* loads again, by the position of the stop that comes next."""
    ends = [*(one.after for one in run.reloads[1:]), len(run.stops)]
    found = {}
    for one, end in zip(run.reloads, ends, strict=False):
        trip = run.stops[one.after : end]
        found[one.after + 1] = LoadedAgain(
            one.after + 1,
            instant_at(run.day, one.begins, WARSAW),
            instant_at(run.day, one.leaves, WARSAW),
            len(trip),
            sum(stop.packs for stop in trip),
        )
    return found
