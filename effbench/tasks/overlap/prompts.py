"""A file of prompts: JSONL, gzip or not, one `{"prompt": …, "solution": …, "id": …}` per line.

`prompt` is a text or a list of chat messages. `solution` (a text or a list of texts) and `id` are
optional; `task_id` stands for `id`, and a line without either is called `line N`. Other fields are
ignored. The file is untrusted, so the length of its lines and its size are limited.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from effbench.base import DataError, foreign, one_line
from effbench.tasks.overlap.searching import Passage

_FORM = '{"prompt": "…", "solution": "…", "id": "…"} (solution and id are optional)'

_ID_CHARS = 200


class _Message(msgspec.Struct, frozen=True):
    content: str = ""


class _Row(msgspec.Struct, frozen=True):
    prompt: str | list[_Message]
    solution: str | list[str] | None = None
    id: str | int | None = None
    task_id: str | int | None = None


def read_prompts(path: Path) -> Iterator[Passage]:
    """Yield the prompts of a file, one at a time.

    Raises DataError, with the line, if the file can't be read or a line has another form.
    """
    decoder = msgspec.json.Decoder(_Row)
    for number, line in foreign.lines(path):
        if not line.strip():
            continue
        try:
            row = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise DataError(
                f"{path}, line {number}: {one_line(error)}; each line must be {_FORM}"
            ) from None
        yield _passage(row, number)


def _passage(row: _Row, number: int) -> Passage:
    name = row.id if row.id is not None else row.task_id
    name = f"line {number}" if name is None else str(name)[:_ID_CHARS]
    text = row.prompt
    if not isinstance(text, str):
        text = "\n".join(message.content for message in text)
    solutions = [row.solution] if isinstance(row.solution, str) else row.solution or []
    return Passage(name, text, tuple(solutions))
