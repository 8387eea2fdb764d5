"""Find the fenced code blocks of an answer and the text outside them.

There are two readings of a text. The strict one follows Markdown: a fence marker is on a line of
its own. The loose one also recognises markers that share a line with other text. If both find code,
the caller decides by the lines on which the fences begin.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

# Possessive quantifiers prevent backtracking when a long line fails to match at its end.
_FENCE = re.compile(r"([ \t]*+)(?:(?:[-*+]|\d{1,9}+[.)])[ \t]++)?(`{3,}+|~{3,}+)([^`\n]*+)$")
_WRAPPER_TAGS = frozenset({"markdown", "md"})
"""Tags of a fence around a whole answer that contains fences itself."""
_CODE_INDENT = 4
"""A marker indented this much deeper than the block's own is part of the block's text (for example,
in a docstring)."""

_MAX_GLUED_LINE = 10_000
"""Longer lines are not searched for markers that share the line with other text."""
_STARTS = r"(?:(?:async )?def |class |import |from |@|#|return\b|[A-Za-z_]\w* = )"
_GLUED = re.compile(
    r"(.*?)(`{6}|`{3}[ \t]*+`{3}|`{3,5})((?:\{?\.?[A-Za-z][\w+#.-]{0,20}\}?)?)[ \t]*+$"
)
_ONE_LINE = re.compile(
    rf"(.*?)`{{3}}(?:((?:python|py)\w*+)[ \t]++|()(?={_STARTS}))([^`]*+)`{{3}}(?!`)([^`]*+)$",
    re.IGNORECASE,
)
_CODE_BEHIND = re.compile(
    rf"([ \t]*+`{{3,}}+(?:(?:python|py)[\w.]*+[ \t]++|(?={_STARTS})))({_STARTS}.*)$", re.IGNORECASE
)
_AMID = re.compile(
    rf"(?=[ \t]*+[^`\s])([^`]++)`{{3}}(?:((?:python|py)\w*+)[ \t]++(?={_STARTS})|[ \t]++)([^`]+)$",
    re.IGNORECASE,
)
"""A marker between code and prose; an opening one if a language follows."""
_TOKEN_BEHIND = re.compile(r"([ \t]*+`{3,}+)[ \t]*+((?:<[|/｜\w]|\[/?[A-Z]+\]).*)$")
_CHANNEL_BESIDE = re.compile(
    r"(?:(?<=```)|(?<=~~~))"
    r"(?=[ \t]*+(?:<[/|｜\w]|\[/?[A-Z]+\]|◁|assistant[ ]?(?:analysis|commentary|final)))"
    r"|(?:(?<=[>\]▷])|(?<=assistantfinal))(?=`{3,}\w*+[ \t]*+$)"
)
"""The position between a fence marker and a channel marker."""
_APOSTROPHE_FENCE = re.compile(r"^'''(?:python|py)\w*+[ \t]*+$", re.MULTILINE | re.IGNORECASE)
_APOSTROPHES = re.compile(r"'''((?:python|py)\w*+)?[ \t]*+$", re.IGNORECASE)


@dataclass(frozen=True)
class Fence:
    """One fenced block, without its markers, dedented by its first line's indentation."""

    text: str
    tag: str
    """The language tag in lower case; empty if there is none."""
    line: int = field(default=0, compare=False)
    """Index of the line with its opening marker."""
    indented: str = field(default="", compare=False)
    """Its text with the original indentation."""


@dataclass(frozen=True)
class Layout:
    """The fenced blocks of a text and the text around them."""

    fences: tuple[Fence, ...]
    """The non-empty blocks in order, including blocks that are never closed."""
    outside: str
    """All lines outside closed blocks."""
    span: str
    """The text between the first and the last marker; empty with fewer than three markers."""


