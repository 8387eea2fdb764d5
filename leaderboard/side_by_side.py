"""Time several entries in one run, and extract each entry's own part of it.

An entry gets, from the run of its group, the verdicts on its own answers, the blocks in which they
ran (with the reference and the no-op of these blocks), and the A/A certificate measured during the
run. In a block, all answers to a task get the same input within the same second. Models that are
timed side by side can therefore be compared more precisely than in separate runs, and inputs are
generated once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from answers import Answers

from effbench.base.records import NOOP_ARM, REFERENCE_ARM, Generation, Timing, Verdict
from effbench.judging.judge import source_sha256
from effbench.measure import PLANS
from effbench.runs import store
from effbench.runs.estimand import estimand_of
from effbench.runs.store import MANIFEST, TIMINGS, VERDICTS, RunFolder


def distinct(all_answers: Iterable[Answers]) -> tuple[list[dict[str, str]], int]:
    """Return every distinct source of every task as answers, and the largest number per task."""
    found: dict[str, dict[str, None]] = {}
    for answers in all_answers:
        for row in answers:
            found.setdefault(row["task_id"], {})[row["solution"]] = None
    rows = [
        {"task_id": task_id, "solution": source}
        for task_id, sources in found.items()
        for source in sources
    ]
    return rows, max(map(len, found.values()))


def take(shared: Path, own: Path) -> None:
    """Give the run folder `own`, which holds only its answers, its part of the run `shared`.

    Both have the same seed and therefore the same inputs. `effbench judge` of `own` would give the
    same verdicts, and times on the same inputs; afterwards it has nothing left to do.
    """
    theirs, manifest = store.load_manifest(shared), store.load_manifest(own)
    same = (theirs.seed, theirs.suite.digest) == (manifest.seed, manifest.suite.digest)
    if not same or theirs.status != "complete":
        raise SystemExit(f"{shared} is no finished run of the tasks and the seed of {own}")
    today = {plan.estimand for plan in PLANS.values() if plan}
    if estimand_of(theirs.timing) not in today:
        raise SystemExit(f"{shared} was timed by an earlier version of its profile: run it again")
    known = {(v.task_id, v.source_sha256): v for v in store.verdicts(shared)}
    verdicts = [
        _own_verdict(answer, known)
        for answer in store.generations(own)
        if answer.finish_reason not in ("error", "missing")
    ]
    arms: dict[str, set[str]] = {}
    for verdict in verdicts:
        if verdict.status == "pass" and verdict.source_sha256:
            arms.setdefault(verdict.task_id, set()).add(verdict.source_sha256)
    with RunFolder(own) as folder:
        if manifest.status != "generated":
            return
        done = {(v.task_id, v.sample_index) for v in store.verdicts(own)}
        for verdict in verdicts:
            if (verdict.task_id, verdict.sample_index) not in done:
                folder.append(VERDICTS, verdict)
        timed = {(t.task_id, t.size) for t in store.timings(own)}
        for timing in _own_timings(store.timings(shared), arms):
            if (timing.task_id, timing.size) not in timed:
                folder.append(TIMINGS, timing)
        certificate = theirs.certificate
        folder.replace(MANIFEST, msgspec.structs.replace(manifest, certificate=certificate))


def _own_verdict(answer: Generation, known: dict[tuple[str, str | None], Verdict]) -> Verdict:
    """Return the verdict on the answer, which is code."""
    found = known[answer.task_id, source_sha256(answer.text)]
    return msgspec.structs.replace(found, sample_index=answer.sample_index)


def _own_timings(timings: Iterable[Timing], arms: dict[str, set[str]]) -> Iterator[Timing]:
    """Yield the blocks in which own sources ran, without the sources of others."""
    for timing in timings:
        own = arms.get(timing.task_id, set())
        blocks = {r.block for r in timing.repetitions if r.arm in own}
        kept = tuple(
            r
            for r in timing.repetitions
            if r.block in blocks and r.arm in {REFERENCE_ARM, NOOP_ARM, *own}
        )
        if kept:
            yield msgspec.structs.replace(timing, repetitions=kept)
