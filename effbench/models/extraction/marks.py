"""Tell whether a marker is meant as one, or is only quoted in code, a string or a sentence.

The decision uses the marker's surroundings: the closed fences and triple-quoted strings of the
text, the quotes on the marker's line, a comment sign before it, and the words on either side.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from effbench.models.extraction.fences import closed_spans

_LOOK = 200
"""Characters examined on either side of a marker in its line."""
_LONG_LINE = 100_000
"""Characters of a line before a marker in which quotes are counted."""
_MAX_STRINGS = 2_000
_QUOTE = re.compile(r"(?<!\\)\"")
_STRING_START = re.compile(
    r"(?:^[ \t]++|[=(,:][ \t]?)[rbfu]{0,2}(\"{3}|'{3})", re.MULTILINE | re.IGNORECASE
)
_COMMENT = re.compile(r"\s*#(?!#)|.*\s#\s")
_APOSTROPHE = re.compile(r"(?<!\w)'|'(?!\w)")
_WORD_BEFORE = re.compile(r"[a-z,(][ \t]+\Z")
_WORD_AFTER = re.compile(r"[ \t]+(?!(?:def|import|from|class|return|async|python)\b)[a-z]")

Spans = list[tuple[int, int]]


@dataclass(frozen=True)
class Surroundings:
    """The text around one marker."""

    fenced: bool
    """The marker is in a closed fence or in a multi-line string."""
    quoted: bool
    mentioned: bool
    """The marker is in a comment or in a sentence about it."""
    before: str
    """The part of the line before the marker, at most its last characters."""

    @property
    def alone(self) -> bool:
        """True if the marker is meant as one."""
        return not (self.fenced or self.quoted or self.mentioned)


class Reader:
    """Finds the surroundings of markers in one text."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _spans(self) -> tuple[Spans, Spans]:
        return closed_spans(self._text), _string_spans(self._text)

    @cached_property
    def _quotes(self) -> list[int]:
        return [match.start() for match in _QUOTE.finditer(self._text)]

    def around(self, start: int, end: int) -> Surroundings:
        """Return the surroundings of the marker from `start` to `end`."""
        text = self._text
        line = text.rfind("\n", max(0, start - _LONG_LINE), start) + 1
        stop = text.find("\n", end, end + _LOOK)
        before = text[max(line, start - _LOOK) : start]
        after = text[end : stop if stop >= 0 else end + _LOOK]
        odd = (bisect_left(self._quotes, start) - bisect_left(self._quotes, line)) % 2
        return Surroundings(
            fenced=any(_is_within(start, spans) for spans in self._spans),
            quoted=(odd == 1 and bool(_QUOTE.search(after))) or _is_quoted(before, after),
            mentioned=_is_mentioned(before, after),
            before=before,
        )


def _string_spans(text: str) -> Spans:
    """Return the spans of triple-quoted strings that begin where a string can begin in code."""
    spans: Spans = []
    for match in islice(_STRING_START.finditer(text), _MAX_STRINGS):
        if spans and match.start() < spans[-1][1]:
            continue
        end = text.find(match.group(1), match.end())
        if end < 0:
            break
        spans.append((match.end(), end))
    return spans


def _is_within(start: int, spans: Spans) -> bool:
    place = bisect_right(spans, start, key=lambda span: span[0]) - 1
    return place >= 0 and start < spans[place][1]


def _is_quoted(before: str, after: str) -> bool:
    """Tell whether a marker between these parts of its line is in a string or between quotes."""
    before, after = before.replace("```", ""), after.replace("```", "")
    if before[-1:] in ("'", '"', "`") and before[-1:] == after[:1]:
        return True
    if before.count("`") % 2 and "`" in after:
        return True
    return len(_APOSTROPHE.findall(before)) % 2 == 1 and bool(_APOSTROPHE.search(after))


def _is_mentioned(before: str, after: str) -> bool:
    if _COMMENT.match(before):
        return True
    if not _WORD_BEFORE.search(before):
        return False
    return bool(_WORD_AFTER.match(after)) or after[:1] in tuple(".,;:!?)")
