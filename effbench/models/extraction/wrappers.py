"""Remove wrapping around code other than fences.

Each function returns the text without one kind of wrapping, or an empty result if there is none.
The code itself is not changed, except for characters that belong to the wrapping: HTML entities,
JSON escapes, block-quote markers, a listing's indentation.
"""

from __future__ import annotations

import html
import json
import re
import textwrap
from collections.abc import Iterator
from itertools import islice
from typing import Any

from effbench.models.extraction.fences import layout
from effbench.models.extraction.formats import (
    ASSISTANT_TURN,
    END_OF_TURN,
    OTHER_TURN,
    TOKENS,
    TURN_TOKENS,
    WRAPPER_TAGS,
)
from effbench.models.extraction.marks import Reader

MAX_PLACES = 50
"""Most sections, blocks or objects of one kind that are examined."""
MAX_JSON_CHARS = 200_000
_LOOK = 200
_MAX_LINE = 20_000
_SIGNS = frozenset("<[]◁")
_MAX_JSON_DEPTH = 8
_MAX_QUOTE_DEPTH = 4
_MAX_STRINGS = 200

_TAG_NAMES = r"pre|code|python|python_code|answer|output|response|solution|final_answer|final"
_SECTION_MARK = re.compile(
    rf"<(?P<open>{_TAG_NAMES})(?:\s[^<>\n]{{0,200}})?>|</(?P<close>{_TAG_NAMES})>"
    r"|\[(?P<open_word>PYTHON|CODE|ANSWER|SOLUTION|BEGIN)\]"
    r"|\[(?:/(?P<close_word>PYTHON|CODE|ANSWER|SOLUTION)|(?P<done>DONE|END))\]"
    r"|\\begin\{(?P<open_env>lstlisting|verbatim|minted|python)\}(?:\[[^\]\n]{0,200}\])?"
    r"(?:\{python\d?\})?|\\end\{(?P<close_env>lstlisting|verbatim|minted|python)\}",
    re.IGNORECASE,
)
_INNER_TAG = re.compile(
    r"\A\s*<(?:code|pre)(?:\s[^<>\n]{0,200})?>|</(?:code|pre)>\s*\Z", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|nbsp|#\d{1,5}|#x[0-9a-f]{1,5});", re.IGNORECASE)
_END = re.compile(END_OF_TURN, re.IGNORECASE)
_ECHO = re.compile(rf"\s*+(?:{OTHER_TURN})")
_ASSISTANT_TURN = re.compile(ASSISTANT_TURN)
_MARK = rf"(?:{TOKENS}|{WRAPPER_TAGS})"
_MARK_PATTERN = re.compile(_MARK, re.IGNORECASE)
_LEADING = re.compile(rf"(?:[ \t]*+{_MARK})+(?: (?=\S))?", re.IGNORECASE)
_HEADER = re.compile(rf"(?:\s*+(?:{TURN_TOKENS}))+(?: (?=\S))?", re.IGNORECASE)
_FINAL = re.compile(r"\s*+(?:assistant)?final(?=```|def |class |import |from |@|#)")
"""The remains of a harmony header after its special tokens were removed."""
_CUT_TOKEN = re.compile(r"<\|\w{0,20}\s*\Z")
_QUOTED = re.compile(r"\A {0,3}>(?!>>)")
_QUOTED_SPACED = re.compile(r"\A {0,3}>(?!>>) ?")
_TICKED = re.compile(r"\s*`{1,2}(?!`)(?:python\s)?([^`]+)`{1,2}\s*")
_WORTH_UNQUOTING = re.compile(
    r"^(?: {0,3}+>(?!>>))++[ \t]*+(?:`{3}|~{3}|(?:async )?def |class |import |from |@)",
    re.MULTILINE,
)
_SESSION = re.compile(r"^[ \t]*(?:>>>|\.\.\.)(?: (.*)|())$", re.MULTILINE)
_OBJECT = re.compile(r"\{\s*+\"")
_OPENS_BLOCK = re.compile(
    r"\s*(?:class|def|async|if|elif|else|for|while|with|try|except)\b.*:\s*(?:#.*)?$"
)
_CODE_KEYS = ("code", "solution", "answer", "final", "completion", "implementation", "function")


def sections_fenced(text: str) -> str | None:
    """Return the text with sections of other markup (HTML, LaTeX, `[PYTHON]`) as fences.

    Return None if there are no such sections.
    """
    parts: list[str] = []
    position = 0
    for start, begin, end, stop in _sections(text):
        body = text[begin:end]
        if start >= position and "```" not in body and body.strip():
            parts += [text[position:start], "\n```python\n", _unescaped(body), "\n```\n"]
            position = stop
    return "".join([*parts, text[position:]]) if parts else None


def _sections(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield (section start, body start, body end, section end) of each outermost section.

    A section begins a line or follows `>` or `]`, and is outside fences.
    """
    marks = list(islice(_SECTION_MARK.finditer(text), MAX_PLACES * 10))
    reader = Reader(text) if marks else None
    opening: re.Match[str] | None = None
    for mark in marks:
        if reader is None or not reader.around(*mark.span()).alone:
            continue
        if opening is None:
            before = text[max(0, mark.start() - _LOOK) : mark.start()].rsplit("\n", 1)[-1].rstrip()
            if (mark.lastgroup or "").startswith("open") and before[-1:] in ("", ">", "]"):
                opening = mark
        elif _name(mark) == _name(opening) and not (mark.lastgroup or "").startswith("open"):
            yield opening.start(), opening.end(), mark.start(), mark.end()
            opening = None


def _name(mark: re.Match[str]) -> str:
    name = (mark.group(mark.lastgroup or 0)).lower()
    return "begin" if name in ("done", "end") else name


def _unescaped(body: str) -> str:
    """Return a section's code. HTML can't contain a bare `<`, so a body with one is not escaped."""
    body = _INNER_TAG.sub("", _INNER_TAG.sub("", body))
    escaped = "<" not in body and _ENTITY.search(body)
    return (html.unescape(body) if escaped else body).strip("\n")


def without_echo(text: str) -> str:
    """Return the text without the prompt, which some pipelines repeat before the answer.

    Such a text begins with the header of another role. The answer begins at the first assistant
    header.
    """
    if not _ECHO.match(text):
        return text
    turn = _ASSISTANT_TURN.search(text)
    return text[turn.start() :] if turn else text


def without_header(text: str) -> str:
    """Return the text without template tokens at its start and a truncated token at its end."""
    header = _HEADER.match(text) or _FINAL.match(text)
    text = text[header.end() :] if header else text
    return text[:-_LOOK] + _CUT_TOKEN.sub("", text[-_LOOK:])


def first_turn(text: str) -> str | None:
    """Return the text before the first marker that ends a turn; None if there is no such marker."""
    if not _END.search(text):
        return None
    reader = Reader(text)
    for match in islice(_END.finditer(text), MAX_PLACES):
        if reader.around(*match.span()).alone and text[: match.start()].strip():
            return text[: match.start()].rstrip(" \t")
    return None


def without_marks(text: str) -> str | None:
    """Return the text without template tokens and tags at the start or end of lines, or None."""
    lines = text.split("\n")
    plain = [_bare(line) if _SIGNS.intersection(line) else line for line in lines]
    found = "\n".join(plain)
    return found if found != text else None


def _bare(line: str) -> str:
    if len(line) > _MAX_LINE:
        return line
    end = len(line)
    for mark in reversed(list(_MARK_PATTERN.finditer(line))):
        if line[mark.end() : end].strip():
            break
        end = mark.start()
    line = line[:end].rstrip() if end < len(line) else line
    leading = _LEADING.match(line)
    return line[leading.end() :] if leading else line


def unquoted(text: str) -> str | None:
    """Return the text without the markers of block quotes that hold code, or None."""
    if not _WORTH_UNQUOTING.search(text):
        return None
    lines = text.split("\n")
    for _ in range(_MAX_QUOTE_DEPTH):
        quoted = [line for line in lines if _QUOTED.match(line)]
        spaced = all(line.lstrip(" ")[1:2] in ("", " ") for line in quoted)
        mark = _QUOTED_SPACED if spaced else _QUOTED
        lines = [mark.sub("", line) for line in lines]
    return "\n".join(lines)


def indented_blocks(text: str, name: str) -> Iterator[str]:
    """Yield the indented blocks within prose that define `name`, dedented, the last first."""
    if not name:
        return
    lines = text.split("\n")
    pattern = re.compile(rf"([ \t]++)(?:(?:async )?def|class) {re.escape(name)}\b")
    found = [(i, m.group(1)) for i, line in enumerate(lines) if (m := pattern.match(line))]
    for number, margin in found[::-1][: MAX_PLACES // 10]:
        start, end = number, number + 1
        while start > 0 and _belongs(lines[start - 1], margin):
            start -= 1
        while end < len(lines) and _belongs(lines[end], margin):
            end += 1
        if start == 0 or not _OPENS_BLOCK.match(lines[start - 1]):
            yield "\n".join(line.removeprefix(margin) for line in lines[start:end]).strip("\n")


def listings(text: str) -> Iterator[str]:
    """Yield the indented blocks within prose, dedented, the last first."""
    blocks: list[list[str]] = [[]]
    within = False
    for line in text.split("\n"):
        if line.startswith(("    ", "\t")) or not line.strip():
            if not within:
                blocks[-1].append(line)
        else:
            within = bool(_OPENS_BLOCK.match(line))
            if blocks[-1]:
                blocks.append([])
    for block in blocks[::-1][:MAX_PLACES]:
        if any(line.strip() for line in block):
            yield textwrap.dedent("\n".join(block)).strip("\n")


def _belongs(line: str, margin: str) -> bool:
    return line.startswith(margin) or not line.strip()


def behind_prose(text: str, name: str) -> str | None:
    """Return the text from the last definition of `name` within a line: "Answer: def f(x): …"."""
    if not name:
        return None
    pattern = re.compile(rf"^.*[:>*] *+((?:async )?def {re.escape(name)}\b)", re.MULTILINE)
    found = list(islice(pattern.finditer(text), MAX_PLACES))
    return text[found[-1].start(1) :] if found else None


def unticked(text: str) -> str:
    """Return the text between the backticks of an answer that is entirely inline code."""
    ticked = _TICKED.fullmatch(text)
    return ticked.group(1).strip("\n") if ticked else ""


def session_code(text: str) -> str:
    """Return the input lines of an interactive session (`>>> ` and `... `)."""
    if ">>> " not in text:
        return ""
    return "\n".join(match.group(1) or "" for match in _SESSION.finditer(text))


def json_strings(text: str) -> list[str]:
    """Return the strings in JSON values of the text and its fences, the likeliest code first.

    A list of strings also counts as one string, with the items as its lines.
    """
    if '"' not in text:
        return []
    strings: list[tuple[int, str]] = []
    for place in [*(fence.text for fence in layout(text).fences[-MAX_PLACES // 10 :]), text]:
        if place.lstrip()[:1] in ("{", "[", '"') or '{"' in place or "{\n" in place:
            _collect(_json_value(place), 0, 1, strings)
    ordered = sorted(enumerate(strings), key=lambda item: (item[1][0], -item[0]))
    return [string for _, (_, string) in ordered]


def _json_value(text: str) -> Any:
    decoder = json.JSONDecoder(strict=False)  # weaker models don't escape newlines in strings
    starts = [
        len(text) - len(text.lstrip()),
        *(m.start() for m in islice(_OBJECT.finditer(text), 3)),
    ]
    for start in dict.fromkeys(starts):
        piece = text[start : start + MAX_JSON_CHARS]
        try:
            return decoder.raw_decode(piece)[0]
        except (ValueError, RecursionError):
            continue
    return None


def _collect(value: Any, depth: int, rank: int, found: list[tuple[int, str]]) -> None:
    if depth > _MAX_JSON_DEPTH or len(found) >= _MAX_STRINGS:
        return
    if isinstance(value, str):
        found.append((rank, value))
        if value.lstrip()[:1] == "{":  # a tool call's arguments
            _collect(_json_value(value), depth + 1, rank, found)
    elif isinstance(value, list):
        if value and all(isinstance(item, str) for item in value):
            found.append((rank, "\n".join(value)))
        for item in value[:_MAX_STRINGS]:
            _collect(item, depth + 1, rank, found)
    elif isinstance(value, dict):
        for key, item in islice(value.items(), _MAX_STRINGS):
            is_code = any(word in key.lower() for word in _CODE_KEYS)
            _collect(item, depth + 1, 0 if is_code else rank, found)
