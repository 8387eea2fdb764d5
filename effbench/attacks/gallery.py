"""Run the corpus in effbench's own sandbox: judge each program, and check the host.

This module defines the right answer to the gallery's task (sorted numbers) and records the results.
`gaps` lists the attacks that a tier cannot stop, and those that are not run at it.
"""

from __future__ import annotations

import os
import random
import resource
import secrets
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas

from effbench.attacks import gaps
from effbench.attacks.corpus import HONEST as HONEST_NAME
from effbench.attacks.corpus import Attack, published, read_attack
from effbench.attacks.host import Host
from effbench.sandbox import Limits, Outcome, Sandbox, calls_frame, job_frame
from effbench.tasks import first_difference

NUMPY, PANDAS = ("numpy",), ("pandas",)
LIMITS = Limits(cpu_seconds=1, wall_seconds=4, memory_bytes=256 << 20, output_bytes=8 << 20)
SHORT = Limits(
    cpu_seconds=0.3, wall_seconds=1, memory_bytes=256 << 20, output_bytes=8 << 20, wait_seconds=0.5
)
HONEST = Limits(cpu_seconds=10, memory_bytes=256 << 20)
TIMED_RUNS = 3
HONEST_RATIO, ATTEMPTS = 0.75, 3  # a false time recurs; a change of the processor's speed does not


def posed(style: str, values: list[int]) -> tuple[Any, Any]:
    """Return the argument for these numbers and the right answer, in the form of a style."""
    if style == "program":
        given, right = ("".join(f"{value}\n" for value in v) for v in (values, sorted(values)))
        return given, right
    if style == "frame":
        return pandas.DataFrame({"value": values}), pandas.DataFrame({"value": sorted(values)})
    assert style == "function"
    return values, sorted(values)


def verdict(outcome: Outcome, right: Any) -> str:
    """Judge an outcome by the types and values of the right answer only."""
    if outcome.ended != "returned":
        return outcome.ended
    if len(outcome.values) != 1:
        return "wrong"
    (answer,) = outcome.values
    if type(answer) is not type(right):
        return "wrong"
    if isinstance(right, list):
        same = len(answer) == len(right)
        same = same and all(type(a) is int and a == b for a, b in zip(answer, right, strict=True))
    else:
        same = first_difference(answer, right) is None
    return "pass" if same else "wrong"


@dataclass(frozen=True)
class GalleryRun:
    """One run of an attack. A verdict `then honest code: …` is about the honest run after it."""

    verdict: str
    detail: str
    cpu_ns: int


@dataclass(frozen=True)
class GalleryReport:
    """The runs of one attack, and its changes on the host."""

    expected: tuple[str, ...]
    runs: list[GalleryRun]
    changed: list[str]
    ratio: float | None
    """The attack's time over that of honest work, if it is timed."""
    host_cpu_seconds: float
    host_growth_mib: float


class Gallery:
    """Runs attacks. `other` serves the second of two simultaneous runs; pairs need it."""

    def __init__(self, sandbox: Sandbox, work: Path, other: Sandbox | None = None) -> None:
        self.sandbox, self.other, self.tier = sandbox, other, sandbox.tier
        self.host = Host(work)
        self.prelude = self.host.prelude(self.tier)
        self.random = random.Random(secrets.randbits(64))
        self.honest = read_attack(published() / f"{HONEST_NAME}.py")
        for imports in ((), NUMPY, PANDAS):  # start all zygotes before anything is counted
            self.run_once(Attack("warm", self.honest.source, (), imports=imports), HONEST)
        if other is not None:
            self.run_once(self.honest, HONEST, role=1)

    def run_together(self, attack: Attack, limits: Limits) -> list[tuple[str, Outcome]]:
        """Run the attack in as many simultaneous child processes as it specifies."""
        roles = range(attack.together)
        if len(roles) == 1:
            return [self.run_once(attack, limits)]
        with ThreadPoolExecutor(len(roles)) as pool:
            return list(pool.map(lambda role: self.run_once(attack, limits, role), roles))

    def run_once(self, attack: Attack, limits: Limits, role: int = 0) -> tuple[str, Outcome]:
        """Run the attack once in a child process and judge the outcome."""
        values = [self.random.randrange(-(10**6), 10**6) for _ in range(4998)] + [0, 1]
        self.random.shuffle(values)
        argument, right = posed(attack.style, values)
        entry_point = "" if attack.style == "program" else "solve"
        job = job_frame(attack.source, entry_point, f"{self.prelude}\nROLE = {role}\n")
        calls = calls_frame([(argument,)])
        sandbox = self.other if role else self.sandbox
        assert sandbox is not None, f"{attack.name} needs two sandboxes"
        outcome = sandbox.run_frames(job, calls, limits, attack.imports)
        return verdict(outcome, right), outcome

    def run(self, attack: Attack) -> GalleryReport:
        """Run an attack and report its verdicts, times and the changes on the host."""
        before = self.host.state()
        cpu, peak = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        user = "root" if os.geteuid() == 0 else "ordinary"
        verdicts = gaps.expected(self.tier, attack.name, attack.verdicts, user)
        limits = SHORT if verdicts == ("timeout",) else LIMITS
        ratio = None
        for _ in range(ATTEMPTS):
            runs, honest_ns = self.repeat(attack, limits)
            if not attack.timed:
                break
            ratio = statistics.median(r.cpu_ns for r in runs) / statistics.median(honest_ns)
            if ratio >= HONEST_RATIO:
                break
        self.replace_zygotes()
        changed = self.host.state().changes(before)
        contacts = self.host.contacts()
        if contacts:
            changed.append(f"{contacts} connections")
        if any(self.host.secret in run.detail for run in runs):
            changed.append("the secret got out")
        return GalleryReport(
            expected=verdicts,
            runs=runs,
            changed=changed,
            ratio=ratio,
            host_cpu_seconds=time.process_time() - cpu,
            host_growth_mib=(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) / 1024,
        )

    def replace_zygotes(self) -> None:
        """Replace zygotes that reached their limit of children or could not renew their folder."""
        for role, sandbox in enumerate((self.sandbox, self.other)):
            if sandbox is not None and not sandbox.is_ready():
                self.run_once(self.honest, HONEST, role)

    def repeat(self, attack: Attack, limits: Limits) -> tuple[list[GalleryRun], list[int]]:
        """Run the attack as often as it specifies, each time followed by honest code."""
        runs, honest_ns = [], []
        for _ in range(TIMED_RUNS if attack.timed else attack.runs):
            for what, outcome in self.run_together(attack, limits):
                runs.append(GalleryRun(what, self.detail(outcome), outcome.cpu_ns))
            honest, after = self.run_once(self.honest, HONEST)
            honest_ns.append(after.cpu_ns)
            if honest != "pass":
                runs.append(GalleryRun(f"then honest code: {honest}", after.detail, 0))
        return runs, honest_ns

    @staticmethod
    def detail(outcome: Outcome) -> str:
        """Return the details that are shown if a test fails."""
        shown = outcome.detail
        if outcome.ended == "returned":
            for value in outcome.values[:1]:
                if type(value) is list and value[:1] == ["ESCAPED"]:
                    shown = ", ".join(map(str, value))
        return shown[:2000]
