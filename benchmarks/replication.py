"""Simulate several machines on one: the effect of builds, allocators and load on eff@1.

    python -m benchmarks.replication run [--malloc NAME] [--neighbour] -- REPLICATE RUN'S OPTIONS
    python -m benchmarks.replication report FILE.zip … [--out benchmarks/results/replication.json]

`run` is `effbench replicate run` with one change that the command itself does not offer: another
PYTHONMALLOC for candidates, or a parallel process that streams through memory. For another build of
Python, run that build's own `effbench replicate run` instead. `report` writes the output of
`effbench replicate report --json` for the files.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from effbench import replicate
from effbench.cli.app import app
from effbench.cli.replicating import as_dict
from effbench.machine import facts as machine
from effbench.sandbox.host import zygote as host

RESULT = Path("benchmarks/results/replication.json")
_STREAM = (
    "import numpy as np\n"
    "field = np.zeros(8 << 20)\n"
    "while True:\n"
    "    field += 1.0\n"
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run")
    run.add_argument("--malloc", help="candidates' PYTHONMALLOC")
    run.add_argument("--neighbour", action="store_true", help="stream through memory in parallel")
    run.add_argument("options", nargs=argparse.REMAINDER)
    report = commands.add_parser("report")
    report.add_argument("files", nargs="+", type=Path)
    report.add_argument("--out", type=Path, default=RESULT)
    asked = parser.parse_args(arguments)
    if asked.command == "run":
        _run(asked.malloc, asked.neighbour, [word for word in asked.options if word != "--"])
    else:
        found = replicate.compare([replicate.open_file(path) for path in asked.files])
        asked.out.write_text(json.dumps(as_dict(found), indent=1) + "\n")
        print(f"{asked.out}: {found.verdict}")


def _run(malloc: str | None, neighbour: bool, options: Sequence[str]) -> None:
    if malloc is not None:
        _give_candidates(malloc)
    with _streaming() if neighbour else contextlib.nullcontext():
        app(["replicate", "run", *options])


def _give_candidates(malloc: str) -> None:
    """Change only candidates and the machine's description; this process does not need it."""
    plain = host.candidate_environment()

    def changed() -> dict[str, str]:
        return plain | {"PYTHONMALLOC": malloc}

    host.candidate_environment = changed
    machine.candidate_environment = changed


@contextlib.contextmanager
def _streaming() -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-c", _STREAM])
    try:
        yield
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    main()
