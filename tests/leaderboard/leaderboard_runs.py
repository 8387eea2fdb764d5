"""Hand-made records and run folders for the leaderboard's tests."""

import msgspec

from effbench.base.records import (
    Certificate,
    CertificateArm,
    CertificateCheck,
    Manifest,
    MemoryResult,
    Metric,
    SampleResult,
    Scaling,
    SizeResult,
    Summary,
    TaskResult,
    Verdict,
)


def metric(name, value, ci, higher=True):
    return Metric(
        id=name,
        value=value,
        ci=ci,
        level=0.95,
        method=f"how {name} was made",
        n_tasks=12,
        unit="ratio" if name.endswith("ratio") else "score",
        higher_is_better=higher,
    )


def certificate(**changes):
    fields = {
        "ratio": 1.002,
        "ci": (0.99, 1.013),
        "n": 48,
        "target": 0.05,
        "fit": True,
        "arms": (CertificateArm(task_id="task00", ratio=1.01, ci=None, log_ratios=(0.0, 0.02)),),
        "note": "an idle machine",
        "rule": 2,
        "checks": (
            CertificateCheck(
                kind="drift", what="", error=1.01, ci=(0.99, 1.02), margin=0.075, held=True
            ),
        ),
    }
    return Certificate(**{**fields, **changes})


def manifest(label="model-a", **changes):
    fields = {
        "run_id": f"run-of-{label}",
        "created": "2026-01-02T03:04:05Z",
        "finished": "2026-01-02T04:04:05Z",
        "status": "complete",
        "publishable": True,
        "effbench_version": "0.1.0",
        "suite": {"name": "core", "version": "1", "digest": "d" * 64, "locked": True},
        "model": {"label": label, "kind": "replay"},
        "generation": {"n_samples": 1, "temperature": 0.0},
        "judge": {"tier": "T1"},
        "timing": {"profile": "standard"},
        "machine": {"cpu_model": "Some CPU", "cores_logical": 2},
        "certificate": certificate(),
        "seed": 7,
        "command": "effbench run --model replay:answers.jsonl",
    }
    return msgspec.convert({**fields, **changes}, Manifest)


SCALING = Scaling(
    exponent=1.02, ci=(0.99, 1.05), censored=False, reference_exponent=1.0, reference_ci=None
)
MEMORY = MemoryResult(
    size="L",
    ratio=1.5,
    ci=(1.25, 1.75),
    n_blocks=8,
    over_noop_bytes=6 << 20,
    reference_over_noop_bytes=4 << 20,
    efficiency=0.824,
)


def size(label, ratio, precise=True):
    return SizeResult(
        size=label,
        ratio=ratio,
        ci=(0.9 * ratio, 1.1 * ratio),
        n_blocks=8 if precise else 96,
        censored=False,
        efficiency=0.9,
        precise=precise,
    )


def summary(effs, task_ids=None, speed=True):
    """A summary with one sample per task; efficiency 0 means a wrong answer."""
    task_ids = task_ids or [f"task{i:02}" for i in range(len(effs))]
    samples = [
        SampleResult(
            task_id=task_id,
            sample_index=0,
            status="pass" if eff > 0 else "wrong_answer",
            detail="" if eff > 0 else "differs at [3]",
            source_sha256="a" * 64,
            efficiency=eff,
            sizes=(size("S", 1.2), size("L", 1.3, precise=False)) if speed and eff > 0 else (),
        )
        for task_id, eff in zip(task_ids, effs, strict=True)
    ]
    tasks = [
        TaskResult(
            task_id=sample.task_id,
            n_samples=1,
            n_correct=int(sample.status == "pass"),
            pass_at_1=float(sample.status == "pass"),
            eff_at_1=sample.efficiency if speed else None,
            ratio=10 ** (1 - sample.efficiency) if speed and sample.efficiency else None,
            statuses={sample.status: 1},
            scaling=SCALING if speed and sample.efficiency else None,
            memory=MEMORY if speed and sample.efficiency else None,
        )
        for sample in samples
    ]
    passed = sum(task.n_correct for task in tasks)
    share, eff = passed / len(tasks), sum(effs) / len(effs)
    metrics = [metric("pass@1", share, (max(0, share - 0.1), min(1, share + 0.1)))]
    if speed:
        metrics.append(metric("eff@1", eff, (max(0, eff - 0.1), eff + 0.1)))
        metrics.append(metric("speed_ratio", 1.5, (1.25, 1.75), higher=False))
        metrics.append(metric("memory_ratio", 1.1, (0.9, 1.3), higher=False))
    statuses = {"pass": passed, "wrong_answer": len(tasks) - passed}
    return Summary(
        metrics=tuple(metrics),
        tasks=tuple(tasks),
        samples=tuple(samples),
        statuses={status: count for status, count in statuses.items() if count},
    )


def verdicts(run_summary, failed_input=None):
    return [
        Verdict(
            task_id=sample.task_id,
            sample_index=sample.sample_index,
            status=sample.status,
            failed_input=failed_input if sample.status != "pass" else None,
        )
        for sample in run_summary.samples
    ]


def write_run(folder, run_manifest, run_summary=None, failed_input=None):
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_bytes(msgspec.json.encode(run_manifest))
    if run_summary is not None:
        (folder / "summary.json").write_bytes(msgspec.json.encode(run_summary))
        lines = [msgspec.json.encode(v) for v in verdicts(run_summary, failed_input)]
        (folder / "verdicts.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    return folder


GOOD = [0.9, 1.0, 1.1, 0.8, 0.95, 1.05, 0.9, 0.7, 1.0, 0.0, 0.9, 1.0]
POOR = [0.2, 0.0, 0.3, 0.0, 0.1, 0.25, 0.0, 0.2, 0.3, 0.0, 0.1, 0.2]
