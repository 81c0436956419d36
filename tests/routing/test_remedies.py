"""What would make a stop fit: the least of each kind, and only what was tried out."""

import msgspec
from hypothesis import given, settings

from distribution.routing.greedy import greedy_orders
from distribution.routing.remedying import looked_into, remedies
from distribution.routing.rules.plan import UnservedCode
from distribution.routing.rules.problem import Depot, Load, Reloading, Window
from distribution.routing.rules.remedies import Remedy, RemedyKind
from distribution.routing.rules.timing import fits
from tests.routing.days import HOUR, NINE, NOON, days, line_day, shift, stop

replace = msgspec.structs.replace
K = RemedyKind
LIFT = frozenset({"winda"})


def helps(day, name, **served):
    names = {one.id: one for one in day.stops}
    orders = {key: [names[one] for one in order] for key, order in served.items()}
    orders = orders or greedy_orders(day)
    left = next(one for one in day.stops if one.id == name)
    assert all(left not in route for route in orders.values())
    return {one.kind: one for one in remedies(day, orders, left)}


def test_a_window_that_closes_too_early_says_until_when_it_would_have_to_stay_open():
    day = line_day(
        [
            stop("a", 1, windows=(Window(NINE, NINE + 1200),), service=1800),
            stop("b", 2, windows=(Window(NINE, NINE + 1300),)),
        ],
        [shift()],
    )
    # Done with a at 9:40, ten minutes on: at b at 9:50.
    found = helps(day, "b", ania="a")
    assert found[K.WINDOW_LATER].at == NINE + 3000
    # Alone from nine: there at 9:20, home at 9:40, said as a quarter.
    assert found[K.ONE_MORE_DRIVER].at == NINE + 2700
    assert K.SHIFT_LONGER not in found
    assert K.MORE_PACKS not in found


def test_a_full_car_says_how_many_packs_are_too_many():
    day = line_day(
        [stop("a", 1, load=Load(packs=95)), stop("b", 2, load=Load(packs=17))],
        [shift()],
    )
    found = helps(day, "b")
    assert found[K.MORE_PACKS] == Remedy(kind=K.MORE_PACKS, shift="ania", amount=12)
    assert K.MORE_GRAMS not in found


def test_a_short_shift_says_until_when_somebody_would_have_to_drive():
    day = line_day([stop("a", 1, service=3 * HOUR)], [shift()])
    found = helps(day, "a")
    # 9:00 + 10 min + 3 h + 10 min = 12:20
    assert found[K.SHIFT_LONGER].at == NOON + 1200
    assert found[K.SHIFT_LONGER].shift == "ania"


def test_a_window_that_opens_too_late_says_from_when():
    day = line_day([stop("a", 3, windows=(Window(NOON - 1200, NOON),))], [shift()])
    found = helps(day, "a")
    # Home by noon is half an hour on: work has to begin by 11:30.
    assert found[K.WINDOW_EARLIER].at <= NOON - 1800
    assert found[K.SHIFT_LONGER].at == NOON + 600


def test_a_missing_skill_and_a_limit_are_named():
    day = line_day(
        [stop("a", 1, requirements=frozenset({"winda"})), stop("b", 1), stop("c", 2)],
        [shift(most_stops=1)],
    )
    free = line_day([stop("a", 1, requirements=frozenset({"winda"}))], [shift()])
    assert helps(free, "a")[K.SKILLS].words == "winda"
    (left,) = {"b", "c"} - {one.id for one in greedy_orders(day)["ania"]}
    assert helps(day, left)[K.MORE_STOPS].amount == 1
    far = line_day([stop("a", 2)], [shift(most_driving=2350, most_metres=19_000)])
    assert helps(far, "a") == {}
    [both] = looked_into(far, {}, far.stops[0], UnservedCode.LIMIT_TOO_LOW)
    assert both == Remedy(kind=K.NOT_ONE_ALONE)
    assert looked_into(far, {}, far.stops[0], UnservedCode.TAKEN_OFF) == ()
    # Beside a route that a hand put down against the rules nothing is said.
    late = stop("z", 1, windows=(Window(0, NINE),))
    jan = shift("jan")
    broken = replace(far, stops=(*far.stops, late), shifts=(*far.shifts, jan))
    by_hand = {"jan": [late]}
    assert looked_into(broken, by_hand, far.stops[0], UnservedCode.LIMIT_TOO_LOW) == ()
    slow = replace(far, shifts=(shift(most_driving=2350),))
    assert helps(slow, "a")[K.MORE_DRIVING].amount == 1
    near = replace(far, shifts=(shift(most_metres=18_900),))
    assert helps(near, "a")[K.MORE_KILOMETRES].amount == 2
    pair = line_day([stop("a", 1, crew_needed=2)], [shift()])
    assert helps(pair, "a") == {
        K.MORE_PEOPLE: Remedy(kind=K.MORE_PEOPLE, shift="ania", amount=1)
    }


