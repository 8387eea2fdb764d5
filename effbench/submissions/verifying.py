"""`verify`: judge a random sample of a submission's code again on this machine, in the sandbox.

The inputs are the run's own, as they follow from the manifest's seed. So a different verdict means
that one of the two is wrong. A ratio that is timed again agrees if the difference is within both
intervals and the machine's own error (retiming.py).
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from effbench import __version__
from effbench.base import SUBMISSION, DataError, UsageError, Verdict, command, one_line, sha256_of
from effbench.executors import JudgeJob, LocalExecutor
from effbench.judging import source_sha256
from effbench.machine import comparability
from effbench.machine import facts as machine
from effbench.sandbox import Sandbox
from effbench.submissions import files as f
from effbench.submissions import vouching
from effbench.submissions.manifests import facts_of
from effbench.submissions.opening import Submission, open_folder
from effbench.submissions.problems import Problems
from effbench.submissions.retiming import Retimed, retime
from effbench.tasks import Suite, SuiteChoice, open_suite


@dataclass(frozen=True)
class VerifyOptions:
    """Options: draw `n` samples with `seed`. The paths must be those that the run was made with."""

    n: int
    seed: int
    retime: bool = False
    suite_path: Path | None = None
    tasks_path: tuple[Path, ...] = ()
    suite_seed_file: Path | None = None
    sandbox: str = "auto"
    workers: int | None = None


@dataclass
class _Tally:
    n_agreed: int = 0
    disagreements: list[f.Disagreement] = field(default_factory=list)


def verify(folder: str | Path, asked: VerifyOptions) -> f.Verification:
    """Judge a random sample again. Writes no file; `vouching.write` saves the result.

    Raises DataError if no sample can be drawn (the code is withheld, or none was extracted), or if
    a source does not match its digest. Raises UsageError if the run's tasks are not available.
    """
    folder = Path(folder)
    submission = open_folder(folder)
    drawable = _with_code(submission)
    if not drawable:
        why = "withholds its code" if submission.code_withheld else "has no code"
        raise DataError(f"{folder}: it {why}, so no sample can be judged again")
    drawn = draw(drawable, asked.n, asked.seed)
    with Sandbox(asked.sandbox, slots=asked.workers or machine.usable_cores()) as sandbox:
        suite = _suite(submission, drawn, asked, sandbox)
        _require_intact(submission)
        tally = _judge_again(submission, drawn, suite, sandbox)
        tasks = {task.id: task for task in suite.tasks}
        retimed = retime(submission, drawn, tasks, sandbox) if asked.retime else Retimed()
        tier = sandbox.tier
    here = machine.describe()
    differing = comparability.differences(
        comparability.key_of(submission.manifest), comparability.key(here)
    )
    is_submission = submission.record is not None
    found = f.Verification(
        submission_sha256=sha256_of(folder / SUBMISSION) if is_submission else "",
        seed=asked.seed,
        drawn=tuple((row.task_id, row.sample_index) for row in drawn),
        n_judged=len(drawn),
        n_agreed=tally.n_agreed,
        n_retimed=retimed.n_samples,
        n_ratios=retimed.n_ratios,
        n_ratios_agreed=retimed.n_agreed,
        n_without_code=len(submission.verdicts) - len(drawable),
        disagreements=(*tally.disagreements, *retimed.disagreements),
        effbench_version=__version__,
        tier=tier,
        machine=here,
        machines_differ=tuple(comparability.in_words(differing, "the run", "the verification"))
        if retimed.n_ratios
        else (),
    )
    return msgspec.structs.replace(found, badges=f.earned(found))


def _require_intact(submission: Submission) -> None:
    """Raise DataError if the files are not those that `submission.json` names.

    A verification names only `submission.json`.
    """
    if submission.record is not None and not vouching.is_intact(submission):
        raise DataError(
            f"{submission.folder}: its files do not match the digests in {SUBMISSION}, so it "
            "can't be verified; check it first: "
            f"{command('effbench', 'validate', submission.folder)}"
        )


def draw(verdicts: Sequence[Verdict], n: int, seed: int) -> list[Verdict]:
    """Draw `n` verdicts at random, or all if there are fewer; the input's order has no effect."""
    ordered = sorted(verdicts, key=lambda row: (row.task_id, row.sample_index))
    chosen = random.Random(seed).sample(range(len(ordered)), min(n, len(ordered)))
    return [ordered[index] for index in sorted(chosen)]


