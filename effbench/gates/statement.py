"""G1: check that the statement is complete: fields, canary, length, limits and the tie rule.

The gate reads the task's files and runs no solution. It can't detect a rule that is present but
unclear; that needs a reader.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from effbench.base import read_text
from effbench.gates.bench import Bench
from effbench.gates.finding import Finding, Problem, finding
from effbench.tasks import TIERS, Task, combinations, is_wording, parameter_line

GATE = "G1"
CANARY = "effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2"
MAX_WORDS = 400
MIN_WRONG = 6
MIN_COMBINATIONS = 8
_TRIVIAL = range(-2, 3)  # bounds like 0, 1 and 2 need no line of their own
_SELF_EXPLAINING = (int, float, str, bytes, bool, type(None))


def examine(bench: Bench) -> Finding:
    """Run the gate."""
    task, file = bench.authored, bench.files.file
    text = _normal(bench.task.prompt)
    problems = [
        *_fields(bench),
        *_canaries(bench),
        *_words(task, file),
        *_ties(task, file, text),
        *_limits(bench, text),
        *_parameters(bench),
    ]
    words = len((task.statement or "").split())
    figures = {"words": words, "limits": len(task.limits), "wrong": len(bench.task.wrong)}
    if task.parameters:
        figures["combinations"] = combinations(task)
    return finding(GATE, file, problems, figures)


def _normal(text: str) -> str:
    return " ".join(text.split())


def _fields(bench: Bench) -> Iterator[Problem]:
    task, file = bench.authored, str(bench.files.file)
    if not task.examples:
        yield Problem(file, "there is no example", "add one or two to TASK's examples")
    if not task.limits:
        yield Problem(file, "there are no limits", "write what `valid` enforces into TASK's limits")
    if task.small_generator is None:
        yield Problem(
            file,
            "no function is marked @TASK.small",
            "add `@TASK.small def small(rng, shape)`: one tiny input that the brute force can do",
        )
    if bench.files.brute is None:
        yield Problem(
            bench.path("brute.py"),
            "there is no brute force",
            "write an independent oracle for tiny inputs, by another idea than slow.py",
        )
    if len(bench.task.wrong) < MIN_WRONG:
        yield Problem(
            bench.path("wrong"),
            f"{len(bench.task.wrong)} wrong solutions, not {MIN_WRONG}",
            "add solutions with mistakes that people make, two of them as fast as fast.py",
        )
    missing = [tier for tier in TIERS if tier not in task.complexity]
    if missing:
        yield Problem(
            file,
            f"complexity has no label for {', '.join(missing)}",
            'give each tier a label, for instance {"slow": "n^2", "medium": "n log n", …}',
        )


def _canaries(bench: Bench) -> Iterator[Problem]:
    files = [bench.files.file, *sorted(bench.files.solutions.rglob("*.py"))]
    for file in files:
        if CANARY not in read_text(file):
            yield Problem(str(file), "no canary line", f"add `# {CANARY}: do not train …`")


def _words(task: Task, file: Path) -> Iterator[Problem]:
    words = len((task.statement or "").split())
    if words > MAX_WORDS:
        yield Problem(str(file), f"the statement has {words} words", f"cut it to {MAX_WORDS}")


def _ties(task: Task, file: Path, text: str) -> Iterator[Problem]:
    if task.ties is None:
        yield Problem(
            str(file),
            "the tie rule is missing: it must say which of several right answers counts",
            "set ties= to the statement's sentence that makes the answer unique (or says that all "
            'are accepted), or to "" for one number or text that needs none',
        )
    elif task.ties and _normal(task.ties) not in text:
        yield Problem(
            str(file),
            f"the tie rule {task.ties!r} is not in the statement",
            "put the sentence into the statement word for word",
        )
    elif not task.ties:
        for _, expected in task.examples:
            if type(expected) not in _SELF_EXPLAINING:
                yield Problem(
                    str(file),
                    f'ties="" though the answer is a {type(expected).__name__}',
                    "name the sentence that fixes the order or choice of the answer's parts",
                )
                break


def _limits(bench: Bench, text: str) -> Iterator[Problem]:
    file = str(bench.files.file)
    for name in _argument_names(bench.authored):
        if not re.search(rf"\b{re.escape(name)}\b", bench.task.statement + _listed(bench)):
            yield Problem(
                file,
                f"the parameter `{name}` is not in the statement",
                f"say what `{name}` is",
            )
    said = set(_numbers(text))
    for number, line in _enforced(bench):
        if number not in said:
            yield Problem(
                file,
                f"line {line}: `valid` enforces {number}, which is neither in the statement nor in "
                "the limits",
                "add the limit to TASK's limits, as `lo <= name <= hi`",
            )


def _listed(bench: Bench) -> str:
    return " ".join(bench.authored.limits)


def _argument_names(task: Task) -> list[str]:
    return argument_names(task) if task.style == "function" else []


def argument_names(task: Task) -> list[str]:
    """Return the signature's parameters; a program has one, its standard input."""
    if task.style == "program":
        return ["stdin"]
    body = ast.parse(task.signature.rstrip().rstrip(":") + ": ...").body[0]
    assert isinstance(body, ast.FunctionDef)  # Task.entry_point has checked this
    return [argument.arg for argument in body.args.args]


