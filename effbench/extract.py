"""Which part of an answer is the code: text in, source and the rule that found it out.

Decides where the code begins and ends, once, for every model and every trainer. It does not run,
repair, reorder or tidy the code: the chosen block keeps every statement (decorators,
`sys.setrecursionlimit`, constants, calls at the top level), because dropping one changes speed or
meaning. The single exception is a trailing `if __name__ == "__main__":` block, which does not run
when a function is called. Whether the code is right, or even valid, is the judge's business.

The text is hostile. Nothing here raises, and the work is bounded: text and pieces are capped, and
so is the number of characters that one answer may have parsed. Parsing happens in the host, but it
only builds a tree; no name in it is looked up and nothing is executed.
"""

from __future__ import annotations

import ast
import re
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

EXTRACTOR_VERSION = 1
"""Goes up with every change that may choose other code from the same text."""

MAX_TEXT_CHARS = 1_000_000
MAX_PARSED_CHARS = 200_000
"""A longer piece is not parsed here (a dense one of this size takes half a second and 150 MB); no
solution comes near it. It may still reach the sandbox as `fence_unparsed`."""
PARSE_BUDGET_CHARS = 3 * MAX_PARSED_CHARS
MAX_FENCES = 200
MAX_CUTS = 8

_FENCE = re.compile(r"^([ \t]*)(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})[ \t]*([^`\n]*)$")
_THINK = re.compile(
    r"^[ \t]*<(?:think|thinking|thought|reasoning)>|(?<![\"'`])</(think|thinking|thought|reasoning)>",
    re.MULTILINE,
)
_CODE_LINE = re.compile(r"(?:def|class|import|from|async def)\s+\w|@\w")
_CONTINUES = re.compile(r"(?:def|class|import|from|async)\b|[@#)\]}]")
"""How a line at column 0 may begin without leaving a completion's code."""
_PYTHON_TAGS = frozenset({"", "python", "python2", "python3", "py", "py3", "pypy", "pypy3"})
_WRAPPER_TAGS = frozenset({"markdown", "md"})

_BROKEN, _PARSES, _IMPORTS, _DEFINES = range(4)
_filters = threading.Lock()  # warnings.catch_warnings swaps process-wide state


@dataclass(frozen=True)
class Extracted:
    """`rule` is a stable name; `source` is None exactly when the rule is `none` or `too_long`."""

    source: str | None
    rule: str


@dataclass(frozen=True)
class _Fence:
    source: str
    python: bool
    closed: bool


@dataclass
class _Parser:
    """Parses within a budget and says how much a source has to do with the entry point."""

    entry_point: str
    budget: int = PARSE_BUDGET_CHARS
    levels: dict[str, int] = field(default_factory=dict)

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

    def level(self, source: str) -> int:
        """_BROKEN, _PARSES (as code, not as a word of prose), _IMPORTS or _DEFINES."""
        if source not in self.levels:
            tree = self.tree(source)
            found = _level(tree.body, self.entry_point) if isinstance(tree, ast.Module) else _BROKEN
            self.levels[source] = found
        return self.levels[source]

    def defines(self, source: str) -> bool:
        return self.entry_point in source and self.level(source) == _DEFINES

    def finish(self, source: str, rule: str) -> Extracted:
        return Extracted(self._without_main_block(source.rstrip("\n") + "\n"), rule)

    def _without_main_block(self, source: str) -> str:
        tree = self.tree(source) if "__main__" in source else None
        if not isinstance(tree, ast.Module) or not tree.body or not _is_main_block(tree.body[-1]):
            return source
        if _level(tree.body[:-1], self.entry_point) < _IMPORTS:
            return source
        block = tree.body[-1]
        lines = source.split("\n")
        kept = lines[: block.lineno - 1] + lines[block.end_lineno :]
        return "\n".join(kept).rstrip("\n") + "\n"


def extract(text: str, entry_point: str) -> Extracted:
    """The code in an answer that should define `entry_point`.

    Rules in order; the first that fits gives its name: `text` (the whole answer is code that
    defines the entry point), `fence_last` (last Python fence that defines it), `fences_joined` (all
    Python fences together do), `fence_outer` (first to last fence mark: fences within a docstring),
    `text_trimmed` (code among prose without a closed fence), `fence_imports`, `fence_parsing` (last
    fence that is code), `text_parsing`, `fence_unparsed` (for the judge to call a syntax error),
    `none`. Text longer than MAX_TEXT_CHARS is `too_long`.
    """
    if len(text) > MAX_TEXT_CHARS:
        return Extracted(None, "too_long")
    return _extract(_normal(text), _Parser(entry_point))


