"""Select the part of an answer that is its code: fences first, then code within prose, then others.

The candidates come from several readings of the answer. The last one that defines the entry point
wins, because drafts come first. A stub is used only if there is no full definition.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence

from effbench.models.extraction import wrappers
from effbench.models.extraction.fences import Fence
from effbench.models.extraction.parsing import (
    MAX_CUTS,
    MAX_FENCES,
    Extracted,
    Parser,
    ended,
    is_sendable,
    unbound,
)

_CODE_LINE = re.compile(
    r"(?:def|class|import|from|async def)\s+\w|@\w"
    r"|[A-Za-z_]\w*(?:[ \t]*,[ \t]*\w+)*(?:[ \t]*:[^=]+|[ \t]*)=(?!=)"  # linear time
)
_MAX_PROSE_LINE = 5_000
_NO_CODE = re.compile(
    r"Copy(?: code)?[ \t]*$"
    r"|[ \t]*(?:>>>|\.\.\.)(?:[ \t]|$)|`{3}|~{3}|[-=*_#]{3,}[ \t]*$|[*\-] |\d+\. |\*\*"
    r"|<[/|\w｜]|\[/?[A-Z]+\]"
    r"|(?:Output|Example|Examples|Explanation|Note|Usage|Test|Tests|Result|Results)\b[^=(]*:"
    r"|[A-Z][^=()]*:[ \t]*$"
    r"|[A-Z][\w'’]*,?(?: (?![=+\-*/%<>!&|]{1,2} )[\w'’`\"(:*/-][^\s]*){2,}[ \t]*$"
)
"""The start of a line that is not code: doctest, rule, list, marker, heading, sentence."""

_TEXT_RULES = {True: "text", False: "text_unwrapped"}

Reading = Callable[[str], str | None]
_WRAPPED: tuple[Reading, ...] = (wrappers.sections_fenced, wrappers.first_turn)
"""Readings that are tried before the plain text because they recognise more."""
_UNWRAPPED: tuple[Reading, ...] = (wrappers.unquoted, wrappers.without_marks)


def chosen(answer: str, parser: Parser) -> Extracted | None:
    """Return the code in `answer` (without reasoning) that defines the entry point, or None."""
    if parser.defines(answer) and wrappers.first_turn(answer) is None:
        return parser.found(answer, "text")
    for text in readings(answer):
        if parser.defines(text):
            whole = text is answer
            return parser.found(text if whole else text.strip("\n"), _TEXT_RULES[whole])
        if found := _from_fences(text, parser):
            return found
        for part in parser.layouts(text) if parser.entry_point else ():
            if found := _trimmed(part.outside, parser):
                return found
    return _unwrapped(answer, parser)


def readings(answer: str) -> Iterator[str]:
    """Yield readings of the answer: by section or first turn, unchanged, then without markers."""
    for reading in _WRAPPED:
        if (text := reading(answer)) is not None:
            yield text
    yield answer
    text = answer
    for reading in _UNWRAPPED:
        if (bare := reading(text)) is not None:
            text = bare
    if text is not answer:
        yield wrappers.sections_fenced(text) or text


def _unwrapped(answer: str, parser: Parser) -> Extracted | None:
    """Find code in JSON, in an indented listing, after prose on a line, or in a session."""
    name = parser.entry_point
    for text in [*wrappers.json_strings(answer), *_literals(answer, parser)]:
        if parser.defines(text):
            return parser.found(text, "json")
        if "```" in text and (found := _from_fences(text, parser)):
            return found
    for place in (answer, wrappers.unquoted(answer) or ""):
        for block in wrappers.indented_blocks(place, name):
            if parser.defines(block):
                return parser.found(block, "text_indented")
            if found := _trimmed(block, parser, "text_indented"):
                return found
    behind = wrappers.behind_prose(answer, name) or ""
    if parser.entry_point and (found := _trimmed(behind, parser)):
        return found
    for text, rule in (
        (wrappers.unticked(answer), "text"),
        (wrappers.session_code(answer), "session"),
    ):
        if parser.defines(text):
            return parser.found(text, rule)
    return None


def _literals(answer: str, parser: Parser) -> list[str]:
    """Return the string values of Python dictionaries in the answer or its fences."""
    places = [answer.strip(), *(fence.text.strip() for fence in parser.layouts(answer)[0].fences)]
    trees = [parser.tree(place) for place in places[:MAX_CUTS] if place[:1] == "{"]
    return [
        value.value
        for tree in trees
        for node in (ast.walk(tree) if isinstance(tree, ast.Module) else ())
        for value in (node.values if isinstance(node, ast.Dict) else ())
        if isinstance(value, ast.Constant) and isinstance(value.value, str)
    ]


def second_best(answer: str, parser: Parser) -> Extracted:
    """Return code that does not define the entry point (for the judge), a program, or none."""
    name = parser.entry_point
    texts = list(readings(answer))
    fences = [group for text in texts for group in python_fences(text, parser)]
    for group in fences:
        for fence in reversed(group):
            if name in parser.facts(fence.text).imported:
                return parser.found(fence.text, "fence_imports")
    for group in fences:
        if code := [fence.text for fence in group if parser.facts(fence.text).is_code]:
            return parser.found(code[-1] if name else parser.likeliest(code), "fence_code")
    for text in texts:
        if parser.facts(text).is_code:
            return parser.found(text, "text_code")
    if not name and (found := _program(answer, parser)):
        return found
    for fence in reversed(python_fences(answer, parser)[0]):
        if name in fence.text and is_sendable(fence.text):
            return Extracted(ended(fence.text), "fence_unparsed")
    return Extracted(None, "none")


def _program(answer: str, parser: Parser) -> Extracted | None:
    for text in wrappers.json_strings(answer):
        if parser.is_program(text):
            return parser.found(text, "json")
    if found := _trimmed(answer, parser):
        return found
    for block in wrappers.listings(answer):
        if parser.is_program(block):
            return parser.found(block, "text_indented")
    return None


def python_fences(text: str, parser: Parser) -> list[list[Fence]]:
    """Return the fences that may hold the code, for the strict and then the loose reading."""
    return [_pythonic(part.fences) for part in parser.layouts(text)]


def _pythonic(fences: Sequence[Fence]) -> list[Fence]:
    """Return the fences tagged as Python or untagged; if there are none, all fences."""
    python = [fence for fence in fences if not fence.tag or fence.tag.startswith("py")]
    return list(python or fences)[-MAX_FENCES:]


def _from_fences(text: str, parser: Parser) -> Extracted | None:
    both = python_fences(text, parser)
    best: tuple[int, str, Sequence[Fence], Sequence[Fence]] | None = None
    for fences in both:
        found = _last_defining(fences, parser)
        if found and (best is None or fences[found[0]].line > best[0]):
            number, code = found
            best = fences[number].line, code, fences[:number], fences[number + 1 :]
    if best is not None:
        _, code, earlier, later = best
        joined = _with_needed(code, earlier, later, parser)
        return parser.found(joined, "fence_last" if joined == code else "fences_joined")
    span = parser.layouts(text)[0].span
    if parser.defines(span):
        return parser.found(span, "fence_span")
    for fences in both:
        joined = "\n".join(fence.text for fence in fences)
        if len(fences) > 1 and parser.defines(joined):
            return parser.found(joined, "fences_joined")
    others = parser.layouts(text)[-1].fences[-MAX_FENCES:]  # tagged as something else
    found = _last_defining(others, parser)
    return parser.found(found[1], "fence_last") if found else None


def _last_defining(fences: Sequence[Fence], parser: Parser) -> tuple[int, str] | None:
    stub: tuple[int, str] | None = None
    for number in reversed(range(len(fences))):
        code = _defining(fences[number], parser)
        if code is not None and not parser.is_stub(code):
            return number, code
        if code is not None:
            stub = stub or (number, code)
    return stub


def _defining(fence: Fence, parser: Parser) -> str | None:
    """Return the fence's text without leading or trailing non-code, if it defines the name."""
    if parser.defines(fence.text):
        return fence.text
    if not parser.entry_point or parser.entry_point not in fence.text:
        return None
    tree = parser.tree(fence.text)
    if not isinstance(tree, SyntaxError):
        return None
    lines = fence.text.split("\n")
    start = _next_code_line(lines, 0) or 0
    if start and all(not line.strip() or is_no_code(line) for line in lines[:start]):
        return _defining(Fence("\n".join(lines[start:]), fence.tag), parser)
    cut = statement_end(lines, min(max(tree.lineno or 1, 1), len(lines)) - 1)
    if cut < len(lines) and is_no_code(lines[cut]):
        code = "\n".join(lines[:cut])
        return code if parser.defines(code) else None
    return None


