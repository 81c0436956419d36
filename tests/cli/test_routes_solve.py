"""``kromka routes solve`` as its users meet it: output, exit status, time."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from tests.routing.days import line_day, shift, stop

DATA = Path(__file__).parents[1] / "data" / "vrp"
SOLOMON, VRP = DATA / "C103.txt", DATA / "X-n115-k10.vrp"
COMMAND = [sys.executable, "-m", "distribution.cli", "routes", "solve"]


def kromka(*arguments):
    """Run the command; one that disregards its seconds fails on the timeout."""
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(("instance", "customers"), [(SOLOMON, 100), (VRP, 114)])
def test_a_public_instance_is_answered_in_vrplib_format(instance, customers):
    done = kromka(instance, "--seconds", "1", "--engine", "ortools", "--seed", "7")
    assert (done.returncode, done.stderr) == (0, "")
    *routes, cost = done.stdout.splitlines()
    served = []
    for number, line in enumerate(routes, start=1):
        head, _, names = line.partition(": ")
        assert head == f"Route #{number}"
        served += map(int, names.split())
    assert sorted(served) == list(range(1, customers + 1))
    assert cost.startswith("Cost ")


def test_the_solution_goes_to_a_file(tmp_path):
    out = tmp_path / "solution.sol"
    done = kromka(SOLOMON, "--seconds", "0.2", "--out", out)
    assert (done.returncode, done.stdout) == (0, "")
    assert out.read_text(encoding="utf-8").startswith("Route #1: ")
    done = kromka(SOLOMON, "--seconds", "0.2", "--out", tmp_path / "no" / "where")
    assert done.returncode == 1
    assert "where" in done.stderr


def test_our_json_is_answered_in_json(tmp_path):
    instance = tmp_path / "day.json"
    day = line_day([stop("a", 1)], [shift()])
    instance.write_bytes(msgspec.json.encode(day))
    done = kromka(instance, "--seconds", "0.2")
    assert done.returncode == 0
    answer = json.loads(done.stdout)
    assert answer["routes"][0]["visits"][0]["stop"] == "a"
    assert answer["is_estimate"] is False


def test_a_stop_left_over_is_told_with_what_would_make_it_fit(tmp_path):
    instance = tmp_path / "day.json"
    day = line_day([stop("a", 1, crew_needed=2)], [shift()])
    instance.write_bytes(msgspec.json.encode(day))
    done = kromka(instance, "--seconds", "0.1")
    assert done.returncode == 1
    answer = json.loads(done.stdout)
    [left] = answer["unserved"]
    assert (left["code"], left["closest_shift"]) == ("crew_too_small", "ania")
    [remedy] = answer["remedies"]["a"]
    assert (remedy["kind"], remedy["amount"]) == ("more_people", 1)
    said = done.stderr.splitlines()
    assert said[0].startswith("a: crew_too_small: ")
    assert said[1].startswith("  ")
    assert "ania" in said[1]


def test_a_customer_left_over_is_said_and_the_status_is_1(tmp_path):
    few = SOLOMON.read_text(encoding="utf-8").replace("25         200", "1 20")
    instance = tmp_path / "few.txt"
    instance.write_text(few, encoding="utf-8")
    done = kromka(instance, "--seconds", "0.5")
    assert (done.returncode, done.stdout) == (1, "")
    assert "vehicles_full_packs" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_malformed_instance_is_refused_with_number_and_line(tmp_path):
    instance = tmp_path / "bad.vrp"
    text = VRP.read_text(encoding="utf-8").replace("CAPACITY : \t169", "CAPACITY : x")
    instance.write_text(text, encoding="utf-8")
    done = kromka(instance)
    assert (done.returncode, done.stdout) == (1, "")
    assert "wiersz 6: R104 bad_number" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["no-such-file.vrp"],
        [SOLOMON, "--engine", "abacus"],
        [SOLOMON, "--seconds", "0"],
        [SOLOMON, "--seconds", "nan"],
        [SOLOMON, "--distances", "manhattan"],
    ],
)
def test_wrong_usage_has_status_2(arguments):
    assert kromka(*arguments).returncode == 2


def test_distances_are_wrong_usage_for_our_json(tmp_path):
    instance = tmp_path / "day.json"
    instance.write_bytes(msgspec.json.encode(line_day([], [shift()])))
    assert kromka(instance, "--distances", "nearest").returncode == 2


def test_the_schema_needs_no_instance():
    done = kromka("--schema")
    assert done.returncode == 0
    assert "ProblemFile" in json.loads(done.stdout)["$defs"]


def test_ctrl_c_ends_the_search_at_once():
    command = [*COMMAND, str(VRP), "--seconds", "60"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
        time.sleep(2)
        running.send_signal(signal.SIGINT)
        assert running.wait(5) != 0
