"""Extraction of code from published answers, compared with two published extractors.

    python -m benchmarks.extraction [--data ../shared/data] [--json FILE]

Chat answers: GPT-4o's to HumanEval and MBPP as COFFE published them, and those of Gemini, GPT and
Qwen models in `answers/`. The other extractors are evalplus' and bigcodebench's `sanitize`. Their
newest versions are installed into an environment of their own (without heavy dependencies that
extraction does not need) and run there, on text only: no model-written code is executed.

`defined`: answers whose code compiles and defines the entry point. `statements lost`: of all
top-level statements that at least one extractor kept of an answer, the share that this one lost.
`worse than`: answers or statements that effbench loses and the other one keeps; the target is 0.

Other answers (continuations, stripped bodies, whole functions, damaged text): the number that
compiles and gives the entry point a body as it stands, alone or after the prompt; the number after
extraction; and the number that extraction lost; the target is 0.
"""

from __future__ import annotations

import ast
import gzip
import json
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks._common import parser, table, write
from effbench.models.extraction.extracting import extract, extract_completion
from effbench.models.extraction.parsing import Extracted

PUBLISHED = ("evalplus", "bigcodebench")
# Packages that these modules import but `sanitize` does not use are replaced by empty stubs.
_CHILD = """
import importlib, json, sys, time
from unittest import mock
package = sys.argv[1]
sys.modules[f"{package}.data"] = mock.MagicMock()
while True:
    try:
        sanitize = importlib.import_module(f"{package}.sanitize").sanitize
        break
    except ModuleNotFoundError as error:
        if error.name.startswith((package, "tree_sitter")):
            raise
        sys.modules[error.name] = mock.MagicMock()
out = []
for text, entry_point in json.load(sys.stdin):
    start = time.process_time()
    try:
        code = sanitize(text, entry_point)
    except Exception as error:
        code = ""
    out.append((code, time.process_time() - start))
json.dump(out, sys.stdout)
"""


@dataclass(frozen=True)
class Answer:
    """One published answer, with its task and entry point."""

    task_id: str
    text: str
    entry_point: str
    prompt: str = ""
    """The prompt that the answer may continue."""

    def extracted(self) -> Extracted:
        """Return the extraction from the answer."""
        if self.prompt:
            return extract_completion(self.prompt, self.text, self.entry_point)
        return extract(self.text, self.entry_point)


@dataclass(frozen=True)
class Extraction:
    """Extracted code and the seconds it took."""

    code: str
    cpu_seconds: float


def main() -> None:
    made = parser(__doc__ or "")
    made.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = made.parse_args()
    if not (options.data / "coffe" / "samples").is_dir():
        sys.exit(f"{options.data} holds no coffe/samples; name the folder with --data")
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as place:
        python = environment(Path(place))
        for name, answers in answer_sets(options.data).items():
            found = {"effbench": ours(answers)}
            for package in PUBLISHED:
                found[package] = theirs(python, package, answers)
            figures |= compare(name, answers, found)
    if (options.data / "answers").is_dir():
        figures |= as_they_stand(options.data)
    else:
        print(f"\nskipped: {options.data} holds no folder answers with the other answer sets")
    write(options.json, figures)


def answer_sets(data: Path) -> dict[str, list[Answer]]:
    """Return the chat answers, by name."""
    files = {f"{name}.gpt-4o": f"coffe/samples/{name}.gpt-4o" for name in ("humaneval", "mbpp")}
    for folder in ("mapcoder", "mapcoder-reproduction"):
        for file in sorted((data / "answers" / folder).glob("*.jsonl.gz")):
            files[file.name.removesuffix(".jsonl.gz")] = f"answers/{folder}/{file.name[:-9]}"
    return {name: answers(data, f"{file}.jsonl.gz") for name, file in files.items()}


def answers(data: Path, file: str) -> list[Answer]:
    """Read a file of answers to tasks of HumanEval (which they may continue) and MBPP."""
    tasks = {
        row["task_id"]: row
        for source in ("human-eval/HumanEval.jsonl.gz", "mbppplus/MbppPlus.jsonl.gz")
        for row in lines(data / source)
    }
    found = []
    for row in lines(data / file):
        task = tasks.get(row["task_id"])
        if task and row.get("completion") is not None:
            prompt = task["prompt"] if row["task_id"].startswith("HumanEval/") else ""
            found.append(Answer(row["task_id"], row["completion"], task["entry_point"], prompt))
    return found


def as_they_stand(data: Path) -> dict[str, float]:
    """Compare extraction with the unchanged text, for the answers that are not chats."""
    figures: dict[str, float] = {}
    rows = []
    for file in sorted((data / "answers").glob("*/*.jsonl.gz")):
        name = file.name.removesuffix(".jsonl.gz")
        group = answers(data, f"answers/{file.parent.name}/{file.name}")
        if not group or "mapcoder" in file.parent.name:
            continue  # whole programs, code that needs no extraction, chats (above)
        stands = [stands_alone(answer) for answer in group]
        found = [
            answers_something(answer.extracted().source or "", answer.entry_point)
            for answer in group
        ]
        lost = sum(before and not after for before, after in zip(stands, found, strict=True))
        figures |= {
            f"{name}.answers": len(group),
            f"{name}.as_they_stand": sum(stands),
            f"{name}.effbench.found": sum(found),
            f"{name}.effbench.lost": lost,
        }
        rows.append((name, str(len(group)), str(sum(stands)), str(sum(found)), str(lost)))
    print()
    table(("other answers", "number", "as they stand", "extracted", "lost"), rows)
    return figures


