"""The share of small faults in effbench/stats and effbench/score that their tests detect.

    python -m benchmarks.mutation --json benchmarks/results/mutation.json

The benchmark draws mutants (`_mutants.py`) with a seed and puts each into a copy of the checkout.
It runs the tests that execute the mutated line until one fails; if none fails, it runs the other
tests of their files. A mutant that no test detects survives. The JSON file lists the survivors.
Each is either a gap in the tests or equivalent to the original, which a person must decide. A
mutant of a line that no test executes survives without a run.

The packages take turns, and no mutant is started after `--seconds`. The mutants up to then are
still a random sample.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks import _mutants
from benchmarks._common import parser, table, write
from benchmarks._mutants import Mutant
from effbench.stats.proportion import clopper_pearson

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("stats", "score")
COPIED = ("effbench", "tests", "benchmarks")
SLOWER = 5.0  # times the usual duration: an endless loop, which counts as detected
START_SECONDS = 30.0
PYTEST = (
    sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist",
    "--hypothesis-seed=0",
)  # fmt: skip
SELECTED = ("-m", "not slow and not nightly")


class Tests:
    """The tests of the packages: the lines that each executes, and how long it takes."""

    def __init__(self, checkouts: list[Path], packages: Sequence[str]) -> None:
        """Run the tests without a mutant, in parallel: a part of the files in each checkout."""
        files = [path for name in packages for path in (ROOT / "tests" / name).rglob("test_*.py")]
        names = sorted(str(path.relative_to(ROOT)) for path in files)
        n_parts = min(len(checkouts), len(names))
        parts = [names[number::n_parts] for number in range(n_parts)]
        self._lines: dict[str, dict[str, list[str]]] = {}
        self._seconds: dict[str, float] = {}
        with ThreadPoolExecutor(len(checkouts)) as pool:
            for found in pool.map(_lines_of, checkouts[:n_parts], parts):
                self._seconds |= found["seconds"]
                for file, lines in found["lines"].items():
                    known = self._lines.setdefault(file, {})
                    for line, tests in lines.items():
                        known[line] = sorted({*known.get(line, []), *tests})

    def of(self, mutant: Mutant) -> tuple[list[str], list[str]]:
        """Return the tests that execute the mutant, shortest first, and the others of their
        files.
        """
        lines = self._lines.get(mutant.file, {})
        own = range(mutant.line, mutant.last_line + 1)
        first = {test for line in own for test in lines.get(str(line), [])}
        if "" in first:  # executed on import: any test of the module may detect it
            first |= {test for tests in lines.values() for test in tests}
        first.discard("")
        files = {test.partition("::")[0] for test in first}
        rest = {test for test in self._seconds if test.partition("::")[0] in files} - first
        return self._by_time(first), self._by_time(rest)

    def seconds(self, tests: list[str]) -> float:
        return sum(self._seconds[test] for test in tests)

    def _by_time(self, tests: set[str]) -> list[str]:
        return sorted(tests, key=lambda test: (self._seconds[test], test))


def _lines_of(checkout: Path, files: list[str]) -> dict[str, Any]:
    """Return the report of `_lines_of_tests` on these test files."""
    report = checkout / "lines.json"
    run = subprocess.run(
        [
            *PYTEST, *SELECTED, "-p", "benchmarks._lines_of_tests", f"--lines-to={report}",
            *(f"--lines-of=effbench/{name}" for name in PACKAGES), *files,
        ],
        cwd=checkout, env=_environment(checkout), capture_output=True, text=True,
    )  # fmt: skip
    if run.returncode:
        sys.exit(f"the tests fail without a mutant:\n{run.stdout[-3000:]}{run.stderr[-1000:]}")
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def _environment(checkout: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("EFFBENCH_", "PYTEST_"))}
    return {**kept, "PYTHONPATH": str(checkout), "PYTHONDONTWRITEBYTECODE": "1"}


def _copy(folder: Path) -> Path:
    folder.mkdir()
    for path in ROOT.iterdir():
        if path.name in COPIED:
            shutil.copytree(path, folder / path.name, ignore=shutil.ignore_patterns("__pycache__"))
        elif not path.name.startswith("."):
            (folder / path.name).symlink_to(path)
    return folder


def detected(mutant: Mutant, source: str, tests: Tests, checkout: Path) -> bool:
    """Return True if a test fails or does not end with the mutant in this checkout."""
    path = checkout / mutant.file
    original = path.read_text(encoding="utf-8")
    path.write_text(source, encoding="utf-8")
    try:
        return any(_fails(chosen, tests, checkout) for chosen in tests.of(mutant) if chosen)
    finally:
        path.write_text(original, encoding="utf-8")


def _fails(chosen: list[str], tests: Tests, checkout: Path) -> bool:
    try:
        done = subprocess.run(
            [*PYTEST, *chosen], cwd=checkout, env=_environment(checkout), capture_output=True,
            timeout=START_SECONDS + SLOWER * tests.seconds(chosen),
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def main() -> None:
    asked = parser(__doc__ or "", mutants=300, seed=1, jobs=2, seconds=600)
    asked.add_argument("--packages", nargs="+", choices=PACKAGES, default=PACKAGES)
    options = asked.parse_args()
    of_package: dict[str, int] = {}
    samples: list[list[tuple[Mutant, str]]] = []
    for package in options.packages:
        every = _mutants.of_folder(ROOT, f"effbench/{package}")
        of_package[package] = len(every)
        rng = random.Random(f"{options.seed} {package}")
        sample = rng.sample(every, min(len(every), options.mutants // len(options.packages)))
        samples.append([_mutants.mutant(ROOT, file, number) for file, number in sample])
    drawn = [one for turn in itertools.zip_longest(*samples) for one in turn if one is not None]
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutation-") as work:
        copies = [_copy(Path(work) / str(number)) for number in range(options.jobs)]
        tests = Tests(copies, options.packages)
        print(f"{time.monotonic() - begun:.0f} s: the tests without a mutant", flush=True)
        free = list(copies)

        def run(one: tuple[Mutant, str]) -> bool | None:
            if time.monotonic() - begun > options.seconds:
                return None
            checkout = free.pop()
            try:
                found = detected(*one, tests, checkout)
            finally:
                free.append(checkout)
            print("." if found else f"\nsurvives: {one[0]}", flush=True, end="" if found else "\n")
            return found

        with ThreadPoolExecutor(options.jobs) as pool:
            results = list(pool.map(run, drawn))
    print(f"\n{time.monotonic() - begun:.0f} s")
    done = [(one[0], found) for one, found in zip(drawn, results, strict=True) if found is not None]
    _report(done, of_package, options.json)


def _report(done: list[tuple[Mutant, bool]], of_package: dict[str, int], file: Path | None) -> None:
    figures: dict[str, float] = {}
    rows = []
    for package, count in of_package.items():
        own = [found for mutant, found in done if f"effbench/{package}/" in mutant.file]
        low, high = clopper_pearson(sum(own), len(own))
        figures |= {
            f"{package}.mutants": count,
            f"{package}.drawn": len(own),
            f"{package}.detected": sum(own),
            f"{package}.score": sum(own) / len(own),
        }
        shown = f"{sum(own) / len(own):.1%} [{low:.1%}, {high:.1%}]"
        rows.append((package, str(count), str(len(own)), str(sum(own)), shown))
    table(("package", "mutants", "drawn", "detected", "score [95 % CI]"), rows)
    write(file, figures, survivors=[str(mutant) for mutant, found in done if not found])


if __name__ == "__main__":
    main()
