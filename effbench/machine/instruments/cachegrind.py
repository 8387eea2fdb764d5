"""Count the instructions of two programs with cachegrind, to audit code that a person has read.

The programs run under valgrind's cachegrind without its cache model and with a fixed hash seed; the
count of a no-op in the same setting is subtracted. Counts are reproducible to within a few
thousandths, whatever the load of the machine, so they help to investigate a tie by the clock.

No score uses these counts: instructions are not time (a cache miss counts the same as an addition),
and a run takes 20 to 100 times as long. **valgrind cannot run inside effbench's sandbox**, so the
code runs unconfined and the caller must pass `trusted=True`.
"""

from __future__ import annotations

import marshal
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from effbench.base import UsageError

_HASH_SEED = "1"  # arbitrary: another seed changes a count by some hundredths of a percent
_TIMEOUT_SECONDS = 600.0
_NOOP = "def {entry_point}(*arguments, **options):\n    return None\n"
_RUNNER = """
import marshal, sys
with open(sys.argv[1], "rb") as file:
    source, entry_point, calls = marshal.load(file)
module = {"__name__": "candidate"}
exec(compile(source, "candidate.py", "exec"), module)
function = module[entry_point]
for arguments in calls:
    function(*arguments)
"""


@dataclass(frozen=True)
class Audit:
    """Instructions of the calls only: start-up, loading and calls of a no-op are subtracted."""

    instructions_a: int
    instructions_b: int

    @property
    def ratio(self) -> float:
        """Instructions of b divided by those of a: above 1 if b executes more."""
        return self.instructions_b / self.instructions_a


def missing() -> str | None:
    """Return None if valgrind is installed, else how to install it."""
    if shutil.which("valgrind"):
        return None
    return "valgrind is not installed (Debian, Ubuntu: apt install valgrind)"


def audit(
    source_a: str,
    source_b: str,
    entry_point: str,
    calls: Sequence[tuple[Any, ...]],
    *,
    trusted: bool = False,
) -> Audit:
    """Count the instructions of both sources on the same `calls`. Both run UNCONFINED.

    `calls`: the arguments of each call, as plain data. Raises UsageError unless `trusted`, and if
    valgrind is missing, the arguments are not plain data, a source fails or times out, or a source
    executes no more instructions than the no-op.
    """
    if not trusted:
        raise UsageError(
            "cachegrind runs code without any sandbox: pass trusted=True for reference solutions "
            "and code that a person has read, and never for a model's answer"
        )
    reason = missing()
    if reason:
        raise UsageError(reason)
    noop = _count("the no-op", _NOOP.format(entry_point=entry_point), entry_point, calls)
    work = []
    for name, source in (("source_a", source_a), ("source_b", source_b)):
        own = _count(name, source, entry_point, calls) - noop
        if own <= 0:
            raise UsageError(f"{name} does no more than a no-op: give it more or larger calls")
        work.append(own)
    return Audit(instructions_a=work[0], instructions_b=work[1])


def _count(name: str, source: str, entry_point: str, calls: Sequence[tuple[Any, ...]]) -> int:
    """Count all instructions of an interpreter that loads `source` and makes the calls."""
    with tempfile.TemporaryDirectory() as folder:
        job, counts = Path(folder, "job"), Path(folder, "counts")
        try:
            job.write_bytes(marshal.dumps((source, entry_point, list(calls))))
        except ValueError as error:
            raise UsageError(f"the arguments are not plain data: {error}") from error
        command = [
            "valgrind",
            "--tool=cachegrind",
            "--cache-sim=no",
            f"--cachegrind-out-file={counts}",
            getattr(sys, "_base_executable", None) or sys.executable,
            *("-s", "-S", "-P", "-B", "-X", "utf8", "-c", _RUNNER, str(job)),
        ]
        try:
            done = subprocess.run(
                command,
                env={"PYTHONHASHSEED": _HASH_SEED, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                timeout=_TIMEOUT_SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise UsageError(
                f"{name}: not done after {error.timeout:.0f} s; use smaller calls"
            ) from error
        if done.returncode:
            raise UsageError(f"{name} failed under valgrind: {_last_line(done.stderr)}")
        return instructions(counts.read_text())


def _last_line(output: bytes) -> str:
    """Return the last line of output that is not valgrind's."""
    lines = [line for line in output.decode(errors="replace").splitlines() if line.strip()]
    return next((line for line in reversed(lines) if not line.startswith("==")), "no message")


def instructions(counts: str) -> int:
    """Return the total of event `Ir` in a cachegrind output file.

    Raises UsageError if there is none.
    """
    lines = dict(line.split(":", 1) for line in counts.splitlines() if ":" in line)
    try:
        position = lines["events"].split().index("Ir")
        return int(lines["summary"].split()[position])
    except (KeyError, ValueError, IndexError) as error:
        raise UsageError("cachegrind's output has no total of instructions") from error
