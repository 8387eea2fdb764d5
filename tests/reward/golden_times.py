"""Fixed times for the golden verdicts: a judge that measures nothing, and samples as data.

A completion's first comment says what its judge and its clock find (`MARK`). The times follow from
a hash, so they are the same everywhere.
"""

from __future__ import annotations

import hashlib
import importlib
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from effbench.measure import REWARD_PLANS

BLOCKS = 8
NOOP_NS = 1_000_000
REFERENCE_NS = 20_000_000
TIERS = {"medium": "as 3.0", "slow": "as 9.0"}
MARK = re.compile(r"# golden (.*)")
STATUSES = ("wrong_answer", "runtime_error", "timeout", "memory", "syntax_error", "infra_error",
            "left_out")  # fmt: skip
CLOCKS = (
    "as 0.2", "as 0.45", "as 0.9", "as 1.0", "as 1.01", "as 1.03", "as 2.0", "as 2.02", "as 6.0",
    "as 9.9", "as 30.0", "noisy 1.0", "noisy 1.5", "noisy 2.0", "few 1.2", "cut 5.0", "half 3.0",
    "forgiven 4.0", "wrong 1.0", "died 1.0", "raised 1.0", "bound 0.001", "nothing 1.0",
    "unmatched 1.0",
)  # fmt: skip
SWITCHES = ("", "+band=on", "+band=off", "+contrast=2", "+spread=1.5", "+workload=largest")


def either(*places: str) -> Any:
    """The object at the first of `places` (module:name) that exists."""
    for place in places:
        module, _, name = place.partition(":")
        try:
            return getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError):
            continue
    raise ImportError(" or ".join(places))


Judgement = either("effbench.judging:Judgement", "effbench.judge:Judgement")
Timing = either("effbench.base:Timing", "effbench.records:Timing")
PRESETS = either("effbench.reward.presets:PRESETS")
versions = either("effbench.reward.presets:versions")
Sample = either("effbench.reward.samples:Sample")
Capped = either("effbench.reward.samples:Capped")
ESTIMATORS = either("effbench.reward:ESTIMATORS", "effbench.reward.simulate:ESTIMATORS")


def noise(*parts: object) -> float:
    """From -1 to 1, by `parts` alone."""
    digest = hashlib.sha256(repr(parts).encode()).digest()
    return int.from_bytes(digest[:6], "little") / 2**47 - 1


def completions(task: Any) -> list[str]:
    """Answers to a task: every status, and every kind of time."""
    head = f"def {task.entry_point}(*values):"
    marks = [*CLOCKS, *(f"status {status}" for status in STATUSES)]
    sources = [f"{head}  # golden {mark}\n    return 0\n" for mark in marks]
    return [*sources, "No.", sources[3], sources[3].replace("0\n", "1\n")]


def fixed(judge: Any) -> Any:
    """Make the judge's engine find what the marks say. It runs nothing any more."""
    grader = (getattr(judge, "_rounds", None) or judge._engine).grader
    engine = getattr(grader, "engine", None) or grader.bench
    engine.judge = lambda _, source: judgement(source)
    whole = REWARD_PLANS[judge.profile]
    assert whole is not None
    plan = whole.for_suite(judge.suite)
    engine.measure = lambda task, sources: timings(task, sources, plan.labels(task))
    return judge


def judgement(source: str) -> Any:
    found = MARK.search(source)
    kind, _, status = found[1].partition(" ") if found else ("", "", "")
    return Judgement(status, f"as {status}") if kind == "status" else Judgement("pass")


def timings(task: Any, sources: Mapping[str, str], labels: Sequence[str]) -> list[Any]:
    sizes = [size for size in task.sizes if size.label in labels]
    return [_timing(task, size, place, sources) for place, size in enumerate(sizes)]


