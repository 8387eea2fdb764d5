"""Make the submissions with which this folder began, again or for the first time.

Each is its answers (`answers.py`), one `effbench run` and one `effbench submit` (`entries.py`):
`--list` prints them. The suite's own reference tiers, oracles that mix them with wrong solutions,
and answers of real models that other projects published. Answers are drawn with a fixed seed, so
anybody draws the same; the times are those of the machine on which it runs. A run that was
interrupted goes on, and a submission that exists is left alone.

    python leaderboard/make_submissions.py --list
    python leaderboard/make_submissions.py core-reference-fast enamel-gpt-4o --data ../shared/data

Others' answers lie below `--data`, as docs/submissions.md says. Their code is judged and timed
here, and not handed on: those submissions hold digests.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

from answers import SEED
from entries import Entry, entries

SUBMISSIONS = Path(__file__).parent / "submissions"
WHO = "the effbench developers"


def main() -> None:
    known = {entry.name: entry for entry in entries()}
    options = _options(list(known))
    work: Path = options.work
    work.mkdir(parents=True, exist_ok=True)
    for name in options.names:
        entry = known[name]
        if (options.to / name).exists():
            print(f"{options.to / name} exists; remove it to make it again", file=sys.stderr)
            continue
        _write_answers(entry, work, options.data)
        _link_suite(work, options.data)
        folder = _run(entry, work)
        if options.runs_only:
            continue
        submit = ["submit", str(folder), "--name", name, "--to", str(options.to.resolve())]
        _effbench([*submit, "--who", WHO, *entry.submit], work)


def _options(known: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[*known, []])
    parser.add_argument("--list", action="store_true", help="print the commands, make nothing")
    parser.add_argument("--runs-only", action="store_true", help="run, and submit nothing")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("results/leaderboard"))
    parser.add_argument("--to", type=Path, default=SUBMISSIONS)
    options = parser.parse_args()
    if options.list:
        for entry in entries():
            print(f"{entry.name}\n  {shlex.join(['effbench', *_run_arguments(entry)])}")
            print(f"  {shlex.join(['effbench', 'submit', 'RUN', *entry.submit])}")
    elif not options.names:
        parser.error(f"name some of: {' '.join(known)}")
    return options


def _write_answers(entry: Entry, work: Path, data: Path) -> None:
    """The replay file of the entry, the same bytes each time; renamed into place."""
    if entry.answers is None:
        return
    lines = "".join(json.dumps(row) + "\n" for row in entry.answers(data))
    new = work / f".{entry.name}.new"
    new.write_bytes(gzip.compress(lines.encode(), mtime=0))
    os.replace(new, work / f"{entry.name}.jsonl.gz")


def _link_suite(work: Path, data: Path) -> None:
    """ENAMEL's file under a name without folders: the command stands in the manifest."""
    link, file = work / "enamel.csv", (data / "enamel/dataset/enamel.csv").resolve()
    if file.exists() and not link.exists():
        link.symlink_to(file)


def _run_arguments(entry: Entry) -> list[str]:
    return ["run", *entry.run, "--seed", str(SEED)]


def _run(entry: Entry, work: Path) -> Path:
    """The finished run's folder, as the command names it."""
    said = _effbench([*_run_arguments(entry), "--json"], work)
    return Path(json.loads(said)["run"])


def _effbench(arguments: list[str], work: Path) -> str:
    """The command's output. Exit code 3 (not publishable) is for `submit` to judge."""
    done = subprocess.run(
        [sys.executable, "-m", "effbench", *arguments], cwd=work, stdout=subprocess.PIPE, text=True
    )
    if done.returncode not in (0, 3):
        raise SystemExit(f"{shlex.join(['effbench', *arguments])} ended with {done.returncode}")
    return done.stdout


if __name__ == "__main__":
    main()
