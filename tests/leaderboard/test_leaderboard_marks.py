"""The small charts: scales and shares. They contain no text of a run."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effbench.leaderboard import marks

ratios = st.floats(1e-6, 1e6)


@given(st.lists(ratios, max_size=8), ratios)
def test_a_ratio_lies_inside_its_bar_and_1_in_the_middle(values, value):
    scale = marks.ratio_scale(values)
    assert 0 <= scale(value) <= marks.BAR_WIDTH
    assert scale(1.0) == pytest.approx(marks.BAR_WIDTH / 2)


@given(st.floats(0, 2), st.floats(0, 2))
def test_a_scale_keeps_the_order(a, b):
    scale = marks.Scale(0.0, 1.3)
    low, high = sorted((a, b))
    assert scale(low) <= scale(high)


def test_an_interval_bar_has_line_dot_and_tick():
    bar = marks.interval_bar(0.5, (0.25, 0.75), marks.Scale(0.0, 1.0), mark=1.0)
    assert '<path d="M24 5H72"/>' in bar and 'cx="48"' in bar and 'class="m" d="M96 0V10"' in bar
    assert "path" not in marks.interval_bar(0.5, None, marks.Scale(0.0, 1.0))


@given(st.dictionaries(st.sampled_from(marks.STATUSES), st.integers(0, 50)))
def test_the_mix_fills_the_bar(statuses):
    bar = marks.mix_bar(statuses)
    widths = [float(width) for width in re.findall(r'<rect[^>]* width="([0-9.]+)"', bar)]
    assert len(widths) == sum(count > 0 for count in statuses.values())
    if widths:
        assert sum(widths) == pytest.approx(marks.BAR_WIDTH, abs=0.1 * len(widths))


@given(st.lists(ratios, min_size=1, max_size=30))
def test_the_strip_has_a_dot_a_ratio_and_no_two_in_one_place(values):
    dots = re.findall(r'cx="([^"]+)" cy="([^"]+)"', marks.strip(values))
    assert len(dots) == len(values)


@given(st.lists(st.floats(0, 200), max_size=8))
def test_labels_stand_apart_in_the_same_order(places):
    moved = marks._apart(places, 12)
    ordered = sorted(moved)
    assert all(b - a >= 12 - 1e-9 for a, b in itertools.pairwise(ordered))
    assert all(after >= before for before, after in zip(places, moved, strict=True))


def test_curves_name_the_first_lines():
    lines = [[(10.0, 1.0), (100.0, 2.0)], [(10.0, 3.0), (100.0, 3.0)], [(10.0, 0.2), (100.0, 0.1)]]
    picture = marks.curves(lines, 2)
    assert picture.count('class="line rest"') == 1
    assert ">1</text>" in picture and ">2</text>" in picture and ">3</text>" not in picture
