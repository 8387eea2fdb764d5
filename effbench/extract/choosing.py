"""Which piece of an answer is its code: fences first, then code amid prose, then what is left.

Decides among the pieces that the readings of an answer offer. The last piece that defines the entry
point wins, as drafts come first; one that only announces it (a stub) gives way to a whole one.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence

from effbench.answers import Fence, wrappers
from effbench.extract.parsing import (
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
    r"|[A-Za-z_]\w*(?:[ \t]*,[ \t]*\w+)*(?:[ \t]*:[^=]+|[ \t]*)=(?!=)"  # linear, whatever it meets
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
"""How a line begins that is no code: a doctest, a rule, a list, a mark, a heading, a sentence."""

_TEXT_RULES = {True: "text", False: "text_unwrapped"}

Reading = Callable[[str], str | None]
_WRAPPED: tuple[Reading, ...] = (wrappers.sections_fenced, wrappers.first_turn)
"""Readings that hold more than the plain text does; tried before it."""
_UNWRAPPED: tuple[Reading, ...] = (wrappers.unquoted, wrappers.without_marks)


def chosen(answer: str, parser: Parser) -> Extracted | None:
    """The code in `answer` (reasoning left out) that defines the entry point, if there is any."""
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
    """The answer without what may be wrapped around its code, then as it stands, then bare."""
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
    """Code in JSON, in a listing that is indented, behind prose in a line, or in a session."""
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
    """The strings in an answer that is a dictionary as Python writes it."""
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
    """Code that does not define the entry point, as the judge shall see it, a program, or none."""
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
    """The fences that may hold the code, by the strict reading and by the loose one, if any."""
    return [_pythonic(part.fences) for part in parser.layouts(text)]


def _pythonic(fences: Sequence[Fence]) -> list[Fence]:
    """Fences tagged as Python or not at all; the others where there is none of these."""
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
    """The fence's text, or its part before lines that are no code, if it defines the name."""
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
    """Does the line look like prose, a doctest or markup, rather than like broken code?"""
    return len(line) < _MAX_PROSE_LINE and bool(_NO_CODE.match(line))


def _with_needed(
    code: str, earlier: Sequence[Fence], later: Sequence[Fence], parser: Parser
) -> str:
    """`code` with the other fences that bind a name which it reads and never binds.

    Of the earlier ones those that bind it in any way, of the later ones those that define it.
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
    """Code amid prose: from a line that looks like code to the first line that breaks the syntax.

    Parses at most MAX_CUTS times. Each syntax error moves the end up, or the start down when
    nothing is left before it.
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
    """The end that leaves out line `wrong` and, as far as can be seen, halves no statement.

    A line after a blank one may be an indented note below the code; any other indented line belongs
    to the statement above it, which then goes as a whole. A doctest belongs to none.
    """
    if lines[wrong].lstrip().startswith(">>> "):
        return wrong
    while wrong > 0 and not lines[wrong][:1].strip() and lines[wrong - 1].strip():
        wrong -= 1
    return wrong


def _next_code_line(lines: Sequence[str], start: int) -> int | None:
    return next((i for i in range(start, len(lines)) if _CODE_LINE.match(lines[i])), None)
