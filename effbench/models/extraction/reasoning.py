"""Separate reasoning from the answer, using the table of formats.

This module decides which markers count. A marker within a closed fence, a string, a comment or a
sentence about it is ordinary text. A text that is code as a whole contains no reasoning. A closing
marker without an opening one counts if the answer can follow it (the prompt opened the reasoning);
after the answer it is a stray marker. Reasoning without an end extends to the end of the text: it
was truncated.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from effbench.models.extraction.formats import (
    ANSWER_OPENS,
    REASONING,
    ROLE_HEADERS,
    ReasoningFormat,
)
from effbench.models.extraction.marks import Reader
from effbench.models.extraction.syntax import is_python

MAX_MARKS = 2_000
"""Most markers of one format that are examined; honest answers have far fewer."""
_PROMPT_END = 400
"""Characters at the end of a prompt that are searched for the marker that opens the reasoning."""

_FLAGS = re.IGNORECASE | re.MULTILINE
_ROWS = tuple(
    (row, re.compile(row.opens, _FLAGS), re.compile(row.closes, _FLAGS)) for row in REASONING
)
_ANSWER = re.compile(ANSWER_OPENS, _FLAGS)
_ROLE_BEFORE = re.compile(rf"(?:(?:{ROLE_HEADERS})|[>\]▷])[ \t]*\Z")
_HEADER = re.compile(rf"(?:\s*+(?:{ROLE_HEADERS}|<s>|<bos>|<\|begin_of_text\|>))+", re.IGNORECASE)
_LINE = r"(?:^|(?<=[>\]▷]))"
_DEFINITION = re.compile(
    rf"{_LINE}[ \t]*+(?:async )?(?:def|class) \w|^\w++ = lambda\b"
    r"|\\n\s{0,9}def \w|\"(?:async )?def \w",
    re.MULTILINE,
)
_BODY = re.compile(r"\s*?\n(?: {4}|\t)[ \t]*+(?:return|if|for|while|\w+ = )")
"""The rest of a function directly after a marker."""
_FENCE_BEFORE = re.compile(r"[ \t]*+(?:`{3,}+|~{3,}+)[ \t]*+")
_CODE = re.compile(
    rf"`{{3}}|~{{3}}|{_LINE}[ \t]*+(?:import|from|return|@)\b|^(?: {{4}}|\t)[ \t]*+\S|^\w++ = ",
    re.MULTILINE,
)


@dataclass(frozen=True)
class _Mark:
    start: int
    end: int
    name: str
    counts: bool
    """The marker is not in a fence, a string, a comment or a sentence about it."""
    may_count: bool
    """The marker counts if the fences were misread or the sentence is about something else."""
    starts_line: bool


@dataclass(frozen=True)
class _Marks:
    """The markers of one format in a text, in order."""

    row: ReasoningFormat
    opening: Sequence[_Mark]
    closing: Sequence[_Mark]


def split_reasoning(
    text: str, is_code: Callable[[str], bool] = is_python
) -> tuple[str | None, str]:
    """Return (reasoning or None, answer). Reasoning is removed wherever it appears.

    Text before a closing marker without an opening one is reasoning (the prompt opened it), unless
    the code is in that text and not after the marker. Text after an opening marker that is never
    closed is reasoning, too (it was truncated).
    """
    header = _HEADER.match(text)
    body = text[header.end() :] if header else text
    reader = Reader(body)
    rows = _marks(body, reader)
    if not rows or is_code(text):
        return None, text
    splitter = _Splitter(body, rows, reader)
    splitter.split()
    return splitter.parts() if splitter.found else (None, text)


def opened_reasoning(prompt: str) -> str:
    """Return the marker at the end of `prompt` that opens the reasoning; empty if there is none.

    A chat template may add this marker; the answer then begins within the reasoning.
    """
    end = prompt[-_PROMPT_END:]
    for row, opens, _ in _ROWS:
        if row.hint in end.lower() and not row.opens.startswith(r"\A"):
            for mark in opens.finditer(end):
                if not end[mark.end() :].strip():
                    return mark.group()
    return ""


def _marks(text: str, reader: Reader) -> list[_Marks]:
    lowered = text.lower()
    found = []
    for row, opens, closes in _ROWS:
        if row.hint not in lowered:
            continue
        opening = _described(opens, text, reader)
        closing = _described(closes, text, reader)
        if (row.needs_opening and not opening) or (row.needs_closing and not closing):
            continue
        opening = [m for m in opening if m.counts and (row.anywhere or m.starts_line)]
        if opening or closing:
            found.append(_Marks(row, opening, closing))
    return found


def _described(pattern: re.Pattern[str], text: str, reader: Reader) -> list[_Mark]:
    found = []
    for match in islice(pattern.finditer(text), MAX_MARKS):
        start, end = match.span()
        name = (match.groupdict().get("name") or "").lower()
        place = reader.around(start, end)
        before = place.before
        starts_line = not before.strip(" \t>*-") or bool(
            _ROLE_BEFORE.search(before) or _FENCE_BEFORE.fullmatch(before)
        )
        may_count = not place.quoted and (not place.fenced or starts_line)
        found.append(_Mark(start, end, name, place.alone, may_count, starts_line))
    return found


class _Splitter:
    def __init__(self, text: str, rows: Sequence[_Marks], reader: Reader) -> None:
        self._text = text
        self._thoughts: list[str] = []
        self._kept: list[str] = []
        self._likeness = 0
        """The highest `_likeness_of` of the kept parts."""
        self._position = 0
        self._definitions = [match.start() for match in _DEFINITION.finditer(text)]
        self._code = [match.start() for match in _CODE.finditer(text)]
        self._events = [(mark, marks.row, True) for marks in rows for mark in marks.opening]
        self._events += [
            (mark, marks.row, False)
            for marks in rows
            if not marks.row.needs_opening
            for mark in marks.closing
            if mark.counts
        ]
        self._events.sort(key=lambda event: event[0].start)
        self._answers = [
            mark
            for mark in _described(_ANSWER, text, reader)
            if mark.counts and (mark.starts_line or text.startswith("<|", mark.start))
        ]
        self._ends: dict[tuple[str, str], list[_Mark]] = {}
        for marks in rows:
            for mark in marks.closing:
                keys = {mark.name, "*"} if mark.counts else {"?"} if mark.may_count else set()
                for key in keys:
                    self._ends.setdefault((marks.row.families, key), []).append(mark)

    @property
    def found(self) -> bool:
        return bool(self._position)

    def split(self) -> None:
        for mark, row, opens in self._events:
            if mark.start < self._position:
                continue
            if opens:
                self._take(mark, row)
            else:
                self._close(mark, row)

    def parts(self) -> tuple[str | None, str]:
        thoughts = "\n".join(thought.strip() for thought in self._thoughts).strip()
        return thoughts or None, "".join([*self._kept, self._text[self._position :]])

    def _take(self, mark: _Mark, row: ReasoningFormat) -> None:
        """Remove the reasoning that `mark` opens, up to its end or the end of the text."""
        found = self._end_of(mark, row)
        if found is None and row.needs_closing:
            return
        start, stop = found or (len(self._text), len(self._text))
        self._likeness = max(self._likeness, self._likeness_of(self._position, mark.start))
        self._kept.append(self._text[self._position : mark.start])
        self._thoughts.append(self._text[mark.end : start])
        self._position = stop

    def _end_of(self, mark: _Mark, row: ReasoningFormat) -> tuple[int, int] | None:
        """Return the end of the reasoning that `mark` opens and the start of the text after it.

        The end is the closing marker of the same name, else one of the same format, else the
        last marker that begins the answer, else a closing marker that may count.
        """
        for key in (mark.name, "*"):
            if end := _first_after(self._ends.get((row.families, key), ()), mark.end):
                return end.start, end.end
        if self._answers and self._answers[-1].start >= mark.end:
            return self._answers[-1].start, self._answers[-1].start
        end = _first_after(self._ends.get((row.families, "?"), ()), mark.end)
        return (end.start, end.end) if end else None

    def _close(self, mark: _Mark, row: ReasoningFormat) -> None:
        """Treat all text before an unopened closing marker as reasoning, unless it is stray."""
        before = max(self._likeness, self._likeness_of(self._position, mark.start))
        after = self._likeness_of(mark.end, len(self._text))
        if _BODY.match(self._text, mark.end):
            after = 2
        if not row.certain and before > after:
            return
        self._thoughts += [*self._kept, self._text[self._position : mark.start]]
        self._kept.clear()
        self._likeness, self._position = 0, mark.end

    def _likeness_of(self, start: int, end: int) -> int:
        """Rate how much a part looks like an answer: 2 with a definition, 1 with code, else 0."""
        for value, places in ((2, self._definitions), (1, self._code)):
            place = bisect_left(places, start)
            if place < len(places) and places[place] < end:
                return value
        return 0


def _first_after(marks: Sequence[_Mark], position: int) -> _Mark | None:
    place = bisect_left(marks, position, key=lambda mark: mark.start)
    return marks[place] if place < len(marks) else None
