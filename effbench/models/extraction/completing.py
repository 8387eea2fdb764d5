"""Extract code from answers that continue the prompt: the rest of a function, or a body alone.

This module decides where the continuation ends and how far it is indented. It changes only leading
indentation, and only to restore what was lost: that of the first line (websites and harnesses
strip answers) or of all lines.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator, Sequence

from effbench.models.extraction import wrappers
from effbench.models.extraction.choosing import is_no_code, python_fences
from effbench.models.extraction.parsing import MAX_CUTS, Extracted, Parser

_STAYS = re.compile(r"(?:def|class|import|from|async)\b|[@#)\]}]")
"""The start of a line at column 0 that still belongs to a completion's code."""
_NOT_BODY = re.compile(r"`{3}|^[ \t]*+>>> ", re.MULTILINE)
_BELOW = re.compile(r"(?:def|class|async|@|if __name__|print\(|assert\b)")
"""The start of a line at column 0 below a function whose first line lost its indentation."""


def starts_indented(text: str) -> bool:
    """Tell whether the first non-empty line is indented."""
    return text.lstrip("\n")[:1] in (" ", "\t")


def continued(prompt: str, text: str, parser: Parser) -> Extracted | None:
    """Return `prompt` with the part of `text` that continues it, unchanged; None if none does."""
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
    """Return `prompt` with a continuation or body that is wrapped or lost its indentation."""
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
    """Return the text before the first fence marker (even on a line of code) or doctest."""
    end = _NOT_BODY.search(text)
    return text[: end.start()].rstrip() + "\n" if end and text[: end.start()].strip() else None


def _is_whole(text: str, name: str) -> bool:
    """Tell whether the text begins with the whole function rather than the rest of it."""
    first = next((x.lstrip() for x in text.split("\n") if x.strip() and x.lstrip()[0] != "#"), "")
    return bool(re.match(rf"(?:async )?def {re.escape(name)}\b", first))


def _indented(prompt: str, text: str, parser: Parser) -> Extracted | None:
    """Return `prompt` with `text` as the body, indenting its first line or all lines."""
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
    """Indent all lines by one level, except those within strings; None if the text is not code.

    Trailing non-code (a fence marker, prose, a doctest) is cut off. A broken statement is kept.
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
    """Return the lines that begin within a string, whose indentation is part of its value."""
    return {
        number
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        or (isinstance(node, ast.Constant) and isinstance(node.value, str | bytes))
        for number in range(node.lineno + 1, (node.end_lineno or node.lineno) + 1)
    }


def _returns(base: str, source: str, parser: Parser) -> bool:
    """Tell whether the part below the prompt returns a value or has several real statements.

    Otherwise a single word of prose, which is a valid name in Python, would count as a body.
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
    """Return the indentation of the prompt's last line; four spaces if it has none."""
    lines = [line for line in prompt.split("\n") if line.strip()]
    return _depth(lines[-1]) or "    " if lines else "    "


def _depth(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _heads(text: str) -> Iterator[str]:
    """Yield the candidate continuations, best first; at most about 2 * MAX_CUTS of them.

    They end at the first line that leaves the code (or at the end of the text), then at the
    definitions before it, last to first, because the last one may be truncated, then at later lines
    that leave the code, because the first one may be inside a string.
    """
    lines = text.split("\n")
    top = [i for i, line in enumerate(lines) if i and line[:1].strip()]
    leaving = [*[i for i in top if not _STAYS.match(lines[i])][:MAX_CUTS], len(lines)]
    inside = [i for i in top if i < leaving[0]][-MAX_CUTS:]
    for cut in [leaving[0], *reversed(inside), *leaving[1:]]:
        yield "\n".join(lines[:cut])
