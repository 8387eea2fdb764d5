"""Which part of an answer is the code: text in, source and the rule that found it out.

Decides where the code begins and ends, once, for every model and every trainer. It does not run,
repair or tidy the code: the chosen block keeps every statement (decorators, constants, calls at the
top level such as `sys.setrecursionlimit(…)`), because dropping one changes speed or meaning. The
one exception is an `if __name__ == "__main__":` block at the end, which does not run when a
function is called. Whether the code is right, or even valid, is the judge's business.

The text is hostile. Nothing here raises, and the work is bounded: the text and its pieces are
capped, and so is the number of characters that one answer may have parsed. Parsing happens in the
host, but it only builds a tree; nothing in it is looked up or executed.
"""

from __future__ import annotations

import ast
import builtins
import re
import threading
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from effbench.answers import layout, normal_newlines, split_reasoning
from effbench.suite import SuiteTask

EXTRACTOR_VERSION = 2
"""Goes up with every change that may choose other code from the same text."""

MAX_TEXT_CHARS = 1_000_000
MAX_PARSED_CHARS = 200_000
"""A longer piece is not parsed here (a dense one of this size takes half a second and 150 MB); no
solution comes near it. It may still reach the sandbox as `fence_unparsed`."""
PARSE_BUDGET_CHARS = 3 * MAX_PARSED_CHARS
MAX_FENCES = 200
MAX_CUTS = 8

_CODE_LINE = re.compile(
    r"(?:def|class|import|from|async def)\s+\w|@\w"
    r"|[A-Za-z_]\w*(?:[ \t]*,[ \t]*\w+)*(?:[ \t]*:[^=]+|[ \t]*)=(?!=)"  # linear, whatever it meets
)
_STAYS = re.compile(r"(?:def|class|import|from|async)\b|[@#)\]}]")
"""How a line at column 0 may begin without leaving a completion's code."""
_BUILTINS = frozenset(dir(builtins))
_filters = threading.Lock()  # warnings.catch_warnings swaps process-wide state


@dataclass(frozen=True)
class Extracted:
    """`rule` is a stable name; `source` is None exactly when the rule is `none` or `too_long`."""

    source: str | None
    rule: str


@dataclass(frozen=True)
class _Facts:
    """What a piece's top level binds, that under `if`, `try`, `with` and loops included."""

    is_code: bool
    """Parses, and is more than bare expressions, as a word of prose or a list of numbers is."""
    imported: frozenset[str] = frozenset()
    defined: frozenset[str] = frozenset()


_NOT_CODE = _Facts(is_code=False)


@dataclass
class _Parser:
    entry_point: str
    budget: int = PARSE_BUDGET_CHARS
    known: dict[str, _Facts] = field(default_factory=dict)

    def tree(self, source: str) -> ast.Module | SyntaxError | None:
        """The tree, the syntax error, or None when the source is beyond what is parsed here."""
        if len(source) > min(self.budget, MAX_PARSED_CHARS):
            return None
        self.budget -= len(source)
        try:
            with _filters, warnings.catch_warnings():
                warnings.simplefilter("ignore")  # "invalid escape sequence" is not our message
                return ast.parse(source)
        except SyntaxError as error:
            return error
        except (ValueError, RecursionError, MemoryError, OverflowError):
            return None  # null bytes, lone surrogates, nesting beyond the parser's limits

    def facts(self, source: str) -> _Facts:
        if source not in self.known:
            tree = self.tree(source)
            self.known[source] = _facts(tree.body) if isinstance(tree, ast.Module) else _NOT_CODE
        return self.known[source]

    def defines(self, source: str) -> bool:
        return self.entry_point in source and self.entry_point in self.facts(source).defined

    def found(self, source: str, rule: str) -> Extracted:
        return Extracted(self._without_main_block(_ended(source)), rule)

    def _without_main_block(self, source: str) -> str:
        tree = self.tree(source) if "__main__" in source else None
        if not isinstance(tree, ast.Module) or not tree.body or not _is_main_block(tree.body[-1]):
            return source
        if self.entry_point not in _facts(tree.body[:-1]).defined:
            return source
        block = tree.body[-1]
        lines = source.split("\n")
        return _ended("\n".join(lines[: block.lineno - 1] + lines[block.end_lineno :]))


