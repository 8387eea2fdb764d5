"""The shape of a model's answer: what was reasoning, what stands in fences, what lies outside.

Decides how the text is taken apart. It does not know Python and chooses nothing: `extract` does.
Every function is total and runs in linear time on any text, hostile ones included.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Possessive quantifiers: when a long line fails at its end, there is nothing to try again.
_FENCE = re.compile(r"([ \t]*+)(?:(?:[-*+]|\d{1,9}+[.)])[ \t]++)?(`{3,}+|~{3,}+)([^`\n]*+)$")
_TAGS = "think|thinking|thought|reasoning"
_THINK = re.compile(rf"^[ \t]*+<(?:{_TAGS})>|(?<![\"'`])</({_TAGS})>", re.MULTILINE)
_WRAPPER_TAGS = frozenset({"markdown", "md"})
"""A fence around a whole answer that has fences of its own."""
_CODE_INDENT = 4
"""A mark this much deeper than the block's own lies within the block's text (a docstring, say)."""


@dataclass(frozen=True)
class Fence:
    """One fenced block, without its marks and without the indentation of its first line."""

    text: str
    tag: str
    """The language tag in lower case; empty when there is none."""


@dataclass(frozen=True)
class Layout:
    fences: tuple[Fence, ...]
    """Blocks with something in them, in order. One that was never closed counts too."""
    outside: str
    """All lines that are in no closed block."""
    span: str
    """Everything between the first mark and the last one; empty unless there are more than two."""


def normal_newlines(text: str) -> str:
    """Newlines as Python's tokenizer reads them, so that line numbers agree; no byte order mark."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def split_reasoning(text: str) -> tuple[str | None, str]:
    """(reasoning or None, answer). `<think>…</think>` is taken out wherever it stands.

    What precedes a closing tag without an opening one is reasoning (the prompt had opened it); what
    follows an opening tag that is never closed is reasoning too (the model was cut off in it).
    An opening tag counts at the start of a line only, a closing one anywhere but after a quote.
    """
    thoughts: list[str] = []
    kept: list[str] = []
    position, inside = 0, False
    for tag in _THINK.finditer(text):
        opens = tag.group(1) is None
        if opens and inside:
            continue
        piece = text[position : tag.start()]
        if opens:
            kept.append(piece)
        elif inside:
            thoughts.append(piece)
        else:
            thoughts.extend([*kept, piece])
            kept.clear()
        inside, position = opens, tag.end()
    (thoughts if inside else kept).append(text[position:])
    if position == 0:
        return None, text
    return "\n".join(thought.strip() for thought in thoughts).strip() or None, "".join(kept)


def layout(text: str) -> Layout:
    """Markdown's fences (backticks or tildes, any indentation, after list marks), read leniently.

    A mark with a language tag inside a block ends that block, which then counts as never closed:
    the mark before it was the end of a block whose beginning is not in the text.
    """
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
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
        """Outside a block every mark counts, inside only one of its kind, length and depth."""
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
        body = self.lines[self.marks[-1] + 1 : end]
        if any(line.strip() for line in body):
            self.fences.append(Fence(_dedented(body), _tag(self.opening)))
        if not closed:
            self.outside.extend(body)


def _tag(mark: re.Match[str]) -> str:
    words = mark.group(3).strip("{}. \t").lower().split(maxsplit=1)
    return words[0] if words else ""


def _dedented(lines: list[str]) -> str:
    first = next(line for line in lines if line.strip())
    margin = first[: len(first) - len(first.lstrip(" \t"))]
    return "\n".join(line.removeprefix(margin) for line in lines)
