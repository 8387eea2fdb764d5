"""Fakes: a sandbox with a simulated clock, for tests of order, stopping and statistics, a reporter
that records its messages, and audits that were not measured."""

from __future__ import annotations

import contextlib
import math
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from effbench.base.records import CertificateArm
from effbench.measure import compared_arm
from effbench.measure.known import KINDS, PREFIX, RATIOS
from effbench.sandbox import Limits, Outcome
from effbench.sandbox.host.conversation import ZygoteError
from effbench.sandbox.inside.wire import decode

Cost = Callable[[list[Any]], float]


class FakeSandbox:
    """Runs sources in this process, and charges `costs[marker]` seconds.

    The first marker that occurs in a source decides its cost; the no-op costs 1 ms. `noise` is the
    standard deviation of the times' logarithm. `fail_at` gives the children whose zygote dies.
    """

    def __init__(self, costs: dict[str, Cost], noise: float = 0.0, seed: int = 0) -> None:
        self.costs, self.noise = costs, noise
        self.rng = random.Random(seed)
        self.log: list[str] = []
        self.fail_at: set[int] = set()
        self.tier, self.slots = "T1", 1

    def run_frames(
        self, job: bytes, calls: bytes, limits: Limits, imports: tuple[str, ...] = ()
    ) -> Outcome:
        return self.run(job, calls, limits)

    @contextlib.contextmanager
    def lease(self, imports: tuple[str, ...] = ()) -> Iterator[FakeSandbox]:
        yield self

    def run(self, job: bytes, calls: bytes, limits: Limits) -> Outcome:
        prelude, source, entry_point = decode(job[8:])
        arguments = decode(calls[8:])
        marker = next((m for m in self.costs if m in source), "noop")
        self.log.append(marker)
        if len(self.log) in self.fail_at:
            raise ZygoteError("the fake zygote died")
        cost = self.costs[marker](arguments) if marker in self.costs else 0.0
        cpu_ns = int((0.001 + cost * self.rng.lognormvariate(0, self.noise)) * 1e9)
        if cpu_ns > limits.cpu_seconds * 1e9:
            return Outcome("timeout", cpu_ns=int(limits.cpu_seconds * 1e9), wall_ns=cpu_ns)
        namespace: dict[str, Any] = {}
        exec(prelude, namespace)
        exec(source, namespace)
        try:
            values = tuple(namespace[entry_point](*a) for a in arguments)
        except Exception as error:
            return Outcome("raised", detail=str(error), cpu_ns=cpu_ns, wall_ns=cpu_ns)
        return Outcome("returned", values, cpu_ns=cpu_ns, wall_ns=cpu_ns, peak_rss_bytes=1 << 20)


def audit_arms(
    when: str, seed: int | str = 0, noise: float = 0.01, blocks: int = 8, error: float = 1.0
) -> tuple[CertificateArm, ...]:
    """The audits of one moment on a machine whose ratios are all wrong by the factor `error`."""
    rng = random.Random(f"{seed}{when}")
    return tuple(
        compared_arm(
            PREFIX + kind,
            when,
            [math.log(truth * error) + rng.gauss(0, noise) for _ in range(blocks)],
            truth,
        )
        for kind in KINDS
        for truth in RATIOS
    )


def plant_audits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give certificates that are made in this process the audits of a good machine, unmeasured.

    The audits take ten seconds at each moment, whatever is timed, and a test of something else can
    do without. `test_the_fast_reference_scores_one` and `test_lanes_are_examined_together` measure
    real ones.
    """
    monkeypatch.setattr(
        "effbench.measure.auditing.known_ratios",
        lambda sandbox, seed, when, blocks: audit_arms(when),
    )


class Quiet:
    """A reporter that shows nothing."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def stage(self, name: str, total: int) -> None:
        self.said.append(f"{name} {total}")

    def advance(self, note: str = "", tokens: int = 0) -> None:
        pass

    def message(self, text: str) -> None:
        self.said.append(text)
