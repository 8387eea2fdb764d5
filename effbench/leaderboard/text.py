"""How strangers' text and numbers are written on the page.

Decides what is dropped from text before it is escaped, and how many digits a number gets. Escaping
itself is Jinja's, switched on for everything.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from effbench.records import Metric

MAX_CHARACTERS = 600
"""Longer text is cut: an index of runs is not the place to read a log."""
MAX_LIST_ITEMS = 20
_TERMINAL_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # OSC: titles, links
    r"|\x1b[ -/]*[0-~]"  # the short ones
)
_DROPPED_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
_BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""They can make a label read as another one."""


def clean(text: str, most: int = MAX_CHARACTERS) -> str:
    """`text` without terminal sequences, control characters, lone surrogates and bidi controls.

    Newline and tab stay. Text of over `most` characters is cut and ends in an ellipsis.
    """
    if text.isascii() and text.isprintable() and len(text) <= most:
        return text
    kept = "".join(
        character
        for character in _TERMINAL_SEQUENCE.sub("", text)
        if character in "\n\t"
        or (
            unicodedata.category(character) not in _DROPPED_CATEGORIES
            and character not in _BIDI_CONTROLS
        )
    )
    return kept if len(kept) <= most else kept[: most - 1] + "…"


def finalize(value: Any) -> Any:
    """Jinja's hook for every `{{ … }}`: text is cleaned, our own Markup is left alone."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def whole(prose: str) -> Markup:
    """Long text of our own (a task's statement), escaped and not cut."""
    return Markup.escape(clean(prose, len(prose) + 1))


def number(value: float | None) -> str:
    """Three decimals, three significant digits from 1000 on; a dash for None."""
    if value is None:
        return "–"
    return f"{value:.3f}" if abs(value) < 1000 else f"{value:.3g}"


def score(value: float | None) -> str:
    """Two decimals, of pass@k and eff@k: no suite of this size tells a third apart."""
    return "–" if value is None else f"{value:.2f}"


def scores(ci: tuple[float, float] | None) -> str:
    """`[low, high]`, or "no interval"."""
    return "no interval" if ci is None else f"[{score(ci[0])}, {score(ci[1])}]"


def value(metric: Metric) -> str:
    """By its unit: a score or a ratio."""
    return number(metric.value) if metric.unit == "ratio" else score(metric.value)


def interval_of(metric: Metric, ci: tuple[float, float] | None) -> str:
    """One of the metric's intervals, with as many digits as its value."""
    return interval(ci) if metric.unit == "ratio" else scores(ci)


def interval(ci: tuple[float, float] | None) -> str:
    """`[low, high]`, or "no interval"."""
    return "no interval" if ci is None else f"[{number(ci[0])}, {number(ci[1])}]"


def percent(share: float) -> str:
    """Whole per cent; `<1 %` and `>99 %` where rounding would say none or all.

    The space is the no-break one, which keeps number and sign on one line.
    """
    rounded = f"{100 * share:.0f}"
    if rounded == "0" and share > 0:
        rounded = "<1"
    elif rounded == "100" and share < 1:
        rounded = ">99"
    return f"{rounded}\u00a0%"


def status_mix(statuses: Mapping[str, int]) -> str:
    """`pass 10 (83 %) · timeout 2 (17 %)`, most frequent first; a dash when there are none."""
    total = sum(statuses.values())
    if not total:
        return "–"
    ordered = sorted(statuses.items(), key=lambda item: (-item[1], item[0]))
    return " · ".join(
        f"{status.replace('_', ' ')} {count} ({percent(count / total)})"
        for status, count in ordered
    )


def flatten(fields: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Nested plain data as (dotted name, text) pairs, in the order of the names.

    Of a long list the first MAX_LIST_ITEMS are shown, of a long mapping only its length.
    """
    for name in sorted(fields):
        value = fields[name]
        if isinstance(value, dict) and len(value) > MAX_LIST_ITEMS:
            yield f"{prefix}{name}", f"{len(value)} entries"
        elif isinstance(value, dict) and value:
            yield from flatten(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            shown = [_scalar(item) for item in value[:MAX_LIST_ITEMS]]
            more = [f"… {len(value) - MAX_LIST_ITEMS} more"] if len(value) > MAX_LIST_ITEMS else []
            yield f"{prefix}{name}", ", ".join([*shown, *more])
        else:
            yield f"{prefix}{name}", _scalar(value)


def _scalar(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
