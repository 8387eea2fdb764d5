"""List the system calls of honest, confined solutions: the evidence for the allow-list.

Runs the reference solutions, the gallery's honest candidates and the contents of `_workloads.py` in
the sandbox under strace. It lists the calls that child processes make after the filter is on, and
the calls that were rejected (nothing was changed for the trace).
`tests/sandbox/test_allow_list.py` compares `benchmarks/results/syscalls-MACHINE.json` with the
filter: each allowed call was observed, or has a stated reason.

Tier T3 is used because thread ids there are valid everywhere, unlike at T1, and files can be
queried, unlike at T2.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import _workloads
from benchmarks._common import command, machine_facts, parser, table
from effbench.sandbox import Limits, Sandbox, calls_frame, job_frame
from effbench.sandbox.host import tiers
from effbench.sandbox.inside.allow_list import CONDITIONS
from effbench.tasks import registry

GALLERY = Path(__file__).resolve().parent.parent / "attacks"
HONEST = ("honest", "program_honest", "program_work_in_a_thread", "source_one_megabyte_of_code")
MARK = "/effbench-workload/"  # the host looks for a file of this name before each workload
INSTANCES = 6  # per task: tracing makes a system call about fifty times slower
LIMITS = Limits(cpu_seconds=60, wall_seconds=300, memory_bytes=2 << 30)
WORKLOADS_KEPT = 3  # names in the file for each call
_PR_SET_SECCOMP = 22


@dataclass(frozen=True)
class Workload:
    """A program to trace, with its input."""

    name: str
    source: str
    calls: list[tuple[Any, ...]]
    entry_point: str = "solve"
    imports: tuple[str, ...] = ()
    prelude: str = ""


def workloads() -> Iterator[Workload]:
    """Yield all workloads."""
    packages = {"STANDARD": (), "NUMPY": ("numpy",), "SCIPY": ("scipy",), "PANDAS": ("pandas",)}
    for group, imports in packages.items():
        for name, source in vars(_workloads)[group].items():
            yield Workload(name, source, [()], imports=imports)
    helpers = (GALLERY / "_prelude.py").read_text()
    prelude = helpers[helpers.index("def slow_sort") :]
    for name in HONEST:
        text = (GALLERY / f"{name}.py").read_text()
        made = re.search(r"^# source: (.*)$", text, re.M)
        source = eval(made[1]) if made else "import os, sys\n" + text
        if "style=program" in text:
            yield Workload(f"gallery: {name}", source, [("3\n1\n2\n",)] * 2, "", prelude=prelude)
        else:
            yield Workload(f"gallery: {name}", source, [([3, 1, 2],)], prelude=prelude)
    for task in registry.load_core().tasks:
        calls = [instance.arguments for instance in task.correctness(1)[:INSTANCES]]
        for tier, source in task.references.items():
            name = f"{task.id}: {tier}"
            yield Workload(name, source, calls, task.entry_point, task.imports, task.prelude)


def run_workloads() -> None:
    """Run every workload in its own child process, inside strace; mark each one in the trace."""
    ends: dict[str, str] = {}
    with Sandbox("T3") as sandbox:
        for work in workloads():
            job = job_frame(work.source, work.entry_point, work.prelude)
            calls = calls_frame(work.calls)
            sandbox.run("def solve(): pass", "solve", [()], imports=work.imports)  # the zygote
            os.path.exists(MARK + work.name)
            found = sandbox.run_frames(job, calls, LIMITS, work.imports)
            os.path.exists(MARK)
            ends[work.name] = f"{found.ended} {found.detail}".strip()
    print(json.dumps(ends))


# --- reading the trace ------------------------------------------------------------------------


@dataclass
class Seen:
    """One system call, or one value of the argument that decides its treatment (`fcntl 1030`)."""

    passed: int = 0
    refused: int = 0
    workloads: dict[str, None] = field(default_factory=dict)


@dataclass
class Trace:
    """Parse strace's lines: confined processes, the current workload, and the calls."""

    confined: set[str] = field(default_factory=set)
    unfinished: dict[str, str] = field(default_factory=dict)
    workload: str = ""
    seen: defaultdict[str, Seen] = field(default_factory=lambda: defaultdict(Seen))

    def read(self, line: str) -> None:
        """Process one line of the trace."""
        pid, _, text = line.strip().partition(" ")
        text = text.strip()
        if text.startswith("+++"):
            self.confined.discard(pid)
        elif text.endswith("<unfinished ...>"):
            self.unfinished[pid] = text.removesuffix("<unfinished ...>")
        elif resumed := re.match(r"<\.\.\. \w+ resumed>(.*)", text):
            self.call(pid, self.unfinished.pop(pid, "") + resumed[1])
        else:
            self.call(pid, text)
        if MARK in text and pid not in self.confined:
            self.workload = text.split(MARK, 1)[1].split('"', 1)[0]

    def call(self, pid: str, text: str) -> None:
        """Process a call of a process."""
        parsed = re.match(r"(\w+)\((.*)\)\s*= (\S+)(.*)", text)
        if parsed is None:
            if pid in self.confined and (ending := re.match(r"(exit\w*)\(", text)):
                self.note(ending[1], "0")  # does not return
            return
        name, arguments, result, error = parsed.groups()
        if pid not in self.confined:
            if name == "prctl" and number(arguments, 0) == _PR_SET_SECCOMP and result == "0":
                self.confined.add(pid)
            return
        if name == "clone" and result.isdigit():
            self.confined.add(result)
        self.note(name, error)
        if name in CONDITIONS:
            self.note(f"{name} {number(arguments, CONDITIONS[name].argument)}", error)

    def note(self, what: str, error: str) -> None:
        """Count a call of the current workload."""
        if not self.workload:
            return
        seen = self.seen[what]
        if "EPERM" in error or "ENOSYS" in error:
            seen.refused += 1
        else:
            seen.passed += 1
        seen.workloads[self.workload] = None


