"""Each stop left out says why, how much is missing, and who came closest."""

import msgspec
import pytest
from hypothesis import given

from admin_ui.language import gettext, ngettext, speaking
from distribution.routing.figures import duration
from distribution.routing.greedy import greedy_orders
from distribution.routing.reasons import SENTENCES, explained
from distribution.routing.rules.plan import UnservedCode
from distribution.routing.rules.problem import UNREACHABLE, Load, Window
from distribution.routing.saying import COUNTED, why_left_out
from tests.routing.days import HOUR, NINE, NOON, days, line_day, shift, stop

replace = msgspec.structs.replace


def reason(day, orders=None):
    (unserved,) = explained(day, greedy_orders(day) if orders is None else orders)
    return unserved


@pytest.mark.parametrize(
    ("changes", "code", "facts"),
    [
        (
            {"load": Load(packs=101)},
            UnservedCode.NO_CAPACITY_PACKS,
            {"wanted": 101, "available": 100},
        ),
        (
            {"load": Load(grams=100_500)},
            UnservedCode.NO_CAPACITY_GRAMS,
            {"wanted": 100_500, "available": 100_000},
        ),
        (
            {"load": Load(cold_boxes=3)},
            UnservedCode.NO_CAPACITY_COLD_BOXES,
            {"wanted": 3, "available": 2},
        ),
        (
            {"windows": (Window(NINE, NINE + 300),)},
            UnservedCode.WINDOW_TOO_EARLY,
            {"minutes": 5},
        ),
        (
            {"windows": (Window(NOON - 540, NOON),)},
            UnservedCode.WINDOW_TOO_LATE,
            {"minutes": 1},
        ),
        ({"service": 3 * HOUR}, UnservedCode.SHIFT_TOO_SHORT, {"minutes": 20}),
        (
            {"requirements": frozenset({"lift", "cold"})},
            UnservedCode.NO_SHIFT_MEETS_REQUIREMENTS,
            {"requirements": "cold, lift"},
        ),
        (
            {"allowed_shifts": frozenset()},
            UnservedCode.NO_SHIFT_MEETS_REQUIREMENTS,
            {"requirements": ""},
        ),
        (
            {"price": 1199},
            UnservedCode.NOT_WORTH_PRICE,
            {"detour": 1200, "price": 1199},
        ),
    ],
)
def test_a_stop_that_is_impossible_by_itself(changes, code, facts):
    left_out = reason(line_day([stop("a", 1, **changes)], [shift()]))
    assert (left_out.code, left_out.facts) == (code, facts)


def test_who_does_not_have_the_parcel_is_no_reason():
    day = line_day(
        [stop("a", 1, crew_needed=2, allowed_shifts=frozenset({"ania"}))],
        [shift("jan", crew=2), shift()],
    )
    left_out = reason(day)
    assert left_out.code is UnservedCode.CREW_TOO_SMALL
    assert left_out.facts == {"wanted": 2, "available": 1}


def test_no_shift_at_all():
    assert reason(line_day([stop("a", 1)], [])).code is UnservedCode.NO_SHIFT


def test_no_road():
    day = line_day([stop("a", 1)], [shift()], places=2)
    cut = [[0, UNREACHABLE], [600, 0]]
    day = replace(day, travel=replace(day.travel, seconds=cut))
    assert reason(day).code is UnservedCode.NO_ROAD


def test_the_closest_shift_is_the_one_that_lacks_least():
    day = line_day(
        [stop("a", 1, load=Load(packs=50))],
        [
            shift("small", capacity=Load(packs=10)),
            shift("nearly", capacity=Load(packs=48)),
        ],
    )
    left_out = reason(day)
    assert left_out.closest_shift == "nearly"
    assert left_out.facts == {"wanted": 50, "available": 48}


def test_full_vehicles_say_how_much_room_is_left():
    day = line_day([stop("a", 1), stop("b", 1)], [shift(capacity=Load(packs=13))])
    left_out = reason(day)
    assert left_out.code is UnservedCode.VEHICLES_FULL_PACKS
    assert left_out.facts == {"wanted": 10, "available": 3}