def extract(text: str, entry_point: str) -> Extracted:
    """The code in an answer that should define `entry_point`, or that is a program if it is empty.

    A program's code is found by the last rules; its main block stays, as a program is run whole.

    The rules in order; the first that fits gives its name:
    `text`: the whole answer is code that defines the entry point;
    `fence_last`: the last Python fence that defines it (a fence without a tag counts as Python);
    `fence_span`: from the first fence mark to the last; the marks between lie in strings;
    `fences_joined`: `fence_last` with earlier fences that bind names which it lacks, or all fences;
    `text_trimmed`: code that defines it amid the prose outside closed fences;
    `fence_imports`, `fence_code`: the last fence that imports it, or that is code at all;
    `text_code`: the whole answer is code, but does not define it;
    `fence_unparsed`: the last fence that names it, for the judge to call a syntax error;
    `none`. A text longer than MAX_TEXT_CHARS is `too_long`.
    """
    if len(text) > MAX_TEXT_CHARS:
        return Extracted(None, "too_long")
    return _extracted(normal_newlines(text), _Parser(entry_point))


def extract_for(task: SuiteTask, text: str) -> Extracted:
    """The code in an answer to `task`, which the answer may also continue where it is a prefix."""
    if task.prelude:
        return extract_completion(task.prompt, text, task.entry_point)
    return extract(text, task.entry_point)


def extract_completion(prompt: str, text: str, entry_point: str) -> Extracted:
    """As `extract`, but the text may also continue `prompt` where it ends (rule `continuation`).

    A text whose first line is indented is tried as a continuation first, any other one last. The
    continuation is cut where a statement at the top level leaves the function's code, provided that
    the rest parses, defines the entry point and adds at least one line of code to the prompt.
    """
    if len(text) + len(prompt) > MAX_TEXT_CHARS:
        return Extracted(None, "too_long")
    parser = _Parser(entry_point)
    prompt, text = normal_newlines(prompt), normal_newlines(text)
    if text.lstrip("\n")[:1] in (" ", "\t"):
        return _continued(prompt, text, parser) or _extracted(text, parser)
    answered = _extracted(text, parser)
    if answered.source is not None and parser.defines(answered.source):
        return answered
    return _continued(prompt, text, parser) or answered


def _extracted(text: str, parser: _Parser) -> Extracted:
    if parser.defines(text):
        return parser.found(text, "text")
    answer = split_reasoning(text)[1]
    parts = layout(answer)
    python = [fence.text for fence in parts.fences if not fence.tag or fence.tag.startswith("py")]
    fences = (python or [fence.text for fence in parts.fences])[-MAX_FENCES:]
    return (
        _from_fences(fences, parts.span, parser)
        or _trimmed(parts.outside, parser)
        or _second_best(fences, answer, parser)
    )


def _from_fences(fences: Sequence[str], span: str, parser: _Parser) -> Extracted | None:
    for number in reversed(range(len(fences))):
        if parser.defines(fences[number]):
            joined = _with_needed(fences[number], fences[:number], parser)
            rule = "fence_last" if joined == fences[number] else "fences_joined"
            return parser.found(joined, rule)
    if parser.defines(span):
        return parser.found(span, "fence_span")
    if len(fences) > 1 and parser.defines(joined := "\n".join(fences)):
        return parser.found(joined, "fences_joined")
    return None


def _with_needed(chosen: str, earlier: Sequence[str], parser: _Parser) -> str:
    """`chosen` after the earlier fences that bind a name which it reads and never binds."""
    if not any(parser.facts(fence).is_code for fence in earlier):
        return chosen
    parts = [chosen]
    missing = _unbound(parser.tree(chosen))
    for fence in reversed(earlier):
        facts = parser.facts(fence)
        if missing & (facts.imported | facts.defined):
            parts.append(fence)
            missing |= _unbound(parser.tree(fence))
    return "\n".join(reversed(parts))


def _second_best(fences: Sequence[str], answer: str, parser: _Parser) -> Extracted:
    name = parser.entry_point
    for fence in reversed(fences):
        if name in parser.facts(fence).imported:
            return parser.found(fence, "fence_imports")
    for fence in reversed(fences):
        if parser.facts(fence).is_code:
            return parser.found(fence, "fence_code")
    if parser.facts(answer).is_code:
        return parser.found(answer, "text_code")
    for fence in reversed(fences):
        if name in fence and _is_sendable(fence):
            return Extracted(_ended(fence), "fence_unparsed")
    return Extracted(None, "none")


