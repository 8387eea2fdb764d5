"""Test if the certificate detects a disturbed machine: whole certificates under known burdens.

    python -m benchmarks.certificate [--target-percent 5] [--calibrate 0] [--json FILE]

Each burden acts on one certificate of the core suite, whose three moments follow one another:

- `nothing`: the machine as it is;
- `memory hog`: a process on the last core streams over 256 MB;
- `same core`: a process on the same core spins;
- `drift`: candidates work 0, 15 and 30 % longer than references at start, middle and end;
- `one slowed task`: the candidate of one task works 20 % longer;
- `5 % everywhere`: every candidate works 5 % longer;
- `one slowed kind`: the audit programs of kind `loop` work 10 % longer than their ratio says.

A slowed candidate burns CPU time in proportion to what it has used, so it is measured like any
other. `--calibrate N` first takes N blocks of every kind of audit and prints the distance of the
measured ratios from the true ones; on a quiet machine, this is the accuracy of the true ratios.
"""

from __future__ import annotations

import math
import secrets
import time
from collections.abc import Callable

from benchmarks import _pairs
from benchmarks._common import parse, table, write
from effbench.base.records import Certificate, CertificateArm
from effbench.measure import audit, certificate, certificate_tasks, compared_arm
from effbench.measure.auditing import Audit, audited
from effbench.measure.blocks import open_size
from effbench.measure.fitness import MOMENTS, Effort, advice, effort
from effbench.measure.known import RATIOS, audit_tasks, kind_of, program
from effbench.sandbox import Sandbox
from effbench.stats.ratio import centre
from effbench.tasks import registry
from effbench.tasks.suite import SuiteTask, derive_seed

_NEIGHBOURS = {"memory hog": "memory", "same core": "sameCore"}
_SLOWED = """

import time as _time

_honest = {entry_point}


def {entry_point}(*arguments):
    started = _time.thread_time_ns()
    result = _honest(*arguments)
    now = _time.thread_time_ns()
    while _time.thread_time_ns() < now + {share} * (now - started):
        pass
    return result
"""
Slowness = Callable[[str, float, str], float]
"""Task, true ratio and moment -> the share by which a candidate works longer."""
_DRIFT = {"start": 0.0, "middle": 0.15, "end": 0.30}
SLOWED: dict[str, Slowness] = {
    "drift": lambda task, truth, when: _DRIFT[when] if truth == 1 else 0.0,
    "one slowed task": lambda task, truth, when: 0.2 if task == "factor_batch_64" else 0.0,
    "5 % everywhere": lambda task, truth, when: 0.05,
    "one slowed kind": lambda task, truth, when: (
        0.1 if task == "audit/loop" and truth != 1 else 0.0
    ),
}
BURDENS = ("nothing", *_NEIGHBOURS, *SLOWED)


def slowed(source: str, entry_point: str, share: float) -> str:
    """Return the program, made to work `share` longer; unchanged if `share` is 0."""
    return source + _SLOWED.format(entry_point=entry_point, share=share) if share else source


def compared(
    task: SuiteTask,
    sandbox: Sandbox,
    seed: int,
    when: str,
    slowness: Slowness,
    target: float,
    wanted: Effort,
) -> list[CertificateArm]:
    """Run the comparisons of `measure.audit` for one task or kind; candidates may be slowed.

    `wanted`: the audit blocks, for a task of the suite too; `fixed` gives an exact number.
    """
    sources = (
        {truth: program(kind_of(task.id), truth) for truth in RATIOS}
        if task in audit_tasks()
        else {1.0: task.fast}
    )
    programs = {
        truth: slowed(source, task.entry_point, slowness(task.id, truth, when))
        for truth, source in sources.items()
    }
    run = open_size(task, task.sizes[-1], sandbox, seed)
    logs = audited(run, programs, sandbox, seed, target, wanted)
    return [compared_arm(task.id, when, found, truth) for truth, found in logs.items() if found]


def fixed(blocks: int) -> Effort:
    """Return the effort of exactly this number of blocks."""
    return Effort(task_blocks=blocks, audit_blocks=blocks, most_audit_blocks=blocks)


