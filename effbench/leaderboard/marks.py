"""Small SVG charts inside the page: interval bars, the mix of answers, strips and curves.

The style sheet sets the colours by class name. The charts contain only numbers and this module's
own text, and no text of a run, so they need no escaping. They have no style attributes, because
the page's security policy forbids them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from markupsafe import Markup

from effbench.base import Status

STATUSES: tuple[str, ...] = get_args(Status)
"""The statuses in the order in which a mix is drawn; the class name is `s-` and the status."""
BAR_WIDTH = 96
_HEIGHT = 10


@dataclass(frozen=True)
class Scale:
    """Maps `low` … `high` to 0 … BAR_WIDTH, logarithmically if `log`."""

    low: float
    high: float
    log: bool = False

    def __call__(self, value: float) -> float:
        """Return the position of `value`, clamped to the bar."""
        low, high = self.low, self.high
        if self.log:
            if value <= 0:
                return 0.0
            value, low, high = math.log(value), math.log(low), math.log(high)
        share = (value - low) / (high - low) if high > low else 0.5
        return round(BAR_WIDTH * min(1.0, max(0.0, share)), 1)


def ratio_scale(values: Sequence[float]) -> Scale:
    """Return a logarithmic scale centred on 1 that covers `values`.

    It covers at least 1/2 to 2 and at most 1/100 to 100.
    """
    positive = [value for value in values if value > 0]
    reach = max([2.0, *positive, *(1 / value for value in positive)])
    return Scale(1 / min(reach, 100.0), min(reach, 100.0), log=True)


def interval_bar(
    value: float,
    ci: tuple[float, float] | None,
    scale: Scale,
    mark: float | None = None,
    fixed_set: tuple[float, float] | None = None,
) -> Markup:
    """Draw a dot at `value`, a line along `ci`, a thin one along `fixed_set`, a tick at `mark`."""
    parts = []
    if mark is not None:
        parts.append(f'<path class="m" d="M{_n(scale(mark))} 0V{_HEIGHT}"/>')
    if ci is not None:
        parts.append(f'<path d="M{_n(scale(ci[0]))} 5H{_n(scale(ci[1]))}"/>')
    if fixed_set is not None:
        low, high = (_n(scale(end)) for end in fixed_set)
        parts.append(f'<path class="f" d="M{low} 2V8M{low} 5H{high}M{high} 2V8"/>')
    parts.append(f'<circle cx="{_n(scale(value))}" cy="5" r="3"/>')
    return Markup(
        f'<svg class="bar" viewBox="-3 0 {BAR_WIDTH + 6} {_HEIGHT}" aria-hidden="true">'
        f"{''.join(parts)}</svg>"
    )


def mix_bar(statuses: Mapping[str, int]) -> Markup:
    """Draw one bar divided by the frequency of each status; empty if there are no answers."""
    total = sum(statuses.get(name, 0) for name in STATUSES)
    if not total:
        return Markup("")
    at, parts = 0.0, []
    for name in STATUSES:
        width = BAR_WIDTH * statuses.get(name, 0) / total
        if width:
            parts.append(
                f'<rect class="s-{name}" x="{_n(at)}" width="{_n(width)}" height="{_HEIGHT}"/>'
            )
        at += width
    return Markup(
        f'<svg class="mix" viewBox="0 0 {BAR_WIDTH} {_HEIGHT}" aria-hidden="true">'
        f"{''.join(parts)}</svg>"
    )


WIDTH, LEFT, RIGHT = 720, 16, 16
_TICKS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)


def strip(ratios: Sequence[float]) -> Markup:
    """Draw every model's time ratio as a dot on a logarithmic axis; close dots are stacked."""
    low, high = min([0.5, *ratios]) / 1.1, max([2.0, *ratios]) * 1.1
    x = _axis(low, high)
    heights: dict[int, int] = {}
    dots = []
    for ratio in sorted(ratios):
        column = round(x(ratio) / 8)
        level = heights.get(column, 0)
        heights[column] = level + 1
        dots.append((x(ratio), level))
    top = 7 * max(heights.values(), default=1) + 8
    parts = [_grid(low, high, x, top)]
    parts += [
        f'<circle class="dot" cx="{_n(at)}" cy="{top - 5 - 7 * level}" r="3.2"/>'
        for at, level in dots
    ]
    return _picture(top + 34, parts, "times the fast reference's time (left is faster)")