def normal_newlines(text: str) -> str:
    """Normalise newlines as Python's tokenizer does, and remove a byte order mark.

    Line numbers then agree with Python's.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def layout(text: str) -> Layout:
    """Read Markdown fences leniently: backticks or tildes, at any indentation, after list markers.

    A marker with a language tag inside a block ends that block, which then counts as never closed:
    the marker before it closed a block whose beginning is not in the text.
    """
    lines = text.split("\n")
    return _Reader(lines, range(len(lines))).read()


def loose_layout(text: str) -> Layout | None:
    """Like `layout`, but also read markers that share a line with other text; None if none do.

    Such markers are an opening marker after prose, a closing marker after the last line of code,
    two adjacent markers, code on the opening marker's line, a template token after a marker, and
    three apostrophes in place of backticks.
    """
    lines: list[str] = []
    numbers: list[int] = []
    quoted = bool(_APOSTROPHE_FENCE.search(text))
    for number, line in enumerate(text.split("\n")):
        parts = _unglued(line, quoted)
        lines += parts
        numbers += [number] * len(parts)
    return _Reader(lines, numbers).read() if quoted or len(lines) > numbers[-1] + 1 else None


def closed_spans(text: str) -> list[tuple[int, int]]:
    """Return the start and end positions in `text` of the closed blocks of the strict reading.

    A channel marker that shares a line with a fence marker counts as a separate line.
    """
    if "```" not in text and "~~~" not in text:
        return []
    lines: list[str] = []
    starts: list[int] = []
    position = 0
    for line in text.split("\n"):
        for part in _CHANNEL_BESIDE.split(line) if len(line) <= _MAX_GLUED_LINE else (line,):
            lines.append(part)
            starts.append(position)
            position += len(part)
        position += 1
    reader = _Reader(lines, range(len(lines)))
    reader.read()
    return [(starts[first + 1], starts[last]) for first, last in reader.blocks]


def _unglued(line: str, quoted: bool) -> list[str]:
    """Split a line at markers that share it with other text; return the line alone if none do."""
    if quoted and (mark := _APOSTROPHES.match(line)):
        return ["```" + (mark.group(1) or "")]
    if line.endswith("~~~") and line.count("~~~") == 1 and line.strip("~ \t"):
        return [line[:-3], "~~~"]
    if "```" not in line or len(line) > _MAX_GLUED_LINE:
        return [line]
    if (mark := _ONE_LINE.match(line)) and mark.group(4).strip():
        before, tag, _, code, after = mark.groups()
        parts = [before, f"```{tag or ''}", code, "```", after]
        return [part for part in parts if part.strip()]
    if (mark := _GLUED.match(line)) and "```" not in mark.group(1):
        before, marks, tag = mark.groups()
        adjoining = len(marks) > 5
        parts = [before] if before.strip() else []
        parts += ["```", "```" + tag] if adjoining else [marks + tag]
        return parts if len(parts) > 1 else [line]
    if mark := _CODE_BEHIND.match(line) or _TOKEN_BEHIND.match(line):
        return [mark.group(1), mark.group(2)]
    if mark := _AMID.match(line):
        return [mark.group(1), f"```{mark.group(2) or ''}", mark.group(3)]
    return [line]


class _Reader:
    def __init__(self, lines: Sequence[str], numbers: Sequence[int]) -> None:
        self.lines = lines
        self.numbers = numbers
        self.blocks: list[tuple[int, int]] = []
        """First and last lines of the closed blocks."""
        self.fences: list[Fence] = []
        self.outside: list[str] = []
        self.marks: list[int] = []
        self.opening: re.Match[str] | None = None

    def read(self) -> Layout:
        for number, line in enumerate(self.lines):
            mark = _FENCE.match(line)
            if mark is None or not self._counts(mark):
                if self.opening is None:
                    self.outside.append(line)
            elif _tag(mark) not in _WRAPPER_TAGS:
                self._mark(number, mark)
        self._end_block(len(self.lines), closed=False)
        marks = self.marks
        span = "\n".join(self.lines[marks[0] + 1 : marks[-1]]) if len(marks) > 2 else ""
        return Layout(tuple(self.fences), "\n".join(self.outside), span)

    def _counts(self, mark: re.Match[str]) -> bool:
        """Tell whether a marker opens or closes a block.

        Outside a block every marker does. Inside a block, the marker must use the same character,
        be at least as long, and not be indented like code.
        """
        if self.opening is None:
            return True
        indent, run, _ = self.opening.groups()
        near = len(mark.group(1)) < len(indent) + _CODE_INDENT
        return near and mark.group(2)[0] == run[0] and len(mark.group(2)) >= len(run)

    def _mark(self, number: int, mark: re.Match[str]) -> None:
        tagged = bool(_tag(mark))
        opens = tagged or self.opening is None
        self._end_block(number, closed=not tagged)
        self.marks.append(number)
        self.opening = mark if opens else None

    def _end_block(self, end: int, closed: bool) -> None:
        if self.opening is None:
            return
        first = self.marks[-1]
        body = self.lines[first + 1 : end]
        if any(line.strip() for line in body):
            line = self.numbers[first]
            fence = Fence(_dedented(body), _tag(self.opening), line, "\n".join(body))
            self.fences.append(fence)
        if closed:
            self.blocks.append((first, end))
        else:
            self.outside.extend(body)


def _tag(mark: re.Match[str]) -> str:
    words = mark.group(3).strip("{}. \t").lower().split(maxsplit=1)
    return words[0] if words else ""


def _dedented(lines: Sequence[str]) -> str:
    first = next(line for line in lines if line.strip())
    margin = first[: len(first) - len(first.lstrip(" \t"))]
    return "\n".join(line.removeprefix(margin) for line in lines)