def test_what_would_help_lies_ahead():
    """At three in the afternoon nobody can drive until noon any more."""
    day = line_day([stop("a", 1, service=3 * HOUR)], [shift()])
    three = 15 * HOUR
    late = {one.kind: one for one in remedies(day, {}, day.stops[0], not_before=three)}
    # 15:00 + 10 min + 3 h + 10 min = 18:20; who comes anew, said as a quarter.
    assert late[K.SHIFT_LONGER].at == 18 * HOUR + 1200
    assert late[K.ONE_MORE_DRIVER].at == 18 * HOUR + 1800
    # Between two planned stops that are over by now nobody fits in either.
    served = stop("b", 1, windows=(Window(NINE, NOON),))
    day = line_day([served, stop("c", 1, load=Load(packs=95))], [shift()])
    orders = {"ania": [served]}
    assert K.MORE_PACKS in {one.kind for one in remedies(day, orders, day.stops[1])}
    found = remedies(day, orders, day.stops[1], not_before=three)
    assert {one.kind for one in found} == {K.ONE_MORE_DRIVER}
    assert found[0].at > three


def test_nobody_more_can_bring_what_lies_elsewhere_or_is_in_another_car():
    late = stop("a", 1, service=3 * HOUR, allowed_shifts=frozenset({"ania"}))
    away = line_day([late], [shift(loaded=NINE), shift("jan", ends=NINE)])
    assert {*helps(away, "a", jan="")} == {K.SHIFT_LONGER}
    free = replace(late, id="b", allowed_shifts=frozenset({"jan"}), requirements=LIFT)
    able = shift(loaded=NINE, start_place=9, skills=LIFT)
    day = line_day([free], [able, shift("jan", ends=NINE)])
    more = helps(day, "b", jan="")[K.ONE_MORE_DRIVER]
    assert (more.at, more.shift) == (NOON + 1800, "ania")
    far = line_day([late], [shift(ends=NINE), shift("jan", start_place=9, end_place=9)])
    elsewhere = replace(far, depots=(*far.depots, Depot("ckip", 9)))
    # From the depot at nine: 10 minutes there, three hours, and back.
    more = helps(elsewhere, "a", jan="")[K.ONE_MORE_DRIVER]
    assert more.at == NOON + 1800


def test_where_no_road_leads_nothing_helps():
    day = line_day([stop("a", 1)], [shift()], places=2)
    cut = [[0, 1_000_000_000], [600, 0]]
    day = replace(day, travel=replace(day.travel, seconds=cut))
    assert helps(day, "a") == {}


@settings(max_examples=60)
@given(days())
def test_with_what_is_told_changed_the_stop_really_fits(problem):
    orders = greedy_orders(problem)
    served = {one.id for route in orders.values() for one in route}
    for left in (one for one in problem.stops if one.id not in served):
        for remedy in remedies(problem, orders, left):
            changed, able = applied(problem, left, remedy)
            assert any(
                fits(changed, driver, [*route[:at], able, *route[at:]])
                for driver in changed.shifts
                for route in [orders.get(driver.id, [])]
                for at in range(len(route) + 1)
            )


def is_at(left, one):
    """Return whether the parcel is still where the shift starts."""
    allowed = left.allowed_shifts
    return one.loaded is None and (allowed is None or one.id in allowed)


def applied(problem, left, remedy):
    """Return the day as somebody would change it who reads the sentence."""
    shifts, able = list(problem.shifts), left
    if remedy.kind is K.WINDOW_LATER:
        able = replace(left, windows=(Window(left.windows[-1].opens, remedy.at),))
    elif remedy.kind is K.WINDOW_EARLIER:
        able = replace(left, windows=(Window(remedy.at, left.windows[0].closes),))
    elif remedy.kind is K.ONE_MORE_DRIVER:
        # Who comes newly loads where the parcel lies, never in another's car.
        able = replace(left, allowed_shifts=frozenset({"more"}))
        new = {"id": "more", "driver": "x", "ends": remedy.at, "loaded": None}
        places = {one.start_place for one in shifts if is_at(left, one)}
        (like,) = (one for one in shifts if one.id == remedy.shift)
        shifts += [replace(like, start_place=place, **new) for place in places]
    else:
        shifts = [
            _changed(one, left, remedy) if one.id == remedy.shift else one
            for one in shifts
        ]
    return replace(problem, shifts=tuple(shifts)), able


def _changed(one, left, remedy):
    if remedy.kind is K.SHIFT_LONGER:
        return replace(one, ends=remedy.at)
    if remedy.kind is K.COME_BACK:
        again = Reloading((one.start_place,), 900, remedy.amount)
        return replace(one, reloads=again)
    if remedy.kind is K.MORE_PEOPLE:
        return replace(one, crew=one.crew + remedy.amount)
    if remedy.kind is K.SKILLS:
        return replace(one, skills=one.skills | left.requirements)
    name = remedy.kind.removeprefix("more_")
    room = replace(one.capacity, **{name: getattr(one.capacity, name) + remedy.amount})
    return replace(one, capacity=room)