def _trimmed(text: str, parser: _Parser) -> Extracted | None:
    """Code amid prose: from a line that looks like code to the first line that breaks the syntax.

    Parses at most MAX_CUTS times. Each syntax error moves the end up, or the start down when
    nothing is left before it.
    """
    if not parser.entry_point or parser.entry_point not in text:
        return None
    lines = text.split("\n")
    start, end = _next_code_line(lines, 0), len(lines)
    for _ in range(MAX_CUTS):
        if start is None:
            return None
        source = "\n".join(lines[start:end])
        tree = parser.tree(source)
        if tree is None:
            return None
        if isinstance(tree, ast.Module):
            if parser.entry_point in _facts(tree.body).defined:
                return parser.found(source, "text_trimmed")
            cut, after = start, end
        else:
            cut = _statement_end(lines, min(start + max(tree.lineno or 1, 1), end) - 1)
            after = start + 1
        if cut > start:
            end = cut
        else:
            start, end = _next_code_line(lines, after), len(lines)
    return None


def _statement_end(lines: Sequence[str], wrong: int) -> int:
    """Where to end so that line `wrong` is left out and, if it can be told, no statement is halved.

    A line after a blank one may be an indented note below the code; any other indented line belongs
    to the statement above it, which then goes as a whole.
    """
    while wrong > 0 and not lines[wrong][:1].strip() and lines[wrong - 1].strip():
        wrong -= 1
    return wrong


def _next_code_line(lines: Sequence[str], start: int) -> int | None:
    return next((i for i in range(start, len(lines)) if _CODE_LINE.match(lines[i])), None)


def _continued(prompt: str, text: str, parser: _Parser) -> Extracted | None:
    for head in _heads(text):
        if any(line.strip() and not line.lstrip().startswith("#") for line in head.split("\n")):
            source = prompt + head
            if parser.defines(source):
                return parser.found(source, "continuation")
    return None


def _heads(text: str) -> Iterator[str]:
    """Where a continuation may end, best first, at most about 2 * MAX_CUTS places.

    The first line that leaves the code (or the end of the text); the definitions before it,
    backwards, as the last one may be cut off; later leaving lines, as the first may lie in a
    string.
    """
    lines = text.split("\n")
    top = [i for i, line in enumerate(lines) if i and line[:1].strip()]
    leaving = [*[i for i in top if not _STAYS.match(lines[i])][:MAX_CUTS], len(lines)]
    inside = [i for i in top if i < leaving[0]][-MAX_CUTS:]
    for cut in [leaving[0], *reversed(inside), *leaving[1:]]:
        yield "\n".join(lines[:cut])


def _facts(body: Sequence[ast.stmt]) -> _Facts:
    is_code = False
    imported: set[str] = set()
    defined: set[str] = set()
    stack: list[ast.AST] = list(body)
    while stack:
        node = stack.pop()
        is_code = is_code or not isinstance(node, ast.Expr) or isinstance(node.value, ast.Call)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            defined.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            imported.update(alias.asname or alias.name.split(".")[0] for alias in node.names)
        else:
            defined.update(_assigned(node))
            stack.extend(_nested(node))
    return _Facts(is_code, frozenset(imported), frozenset(defined))


def _assigned(node: ast.AST) -> Iterator[str]:
    targets = node.targets if isinstance(node, ast.Assign) else []
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        targets = [node.target]
    for target in targets:
        for leaf in ast.walk(target):
            if isinstance(leaf, ast.Name) and isinstance(leaf.ctx, ast.Store):
                yield leaf.id


def _nested(node: ast.AST) -> Iterator[ast.stmt]:
    """The statements of a compound statement that is no scope of its own."""
    for block in (node, *getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        for part in ("body", "orelse", "finalbody"):
            statements = getattr(block, part, None)
            if isinstance(statements, list):
                yield from statements


def _unbound(tree: ast.AST | SyntaxError | None) -> set[str]:
    """Names that are read somewhere and bound nowhere in the tree, scopes left aside."""
    read: set[str] = set()
    bound: set[str] = set(_BUILTINS)
    for node in ast.walk(tree) if isinstance(tree, ast.AST) else ():
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.alias):
            bound.add(node.asname or node.name.split(".")[0])
        else:
            name = getattr(node, "name", None)  # def, class, except … as name, case … as name
            bound.update([name] if isinstance(name, str) else [])
    return read - bound


def _is_main_block(node: ast.stmt) -> bool:
    if not isinstance(node, ast.If) or node.orelse or not isinstance(node.test, ast.Compare):
        return False
    sides = [node.test.left, *node.test.comparators]
    return (
        len(sides) == 2
        and isinstance(node.test.ops[0], ast.Eq)
        and any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
        and any(isinstance(side, ast.Constant) and side.value == "__main__" for side in sides)
    )


def _ended(source: str) -> str:
    return source if source.endswith("\n") else source + "\n"


def _is_sendable(source: str) -> bool:
    """UTF-8 without null bytes: what may be written to a file and sent to the sandbox."""
    try:
        return b"\0" not in source.encode()
    except UnicodeEncodeError:
        return False
