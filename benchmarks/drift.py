"""Find verdicts that moved: judge a frozen set of answers with the present code.

    python -m benchmarks.drift [--data ../shared/data] [--sets 'core/*' …] [--jobs N]
                               [--json FILE] [--baseline FILE] [--fail-if-moved]

The answers are every tier and every wrong solution of the core tasks, hand-made texts in the many
shapes that models use (`_chat_shapes`), published answers of named models to HumanEval and MBPP,
and solutions that EvalPerf passed (`_answer_sets`). Timing is off. Published files with ten answers
per task contribute their first three; EvalPerf's solutions are a fixed draw; tasks whose right
solutions take seconds each are left out. A run takes a few minutes on two cores.

The table has a row per set: its answers, how many passed, pass@1 (the mean over tasks), how many of
the hand-made texts got the intended verdict, and a digest of the verdicts. Below it are the answers
that moved since the baseline, with the old and the new verdict and extraction rule, and whether the
extracted source changed. A set whose data is absent is named with the reason, and so is one that
the baseline lacks.

`--json FILE` writes the figures, and next to it `FILE` with the extension .jsonl: a line with a
set's name, then a line for each of its tasks, with verdict, rule and a short digest of the source
of each answer. It contains no text of a data set. `--baseline` takes such a file.
`--fail-if-moved` sets the exit status to 1 if a verdict differs from the baseline's.
"""

from __future__ import annotations

import argparse
import fnmatch
import hashlib
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import effbench
from benchmarks._answer_sets import Absent, Library
from benchmarks._common import parser, table, write
from benchmarks._verdicts import Found, SteadySandbox, Verdicts, digest, passed
from effbench.machine import facts as machine
from effbench.models.extraction.extracting import EXTRACTOR_VERSION

BASELINE = Path(__file__).parent / "results" / "drift.jsonl"
Records = Mapping[str, Mapping[str, Sequence[str]]]
"""Set -> task id -> "verdict rule digest" of each sample."""


@dataclass(frozen=True)
class Move:
    """One answer that changed. A record is "" if one side lacks the answer."""

    set_name: str
    task_id: str
    sample: int
    old: str
    new: str

    @property
    def verdict_moved(self) -> bool:
        """True if the verdict itself changed."""
        return _verdict(self.old) != _verdict(self.new)

    def shown(self, label: str = "") -> str:
        """Return the change on one line."""
        old, new = _words(self.old), _words(self.new)
        source = "source changed" if old[2] != new[2] else "same source"
        name = f" ({label})" if label else ""
        place = f"{self.set_name}  {self.task_id} #{self.sample}{name}"
        if not (self.old and self.new):
            return f"{place}: {_said(old)} -> {_said(new)}"
        return f"{place}: {_said(old)} -> {_said(new)}, {source}"


def compare(old: Records, new: Records) -> list[Move]:
    """Return the differences in the sets that both have, moved verdicts first."""
    moves = []
    for set_name in [name for name in new if name in old]:
        task_ids = dict.fromkeys([*old[set_name], *new[set_name]])
        for task_id in task_ids:
            before, after = old[set_name].get(task_id, ()), new[set_name].get(task_id, ())
            pairs = enumerate(zip_longest(before, after, fillvalue=""))
            moves += [Move(set_name, task_id, i, a, b) for i, (a, b) in pairs if a != b]
    return sorted(moves, key=lambda move: not move.verdict_moved)


def summary(moves: Sequence[Move]) -> str:
    """Return one line: how many answers moved, and in which direction."""
    kinds = Counter(_kind(move) for move in moves)
    return "; ".join(f"{count} {kind}" for kind, count in kinds.items()) or "nothing moved"


def verdicts_digest(tasks: Mapping[str, Sequence[str]]) -> str:
    """Return a digest of one set's verdicts. It ignores changes of rules and sources."""
    return digest(
        f"{task_id} {sample} {_verdict(record)}"
        for task_id in sorted(tasks)
        for sample, record in enumerate(tasks[task_id])
    )


