"""Measure the reward's cost and the accuracy of its order: `python -m benchmarks.reward`.

Throughput: batches of 8 completions of 8 tasks, as a trainer sends them, through the reward
(profile `reward`) and through a correctness-only grader on the same samples (`_pool_grader`: one
process each, which runs the tests), with one worker and with all. Completions are drawn, with a
seed, from a task's known solutions and mistakes. Some repeat, as a trained model's do; each copy
that is not a repeat differs by a comment, so that only repeats are answered from the cache.

Fidelity: groups of 8 known solutions (the tiers, and fast made slower by known work). The truth is
a long measurement of each (`--truth-blocks`). Counted: pairs whose true times differ by 10 % or
more and whose rewards have the same order (equal rewards count against it); copies of one solution
whose rewards are equal.

`--step-seconds` is a simulated trainer's time for generation and update; the output gives the share
of a step that the reward takes for it.
"""

from __future__ import annotations

import itertools
import random
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace

from benchmarks._common import parser, table, write
from benchmarks._pool_grader import grade
from effbench.machine import facts as machine
from effbench.measure import REWARD_PLANS, Plan, measure
from effbench.reward import Judge
from effbench.sandbox import Sandbox
from effbench.score.arms import collect_arms
from effbench.stats.ratio import centre
from effbench.tasks import registry
from effbench.tasks.suite import Suite, SuiteTask

REWARD = REWARD_PLANS["reward"] or Plan()
GROUP = 8
MIN_DIFFERENCE = 1.10
CLOSE = 1.5
Pair = tuple[str, str]
"""Task id and completion."""


@dataclass(frozen=True)
class Speed:
    """Throughput and latencies of a grader."""

    per_minute: float
    latencies: list[float]

    def quantile(self, share: float) -> float:
        """Return the latency quantile at `share`."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def completions(task: SuiteTask, rng: random.Random, mark: str, repeats: float) -> list[str]:
    """Return a group: known solutions and mistakes, with a share of `repeats` copies of others."""
    tiers = list(task.references.values())
    wrong = list(task.wrong.values()) or [task.fast.replace("return", "return not", 1)]
    group: list[str] = []
    for number in range(GROUP):
        if group and rng.random() < repeats:
            group.append(rng.choice(group))
            continue
        source = rng.choice(tiers if rng.random() < 0.5 else wrong)
        group.append(f"```python\n{source}\n# {mark} {number}\n```")
    return group


def batches(suite: Suite, count: int, repeats: float, seed: int) -> list[list[Pair]]:
    """Return `count` batches of completions."""
    rng = random.Random(seed)
    found = []
    for number in range(count):
        tasks = rng.sample(suite.tasks, min(GROUP, len(suite.tasks)))
        found.append(
            [
                (task.id, text)
                for task in tasks
                for text in completions(task, rng, f"{number} {task.id}", repeats)
            ]
        )
    return found


def rewarded(suite: Suite, todo: list[list[Pair]], workers: int) -> tuple[Speed, dict[str, float]]:
    """Score the batches with the reward; return its speed and its statistics."""
    with Judge(suite, workers=workers) as judge:
        for task in suite.tasks:  # expected answers are made once per task, not once per batch
            judge.score(task.id, task.fast)
        latencies = []
        for batch in todo:
            start = time.monotonic()
            judge.score_many(batch)
            latencies.append(time.monotonic() - start)
        return Speed(60 * sum(map(len, todo)) / sum(latencies), latencies), judge.stats


def graded(suite: Suite, todo: list[list[Pair]], workers: int) -> Speed:
    """Grade the batches with the correctness-only grader."""
    latencies = []
    for batch in todo:
        start = time.monotonic()
        grade(suite, batch, workers)
        latencies.append(time.monotonic() - start)
    return Speed(60 * sum(map(len, todo)) / sum(latencies), latencies)


def throughput(
    suite: Suite, todo: list[list[Pair]], cores: int, step_seconds: float
) -> dict[str, float]:
    """Run both graders on the same batches, with one worker and with all; print a table."""
    figures: dict[str, float] = {}
    rows = []
    for workers in dict.fromkeys((1, cores)):
        speed, stats = rewarded(suite, todo, workers)
        plain = graded(suite, todo, workers)
        for name, found in (("reward", speed), ("correctness_only", plain)):
            key = f"{name}_{workers}"
            figures[f"{key}_per_minute"] = found.per_minute
            figures[f"{key}_batch_p50_seconds"] = found.quantile(0.5)
            figures[f"{key}_batch_p95_seconds"] = found.quantile(0.95)
            share = found.quantile(0.5) / (found.quantile(0.5) + step_seconds)
            figures[f"{key}_share_of_step"] = share
            rows.append(
                (
                    f"{name}, {workers} workers",
                    f"{found.per_minute:.0f}",
                    f"{found.quantile(0.5):.1f}",
                    f"{found.quantile(0.95):.1f}",
                    f"{share:.0%}",
                )
            )
            print(" ".join(rows[-1]), file=sys.stderr, flush=True)
        for phase in ("correctness", "timing"):
            figures[f"reward_{workers}_{phase}_seconds"] = stats.get(f"{phase}_seconds", 0.0)
    table(("grader", "samples/min", "p50 s", "p95 s", "of a step"), rows)
    return figures


def slowed(task: SuiteTask, source: str, every: int) -> str:
    """Return the same function, doing its work twice in each `every`-th call of a process."""
    name = task.entry_point
    return (
        f"{source}\n_inner, _calls = {name}, 0\n\n"
        f"def {name}(*arguments):\n"
        f"    global _calls\n"
        f"    _calls += 1\n"
        f"    if _calls % {every} == 0:\n"
        f"        import copy\n"
        f"        _inner(*copy.deepcopy(arguments))\n"
        f"    return _inner(*arguments)\n"
    )


def known_solutions(task: SuiteTask) -> list[str]:
    """Return the tiers, and fast with known extra work: the whole, a half, a quarter, an eighth."""
    tiers = [task.references[tier] for tier in ("fast", "medium", "slow")]
    return tiers + [slowed(task, task.fast, every) for every in (1, 2, 4, 8) if task.entry_point]


def fidelity(suite: Suite, n_groups: int, truth_blocks: int, seed: int) -> dict[str, float]:
    """Return the shares of pairs in the right order and of copies with equal rewards."""
    rng = random.Random(seed)
    known = {task.id: known_solutions(task) for task in suite.tasks}
    with Sandbox() as quiet:
        truth = {
            task.id: true_ratios(task, known[task.id], quiet, truth_blocks, seed + 1)
            for task in suite.tasks
        }
    found: Counter[str] = Counter()
    with Judge(suite, workers=machine.usable_cores()) as judge:
        for start in range(0, n_groups, GROUP):
            tasks = [suite.tasks[i % len(suite.tasks)] for i in range(start, start + GROUP)]
            drawn = [
                (number, task, [rng.choice(known[task.id]) for _ in range(GROUP)])
                for number, task in enumerate(tasks[: n_groups - start], start)
            ]
            verdicts = iter(
                judge.score_many(
                    (task.id, f"{source}\n# {number} {i}\n")
                    for number, task, group in drawn
                    for i, source in enumerate(group)
                )
            )
            for _, task, group in drawn:
                rewards = [next(verdicts).reward for _ in group]
                found += agreement(group, rewards, truth[task.id])
    return {
        "fidelity_pairs": found["told"],
        "fidelity_right": found["right"] / max(1, found["told"]),
        "fidelity_reversed": found["reversed"] / max(1, found["told"]),
        "fidelity_close_pairs": found["close"],
        "fidelity_close_right": found["close right"] / max(1, found["close"]),
        "equal_pairs": found["copies"],
        "equal_rewards": found["equal"] / max(1, found["copies"]),
        "fidelity_not_scored": found["not scored"],
    }


def agreement(
    group: list[str], rewards: list[float | None], truth: dict[str, float]
) -> Counter[str]:
    """Count a group's pairs by order of rewards. `close`: times differ by less than 1.5 times."""
    found: Counter[str] = Counter()
    for (a, ra), (b, rb) in itertools.combinations(zip(group, rewards, strict=True), 2):
        apart = max(truth[a], truth[b]) / min(truth[a], truth[b])
        if ra is None or rb is None:
            found["not scored"] += 1
        elif a == b:
            found["copies"] += 1
            found["equal"] += ra == rb
        elif apart >= MIN_DIFFERENCE:
            right = ra != rb and (ra > rb) == (truth[a] < truth[b])
            found["told"] += 1
            found["right"] += right
            found["reversed"] += ra != rb and not right
            found["close"] += apart < CLOSE
            found["close right"] += apart < CLOSE and right
    return found


