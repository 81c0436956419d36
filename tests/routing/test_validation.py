"""Every fault of a problem is named, with its number and place, all at once."""

import msgspec
import pytest
from hypothesis import given

from distribution.routing.errors.input_faults import INPUT_ERRORS, InputCode
from distribution.routing.rules.problem import (
    UNREACHABLE,
    Depot,
    Load,
    TravelMatrix,
    Window,
)
from distribution.routing.rules.validation import problem_errors
from tests.routing.days import days, line_day, shift, stop

replace = msgspec.structs.replace


def named(problem):
    return {(fault.code, fault.field) for fault in problem_errors(problem)}


@given(days())
def test_a_valid_day_has_no_errors(problem):
    assert problem_errors(problem) == []


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"place": 10}, InputCode.UNKNOWN_PLACE, ".place"),
        ({"place": -1}, InputCode.UNKNOWN_PLACE, ".place"),
        ({"load": Load(grams=-1)}, InputCode.NEGATIVE, ".load.grams"),
        ({"load": Load(packs=10**13)}, InputCode.TOO_LARGE, ".load.packs"),
        ({"service": -1}, InputCode.NEGATIVE, ".service"),
        ({"set_up": -1}, InputCode.NEGATIVE, ".set_up"),
        ({"price": -1}, InputCode.NEGATIVE, ".price"),
        ({"priority": 101}, InputCode.BAD_PRIORITY, ".priority"),
        ({"windows": (Window(5, 4),)}, InputCode.WINDOW_CLOSES_FIRST, ".windows[0]"),
        (
            {"windows": (Window(0, 9), Window(9, 12))},
            InputCode.WINDOWS_OVERLAP,
            ".windows[1]",
        ),
        (
            {"allowed_shifts": frozenset({"ghost"})},
            InputCode.UNKNOWN_SHIFT,
            ".allowed_shifts",
        ),
    ],
)
def test_a_bad_stop_is_named_by_its_field(changes, code, field):
    day = line_day([stop("a", 1), stop("b", 2, **changes)], [shift()])
    assert named(day) == {(code, f"stops[1]{field}")}


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"starts": 10, "ends": 9}, InputCode.SHIFT_ENDS_FIRST, ""),
        ({"ends": UNREACHABLE}, InputCode.TOO_LARGE, ".ends"),
        ({"start_place": 4}, InputCode.STARTS_AT_NO_DEPOT, ".start_place"),
        ({"end_place": 99}, InputCode.UNKNOWN_PLACE, ".end_place"),
        ({"capacity": Load(cold_boxes=-2)}, InputCode.NEGATIVE, ".capacity.cold_boxes"),
    ],
)
def test_a_bad_shift_is_named_by_its_field(changes, code, field):
    assert named(line_day([], [shift(**changes)])) == {(code, f"shifts[0]{field}")}


def test_all_faults_are_named_at_once():
    day = line_day([stop("a", 1, service=-1), stop("a", 77)], [shift(), shift(ends=0)])
    assert named(replace(day, depots=())) == {
        (InputCode.NO_DEPOT, "depots"),
        (InputCode.DUPLICATE_ID, "stops[1].id"),
        (InputCode.NEGATIVE, "stops[0].service"),
        (InputCode.UNKNOWN_PLACE, "stops[1].place"),
        (InputCode.DUPLICATE_ID, "shifts[1].id"),
        (InputCode.SHIFT_ENDS_FIRST, "shifts[1]"),
    }


def test_a_matrix_must_be_square_and_not_negative():
    travel = TravelMatrix(seconds=[[0, 1], [1]], metres=[[0, -1], [1, 0]])
    day = replace(line_day([], []), travel=travel)
    assert named(day) == {
        (InputCode.NOT_SQUARE, "travel.seconds[1]"),
        (InputCode.NEGATIVE_TRAVEL, "travel.metres[0]"),
    }
    short = replace(day, travel=TravelMatrix(seconds=[[0]], metres=[]))
    assert named(short) == {(InputCode.NOT_SQUARE, "travel.metres")}


def test_a_depot_must_have_a_place():
    day = replace(line_day([], []), depots=(Depot("mops", 10),))
    assert named(day) == {(InputCode.UNKNOWN_PLACE, "depots[0].place")}


def test_each_error_has_a_number_of_its_own():
    assert set(INPUT_ERRORS) == set(InputCode)
    numbers = [number for number, _ in INPUT_ERRORS.values()]
    assert len(set(numbers)) == len(numbers)


def test_a_fault_prints_its_number_name_and_place():
    (fault,) = problem_errors(line_day([stop("a", 1, priority=-3)], [shift()]))
    assert str(fault) == (
        "stops[0].priority: R305 bad_priority: Priorytet -3 nie leży od 0 do 100."
    )