def read_records(path: Path) -> Records:
    """Read a .jsonl file that a run wrote."""
    records: dict[str, dict[str, list[str]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if isinstance(row, str):
            tasks = records.setdefault(row, {})
        else:
            tasks[row[0]] = row[1:]
    return records


def write_records(path: Path, records: Records) -> None:
    """Write a line with each set's name, followed by a list for each of its tasks: id, records."""
    rows: list[object] = []
    for set_name, tasks in records.items():
        rows += [set_name, *([task_id, *answers] for task_id, answers in tasks.items())]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def records_of(found: Sequence[Found]) -> dict[str, list[str]]:
    """Return task id -> the records of its samples, which the set numbers from 0."""
    tasks: dict[str, list[str]] = {}
    for one in sorted(found, key=lambda f: f.answer.sample):
        samples = tasks.setdefault(one.answer.task_id, [])
        assert len(samples) == one.answer.sample, "samples are numbered from 0 on"
        samples.append(one.record())
    return dict(sorted(tasks.items()))


def pass_at_1(tasks: Mapping[str, Sequence[str]]) -> float:
    """Return the mean over tasks of the share of samples that passed."""
    shares = [sum(_verdict(r) == "pass" for r in own) / len(own) for own in tasks.values()]
    return sum(shares) / len(shares) if shares else 0.0


def main() -> None:
    options = _options()
    # Read it now: --json may name the same file.
    baseline = read_records(options.baseline) if options.baseline.is_file() else {}
    started = time.monotonic()
    found, absent = judged(options, baseline)
    records = {name: records_of(answers) for name, answers in found.items()}
    figures = _scores(found, records)
    total = digest(f"{name} {verdicts_digest(tasks)}" for name, tasks in records.items())
    print(f"\nall verdicts: {total}, {time.monotonic() - started:.0f} s")
    for name, why in absent.items():
        print(f"not judged: {name}: {why}")
    moves = _report(options.baseline, baseline, records, found)
    if options.json is not None:
        notes = [f"not judged: {name}: {why}" for name, why in absent.items()]
        digests = {name: verdicts_digest(tasks) for name, tasks in records.items()}
        digests["all"] = total
        code = {"version": effbench.__version__, "files": code_digest()}
        write(options.json, figures, notes, digests=digests, extractor=EXTRACTOR_VERSION, code=code)
        write_records(options.json.with_suffix(".jsonl"), records)
    if options.fail_if_moved and any(move.verdict_moved for move in moves):
        sys.exit(1)


def _options() -> argparse.Namespace:
    made = parser(__doc__ or "", jobs=machine.usable_cores())
    made.formatter_class = argparse.RawDescriptionHelpFormatter
    made.add_argument("--data", type=Path, default=Path("../shared/data"))
    made.add_argument("--sets", nargs="+", default=["*"], help="names or shell patterns of sets")
    made.add_argument("--baseline", type=Path, default=BASELINE, help="records to compare with")
    made.add_argument("--fail-if-moved", action="store_true", help="exit 1 when a verdict moved")
    return made.parse_args()


def judged(
    options: argparse.Namespace, baseline: Records
) -> tuple[dict[str, list[Found]], dict[str, str]]:
    """Return the verdicts of each requested set, and the reasons for sets that cannot be judged.

    A verdict that may result from the machine's load and is not the baseline's is repeated once.
    """
    found: dict[str, list[Found]] = {}
    absent: dict[str, str] = {}
    with ExitStack() as stack:
        sandbox = stack.enter_context(SteadySandbox(slots=options.jobs))
        quiet = stack.enter_context(SteadySandbox())
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        library, judge = Library(options.data, sandbox, scratch), Verdicts(sandbox, quiet)
        names = [n for n in library.names() if any(fnmatch.fnmatch(n, p) for p in options.sets)]
        if not names:
            sys.exit(f"no set is named so; there are {', '.join(library.names())}")
        for name in names:
            try:
                chosen = library.open(name)
            except Absent as why:
                absent[name] = str(why)
                continue
            known = baseline.get(name, {})
            found[name] = [
                judge.again(chosen, one) if one.by_luck and not _expected(one, known) else one
                for one in judge.of(chosen)
            ]
            print(f"{name}: {passed(found[name])} of {len(found[name])}", file=sys.stderr)
    return found, absent


def _expected(one: Found, known: Mapping[str, Sequence[str]]) -> bool:
    samples = known.get(one.answer.task_id, ())
    sample = one.answer.sample
    return sample < len(samples) and _verdict(samples[sample]) == one.status


def code_digest() -> str:
    """Return a digest of the package's source files, to identify the code behind the verdicts."""
    total = hashlib.sha256()
    folder = Path(effbench.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        total.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return total.hexdigest()[:16]


def _scores(
    found: Mapping[str, Sequence[Found]], records: Mapping[str, Mapping[str, Sequence[str]]]
) -> dict[str, float]:
    """Print the table; return its numbers."""
    figures: dict[str, float] = {}
    rows = []
    for name, answers in found.items():
        meant = [one for one in answers if one.answer.meant]
        right = sum(as_meant(one) for one in meant)
        score = pass_at_1(records[name])
        figures |= {
            f"{name}.answers": len(answers),
            f"{name}.passed": passed(answers),
            f"{name}.pass_at_1": score,
        }
        if meant:
            figures[f"{name}.as_meant"] = right / len(meant)
        shown = f"{right}/{len(meant)}" if meant else ""
        row = (name, f"{len(answers)}", f"{passed(answers)}", f"{score:.3f}", shown)
        rows.append((*row, verdicts_digest(records[name])))
    table(("set", "answers", "passed", "pass@1", "as meant", "digest"), rows)
    return figures


def as_meant(one: Found) -> bool:
    """True if a hand-made text got the verdict that a careful reader gives it."""
    if one.answer.meant == "wrong":
        return one.status not in ("pass", "no_code", "infra_error")
    return one.status == one.answer.meant


def _report(
    path: Path, baseline: Records, records: Records, found: Mapping[str, Sequence[Found]]
) -> list[Move]:
    """Print the answers that moved since the baseline."""
    if not baseline:
        print(f"no baseline at {path}: nothing to compare with")
        return []
    for name in records:
        if name not in baseline:
            print(f"not in the baseline: {name}")
    unjudged = [name for name in baseline if name not in records]
    if unjudged:
        print(f"in the baseline and not judged here: {len(unjudged)} sets")
    labels = {
        (name, one.answer.task_id, one.answer.sample): one.answer.label
        for name, answers in found.items()
        for one in answers
    }
    moves = compare(baseline, records)
    print(f"against {path}: {summary(moves)}")
    for move in moves:
        print(f"  {move.shown(labels.get((move.set_name, move.task_id, move.sample), ''))}")
    return moves


def _words(record: str) -> tuple[str, str, str]:
    verdict, rule, source = record.split() if record else ("", "", "")
    return verdict, rule, source


def _verdict(record: str) -> str:
    return _words(record)[0]


def _said(words: tuple[str, str, str]) -> str:
    return f"{words[0]} by {words[1]}" if words[0] else "not there"


def _kind(move: Move) -> str:
    if not move.old:
        return "new answers"
    if not move.new:
        return "answers that are gone"
    if move.verdict_moved:
        if _verdict(move.new) == "pass":
            return "passes gained"
        return "passes lost" if _verdict(move.old) == "pass" else "failures of another kind"
    if _words(move.old)[2] != _words(move.new)[2]:
        return "same verdicts from another source"
    return "same verdicts and sources by another rule"


if __name__ == "__main__":
    main()