def true_ratios(
    task: SuiteTask, sources: list[str], sandbox: Sandbox, blocks: int, seed: int
) -> dict[str, float]:
    """Return ratios to the fast reference, computed as in the score, from many blocks of other
    inputs.

    The calls are as long as the reward's: their number determines which of them `slowed` slows.
    """
    named = {str(i): source for i, source in enumerate(sources)}
    plan = replace(REWARD, min_blocks=blocks, cut_offs=2)
    timings = list(measure(task, named, sandbox, seed, plan))
    labels = plan.labels(task)
    arms = collect_arms(timings, {task.id: labels})
    found = {}
    for name, source in named.items():
        logs = []
        for label in labels:
            arm = arms[task.id, name].get(label)
            cut = arm is None or arm.mostly_cut_off or not arm.values
            logs.append(10.0 if cut or arm is None else min(10.0, centre(arm.values).ratio))
        found[source] = statistics.geometric_mean(logs)
    return found


def main() -> None:
    options = parser(
        __doc__ or "", batches=4, tasks=20, groups=200, truth_blocks=48, seed=0, step_seconds=60
    )
    options.add_argument("--repeats", type=float, default=0.3, help="share of repeated completions")
    asked = options.parse_args()
    dev = registry.split(registry.load_core(), "dev")
    suite = Suite(dev.name, dev.version, dev.tasks[: asked.tasks])
    todo = batches(suite, asked.batches, asked.repeats, asked.seed)
    cores = machine.usable_cores()
    figures: dict[str, float] = {"completions": sum(map(len, todo)), "repeats": asked.repeats}
    if todo:
        figures |= throughput(suite, todo, cores, asked.step_seconds)
    if asked.groups:
        found = fidelity(suite, asked.groups, asked.truth_blocks, asked.seed)
        figures |= found
        print(
            f"{found['fidelity_right']:.1%} of {found['fidelity_pairs']:.0f} pairs in the right "
            f"order ({found['fidelity_reversed']:.1%} in the wrong one; of the "
            f"{found['fidelity_close_pairs']:.0f} that differ by 10-50 %: "
            f"{found['fidelity_close_right']:.1%} right), {found['equal_rewards']:.1%} of "
            f"{found['equal_pairs']:.0f} copies equal"
        )
    write(asked.json, figures)


if __name__ == "__main__":
    main()
