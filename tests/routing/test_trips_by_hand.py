"""Another order of the doors, where some parcels still wait to be loaded. Pure."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from distribution.core.units import Seconds
from distribution.routing.rules.plan import Reload
from distribution.routing.rules.reordering import as_loaded, as_wished, placed
from distribution.routing.rules.under_way import trip_left, trip_of

DOORS = [UUID(int=number) for number in range(8)]


@st.composite
def runs_under_way(draw):
    """How many doors, where the run loads, and which doors are done or visited."""
    count = draw(st.integers(1, len(DOORS)))
    ends = draw(st.sets(st.integers(1, count - 1))) if count > 1 else set()
    none = Seconds(0)
    reloads = [Reload(after, 0, none, none, none) for after in sorted(ends)]
    done = draw(st.sets(st.integers(1, count)))
    visited = draw(st.sets(st.sampled_from(sorted(done)))) if done else set()
    return count, reloads, done, visited


@given(runs_under_way(), st.permutations(DOORS))
def test_no_wish_leads_to_a_door_before_its_parcel_is_loaded(run, wish):
    """Whatever is wished: nothing is lost, and no parcel changes a trip to come."""
    count, reloads, done, visited = run
    doors = [(DOORS[n - 1], trip_of(reloads, n)) for n in range(1, count + 1)]
    trips, now = dict(doors), trip_left(reloads, visited)
    loads = {door: max(0, trip - now) for door, trip in doors}
    ahead = [DOORS[n - 1] for n in range(1, count + 1) if n not in done]

    order = as_wished(ahead, wish, loads)
    all_doors = placed(doors, order)

    assert sorted(all_doors) == sorted(trips)
    assert [door for door in all_doors if door in ahead] == order
    assert as_loaded(order, loads) == order
    after = {door: trip_of(reloads, n) for n, door in enumerate(all_doors, 1)}
    for door, trip in doors:
        if door not in ahead or trip > now:
            assert after[door] == trip
        else:
            assert after[door] <= now
    for load in set(loads.values()):
        same = [door for door in order if loads[door] == load]
        assert same == [door for door in wish if door in same]