def _timing(task: Any, size: Any, place: int, sources: Mapping[str, str]) -> Any:
    rows: list[dict[str, Any]] = []
    for block in range(BLOCKS):
        work = REFERENCE_NS * (place + 1) * (1 + 0.2 * noise("input", place, block))
        rows.append(_row(block, "noop", NOOP_NS))
        rows.append(_row(block, "reference", NOOP_NS + work))
        for name, source in sources.items():
            found = MARK.search(source)
            kind, _, ratio = (found[1] if found else TIERS[name]).partition(" ")
            row = _repetition(kind, float(ratio), work, block, place)
            if row is not None:
                rows.append(_row(block, name, **row))
    return msgspec.convert(
        {
            "task_id": task.id, "size": size.label, "n": size.n, "batch": size.batch or 1,
            "cutoff_cpu_ns": 10 * REFERENCE_NS * (place + 1), "repetitions": rows,
        },
        Timing,
    )  # fmt: skip


def _row(
    block: int, arm: str, cpu_ns: float, ended: str = "returned", **more: Any
) -> dict[str, Any]:
    return {
        "block": block, "position": 0, "arm": arm, "ended": ended, "cpu_ns": round(cpu_ns),
        "wall_ns": round(cpu_ns), "peak_rss_bytes": 10_000_000, **more,
    }  # fmt: skip


def _repetition(
    kind: str, ratio: float, work: float, block: int, place: int
) -> dict[str, Any] | None:
    """One repetition of a candidate; None for none."""
    jitter = 0.5 if kind == "noisy" else 0.02
    row: dict[str, Any] = {
        "cpu_ns": NOOP_NS + work * ratio * math.exp(jitter * noise(kind, ratio, place, block))
    }
    last = block == BLOCKS - 1
    if kind == "nothing" or (kind == "few" and block >= 2):
        return None
    if kind == "cut" or (kind == "half" and block % 2):
        row["ended"] = "timeout"
    elif kind == "forgiven":
        row |= {"ended": "memory", "forgiven": True}
    elif kind == "wrong" and last:
        row["wrong"] = "returned 1, not 2"
    elif kind in ("died", "raised") and last:
        row["ended"] = kind
    elif kind == "unmatched":
        row["ended"] = "output_limit" if last else "returned"
    return row


def specs() -> list[str]:
    """Every preset in every version, with every switch."""
    return [
        f"{name}:{version}{switch}"
        for name in sorted(PRESETS)
        for version in versions(name)
        for switch in SWITCHES
    ]


def few_specs() -> list[str]:
    """Every preset in every version, and two of them with every switch."""
    whole = ("gated-log:v2", "percentile-graded:v1")
    return [text for text in specs() if "+" not in text or text.startswith(whole)]


def groups() -> dict[str, list[Any]]:
    """Samples of one task, with pools of known solutions, by what is special in the group."""
    pool = (1.0, 2.5, 7.0)
    plain = [Sample("pass", r, (r * 0.97, r * 1.03), pool=pool) for r in (0.1, 0.5, 1.0, 1.02, 4.0)]
    failed = [
        Sample(status)
        for status in (
            "wrong_answer", "runtime_error", "timeout", "memory", "syntax_error", "no_code",
            "missing", "infra_error",
        )
    ]  # fmt: skip
    wide = [Sample("pass", r, (r / 2, r * 2), pool=pool) for r in (0.5, 0.9, 1.6, 3.0, 9.0)]
    known = [
        Sample("pass", r, (0.9 * r, 1.1 * r), _blocks(r, sizes), frozenset(cut), pool=pool)
        for r, sizes, cut in (
            (0.8, "SM", ""), (0.81, "SM", ""), (1.3, "SM", ""), (1.33, "S", "M"), (10.0, "", "SM"),
        )
    ]  # fmt: skip
    capped = [Sample("pass", r, None, capped=Capped(max(0.5, r)), pool=pool) for r in (0.05, 0.6)]
    return {
        "with intervals": [*plain, *failed],
        "wide intervals": wide,
        "with blocks": known,
        "capped": [*capped, *plain[:1]],
        "not timed": [Sample("pass", pool=pool), *failed[:2]],
        "failures": failed,
        "alone": plain[:1],
        "none": [],
    }


def _blocks(ratio: float, sizes: str) -> dict[tuple[str, int], float]:
    return {
        (size, block): math.log(ratio) + 0.01 * noise(ratio, size, block)
        for size in sizes
        for block in range(BLOCKS)
    }
