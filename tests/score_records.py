"""Hand-made verdicts and timings for the tests of the score, the report and the metrics' manual."""

import msgspec

from effbench.base.records import NOOP_ARM, REFERENCE_ARM, Frozen, Repetition, Timing, Verdict
from effbench.score import KS, summarise

MS = 1_000_000
SIZES = ("S", "M", "L")


def verdict(task="t", index=0, status="pass", sha="a", detail=""):
    return Verdict(
        task_id=task, sample_index=index, status=status, source_sha256=sha, detail=detail
    )


def repetition(block, arm, cpu_ms, ended="returned", wrong=None, rss=1000):
    return Repetition(
        block=block,
        position=0,
        arm=arm,
        ended=ended,
        cpu_ns=round(cpu_ms * MS),
        wall_ns=0,
        peak_rss_bytes=rss,
        wrong=wrong,
    )


def timing(task="t", size="S", reference=10.0, noop=1.0, blocks=8, n=1, batch=1, rss=None, **arms):
    """A timing. `arms`: SHA -> a time in ms for every block, or a list of times, "timeout" or
    repetitions.

    All times are the clock's, including the no-op's time. `rss`: arm -> its peak in bytes for every
    block, or a list of peaks; the default is 1000.
    """
    rss = rss or {}
    repetitions = []
    for block in range(blocks):
        repetitions.append(repetition(block, NOOP_ARM, at(noop, block)))
        repetitions.append(repetition(block, REFERENCE_ARM, at(reference, block)))
    for arm, times in arms.items():
        for block, time in enumerate(times if isinstance(times, list) else [times] * blocks):
            if isinstance(time, Repetition):
                repetitions.append(time)
            elif time == "timeout":
                repetitions.append(repetition(block, arm, 100.0, "timeout"))
            elif time is not None:
                repetitions.append(repetition(block, arm, time))
    return Timing(
        task_id=task,
        size=size,
        n=n,
        batch=batch,
        cutoff_cpu_ns=100 * MS,
        repetitions=tuple(
            msgspec.structs.replace(r, peak_rss_bytes=at(rss[r.arm], r.block))
            if r.arm in rss
            else r
            for r in repetitions
        ),
    )


def at(value, block):
    return value[block] if isinstance(value, list) else value


def score(
    verdicts,
    timings=(),
    sizes=("S",),
    tasks=None,
    speed=True,
    seed=0,
    precision=None,
    families=None,
    frozen=None,
    ks=KS,
):
    """Summarise. `frozen`: task -> (sizes that count for time, for memory); default: all sizes."""
    counts = {
        name: Frozen(timeable=time, memory=memory)
        for name, (time, memory) in (frozen or {}).items()
    }
    tasks = tasks or {v.task_id for v in verdicts}
    return summarise(
        verdicts,
        timings,
        {t: sizes for t in tasks},
        seed=seed,
        speed_measured=speed,
        precision=precision,
        families=families,
        frozen=counts,
        ks=ks,
    )


def metric(summary, name):
    return {m.id: m for m in summary.metrics}[name]