def curves(lines: Sequence[Sequence[tuple[float, float]]], shown: int) -> Markup:
    """Draw the time ratio over the input size n, both logarithmic; `shown` lines are coloured.

    Each of `lines` holds (n, ratio) pairs; the most efficient line is first. At least one line must
    have two different n.
    """
    points = [point for line in lines for point in line]
    n_low, n_high = min(n for n, _ in points), max(n for n, _ in points)
    low = min([0.5, *(ratio for _, ratio in points)]) / 1.1
    high = max([2.0, *(ratio for _, ratio in points)]) * 1.1
    height = 220

    def x(n: float) -> float:
        return 60 + (WIDTH - 60 - 40) * math.log(n / n_low) / math.log(n_high / n_low)

    def y(ratio: float) -> float:
        return 10 + (height - 20) * math.log(high / ratio) / math.log(high / low)

    parts = []
    for tick in _TICKS:
        if low <= tick <= high:
            kind = "one" if tick == 1 else "grid"
            parts.append(f'<path class="{kind}" d="M60 {_n(y(tick))}H{WIDTH - 40}"/>')
            parts.append(f'<text x="54" y="{_n(y(tick) + 4)}" text-anchor="end">{tick:g}×</text>')
    sizes = sorted({n for n, _ in points})
    for n in sizes:
        parts.append(f'<text x="{_n(x(n))}" y="{height + 14}" text-anchor="middle">{n:,.0f}</text>')
    places = _apart([y(line[-1][1]) for line in lines[:shown]], 12)
    for number, line in reversed(list(enumerate(lines))):
        if len(line) < 2:
            continue
        path = "L".join(f"{_n(x(n))} {_n(y(ratio))}" for n, ratio in line)
        kind = f"line c{number}" if number < shown else "line rest"
        parts.append(f'<path class="{kind}" d="M{path}"/>')
        if number < shown:
            at = x(line[-1][0]) + 6
            parts.append(_label(at, places[number] + 4, str(number + 1), "start", "end"))
    return _picture(height + 36, parts, "input size n")


def _apart(places: Sequence[float], gap: float) -> list[float]:
    """Move positions down so that neighbours are at least `gap` apart; their order stays."""
    moved = list(places)
    last = -math.inf
    for number in sorted(range(len(places)), key=lambda i: (places[i], i)):
        moved[number] = last = max(places[number], last + gap)
    return moved


def _axis(low: float, high: float) -> Callable[[float], float]:
    span = math.log(high / low)
    return lambda ratio: LEFT + (WIDTH - LEFT - RIGHT) * math.log(ratio / low) / span


def _grid(low: float, high: float, x: Callable[[float], float], top: int) -> str:
    parts = []
    for tick in _TICKS:
        if low <= tick <= high:
            kind = "one" if tick == 1 else "grid"
            parts.append(f'<path class="{kind}" d="M{_n(x(tick))} 0V{top}"/>')
            parts.append(
                f'<text x="{_n(x(tick))}" y="{top + 14}" text-anchor="middle">{tick:g}×</text>'
            )
    return "".join(parts)


def _picture(height: int, parts: Sequence[str], axis: str) -> Markup:
    """Wrap a chart. It is hidden from screen readers, as the table beside it has the values."""
    label = _label(WIDTH / 2, height - 4, axis, "middle", "axis")
    return Markup(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" aria-hidden="true">'
        f"{''.join(parts)}{label}</svg>"
    )


def _label(x: float, y: float, words: str, anchor: str, kind: str = "") -> str:
    """Draw a text label. `words` must come from this module, as they are not escaped."""
    of = f' class="{kind}"' if kind else ""
    return f'<text{of} x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}">{words}</text>'


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