def stands_alone(answer: Answer) -> bool:
    """Return True if the text works as it stands, alone or after the prompt."""
    if not answer.text.strip():
        return False
    whole = answer.text, answer.prompt + answer.text
    return any(answers_something(code, answer.entry_point) for code in whole)


def answers_something(code: str, entry_point: str) -> bool:
    """True if it compiles and its entry point has more than a docstring or `pass`."""
    try:
        compile(code, "answer", "exec")
        body = ast.parse(code).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    named = [node for node in body if getattr(node, "name", None) == entry_point]
    return bool(named) and any(
        not isinstance(node, ast.Expr | ast.Pass) for node in getattr(named[-1], "body", ())
    )


def lines(path: Path) -> list[dict[str, str]]:
    """Read a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def environment(place: Path) -> Path:
    """Create an environment with the published extractors; return its python."""
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    packages = [*PUBLISHED, "tree_sitter", "tree_sitter_python", "tqdm"]
    install = [python, "-m", "pip", "install", "--quiet", "--no-deps", *packages]
    subprocess.run(install, check=True, stderr=subprocess.DEVNULL)
    return python


def ours(answers: Sequence[Answer]) -> list[Extraction]:
    """Extract with effbench."""
    found = []
    for answer in answers:
        start = time.process_time()
        source = answer.extracted().source or ""
        found.append(Extraction(source, time.process_time() - start))
    return found


def theirs(python: Path, package: str, answers: Sequence[Answer]) -> list[Extraction]:
    """Extract with a published extractor, in its own environment."""
    done = subprocess.run(
        [python, "-c", _CHILD, package],
        input=json.dumps([(answer.text, answer.entry_point) for answer in answers]),
        capture_output=True,
        text=True,
        check=True,
    )
    return [Extraction(code, seconds) for code, seconds in json.loads(done.stdout)]


def compare(
    name: str, answers: Sequence[Answer], found: dict[str, list[Extraction]]
) -> dict[str, float]:
    kept = {who: [statements(e.code) for e in each] for who, each in found.items()}
    union = [set().union(*group) for group in zip(*kept.values(), strict=True)]
    total = sum(map(len, union))
    figures: dict[str, float] = {f"{name}.answers": len(answers), f"{name}.statements": total}
    rows = []
    for who, extractions in found.items():
        defined = [
            defines(extraction.code, answer.entry_point)
            for extraction, answer in zip(extractions, answers, strict=True)
        ]
        lost = sum(len(all_ - mine) for all_, mine in zip(union, kept[who], strict=True))
        seconds = sum(extraction.cpu_seconds for extraction in extractions)
        figures |= {
            f"{name}.{who}.defined": sum(defined) / len(answers),
            f"{name}.{who}.statements_lost": lost / total,
            f"{name}.{who}.cpu_seconds": seconds,
        }
        shares = f"{sum(defined) / len(answers):.1%}", f"{lost / total:.1%}"
        rows.append((who, *shares, f"{1000 * seconds / len(answers):.1f}"))
        for number, ok in enumerate(defined):
            ours_code = found["effbench"][number].code
            if ok and not defines(ours_code, answers[number].entry_point):
                print(f"  {answers[number].task_id}: {who} keeps the answer, effbench does not")
            for statement in kept[who][number] - kept["effbench"][number]:
                print(f"  {answers[number].task_id}: {who} keeps {shown(statement)}")
    print(f"\n{name}: {len(answers)} answers, {total} statements")
    table(("extractor", "defined", "statements lost", "ms an answer"), rows)
    for who in PUBLISHED:
        worse = [len(t - o) for t, o in zip(kept[who], kept["effbench"], strict=True)]
        figures[f"{name}.effbench_loses_to_{who}"] = sum(worse)
        print(f"statements that {who} keeps and effbench loses: {sum(worse)}")
    return figures


def statements(code: str) -> set[str]:
    """Top-level statements as trees, without comments, layout and main blocks."""
    try:
        body = ast.parse(code).body
    except (SyntaxError, ValueError):
        return set()
    return {ast.dump(node) for node in body if not is_main_block(node)}


def is_main_block(node: ast.stmt) -> bool:
    """Return True for an `if __name__ == "__main__"` block."""
    return isinstance(node, ast.If) and "__main__" in ast.dump(node.test)


def defines(code: str, entry_point: str) -> bool:
    """Return True if the code compiles and defines the entry point."""
    try:
        body = ast.parse(code).body
    except (SyntaxError, ValueError):
        return False
    return any(getattr(node, "name", None) == entry_point for node in body)


def shown(statement: str) -> str:
    return statement if len(statement) <= 100 else statement[:99] + "…"


if __name__ == "__main__":
    main()