def is_no_code(line: str) -> bool:
    """Tell whether the line looks like prose, a doctest or markup rather than broken code."""
    return len(line) < _MAX_PROSE_LINE and bool(_NO_CODE.match(line))


def _with_needed(
    code: str, earlier: Sequence[Fence], later: Sequence[Fence], parser: Parser
) -> str:
    """Return `code` joined with the fences that bind names which `code` reads but does not bind.

    Earlier fences may import or define the name; later ones must define it.
    """
    if not any(parser.facts(fence.text).is_code for fence in [*earlier, *later]):
        return code
    parts = [code]
    missing = unbound(parser.tree(code))
    for fence in reversed(earlier):
        facts = parser.facts(fence.text)
        if missing & (facts.imported | facts.defined):
            parts.insert(0, fence.text)
            missing |= unbound(parser.tree(fence.text))
            missing -= facts.imported | facts.defined
    for fence in later:
        if missing & parser.facts(fence.text).defined and not parser.defines(fence.text):
            parts.append(fence.text)
            missing -= parser.facts(fence.text).defined
    return "\n".join(parts)


def _trimmed(text: str, parser: Parser, rule: str = "text_trimmed") -> Extracted | None:
    """Find code within prose, from a line that looks like code up to the first syntax error.

    Parses at most MAX_CUTS times. Each syntax error moves the end up, or the start down if no
    lines are left before it.
    """
    if parser.entry_point not in text:
        return None
    fits = parser.defines if parser.entry_point else parser.is_program
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
            if fits(source):
                return parser.found(source, rule)
            cut, after = start, end
        else:
            cut = statement_end(lines, min(start + max(tree.lineno or 1, 1), end) - 1)
            after = start + 1
        if cut > start:
            end = cut
        else:
            start, end = _next_code_line(lines, after), len(lines)
    return None


def statement_end(lines: Sequence[str], wrong: int) -> int:
    """Return an end before line `wrong` that, as far as can be seen, does not split a statement.

    An indented line belongs to the statement above it, which is then dropped as a whole. After a
    blank line, it may be a note below the code instead. A doctest belongs to no statement.
    """
    if lines[wrong].lstrip().startswith(">>> "):
        return wrong
    while wrong > 0 and not lines[wrong][:1].strip() and lines[wrong - 1].strip():
        wrong -= 1
    return wrong


def _next_code_line(lines: Sequence[str], start: int) -> int | None:
    return next((i for i in range(start, len(lines)) if _CODE_LINE.match(lines[i])), None)
