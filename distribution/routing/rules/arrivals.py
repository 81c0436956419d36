"""When the doors still ahead will be reached, from where a driver really is. Pure.

The plan's hours hold for the plan's order. Once a driver has gone another way round,
or is late, what counts is the last door and when it ended (E57).
"""

from collections.abc import Sequence

import msgspec

from distribution.core.units import Metres, Seconds
from distribution.routing.rules.doors import Outcome
from distribution.routing.rules.on_paper import work_begins
from distribution.routing.rules.plan import Rest
from distribution.routing.rules.problem import Stop, TravelMatrix

_PARKING = 300

AT_THE_DOOR: frozenset[Outcome] = frozenset(
    {
        Outcome.HANDED_OVER,
        Outcome.NOT_HOME,
        Outcome.REFUSED,
        Outcome.WRONG_ADDRESS,
        Outcome.OTHER,
    }
)
"""Outcomes that say that the driver stood there."""


class Arrival(msgspec.Struct, frozen=True):
    """When a door will be reached; ``late`` is by how much its window is missed.

    ``metres`` is the drive from the place before.
    """

    stop: str
    metres: Metres
    arrives: Seconds
    begins: Seconds
    leaves: Seconds
    late: Seconds

    @property
    def told(self) -> Seconds:
        """Return the hour that people are told: who waits there comes when it is over.

        A few minutes for parking are no waiting.
        """
        waits = self.begins - self.arrives > _PARKING
        return self.begins if waits else self.arrives


def arrivals(
    travel: TravelMatrix,
    ahead: Sequence[Stop],
    *,
    place: int,
    left: Seconds,
    now: Seconds,
    rests: Sequence[Rest] = (),
) -> tuple[Arrival, ...]:
    """Return when each of the doors *ahead*, in this order, will be reached.

    Nothing is expected beyond a door that no road leads to.

    Args:
        travel: The matrix that was planned with.
        ahead: The stops that are left.
        place: Where the driver was last: a row of the matrix.
        left: The second of the day at which they left it, or will.
        now: The present second of the day: nobody arrives before it.
        rests: The planned breaks; those that begin after *left* are still to come.
    """
    found: list[Arrival] = []
    clock = int(left)
    due = [rest for rest in rests if rest.begins >= left]
    for stop in ahead:
        if not travel.has_road(place, stop.place):
            break
        clock += travel.seconds[place][stop.place]
        metres = travel.metres[place][stop.place]
        while due and due[0].begins < clock:
            rest = due.pop(0)
            clock += rest.ends - rest.begins
        arrives = clock if found else max(clock, now)
        set_up = stop.set_up if stop.place != place else 0
        begins = work_begins(arrives + set_up, stop)
        while due and due[0].begins < begins:
            ready = max(arrives + set_up, due.pop(0).ends)
            begins = work_begins(ready, stop)
        late = begins - stop.windows[-1].closes if stop.windows else 0
        clock, place = begins + stop.service, stop.place
        found.append(
            Arrival(
                stop=stop.id,
                metres=Metres(metres),
                arrives=Seconds(arrives),
                begins=Seconds(begins),
                leaves=Seconds(clock),
                late=Seconds(max(late, 0)),
            )
        )
    return tuple(found)


def rests_taken(
    rests: Sequence[Rest], reached: Sequence[Arrival], *, left: Seconds
) -> tuple[Rest, ...]:
    """Return the planned *rests* as ``arrivals`` reckons with them on the way.

    One that would fall into the work at a door *reached* follows it; what began before
    *left* is over.
    """
    found: list[Rest] = []
    for rest in rests:
        begins = int(rest.begins)
        if begins >= left:
            begins = max([begins, *(one.ends for one in found)])
            for one in reached:
                if one.begins <= begins < one.leaves:
                    begins = one.leaves
        ends = begins + rest.ends - rest.begins
        found.append(Rest(Seconds(begins), Seconds(ends)))
    return tuple(found)