def _with_code(submission: Submission) -> list[Verdict]:
    """Return the verdicts that have code and were not lost to an infrastructure error."""
    found = [v for v in submission.verdicts if v.source is not None and v.status != "infra_error"]
    for row in found:
        if row.source is not None and source_sha256(row.source) != row.source_sha256:
            raise DataError(
                f"{submission.folder}: task {row.task_id}, sample {row.sample_index}: "
                "source_sha256: not the digest of its code; check it first: "
                f"{command('effbench', 'validate', submission.folder)}"
            )
    return found


def _suite(
    submission: Submission, drawn: Sequence[Verdict], asked: VerifyOptions, sandbox: Sandbox
) -> Suite:
    """Load the suite; raise UsageError if a drawn task is missing or differs from the run's."""
    problems = Problems(submission.folder)
    facts = facts_of(submission.manifest, problems)
    for line in problems.lines():
        raise DataError(line)
    assert facts is not None
    choice = SuiteChoice(
        facts.asked.base,
        asked.suite_path,
        asked.tasks_path,
        facts.asked.split,
        facts.asked.suite_seed,
        asked.suite_seed_file if facts.asked.edition else None,
    )
    suite = open_suite(choice, sandbox)
    here = {task.id: task for task in suite.tasks}
    for row in drawn:
        digest = facts.asked.tasks.get(row.task_id)
        if row.task_id not in here or here[row.task_id].digest != digest:
            raise UsageError(
                f"{submission.folder}: task {row.task_id!r} differs here, or is missing; "
                "verify with the effbench, --suite-path and --tasks-path that the run was made with"
            )
    return suite


def _judge_again(
    submission: Submission, drawn: Sequence[Verdict], suite: Suite, sandbox: Sandbox
) -> _Tally:
    executor = LocalExecutor(suite, sandbox, submission.manifest.seed, None)
    jobs = (JudgeJob(row.task_id, str(row.source), index) for index, row in enumerate(drawn))
    with contextlib.closing(executor.judge(jobs)) as results:
        by_index = {judged.job.key: judged.judgement for judged in results}
    tally = _Tally()
    for index, row in enumerate(drawn):
        found = by_index[index]
        if found.status == row.status:
            tally.n_agreed += 1
            continue
        said = f.Disagreement(
            task_id=row.task_id,
            sample_index=row.sample_index,
            what="status",
            submitted=row.status,
            found=f"{found.status}: {found.detail}" if found.detail else found.status,
        )
        tally.disagreements.append(said)
    return tally


def words(found: f.Verification) -> list[str]:
    """Return the result as lines for people: counts, samples without code, disagreements."""
    lines = [f"{found.n_agreed} of {found.n_judged} verdicts agree (draw with seed {found.seed})"]
    if found.n_without_code:
        lines.append(f"{found.n_without_code} samples have no code here and could not be drawn")
    if found.n_retimed:
        lines.append(
            f"{found.n_ratios_agreed} of {found.n_ratios} ratios agree, of {found.n_retimed} "
            "samples that were timed again"
        )
    lines += [f"another machine: {one_line(words)}" for words in found.machines_differ]
    for item in found.disagreements:
        said = f"submitted {item.submitted}, here {item.found}"
        sample = f"{one_line(item.task_id)}#{item.sample_index}"
        lines.append(f"{sample}: {item.what}: {one_line(said)}")
    return [*lines, f"badges: {', '.join(found.badges) or 'none'}"]
