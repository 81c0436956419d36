"""Our route engines beside PyVRP by itself: gaps to the best known costs.

    ./dev bench routes [--quick] [--only public towns growth] [--seconds 10 30]
        [--seeds 5] [--towns 30] [--engines ...] [NAME ...]

All engines get the same wall time, one after the other, and the clock starts in a
warm process. ``pyvrp`` is the better of two processes with different seeds, ``best``
uses two processes as well. ``pyvrp1`` (the mean of those two) and ``best1`` have one:
equal processor time. Every plan has passed the checker. Public distances follow
``data/vrp/README.md``. On a busy machine read gaps side by side, not seconds.
"""

import argparse
import csv
import os
import platform
from collections import defaultdict
from pathlib import Path
from statistics import fmean

from benchmarks.contest import DATA, Answer, Contest, benchmark_of, problem_of
from benchmarks.small_towns import SEEDS, SIZES

ENGINES = ("ortools", "pyvrp", "best", "best1")
TOWNS = Path(__file__).parent / "data" / "small_towns.csv"
TOWN_SECONDS = (0.3, 2.0)
GROWTH = (100, 300, 1000, 3000)
QUICK = {"R108", "R1_2_3", "X-n172-k51"}

Gaps = dict[tuple[str, float, str], list[float]]
"""Gaps in percent by family, seconds and engine."""


def main() -> None:
    options = _options()
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {_python()}")
    print(f"load at the start: {os.getloadavg()[0]:.1f}", flush=True)
    contest = Contest()
    try:
        if "public" in options.only:
            _public(contest, options)
        if "towns" in options.only:
            _towns(contest, options)
    finally:
        contest.close()
    if "growth" in options.only:
        _growth(options)


def _public(contest: Contest, options: argparse.Namespace) -> None:
    with (DATA / "bks.csv").open(encoding="utf-8") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if not options.names or row["name"] in options.names
        ]
    gaps: Gaps = defaultdict(list)
    for seconds in options.seconds:
        _head(f"public instances, {seconds:g} s, gap %", options.engines)
        for row in rows:
            name = f"{row['folder']}/{row['file']}"
            best = float(row["bks"]) * benchmark_of(name).distances.scale
            mine: Gaps = defaultdict(list)
            for seed in range(1, options.seeds + 1):
                for who in options.engines:
                    answers = contest.run(who, name, seconds, seed)
                    _note(mine, (row["folder"], seconds), who, answers, best)
            _line(row["name"], mine, row["folder"], seconds)
            for key, values in mine.items():
                gaps[key] += values
        for family in dict.fromkeys(row["folder"] for row in rows):
            _line(f"mean {family}", gaps, family, seconds)


def _towns(contest: Contest, options: argparse.Namespace) -> None:
    known = _known()
    for seconds in TOWN_SECONDS:
        gaps: Gaps = defaultdict(list)
        _head(f"towns, {seconds:g} s, gap %", options.engines)
        for seed in list(SEEDS)[: options.towns]:
            name = f"town {seed}"
            size = str(len(problem_of(name).stops))
            for who in options.engines:
                answers = contest.run(who, name, seconds, 1)
                _note(gaps, (size, seconds), who, answers, known[seed])
        for size in map(str, SIZES):
            _line(f"mean {size} stops", gaps, size, seconds)
            _line(f"worst {size} stops", gaps, size, seconds, worst=True)


def _growth(options: argparse.Namespace) -> None:
    """Print what larger days take, each in a fresh process."""
    print("\nstops   seconds  cost     MiB at most (of one of the two processes)")
    for size in options.sizes:
        contest = Contest()
        try:
            (answer,) = contest.run("best", f"size {size}", 10, 1)
        finally:
            contest.close()
        cost = "left over" if answer.cost is None else str(answer.cost)
        print(
            f"{size:<8}{answer.seconds:<9.1f}{cost:<9}{answer.megabytes:.0f}",
            flush=True,
        )


def _note(
    gaps: Gaps,
    where: tuple[str, float],
    who: str,
    answers: list[Answer],
    best: float,
) -> None:
    """Add the gap of the better answer, and of ``pyvrp`` the mean of both as well."""
    found = [
        float("nan") if one.cost is None else 100 * (one.cost / best - 1)
        for one in answers
    ]
    served = [gap for gap in found if gap == gap]  # noqa: PLR0124 (not a number)
    gaps[*where, who].append(min(served, default=float("nan")))
    if who == "pyvrp":
        gaps[*where, "pyvrp1"].append(fmean(found))


def _head(title: str, engines: list[str]) -> None:
    print(f"\n{title:<36}" + "".join(f"{who:>10}" for who in _columns(engines)))


def _line(
    title: str, gaps: Gaps, family: str, seconds: float, *, worst: bool = False
) -> None:
    present = [who for fam, sec, who in gaps if (fam, sec) == (family, seconds)]
    summary = max if worst else fmean
    values = [summary(gaps[family, seconds, who]) for who in _columns(present)]
    if values:
        print(f"{title:<36}" + "".join(f"{gap:>10.3f}" for gap in values), flush=True)


def _columns(engines: list[str]) -> list[str]:
    order = ("ortools", "pyvrp", "best", "pyvrp1", "best1")
    present = {*engines, *(["pyvrp1"] if "pyvrp" in engines else [])}
    return [who for who in order if who in present]


def _known() -> dict[int, float]:
    """Return the best cost that any engine has found in 60 s, by the town's seed."""
    with TOWNS.open(encoding="utf-8") as file:
        return {int(row["seed"]): float(row["best"]) for row in csv.DictReader(file)}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Gap to the best known costs.")
    parser.add_argument("names", nargs="*", help="public instances; all without any")
    parser.add_argument("--quick", action="store_true", help="about two minutes")
    parts = ("public", "towns", "growth")
    parser.add_argument("--only", nargs="+", choices=parts, default=list(parts))
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--seconds", nargs="+", type=float, default=[10.0, 30.0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--towns", type=int, default=len(SEEDS))
    parser.add_argument("--sizes", nargs="+", type=int, default=list(GROWTH))
    options = parser.parse_args()
    if options.quick:
        options.names = options.names or QUICK
        options.seconds, options.seeds, options.towns = [5.0], 1, 6
        options.sizes = [100]
    return options


def _python() -> str:
    return platform.python_version()


if __name__ == "__main__":
    main()