def test_a_full_day_says_how_many_minutes_are_missing():
    day = line_day(
        [stop("a", 1, service=HOUR), stop("b", 1, service=HOUR)],
        [shift(ends=NINE + 2 * HOUR)],
    )
    left_out = reason(day)
    assert left_out.code is UnservedCode.NO_TIME_LEFT
    assert left_out.facts == {"minutes": 20}


def test_a_stop_that_would_fit_is_not_explained_away():
    day = line_day([stop("a", 1)], [shift()])
    assert reason(day, {"ania": []}).code is UnservedCode.NOT_FOUND_IN_TIME


@given(days())
def test_every_reason_has_a_sentence_with_its_facts(problem):
    orders = greedy_orders(problem)
    for left_out in explained(problem, orders):
        said = why_left_out(left_out.code, left_out.facts, gettext, ngettext)
        assert "{" not in said
        assert left_out.code is not UnservedCode.NOT_FOUND_IN_TIME


def test_every_code_has_a_sentence():
    assert set(SENTENCES) | set(COUNTED) == set(UnservedCode)
    assert set(SENTENCES) & set(COUNTED) == set()


@pytest.mark.parametrize(
    ("language", "wanted", "words"),
    [
        ("pl", 1, "Potrzeba 1 pojemnika chłodniczego"),
        ("pl", 2, "Potrzeba 2 pojemników chłodniczych"),
        ("pl", 5, "Potrzeba 5 pojemników chłodniczych"),
        ("en", 1, "1 cold box is needed"),
        ("en", 2, "2 cold boxes are needed"),
        ("uk", 1, "Потрібен 1 холодильний контейнер"),
        ("uk", 2, "Потрібно 2 холодильні контейнери"),
        ("uk", 5, "Потрібно 5 холодильних контейнерів"),
    ],
)
def test_what_is_counted_is_said_as_people_count(language, wanted, words):
    facts = {"wanted": wanted, "available": 0}
    with speaking(language):
        said = why_left_out("no_capacity_cold_boxes", facts, gettext, ngettext)
    assert said.startswith(words)


@pytest.mark.parametrize(
    ("language", "metres", "words"),
    [
        ("pl", 999, "do najbliższej drogi jest 999 m."),
        ("pl", 25546, "do najbliższej drogi jest 25,6 km."),
        ("en", 25546, "the nearest one is 25.6 km away."),
        ("uk", 25546, "до найближчої дороги 25,6 км."),
    ],
)
def test_how_far_the_nearest_road_is_is_said_as_people_say_it(language, metres, words):
    with speaking(language):
        said = why_left_out("off_road", {"metres": metres}, gettext, ngettext)
    assert words in said


@pytest.mark.parametrize(
    ("seconds", "words"), [(61, "2 min"), (3600, "1 h 0 min"), (6719, "1 h 52 min")]
)
def test_what_takes_an_hour_is_said_in_hours(seconds, words):
    assert duration(seconds, gettext) == words


def test_a_reason_is_told_in_hours_and_kilograms():
    late = why_left_out("window_too_early", {"minutes": 117}, gettext, ngettext)
    assert late == "Najwcześniej można tam być 1 h 57 min po zamknięciu okna."
    facts = {"wanted": 18_660, "available": 18_650}
    full = why_left_out("vehicles_full_grams", facts, gettext, ngettext)
    assert "potrzeba 18,7 kg ładowności, najwięcej zostało 18,6 kg" in full


@given(days())
def test_only_who_is_shut_out_everywhere_lacks_a_permitted_shift(problem):
    for left_out in explained(problem, greedy_orders(problem)):
        asked = next(each for each in problem.stops if each.id == left_out.stop)
        permitted = any(one.may_serve(asked) for one in problem.shifts)
        says_no = left_out.code in {
            UnservedCode.NO_SHIFT_MEETS_REQUIREMENTS,
            UnservedCode.ONLY_EXCLUDED_DRIVERS,
            UnservedCode.CREW_TOO_SMALL,
        }
        assert says_no == (bool(problem.shifts) and not permitted)
