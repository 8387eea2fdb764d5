"""Clean untrusted text and format numbers for the page.

Jinja escapes all text afterwards; its autoescaping is on everywhere.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from effbench.base import Metric

MAX_CHARACTERS = 600
"""The maximum length of a text; longer text is truncated."""
MAX_LIST_ITEMS = 20
_TERMINAL_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # OSC: titles, links
    r"|\x1b[ -/]*[0-~]"  # short escape sequences
)
_DROPPED_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
_BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Characters that can make one label look like another."""


def clean(text: str, most: int = MAX_CHARACTERS) -> str:
    """Remove terminal sequences, control characters, lone surrogates and bidi controls.

    Newlines and tabs stay. Text of more than `most` characters is truncated, with an ellipsis.
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
    """Clean the text of every `{{ … }}`; Markup is unchanged. A hook for Jinja."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def whole(prose: str) -> Markup:
    """Clean and escape trusted long text, such as a task's statement, without truncation."""
    return Markup.escape(clean(prose, len(prose) + 1))


def number(value: float | None) -> str:
    """Format with three decimals, or three significant digits from 1000 on; a dash for None."""
    if value is None:
        return "–"
    return f"{value:.3f}" if abs(value) < 1000 else f"{value:.3g}"


def score(value: float | None) -> str:
    """Format pass@k or eff@k with two decimals: a suite of this size can't resolve a third."""
    return "–" if value is None else f"{value:.2f}"


def scores(ci: tuple[float, float] | None) -> str:
    """Format an interval of a score as `[low, high]`, or "no interval"."""
    return "no interval" if ci is None else f"[{score(ci[0])}, {score(ci[1])}]"


def value(metric: Metric) -> str:
    """Format a metric's value by its unit: a score or a ratio."""
    return number(metric.value) if metric.unit == "ratio" else score(metric.value)


def interval_of(metric: Metric, ci: tuple[float, float] | None) -> str:
    """Format one of a metric's intervals with as many digits as its value."""
    return interval(ci) if metric.unit == "ratio" else scores(ci)


def interval(ci: tuple[float, float] | None) -> str:
    """Format an interval of a ratio as `[low, high]`, or "no interval"."""
    return "no interval" if ci is None else f"[{number(ci[0])}, {number(ci[1])}]"


def percent(share: float) -> str:
    """Format as whole per cent; `<1 %` and `>99 %` where rounding would give 0 % or 100 %.

    The space is a no-break space, which keeps number and sign on one line.
    """
    rounded = f"{100 * share:.0f}"
    if rounded == "0" and share > 0:
        rounded = "<1"
    elif rounded == "100" and share < 1:
        rounded = ">99"
    return f"{rounded}\u00a0%"


def status_mix(statuses: Mapping[str, int]) -> str:
    """Format as `pass 10 (83 %) · timeout 2 (17 %)`, most frequent first; a dash if empty."""
    total = sum(statuses.values())
    if not total:
        return "–"
    ordered = sorted(statuses.items(), key=lambda item: (-item[1], item[0]))
    return " · ".join(
        f"{status.replace('_', ' ')} {count} ({percent(count / total)})"
        for status, count in ordered
    )


def flatten(fields: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield nested plain data as (dotted name, text) pairs, sorted by name.

    A long list is truncated to MAX_LIST_ITEMS items; a longer mapping is replaced by its length.
    """
    for name in sorted(fields):
        value = fields[name]
        if isinstance(value, dict) and len(value) > MAX_LIST_ITEMS:
            yield f"{prefix}{name}", f"{len(value)} entries"
        elif isinstance(value, dict) and value:
            yield from flatten(value, f"{prefix}{name}.")
        elif isinstance(value, list | tuple):
            shown = [_scalar(item) for item in value[:MAX_LIST_ITEMS]]
            more = [f"… {len(value) - MAX_LIST_ITEMS} more"] if len(value) > MAX_LIST_ITEMS else []
            yield f"{prefix}{name}", ", ".join([*shown, *more])
        else:
            yield f"{prefix}{name}", _scalar(value)


def _scalar(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
