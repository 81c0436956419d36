"""Gap of our route solver to the best known costs of public instances.

    python -m benchmarks.routes [--seconds 10] [--seed 1] [NAME ...]

One instance at a time. Every plan has passed the checker, and its cost is recomputed
here from the file's own coordinates. Read gaps, not seconds: they depend on the
machine.
"""

import argparse
import csv
import os
import platform
import time
from pathlib import Path
from statistics import fmean

from distribution.routing.instances.benchmark import Benchmark
from distribution.routing.instances.reading import read_instance
from distribution.routing.planning import solve
from distribution.routing.rules.checker import faults

DATA = Path(__file__).parent / "data" / "vrp"


def main() -> None:
    options = _options()
    with (DATA / "bks.csv").open(encoding="utf-8") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if not options.names or row["name"] in options.names
        ]
    print(f"OR-Tools, {options.seconds:g} s each, seed {options.seed}, 1 thread")
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {_python()}")
    print(f"{'instance':<14}{'best known':>11}{'ours':>11}{'gap %':>8}{'s':>7}")
    gaps = []
    for row in rows:
        gap = _run(row, options.seconds, options.seed)
        gaps.append(gap)
    print(f"{'mean':<14}{'':>22}{fmean(gaps):>8.2f}")


def _run(row: dict[str, str], seconds: float, seed: int) -> float:
    benchmark = read_instance((DATA / row["folder"] / row["file"]).read_bytes())
    assert isinstance(benchmark, Benchmark)
    begun = time.perf_counter()
    plan = solve(benchmark.problem, seconds=seconds, seed=seed)
    took = time.perf_counter() - begun
    found = faults(benchmark.problem, plan)
    if found or plan.unserved:
        raise SystemExit(f"{row['name']}: {found or plan.unserved}")
    cost, best = benchmark.cost(plan), float(row["bks"])
    gap = 100 * (float(cost) / best - 1)
    print(
        f"{row['name']:<14}{row['bks']:>11}{cost:>11}{gap:>8.2f}{took:>7.1f}",
        flush=True,
    )
    return gap


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Gap to the best known costs.")
    parser.add_argument("names", nargs="*", help="instances; all without any")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _python() -> str:
    return platform.python_version()


if __name__ == "__main__":
    main()
