"""The Markdown tables of `docs/datasets.md`, made from the figures of `published_answers`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

BEGIN = "<!-- written by benchmarks.published_answers -->"
END = "<!-- end of what it writes -->"


def tables(data: Mapping[str, Any]) -> str:
    """Return both tables, from a result file's content."""
    return "\n".join([*humaneval_lines(data), "", *evalperf_lines(data)])


def with_tables(page: str, data: Mapping[str, Any]) -> str:
    """Return `page` with the tables between its two marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    if not (rest and after):
        raise ValueError(f"the page has no line {BEGIN!r} with {END!r} behind it")
    return f"{before}{BEGIN}\n\n{tables(data)}\n\n{END}{after}"


def humaneval_lines(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield one row per file: counts, and the tasks with different verdicts, by cause."""
    yield "| file | answers | published | measured | differing answers, with the cause |"
    yield "|---|---|---|---|---|"
    for name, row in sorted(data.get("humaneval", {}).items()):
        published = row.get("published", "–")
        yield f"| `{name}` | {row['answers']} | {published} | {row['passed']} | {_differing(row)} |"


def evalperf_lines(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield one row per set of solutions: number of passes, and the failures' reasons. Yields
    nothing without such sets.
    """
    if "evalperf" not in data:
        return
    yield "| solutions | judged | pass | those that fail |"
    yield "|---|---|---|---|"
    for name in ("drawn", "of no plain type"):
        part = data.get("evalperf", {}).get(name)
        if part is not None:
            rows = (f"{row['count']} of {row['task']}: {row['reason']}" for row in part["failed"])
            share = part["passed"] / part["answers"] if part["answers"] else 1.0
            passed = f"{part['passed']} ({share:.1%})"
            yield f"| {name} | {part['answers']} | {passed} | {_cell('; '.join(rows))} |"


def _differing(row: Mapping[str, Any]) -> str:
    if "published" not in row:
        return "no verdict on these answers is published"
    parts = [
        f"{word} here: {_ids(ids)} ({cause})"
        for way, word in (("lost", "fails"), ("gained", "passes"))
        for cause, ids in row[way].items()
    ]
    return _cell("; ".join(parts))


def _ids(ids: Sequence[str]) -> str:
    """Task numbers; for several samples of a task, with their count."""
    count: dict[str, int] = {}
    for one in ids:
        number = one.partition("#")[0].rpartition("/")[2]
        count[number] = count.get(number, 0) + 1
    shown = [number if n == 1 else f"{number} ({n} samples)" for number, n in count.items()]
    return ", ".join(shown)


def _cell(text: str) -> str:
    return text.replace("|", "\\|") or "none"