def extract_completion(prompt: str, text: str, entry_point: str) -> Extracted:
    """As `extract`, but the text may also continue `prompt` where it ends (rule `continuation`).

    A text whose first line is indented is tried as a continuation first, any other one last. The
    continuation is cut where a statement at the top level leaves the function's code, provided that
    the rest parses, defines the entry point and adds at least one line of code to the prompt.
    """
    if len(text) + len(prompt) > MAX_TEXT_CHARS:
        return Extracted(None, "too_long")
    parser = _Parser(entry_point)
    prompt, text = _normal(prompt), _normal(text)
    indented = text.lstrip("\n")[:1] in (" ", "\t")
    continued = _continued(prompt, text, parser) if indented else None
    if continued is not None:
        return continued
    answered = _extract(text, parser)
    if indented or (answered.source is not None and parser.defines(answered.source)):
        return answered
    return _continued(prompt, text, parser) or answered


def _extract(text: str, parser: _Parser) -> Extracted:
    if parser.defines(text):
        return parser.finish(text, "text")
    text = _without_reasoning(text)
    fences, outside, outer = _fences(text)
    python = [fence for fence in fences if fence.python]
    sources = [fence.source for fence in python or fences][-MAX_FENCES:]
    for source in reversed(sources):
        if parser.defines(source):
            return parser.finish(source, "fence_last")
    if len(sources) > 1 and parser.defines(joined := "\n".join(sources)):
        return parser.finish(joined, "fences_joined")
    if parser.defines(outer):
        return parser.finish(outer, "fence_outer")
    trimmed = _trimmed(outside, parser)
    if trimmed is not None:
        return parser.finish(trimmed, "text_trimmed")
    for rule, level in (("fence_imports", _IMPORTS), ("fence_parsing", _PARSES)):
        for source in reversed(sources):
            if parser.level(source) >= level:
                return parser.finish(source, rule)
    if parser.level(text) >= _PARSES:
        return parser.finish(text, "text_parsing")
    if python and _is_utf8(sources[-1]):
        return Extracted(sources[-1], "fence_unparsed")
    return Extracted(None, "none")


def _normal(text: str) -> str:
    """Newlines as Python's own tokenizer reads them, so that line numbers agree; no byte order mark."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def _without_reasoning(text: str) -> str:
    """Drop `<think>…</think>`; before a closing tag without an opening one; after an unclosed one."""
    kept: list[str] = []
    position, inside = 0, False
    for tag in _THINK.finditer(text):
        if tag.group(1) is None:
            if not inside:
                kept.append(text[position : tag.start()])
            inside = True
            continue
        if not inside:
            kept.clear()
        inside, position = False, tag.end()
    return "".join(kept) + ("" if inside else text[position:])


def _fences(text: str) -> tuple[list[_Fence], str, str]:
    """The fenced blocks, the lines in no closed block, and all from the first mark to the last.

    A mark within a block counts only near the block's own indentation: one in a function's
    docstring lies deeper. A mark with a language tag ends the block before it, which was then never
    closed.
    """
    fences: list[_Fence] = []
    outside: list[str] = []
    marks: list[int] = []
    lines = text.split("\n")
    start, opening = 0, None

    def close(end: int, closed: bool) -> None:
        body = lines[start:end]
        if opening is not None and any(line.strip() for line in body):
            tag = opening.group(3).strip().strip("{}. ").split(" ")[0].split(":")[0].lower()
            fences.append(_Fence(_dedent(body), tag in _PYTHON_TAGS, closed))
        if not closed:
            outside.extend(body)

    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark is None or (opening is not None and not _is_mark_within(opening, mark)):
            if opening is None:
                outside.append(line)
            continue
        tag = mark.group(3).strip().lower()
        if tag in _WRAPPER_TAGS:
            continue
        marks.append(number)
        if opening is not None:
            close(number, closed=not tag)
        opening = mark if tag or opening is None else None
        start = number + 1
    if opening is not None:
        close(len(lines), closed=False)
    outer = "\n".join(lines[marks[0] + 1 : marks[-1]]) if len(marks) > 2 else ""
    return fences, "\n".join(outside), outer


def _is_mark_within(opening: re.Match[str], mark: re.Match[str]) -> bool:
    """Is `mark` a fence mark on the level of the block that `opening` opened?"""
    run, other = opening.group(2), mark.group(2)
    near = len(mark.group(1)) <= len(opening.group(1)) + 3
    return near and run[0] == other[0] and len(other) >= len(run)


def _dedent(lines: list[str]) -> str:
    """Without the first code line's indentation (a fence in a list item); other text is not touched."""
    first = next(line for line in lines if line.strip())
    margin = first[: len(first) - len(first.lstrip(" \t"))]
    return "\n".join(line.removeprefix(margin) for line in lines)