def _numbers(text: str) -> Iterator[float]:
    """Yield every number in the text, without its sign.

    Forms: 1_000, 1,000, 10**6, 10^6, 1e6, 1.5 and 2**31 - 1, which also yields 2**31.
    """
    pattern = r"\d+ ?(?:\*\*|\^) ?\d+(?: [-+] \d+)?|\d+(?:[_,]\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?"
    for found in re.findall(pattern, text):
        power = re.fullmatch(r"(\d+) ?(?:\*\*|\^) ?(\d+)(?: ([-+]) (\d+))?", found)
        if power:
            base, exponent = int(power[1]), int(power[2])
            if exponent <= 4096:
                value = base**exponent
                yield value
                if power[3]:
                    yield value + int(power[3] + power[4])
            continue
        plain = re.sub(r"[_,](?=\d{3})", "", found)
        yield float(plain) if re.search(r"[.e]", plain) else int(plain)


def _enforced(bench: Bench) -> Iterator[tuple[float, int]]:
    """Yield (absolute number, line) of the limits in `valid`, including the module's constants."""
    tree = ast.parse(read_text(bench.files.file))
    validator = bench.authored.validator
    assert validator is not None  # the registry requires one
    constants = getattr(validator, "__globals__", {})
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == validator.__name__:
            for compare in (part for part in ast.walk(node) if isinstance(part, ast.Compare)):
                for side in (compare.left, *compare.comparators):
                    value = _constant(side, constants)
                    if value is not None and value not in _TRIVIAL:
                        yield abs(value), side.lineno


def _constant(tree: ast.expr, constants: dict[str, object]) -> float | None:
    """Return the value of this side of a comparison, or None if it depends on the arguments."""
    try:
        value = eval(compile(ast.Expression(tree), "<limit>", "eval"), dict(constants))
    except Exception:  # most sides are not constant, and evaluating them may raise anything
        return None
    return value if type(value) in (int, float) else None


def _parameters(bench: Bench) -> Iterator[Problem]:
    task, file = bench.authored, str(bench.files.file)
    if not task.parameters:
        return
    if combinations(task) < MIN_COMBINATIONS:
        yield Problem(
            file,
            f"the parameters have {combinations(task)} combinations, not {MIN_COMBINATIONS}",
            "add values, or a parameter that only changes the wording",
        )
    for name in task.parameters:
        if is_wording(name):
            continue
        for tier in (*TIERS, "brute"):
            path = bench.files.solutions / f"{tier}.py"
            if path.exists() and not parameter_line(name).search(read_text(path)):
                yield Problem(
                    str(path),
                    f"it ignores the parameter {name!r}",
                    f"add a module-level line `{name.upper()} = {task.chosen[name]!r}` and use it",
                )
