"""Make the first submissions of this folder, for the first time or again.

Each consists of its answers (`answers.py`), a run and one `effbench submit` (`entries.py`);
`--list` prints the commands. The answers are the suite's own reference tiers, oracles that mix
these with wrong solutions, and answers of real models that other projects published. They are drawn
with a fixed seed, so everyone gets the same ones; the times depend on the machine. Entries of a
group are timed side by side (`side_by_side.py`). An interrupted run is resumed, and an existing
submission is not changed.

    python leaderboard/make_submissions.py --list
    python leaderboard/make_submissions.py core evalperf enamel-gpt-4o --data ../shared/data

The published answers are below `--data` (see docs/submissions.md). Their code is judged and timed
here, but the submissions contain only digests of it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from answers import SEED
from entries import SIDE_BY_SIDE, Entry, entries
from side_by_side import distinct, take

SUBMISSIONS = Path(__file__).parent / "submissions"
WHO = "the effbench developers"


def main() -> None:
    options = _options()
    options.work.mkdir(parents=True, exist_ok=True)
    _link_suite(options.work, options.data)
    for name in options.names:
        group = [entry for entry in entries() if name in (entry.name, entry.group)]
        if not group:
            raise SystemExit(f"no entry {name!r}; --list shows them")
        missing = [entry for entry in group if not (options.to / entry.name).exists()]
        if not missing:
            print(f"{name} is in {options.to}; remove it to make it again", file=sys.stderr)
            continue
        make = _make_group if missing[0].group else _make_one
        for entry, folder in make(missing, options.work, options.data):
            if not options.runs_only:
                _submit(entry, folder, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="an entry, or a whole group")
    parser.add_argument("--list", action="store_true", help="print the commands, make nothing")
    parser.add_argument("--runs-only", action="store_true", help="run, and submit nothing")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("results/leaderboard"))
    parser.add_argument("--to", type=Path, default=SUBMISSIONS)
    options = parser.parse_args()
    if options.list:
        for entry in entries():
            beside = f", side by side with group {entry.group}" if entry.group else ""
            run = ["effbench", "run", *entry.suite, *entry.model, "--timing", entry.timing]
            print(f"{entry.name}\n  {shlex.join(run)}{beside}")
            print(f"  {shlex.join(['effbench', 'submit', 'RUN', *entry.submit])}")
    elif not options.names:
        parser.error("name some entries or groups; --list shows them")
    return options


def _make_one(group: list[Entry], work: Path, data: Path) -> Iterable[tuple[Entry, Path]]:
    for entry in group:
        _write_answers(entry.name, entry.answers(data), work)
        run = ["run", *entry.suite, *entry.model, "--timing", entry.timing]
        _effbench([*run, "--seed", str(SEED), "--out", entry.name], work)
        yield entry, work / entry.name


def _make_group(group: list[Entry], work: Path, data: Path) -> Iterable[tuple[Entry, Path]]:
    """Run every source of the group once; then give each entry's folder its part of the run."""
    first, shared = group[0], f"group-{group[0].group}"
    whole = [entry for entry in entries() if entry.group == first.group]
    rows, n_samples = distinct(entry.answers(data) for entry in whole)
    _write_answers(shared, rows, work)
    model = ["--model", f"replay:{shared}.jsonl.gz", "--n-samples", str(n_samples)]
    model.append("--missing-as-wrong")  # some tasks have fewer distinct sources than others
    seed = ["--seed", str(SEED)]
    run = ["run", *first.suite, *model, "--timing", first.timing]
    _effbench([*run, *seed, "--out", shared], work)
    for entry in group:
        _write_answers(entry.name, entry.answers(data), work)
        _effbench(["generate", *entry.suite, *entry.model, *seed, "--out", entry.name], work)
        take(work / shared, work / entry.name)
        path = ["--suite-path", "enamel.csv"] if "enamel.csv" in entry.suite else []
        _effbench(["judge", entry.name, *path, "--timing", entry.timing], work)
        yield entry, work / entry.name


def _submit(entry: Entry, folder: Path, options: argparse.Namespace) -> None:
    said = list(entry.submit)
    if entry.group:
        said[said.index("--notes") + 1] += f" {SIDE_BY_SIDE}"
    place = ["--name", entry.name, "--to", str(options.to.resolve()), "--who", WHO]
    print(_effbench(["submit", folder.name, *place, *said], folder.parent), end="")


def _write_answers(name: str, answers: Iterable[dict[str, str]], work: Path) -> None:
    """Write the replay file by renaming, with the same bytes each time."""
    lines = "".join(json.dumps(row) + "\n" for row in answers)
    new = work / f".{name}.new"
    new.write_bytes(gzip.compress(lines.encode(), mtime=0))
    os.replace(new, work / f"{name}.jsonl.gz")


def _link_suite(work: Path, data: Path) -> None:
    """Link ENAMEL's file under a name without folders, because the manifest records the command."""
    link, file = work / "enamel.csv", (data / "enamel/dataset/enamel.csv").resolve()
    if file.exists() and not link.exists():
        link.symlink_to(file)


def _effbench(arguments: list[str], work: Path) -> str:
    """Return the command's output. Accept exit code 3 (not publishable), which `submit` checks."""
    done = subprocess.run(
        [sys.executable, "-m", "effbench", *arguments], cwd=work, stdout=subprocess.PIPE, text=True
    )
    if done.returncode not in (0, 3):
        raise SystemExit(f"{shlex.join(['effbench', *arguments])} ended with {done.returncode}")
    return done.stdout


if __name__ == "__main__":
    main()