def _trimmed(text: str, parser: _Parser) -> str | None:
    """Code that defines the entry point amid prose: from a line that looks like code to where it ends.

    Parses at most MAX_CUTS times; each syntax error moves the end up, or the start down when no
    statement is left before it.
    """
    if parser.entry_point not in text:
        return None
    lines = text.split("\n")
    start = _next_code_line(lines, 0)
    end = len(lines)
    for _ in range(MAX_CUTS):
        if start is None:
            return None
        source = "\n".join(lines[start:end])
        tree = parser.tree(source)
        if isinstance(tree, ast.Module):
            if _level(tree.body, parser.entry_point) == _DEFINES:
                return source
            start, end = _next_code_line(lines, end), len(lines)
        elif isinstance(tree, SyntaxError):
            cut = min(start + max(tree.lineno or 1, 1), end) - 1
            while cut > start and not lines[cut][:1].strip():
                cut -= 1
            if cut <= start:
                start, end = _next_code_line(lines, start + 1), len(lines)
            else:
                end = cut
        else:
            return None
    return None


def _next_code_line(lines: list[str], start: int) -> int | None:
    found = (i for i in range(start, len(lines)) if _CODE_LINE.match(lines[i]))
    return next(found, None)


def _continued(prompt: str, text: str, parser: _Parser) -> Extracted | None:
    for head in _heads(text):
        if any(line.strip() and not line.lstrip().startswith("#") for line in head.split("\n")):
            source = prompt + head
            if parser.defines(source):
                return parser.finish(source, "continuation")
    return None


def _heads(text: str) -> Iterator[str]:
    """Where a continuation may end, best first.

    That is the first line that leaves the code, then the definitions before it backwards (the last
    one may be cut off), then later leaving lines (the first may lie in a string) and the end.
    """
    lines = text.split("\n")
    leaving: list[int] = []
    inside: list[int] = []
    for number, line in enumerate(lines):
        if not line[:1].strip() or number == 0:
            continue
        if not _CONTINUES.match(line):
            leaving.append(number)
        elif not leaving:
            inside.append(number)
    cuts = leaving[:1] + inside[::-1][:MAX_CUTS] + leaving[1:MAX_CUTS]
    if not leaving:
        yield text
    for cut in cuts:
        yield "\n".join(lines[:cut])
    if leaving:
        yield text


def _level(body: list[ast.stmt], name: str) -> int:
    """What module-level statements make of `name`, those under if, try, with and loops included."""
    found = _BROKEN
    stack: list[ast.AST] = list(body)
    while stack:
        node = stack.pop()
        if not isinstance(node, ast.Expr) or isinstance(node.value, ast.Call):
            found = max(found, _PARSES)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound = node.name == name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = (alias.asname or alias.name.split(".")[0] for alias in node.names)
            found = max(found, _IMPORTS if name in names else found)
            continue
        else:
            bound = _assigns(node, name)
            stack.extend(_nested_statements(node))
        if bound:
            return _DEFINES
    return found


def _assigns(node: ast.AST, name: str) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else []
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        targets = [node.target]
    return any(
        isinstance(leaf, ast.Name) and isinstance(leaf.ctx, ast.Store) and leaf.id == name
        for target in targets
        for leaf in ast.walk(target)
    )


def _nested_statements(node: ast.AST) -> Iterator[ast.stmt]:
    blocks = [node, *getattr(node, "handlers", []), *getattr(node, "cases", [])]
    for block in blocks:
        for name in ("body", "orelse", "finalbody"):
            for child in getattr(block, name, None) or []:
                if isinstance(child, ast.stmt):
                    yield child


def _is_main_block(node: ast.stmt) -> bool:
    if not isinstance(node, ast.If) or node.orelse or not isinstance(node.test, ast.Compare):
        return False
    test = node.test
    if len(test.ops) != 1 or not isinstance(test.ops[0], ast.Eq):
        return False
    sides = {ast.dump(test.left), ast.dump(test.comparators[0])}
    return sides == {_NAME, _MAIN}


_NAME = ast.dump(ast.Name("__name__", ast.Load()))
_MAIN = ast.dump(ast.Constant("__main__"))


def _is_utf8(source: str) -> bool:
    try:
        source.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in source
