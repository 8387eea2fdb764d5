"""Compare our verdicts with those that the sources of real answers published.

    python -m benchmarks.published_answers [--data ../shared/data] [--jobs N] [--json FILE]
                                           [--only humaneval|evalperf] [--files 'ldb/*' …]
                                           [--table FILE [--page PAGE]]

Part `humaneval`: every published answer to HumanEval is judged, and counted beside the verdict that
its source published on the same answer (`published_verdicts.json`). Each answer with different
verdicts is listed with a cause, and the cause is tested, not guessed: the answer is judged again as
the source's harness would have run it, and the cause is accepted only if that reverses the verdict.
Differences that no test explains have the cause `unexplained`.

Part `evalperf`: solutions that EvalPerf passed, a fixed draw of `--draw` and all whose answer holds
a value of a non-plain type (found by running them). Those that fail here are counted by task and
reason.

`--only` judges one part, and for `humaneval` only the `--files` that are named; `--json FILE` then
keeps the other contents of FILE.
`--table FILE` judges nothing: it prints the Markdown tables of a result file. With `--page PAGE` it
writes them into PAGE (`docs/datasets.md`) instead, between the two marks in that file.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks._answer_sets import (
    HUMANEVAL_FILES,
    Absent,
    AnswerSet,
    Library,
    Tasks,
    numbered,
    published_answers,
)
from benchmarks._answer_types import of_no_plain_type
from benchmarks._causes import Causes
from benchmarks._common import parser, table, write
from benchmarks._published_sources import SOURCES, read_verdicts
from benchmarks._published_table import tables, with_tables
from benchmarks._verdicts import Found, SteadySandbox, Verdicts, passed
from effbench.machine import facts as machine
from effbench.tasks.datasets.evalplus import LEFT_OUT

SEED = 1
_PARTS = ("humaneval", "evalperf")


def main() -> None:
    options = _options()
    if options.table is not None:
        data = json.loads(options.table.read_text(encoding="utf-8"))
        if options.page is None:
            print(tables(data))
        else:
            page = options.page.read_text(encoding="utf-8")
            options.page.write_text(with_tables(page, data), encoding="utf-8")
        return
    more, figures = _kept(options.json if options.only else None)
    with ExitStack() as stack:
        sandbox = stack.enter_context(SteadySandbox(slots=options.jobs))
        quiet = stack.enter_context(SteadySandbox())
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        library, verdicts = Library(options.data, sandbox, scratch), Verdicts(sandbox, quiet)
        try:
            if options.only != "evalperf":
                files = humaneval(library, verdicts, options.files, figures)
                more["humaneval"] = {**more.get("humaneval", {}), **files}
            if options.only != "humaneval":
                more["evalperf"] = evalperf(library, verdicts, options.draw, figures)
        except Absent as why:
            sys.exit(f"{why}; name the data folder with --data")
    write(options.json, figures, **more)


def _options() -> argparse.Namespace:
    made = parser(__doc__ or "", jobs=machine.usable_cores(), draw=1000)
    made.formatter_class = argparse.RawDescriptionHelpFormatter
    made.add_argument("--data", type=Path, default=Path("../shared/data"))
    made.add_argument("--only", choices=_PARTS, help="one part alone")
    made.add_argument("--files", nargs="+", default=["*"], help="shell patterns of answer files")
    made.add_argument("--table", type=Path, help="print the documentation's tables from this file")
    made.add_argument("--page", type=Path, help="with --table: write them between its marks here")
    return made.parse_args()


def _kept(path: Path | None) -> tuple[dict[str, Any], dict[str, float]]:
    """The results of an earlier run; this run's results replace them."""
    if path is None or not path.is_file():
        return {}, {}
    data = json.loads(path.read_text(encoding="utf-8"))
    return {part: data[part] for part in _PARTS if part in data}, data["figures"]


