"""The corpus of hostile programs, one per file, each with its aim and its expected verdict.

The first line of a program is

    # expect: VERDICT[|VERDICT] [time=honest] [runs=N] [together=2] [imports=a,b] [style=STYLE]

A verdict is `pass`, `wrong`, or the way the process ended. `time=honest`: the time must be that of
the honest solution. `runs=2`: twice in a row. `together=2`: two runs at the same time, with 0 and 1
in the name ROLE. `style=program`: a whole program that reads and prints one number per line;
`style=frame`: a data frame of one column as input and output. `# attack: WORDS` describes the
attempt, `# gain: KIND` the gain if it works (KINDS; the default follows from the verdict). A line
`# source: EXPRESSION` generates sources that cannot be stored in a file. The family is the name up
to the first underscore.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from effbench.base import DataError, read_file, read_text
from effbench.base import paths as layout

FOLDER = "attacks"
HONEST = "honest"
PRELUDE = "_prelude.py"
KINDS = {
    "accepted": "a wrong answer was accepted",
    "time": "the measured time is lower than the time of the work done",
    "reached": "the program reached a forbidden file, process, call or other run",
    "written": "the program changed or left behind something outside",
    "network": "the program reached a listener outside",
    "hang": "the judge did not return in time",
    "ended": "the judge was ended, or judged honest code wrongly afterwards",
    "cost": "reading the answer cost the judge seconds or hundreds of megabytes",
}
"""The kinds of gain, and the meaning of each in one line."""
FAMILIES = {
    "answer": "answers that are not plain data, or not the right data",
    "cache": "results carried from one run to a later one",
    "detect": "detecting the judge, the warm-up or the timed run",
    "exit": "work and answers at the end of the process, or after it",
    "forge": "verdicts and answers forged in the judge's own format",
    "frame": "deceptive data frames",
    "kernel": "system calls that no solution needs",
    "lazy": "work delayed until the clock has stopped",
    "living": "messages and work passed between two simultaneous runs",
    "numpy": "deceptive arrays",
    "patch": "patching what the judge uses to compare, time or print",
    "program": "whole programs and their standard streams",
    "read": "reading expected answers, the suite, the host or other processes",
    "resource": "exhausting time, memory, descriptors, threads or disk",
    "source": "text that is hard to compile, or not source code",
    "time": "work outside the measured time",
}
_OURS = frozenset({"GUEST", "guest", "returned", "say", "LISTED_CALLS"})
"""Names in the prelude for effbench's own format: such programs run only in its own sandbox."""


@dataclass(frozen=True)
class Attack:
    """One program of the corpus and its options."""

    name: str
    source: str
    verdicts: tuple[str, ...]
    timed: bool = False
    runs: int = 1
    together: int = 1
    """Number of simultaneous runs: 1 or 2."""
    imports: tuple[str, ...] = ()
    style: str = "function"
    about: str = ""
    """Description of the attempt."""
    gain: str = ""
    """One of KINDS: the gain if it works."""

    @property
    def family(self) -> str:
        """The part of the name before the first underscore."""
        return self.name.split("_")[0]

    @property
    def says_so(self) -> bool:
        """True if it returns a wrong answer on success."""
        return "escaped(" in self.source

    @property
    def ours(self) -> bool:
        """True if it uses the format of effbench's own sandbox. Other judges have other formats."""
        try:
            tree = ast.parse(self.source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        return bool(named & _OURS)


def read_attack(path: Path) -> Attack:
    """Read a program and its option lines. Raises DataError, naming the file."""
    try:
        source = read_text(path)
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: can't be read: {error}") from None
    first, *rest = source.splitlines() or [""]
    if not first.startswith("# expect: "):
        raise DataError(f"{path}: no expectation in the first line; write # expect: VERDICT")
    verdict, *options = first.removeprefix("# expect: ").split() or [""]
    values = dict(option.partition("=")[::2] for option in options)
    attack = Attack(
        name=path.stem,
        source=next((_made(path, r[10:]) for r in rest if r.startswith("# source: ")), source),
        verdicts=tuple(verdict.split("|")),
        timed=values.pop("time", "") == "honest",
        runs=_number(path, values, "runs", range(1, 100)),
        together=_number(path, values, "together", range(1, 3)),
        imports=tuple(values.pop("imports", "").split(",")) if "imports" in values else (),
        style=values.pop("style", "function"),
        about=next((r[10:] for r in rest if r.startswith("# attack: ")), ""),
        gain=next((r[8:].strip() for r in rest if r.startswith("# gain: ")), ""),
    )
    if values:
        raise DataError(f"{path}: unknown options in the first line: {', '.join(values)}")
    if attack.gain not in ("", *KINDS):
        raise DataError(f"{path}: # gain: {attack.gain} is none of {', '.join(KINDS)}")
    return attack


def _number(path: Path, values: dict[str, str], name: str, allowed: range) -> int:
    text = values.pop(name, "1")
    if not (text.isascii() and text.isdigit() and int(text[:9]) in allowed):
        raise DataError(f"{path}: {name}={text}: a number from {allowed[0]} to {allowed[-1]}")
    return int(text)


def _made(path: Path, expression: str) -> str:
    """Evaluate a `# source:` line, an expression that generates a source. The corpus is trusted."""
    return str(eval(compile(expression, str(path), "eval")))


@cache
def attacks(folder: Path | None = None) -> Sequence[Attack]:
    """Return a folder's programs, by name; by default the published ones."""
    place = published() if folder is None else folder
    found = [read_attack(path) for path in sorted(place.glob("*.py")) if path.name != PRELUDE]
    if not found:
        raise DataError(f"{place}: no program in it (NAME.py with # expect: in its first line)")
    return found


def published() -> Path:
    """Return the folder of the published corpus."""
    return layout.content_dir(FOLDER)


def prelude_text() -> str:
    """Return the code prepended to every program: helpers, system call numbers, honest work."""
    return read_file(published() / PRELUDE).decode("utf-8")