def moment(
    tasks: list[SuiteTask],
    sandbox: Sandbox,
    seed: int,
    when: str,
    target: float,
    slowness: Slowness | None,
) -> Audit:
    """Run all comparisons of one moment."""
    if slowness is None:
        return audit(tasks, sandbox, seed, when, target)
    wanted, seed = effort(target), derive_seed(seed, "certify", when)
    arms = [
        arm
        for task in tasks
        for arm in compared(task, sandbox, seed, when, slowness, target, fixed(wanted.task_blocks))
    ]
    audits = [
        arm
        for task in audit_tasks()
        for arm in compared(task, sandbox, seed, when, slowness, target, wanted)
    ]
    return Audit(tuple(arms), tuple(audits))


def certify(burden: str, target: float) -> Certificate:
    """Run a whole certificate under a burden."""
    tasks, seed = certificate_tasks(registry.load_core()), secrets.randbits(62)
    with _pairs.disturbed(_NEIGHBOURS.get(burden, "asis")), Sandbox() as sandbox:
        parts = [moment(tasks, sandbox, seed, when, target, SLOWED.get(burden)) for when in MOMENTS]
    found = certificate(
        [arm for part in parts for arm in part.arms],
        [arm for part in parts for arm in part.audits],
        target,
    )
    assert found is not None, "no reference of the core suite could be timed"
    return found


def key_of(burden: str) -> str:
    """Return the burden's name as a key of the figures."""
    return burden.replace(" ", "_").replace("%", "percent")


def figures_of(burden: str, found: Certificate) -> dict[str, float]:
    """Return the verdict, and each check's error, margin and result."""
    key = key_of(burden)
    figures: dict[str, float] = {
        f"{key}.fit": found.fit,
        f"{key}.ratio": found.ratio,
        f"{key}.audit_blocks": sum(len(arm.log_ratios) for arm in found.audits if arm.truth == 1),
    }
    for check in found.checks:
        name = f"{key}.{check.kind}.{check.what}".rstrip(".").replace(" ", "_")
        figures[f"{name}.held"] = check.held
        if check.error is not None:
            figures[f"{name}.error"] = check.error
    return figures


def calibrate(blocks: int) -> dict[str, float]:
    """Print the distance of measured audit ratios from the true ones, and the noise per block."""
    figures: dict[str, float] = {}
    rows = []
    with Sandbox() as sandbox:
        for task in audit_tasks():
            seed = secrets.randbits(62)
            wanted = fixed(blocks)  # so the target does not matter
            for arm in compared(task, sandbox, seed, "start", lambda *_: 0.0, math.inf, wanted):
                errors = [value - math.log(arm.truth) for value in arm.log_ratios]
                found = centre(errors)
                low, high = found.interval or (-math.inf, math.inf)
                mean = sum(errors) / len(errors)
                spread = math.sqrt(sum((e - mean) ** 2 for e in errors) / max(1, len(errors) - 1))
                name = f"{task.id} x {arm.truth:g}"
                cells = (f"{100 * value:+.1f}" for value in (found.log_ratio, low, high, spread))
                rows.append((name, *cells))
                key = f"calibration.{kind_of(task.id)}.{arm.truth:g}"
                figures |= {f"{key}.error": found.log_ratio, f"{key}.spread": spread}
    table(("audit, log-ratio less the truth in %", "error", "low", "high", "SD a block"), rows)
    return figures


def main() -> None:
    arguments = parse(__doc__ or "", target_percent=5, calibrate=0)
    target = arguments.target_percent / 100
    figures = calibrate(arguments.calibrate) if arguments.calibrate else {}
    rows = []
    for burden in BURDENS:
        began = time.monotonic()
        found = certify(burden, target)
        seconds = time.monotonic() - began
        failed = sum(not check.held for check in found.checks)
        verdict = "fit" if found.fit else "not fit"
        rows.append((burden, verdict, f"{failed} of {len(found.checks)}", f"{seconds:.0f}"))
        print(
            f"{burden}: {verdict}. {found.note}", *filter(None, [advice(found.checks)]), sep="\n  "
        )
        figures |= figures_of(burden, found) | {f"{key_of(burden)}.seconds": seconds}
    table(("burden", "verdict", "checks not held", "seconds"), rows)
    write(arguments.json, figures)


if __name__ == "__main__":
    main()
