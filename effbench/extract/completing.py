"""Answers that go on where the prompt ends: the rest of a function, or a body alone.

Decides where such a text ends and how deep it belongs. Only the indentation at the beginning of
lines is ever changed, and only where it was lost on the way: the first line's (sites and harnesses
strip answers), or that of all lines.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator, Sequence

from effbench.answers import wrappers
from effbench.extract.choosing import is_no_code, python_fences
from effbench.extract.parsing import MAX_CUTS, Extracted, Parser

_STAYS = re.compile(r"(?:def|class|import|from|async)\b|[@#)\]}]")
"""How a line at column 0 may begin without leaving a completion's code."""
_NOT_BODY = re.compile(r"`{3}|^[ \t]*+>>> ", re.MULTILINE)
_BELOW = re.compile(r"(?:def|class|async|@|if __name__|print\(|assert\b)")
"""How a line at column 0 may begin below a function whose first line lost its indentation."""


def starts_indented(text: str) -> bool:
    return text.lstrip("\n")[:1] in (" ", "\t")


def continued(prompt: str, text: str, parser: Parser) -> Extracted | None:
    """`prompt` with the part of `text` that goes on with it, as it stands."""
    if _is_whole(text, parser.entry_point):
        return None
    for head in _heads(text):
        if any(line.strip() and not line.lstrip().startswith("#") for line in head.split("\n")):
            source = prompt + head
            inside = starts_indented(text) or not prompt.endswith("\n")
            if parser.defines(source) and (inside or _returns(prompt, source, parser)):
                return parser.found(source, "continuation")
    return None


def completed(prompt: str, answer: str, parser: Parser) -> Extracted | None:
    """`prompt` with a continuation or a body that lost indentation, or that is wrapped."""
    texts = (wrappers.first_turn(answer), answer, wrappers.without_marks(answer), _head(answer))
    for text in (*texts, *wrappers.json_strings(answer)[:MAX_CUTS]):
        if text is not None and (
            found := continued(prompt, text, parser) or _indented(prompt, text, parser)
        ):
            return found
    for fences in python_fences(answer, parser):
        for fence in reversed(fences[-MAX_CUTS:]):
            text = fence.indented
            if starts_indented(text) and (found := continued(prompt, text, parser)):
                return Extracted(found.source, "body")
            if found := _indented(prompt, text, parser):
                return Extracted(found.source, "body")
    return None


def _head(text: str) -> str | None:
    """The text before the first fence's mark, which may be glued to its code, or doctest."""
    end = _NOT_BODY.search(text)
    return text[: end.start()].rstrip() + "\n" if end and text[: end.start()].strip() else None


def _is_whole(text: str, name: str) -> bool:
    """Does the text begin with the whole function, rather than with its rest?"""
    first = next((x.lstrip() for x in text.split("\n") if x.strip() and x.lstrip()[0] != "#"), "")
    return bool(re.match(rf"(?:async )?def {re.escape(name)}\b", first))


def _indented(prompt: str, text: str, parser: Parser) -> Extracted | None:
    """`prompt` with `text` as the function's body, its first line or all of it indented."""
    if not text.strip() or _is_whole(text, parser.entry_point):
        return None
    base = prompt if prompt.endswith("\n") else prompt + "\n"
    margin = _margin(prompt)
    for body in _bodies(text.strip("\n").rstrip(), margin, parser):
        source = f"{base}{body}\n"
        if parser.defines(source) and _returns(base, source, parser):
            return parser.found(source, "continuation")
    return None


def _bodies(text: str, margin: str, parser: Parser) -> Iterator[str]:
    lines = text.split("\n")
    top = [number for number, line in enumerate(lines) if number and line[:1].strip()]
    head = lines[: top[0]] if top else lines
    shallow = min((_depth(x) for x in head[1:] if x.strip()), default="", key=len)
    first = "\n".join([(shallow or margin) + lines[0].lstrip(), *head[1:]]).rstrip()
    deep = lines[0].startswith(margin) and not lines[0][len(margin) :][:1].isspace()
    whole = None if deep else _all_indented(lines, margin, parser)
    below = bool(top) and bool(_BELOW.match(lines[top[0]]))
    if below:
        stays = next((n for n in top if not _STAYS.match(lines[n])), len(lines))
        yield "\n".join([first, *lines[len(head) : stays]])
    if whole is not None:
        yield whole
    yield first


def _all_indented(lines: Sequence[str], margin: str, parser: Parser) -> str | None:
    """All lines one level deeper, those within strings left alone; None where it isn't code.

    What is no code (a fence's mark, prose, a doctest) is cut off below; a broken statement is not.
    """
    plain = textwrap.dedent("\n".join(lines)).split("\n")
    for _ in range(MAX_CUTS):
        tree = parser.tree("\n".join(plain))
        if isinstance(tree, ast.Module):
            inside = _within_strings(tree)
            return "\n".join(
                lines[number - 1] if number in inside else (margin + line if line.strip() else line)
                for number, line in enumerate(plain, 1)
            )
        if tree is None:
            return None
        wrong = min(max(tree.lineno or 1, 1), len(plain)) - 1
        if wrong == 0 or not is_no_code(plain[wrong]):
            return None
        plain = plain[:wrong]
    return None


def _within_strings(tree: ast.Module) -> set[int]:
    """Numbers of the lines that begin within a string: their indentation is part of its value."""
    return {
        number
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        or (isinstance(node, ast.Constant) and isinstance(node.value, str | bytes))
        for number in range(node.lineno + 1, (node.end_lineno or node.lineno) + 1)
    }


def _returns(base: str, source: str, parser: Parser) -> bool:
    """Does the part below the prompt give the function an answer, or at least do several things?

    A word of prose is a name to Python, and would else become a body.
    """
    tree = parser.tree(source)
    nodes = tree.body if isinstance(tree, ast.Module) else []
    functions = [node for node in nodes if getattr(node, "name", None) == parser.entry_point]
    if not functions or not isinstance(functions[-1], ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    first_new = base.count("\n") + 1
    new = [node for node in functions[-1].body if node.lineno >= first_new]
    stack: list[ast.AST] = list(new)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Return | ast.Yield | ast.YieldFrom | ast.Raise):
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            stack.extend(ast.iter_child_nodes(node))
    return sum(not isinstance(node, ast.Expr) for node in new) > 1


def _margin(prompt: str) -> str:
    """The indentation of the prompt's last function, four spaces where it has no line yet."""
    lines = [line for line in prompt.split("\n") if line.strip()]
    return _depth(lines[-1]) or "    " if lines else "    "


def _depth(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _heads(text: str) -> Iterator[str]:
    """Candidate ends of a continuation, best first; at most about 2 * MAX_CUTS of them.

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