def humaneval(
    library: Library, verdicts: Verdicts, patterns: Sequence[str], figures: dict[str, float]
) -> dict[str, Any]:
    """Print the table; return file -> its counts and its differing answers by cause."""
    published = read_verdicts()
    causes = Causes(verdicts, library.humanevalplus, library.humaneval_tests())
    files: dict[str, Any] = {}
    for stem in HUMANEVAL_FILES:
        name = stem.removeprefix("answers/")
        if not any(fnmatch.fnmatch(name, pattern) for pattern in patterns):
            continue
        answers = tuple(published_answers(library.file(f"{stem}.jsonl.gz")))
        chosen = AnswerSet(stem, library.humaneval, answers)
        theirs = published.get(name, {})
        found = [
            verdicts.again(chosen, one) if one.by_luck and _passed_there(one, theirs) else one
            for one in verdicts.of(chosen)
        ]
        files[name] = {"answers": len(found), "passed": passed(found)}
        figures[f"humaneval.{name}.passed"] = passed(found)
        if theirs:
            files[name] |= _compared(name, found, theirs, library.humaneval, causes)
            figures[f"humaneval.{name}.published"] = files[name]["published"]
            figures[f"humaneval.{name}.differ"] = _n_differing(files[name])
        print(f"{name}: {passed(found)} of {len(found)}", file=sys.stderr)
    rows = [_row(name, row) for name, row in files.items()]
    table(("file", "answers", "published", "measured", "differ", "unexplained"), rows)
    for name, row in files.items():
        for direction in ("lost", "gained"):
            for cause, ids in row.get(direction, {}).items():
                print(f"{name}, {direction}: {', '.join(ids)}: {cause}")
    return files


def _passed_there(one: Found, theirs: Mapping[str, Sequence[bool]]) -> bool:
    return bool(theirs) and theirs[one.answer.task_id][one.answer.sample]


def _compared(
    name: str,
    found: Sequence[Found],
    theirs: Mapping[str, Sequence[bool]],
    tasks: Tasks,
    causes: Causes,
) -> dict[str, Any]:
    """`lost`: passed by the source, failed here; `gained`: the reverse."""
    differing: dict[str, dict[str, list[str]]] = {"lost": {}, "gained": {}}
    for one in found:
        theirs_passed = theirs[one.answer.task_id][one.answer.sample]
        if theirs_passed == (one.status == "pass"):
            continue
        task = tasks[one.answer.task_id]
        if theirs_passed:
            direction, cause = "lost", causes.of_loss(task, one)
        else:
            direction, cause = "gained", causes.of_gain(task, one, SOURCES[name].runs_prompt)
        sample = f"#{one.answer.sample}" if len(theirs[task.id]) > 1 else ""
        differing[direction].setdefault(cause, []).append(f"{task.id}{sample}")
    return {"published": sum(map(sum, theirs.values())), **differing}


def _n_differing(row: Mapping[str, Any]) -> int:
    return sum(len(ids) for way in ("lost", "gained") for ids in row[way].values())


def _row(name: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    if "published" not in row:
        return name, str(row["answers"]), "–", str(row["passed"]), "", ""
    unexplained = sum(len(row[way].get("unexplained", ())) for way in ("lost", "gained"))
    counts = row["answers"], row["published"], row["passed"], _n_differing(row), unexplained
    return name, *map(str, counts)


def evalperf(
    library: Library, verdicts: Verdicts, draw: int, figures: dict[str, float]
) -> dict[str, Any]:
    """Print and return the share that passes, and the failures by task and reason."""
    tasks = library.evalperf_tasks()
    solutions = library.evalperf_solutions()
    drawn = sorted(random.Random(SEED).sample(solutions, min(draw, len(solutions))))
    typed = of_no_plain_type(library, solutions)
    parts = {"drawn": drawn, "of no plain type": sorted(typed)}
    result: dict[str, Any] = {"solutions": len(solutions), "types": dict(_types(typed))}
    for name, chosen in parts.items():
        answers = AnswerSet(name, tasks, tuple(numbered(chosen)))
        found = [verdicts.again(answers, o) if o.by_luck else o for o in verdicts.of(answers)]
        share = passed(found) / len(found) if found else 1.0
        failed = Counter(
            (one.answer.task_id, _reason(one)) for one in found if one.status != "pass"
        )
        rows = [{"task": t, "reason": why, "count": n} for (t, why), n in sorted(failed.items())]
        result[name] = {"answers": len(found), "passed": passed(found), "failed": rows}
        figures[f"evalperf.{name}.answers"] = len(found)
        figures[f"evalperf.{name}.share"] = share
        print(f"\nEvalPerf, {name}: {passed(found)} of {len(found)} pass ({share:.2%})")
        for row in rows:
            print(f"  {row['task']}: {row['count']} x {row['reason']}")
    return result


def _types(typed: Mapping[tuple[str, str], Sequence[str]]) -> Counter[str]:
    return Counter(name for names in typed.values() for name in names)


def _reason(one: Found) -> str:
    if one.status == "no_task":
        return f"the task is left out: {LEFT_OUT.get(one.answer.task_id, 'not in the plus sets')}"
    return f"{one.status}: {_without_numbers(one.detail)}"


def _without_numbers(detail: str) -> str:
    """A detail without times and lines, so that it is the same in every run."""
    head = detail.split(", ")[0] if detail.startswith("stopped after") else detail
    return head[:120]


if __name__ == "__main__":
    main()
