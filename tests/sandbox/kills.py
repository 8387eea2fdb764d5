"""Kill the host, its zygotes and its children: `python kills.py WORK REPORT KILLS SEED`.

Sends SIGKILL at random moments of judging and timing until KILLS processes are dead, and runs the
same command again after the host's death. Writes as JSON how long processes outlived their host,
and if each run has the verdicts of an undisturbed one. The test evaluates the results.

If a sample's child or zygote dies, the sample is retried once; after a second death it gets
`infra_error`. So no zygote or child is killed until the sample of the last kill has its verdict.

The runs judge recorded answers to tiny tasks. Tiers T1 and T2 alternate, with and without timing.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from effbench.runs import store
from effbench.sandbox.host import tiers
from effbench.sandbox.inside import kernel

GONE_SECONDS = 10.0  # maximum wait; the test sets the limit
PAUSE_SECONDS = (0.05, 1.2)  # between two kills
VICTIM_SECONDS = 1.0  # maximum search: a child may live for a few milliseconds
START_SECONDS = 120.0
BETWEEN_VERDICTS, BETWEEN_SECONDS = 4, 4.0  # minimum between two kills inside a run: either
N_SAMPLES = 12
TASKS = ("kills_one", "kills_two", "kills_three")
TASK = '''"""Return the sum of the squares of the values."""

from effbench.authoring import Task

TASK = Task(
    statement=__doc__,
    signature="def {name}(values: list[int]) -> int",
    examples=[(([1, 2],), 5)],
    limits=["0 <= len(values) <= 100_000"],
    sizes={{"S": (2_000, 4), "M": (8_000, 4), "L": (60_000, 2)}},
    shapes=("random",),
    complexity={{"slow": "n", "medium": "n", "fast": "n"}},
    category="array",
    family="sums",
    cpu_limit_seconds=0.2,
)


@TASK.correctness
def small(rng):
    yield ([],)
    for length in range(1, 20):
        yield ([rng.randrange(-9, 10) for _ in range(length)],)


@TASK.stress
def large(n, shape, rng):
    return ([rng.randrange(-9, 10) for _ in range(n)],)


@TASK.valid
def valid(arguments):
    assert len(arguments[0]) <= 100_000
'''
RIGHT = "def {name}(values):\n    return sum(v * v for v in values)\n"
ANSWERS = (
    RIGHT,
    "import time\ndef {name}(values):\n    time.sleep(0.02)\n"
    "    return sum(v * v for v in values)\n",
    "def {name}(values):\n    return sum(v * v for v in values) + (len(values) == 17)\n",
    "def {name}(values):\n    raise ValueError(len(values))\n",
    "def {name}(values):\n    while len(values) > 5: pass\n    return sum(v * v for v in values)\n",
    "def {name}(values):\n    return bytes(1 << 40)\n",
    "import os\ndef {name}(values):\n    os._exit(3)\n",
    "def {name}(values:\n",
    "",
    "import threading\ndef {name}(values):\n    found = []\n"
    "    one = threading.Thread(target=lambda: found.append(sum(v * v for v in values)))\n"
    "    one.start(), one.join()\n    return found[0]\n",
    "import time\ntime.sleep(0.05)\ndef {name}(values):\n    return sum(v * v for v in values)\n",
    "def {name}(values):\n    return [object()]\n",
)


def write_suite(work: Path) -> None:
    tasks = work / "tasks"
    tasks.mkdir()
    answers = []
    for name in TASKS:
        (tasks / f"{name}.py").write_text(TASK.format(name=name))
        solutions = tasks / "reference_solutions" / name
        solutions.mkdir(parents=True)
        for tier in ("fast", "medium", "slow"):
            (solutions / f"{tier}.py").write_text(RIGHT.format(name=name))
        for text in ANSWERS:
            answers.append({"task_id": name, "completion": f"```python\n{text}```"})
    lines = [json.dumps(row).replace("{name}", row["task_id"]) + "\n" for row in answers]
    (work / "answers.jsonl").write_text("".join(lines))


@dataclass
class Run:
    """One run folder, across all deaths of its host."""

    work: Path
    number: int
    tier: str
    timing: str
    process: subprocess.Popen[bytes] | None = None
    struck_at: tuple[int, float] | None = None
    """Number of verdicts, and time, at the last kill of a zygote or child."""

    @property
    def results(self) -> Path:
        return self.work / f"results-{self.number}"

    @property
    def errors(self) -> Path:
        return self.work / f"errors-{self.number}"

    def start(self) -> subprocess.Popen[bytes]:
        line = [
            sys.executable, "-m", "effbench", "run", "--model", f"replay:{self.work}/answers.jsonl",
            "--tasks-path", str(self.work / "tasks"), "--tasks", "kills_*", "--seed", "7",
            "--n-samples", str(N_SAMPLES), "--results", str(self.results), "--workers", "2",
            "--timing", self.timing, "--sandbox", self.tier,
        ]  # fmt: skip  # one flag and its value read better side by side
        with self.errors.open("wb") as errors:
            self.process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=errors)
        return self.process

    def progress(self) -> int:
        """The number of verdicts so far."""
        return sum(path.read_bytes().count(b"\n") for path in self.results.rglob("verdicts.jsonl"))

    def may_be_struck_inside(self) -> bool:
        if self.struck_at is None:
            return True
        verdicts, seconds = self.struck_at
        gone = time.monotonic() - seconds
        return self.progress() - verdicts >= BETWEEN_VERDICTS or gone > BETWEEN_SECONDS

    def verdicts(self) -> list[tuple[Any, ...]]:
        """The sorted facts that must not depend on kills. A duplicate sample appears twice."""
        (folder,) = store.find_runs(self.results)
        asked = Counter((g.task_id, g.sample_index) for g in store.generations(folder))
        return sorted(
            (v.task_id, v.sample_index, v.status, v.n_inputs, v.n_passed, v.source_sha256,
             asked[v.task_id, v.sample_index])
            for v in store.verdicts(folder)
        )  # fmt: skip


@dataclass
class Killer:
    rng: random.Random
    kills: Counter[str] = field(default_factory=Counter)
    outlived_seconds: list[float] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)

    def strike(self, run: Run) -> bool:
        """Kill a process of this run, preferably of a kind not killed yet. True for the host."""
        assert run.process is not None
        host = psutil.Process(run.process.pid)
        missing = [kind for kind in ("host", "zygote", "child") if not self.kills[kind]]
        kind = self.rng.choice(missing or ["host", "zygote", "child", "child"])
        if kind == "host":
            host.kill()
            run.process.wait()
            self.kills[kind] += 1
            self.await_silence()
            return True
        if run.may_be_struck_inside():
            until = time.monotonic() + VICTIM_SECONDS
            while run.process.poll() is None and time.monotonic() < until:
                victims = by_depth(host, deeper_than=_depth_of_zygotes(run.tier), wanted=kind)
                with contextlib.suppress(psutil.NoSuchProcess, IndexError):
                    self.rng.choice(victims).kill()
                    self.kills[kind] += 1
                    run.struck_at = run.progress(), time.monotonic()
                    break
        return False

    def await_silence(self) -> None:
        """Wait until this process, which inherits all orphans, has no living descendant."""
        start = time.monotonic()
        while left := living():
            if time.monotonic() - start > GONE_SECONDS:
                self.orphans += [f"{p.pid} {p.name()}" for p in left]
                for process in left:
                    process.kill()
                break
            time.sleep(0.02)
        self.outlived_seconds.append(time.monotonic() - start)


def _depth_of_zygotes(tier: str) -> int:
    """The number of generations from the host to its zygotes; the last generation serves."""
    return {"bwrap": 3, "python": 2, "none": 1}[tiers.choose_shell(tier)]


def by_depth(host: psutil.Process, deeper_than: int, wanted: str) -> list[psutil.Process]:
    """Descendants that are children of zygotes (`child`) or zygotes and shells (`zygote`)."""
    found = []
    generation = [host]
    for depth in itertools.count(1):
        children = []
        for process in generation:
            with contextlib.suppress(psutil.NoSuchProcess):
                children += process.children()
        if not children:
            return found
        if (depth > deeper_than) == (wanted == "child"):
            found += children
        generation = children
    raise AssertionError("unreachable")


def living() -> list[psutil.Process]:
    """The living descendants. Reaps the dead ones that this process inherited."""
    alive = []
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.status() == psutil.STATUS_ZOMBIE:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(process.pid, os.WNOHANG)
            else:
                alive.append(process)
    return alive


def disturb(run: Run, killer: Killer, wanted: int) -> None:
    """Continue this run and kill its processes until it is complete or `wanted` were killed."""
    while True:
        process = run.start()
        until = time.monotonic() + START_SECONDS
        while process.poll() is None and not living()[1:] and time.monotonic() < until:
            time.sleep(0.02)  # until the host has a descendant
        dead = False
        while process.poll() is None and not dead and killer.kills.total() < wanted:
            time.sleep(killer.rng.uniform(*PAUSE_SECONDS))
            if process.poll() is None:
                dead = killer.strike(run)
        if not dead:
            process.wait()
            killer.await_silence()
            return


def main() -> None:
    work, report, kills, seed = Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:])
    kernel.prctl(36, 1)  # PR_SET_CHILD_SUBREAPER
    write_suite(work)
    settings = [(tier, timing) for timing in ("off", "quick") for tier in ("T1", "T2")]
    undisturbed = Run(work, 0, *settings[0])
    undisturbed.start().wait()
    right = undisturbed.verdicts()
    killer = Killer(random.Random(seed))
    problems = []
    number = 0
    while killer.kills.total() < kills:
        number += 1
        run = Run(work, number, *settings[number % len(settings)])
        disturb(run, killer, kills)
        assert run.process is not None
        found = run.verdicts()
        if run.process.returncode not in (0, 3) or found != right:
            differs = sorted(set(found) ^ set(right)) or "the same verdicts, not as often"
            said = run.errors.read_text(errors="replace")[-2000:]
            problems.append([run.tier, run.timing, run.process.returncode, differs, said])
    report.write_text(
        json.dumps(
            {
                "verdicts": right,
                "kills": killer.kills,
                "runs": number,
                "problems": problems,
                "orphans": killer.orphans,
                "outlived_seconds": sorted(killer.outlived_seconds),
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