def number(arguments: str, index: int) -> int | None:
    """Return an argument of a call as a number; None if it is not one."""
    parts = arguments.split(", ")
    try:
        return int(parts[index].split("=")[-1], 0)
    except (IndexError, ValueError):
        return None


def trace() -> tuple[Trace, dict[str, str]]:
    """Run this benchmark under strace; return the trace and the workloads' results."""
    with tempfile.TemporaryDirectory(prefix="syscall-trace-") as folder:
        log = Path(folder, "log")
        line = ["strace", "-f", "-qq", "-X", "raw", "-s", "200", "-o", str(log)]
        line += [sys.executable, "-m", "benchmarks.syscall_trace", "--inside"]
        done = subprocess.run(line, stdout=subprocess.PIPE, text=True, check=True)
        found = Trace()
        with log.open(errors="replace") as lines:
            for text in lines:
                found.read(text)
    return found, json.loads(done.stdout)


def main() -> None:
    options = parser(str(__doc__))
    options.add_argument("--inside", action="store_true", help="internal: run workloads in strace")
    arguments = options.parse_args()
    if arguments.inside:
        run_workloads()
        return
    if shutil.which("strace") is None:
        sys.exit("this needs strace (apt-get install strace)")
    if (reason := tiers.probe("T3")) is not None:
        sys.exit(f"this needs tier T3: {reason}")
    found, ends = trace()
    rows = [
        (what, str(seen.passed), str(seen.refused), str(len(seen.workloads)))
        for what, seen in sorted(found.seen.items())
    ]
    table(("call", "passed", "refused", "workloads"), rows)
    for name, end in ends.items():
        if not end.startswith("returned"):
            print(f"{name}: {end}")
    if arguments.json:
        arguments.json.write_text(json.dumps(report(found, ends), indent=1) + "\n")


def report(found: Trace, ends: dict[str, str]) -> dict[str, Any]:
    """Return the content of the result file."""
    libc = " ".join(platform.libc_ver())
    calls = {
        what: {
            "passed": seen.passed,
            "refused": seen.refused,
            "workloads": len(seen.workloads),
            "such as": list(seen.workloads)[:WORKLOADS_KEPT],
        }
        for what, seen in sorted(found.seen.items())
    }
    about = machine_facts() | {"libc": libc, "python": platform.python_version()}
    ended = {name: end for name, end in ends.items() if not end.startswith("returned")}
    return {
        "calls": calls,
        "workloads": len(ends),
        "did not return": ended,
        "machine": about,
        "command": command(),
    }


if __name__ == "__main__":
    main()
