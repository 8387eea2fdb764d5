"""The figure's SVG file, and the front of the best points."""

import re
from xml.etree import ElementTree

import matplotlib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from effbench.base.figures import COLOURS, MARKERS
from effbench.leaderboard.plot import Point, figure_svg, front

SVG = "{http://www.w3.org/2000/svg}"
POINTS = [
    Point(1, 0.9, (0.8, 0.95), 0.7, (0.6, 0.8)),
    Point(2, 0.4, None, 1.6, None),
    Point(3, 0.0, (0.0, 0.2), 9.0, (0.0, 12.0)),
]


def test_well_formed_with_a_mark_and_a_number_for_each_point():
    root = ElementTree.fromstring(figure_svg(POINTS))
    assert root.tag == f"{SVG}svg"
    texts = ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]
    assert {"1", "2", "3"} <= set(texts)
    assert any("pass@1" in text for text in texts) and any("speed" in text for text in texts)
    for colour in COLOURS[:3]:
        assert colour.lower() in figure_svg(POINTS).lower()


def test_same_points_same_bytes_whatever_the_users_settings():
    first = figure_svg(POINTS)
    with matplotlib.rc_context({"lines.linewidth": 9, "svg.fonttype": "path", "font.size": 20}):
        assert figure_svg(POINTS) == first
    assert figure_svg(POINTS[:2]) != first


def test_nothing_in_it_reaches_outside():
    svg = figure_svg(POINTS)
    assert "<metadata" not in svg and "<script" not in svg
    assert re.findall(r"url\((?!#)", svg) == []
    assert re.findall(r'href="(?!#|http://www.w3.org/)', svg) == []


def test_colours_and_markers_together_tell_many_runs_apart():
    pairs = {(i % len(COLOURS), i % len(MARKERS)) for i in range(42)}
    assert len(pairs) == 42


def test_more_runs_than_looks_and_intervals_that_miss_their_value():
    points = [Point(i, 0.5, (0.6, 0.7), 0.5, (0.9, 0.1)) for i in range(1, 70)]
    assert figure_svg(points).count("<text") > 69


def test_no_points_no_figure():
    with pytest.raises(ValueError, match="at least one"):
        figure_svg([])


@given(
    st.lists(
        st.tuples(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.sampled_from([0.5, 1.0, 2.0, 4.0])),
        min_size=1,
        max_size=12,
    )
)
def test_the_front_is_what_nobody_beats(pairs):
    points = [Point(i, x, None, ratio, None) for i, (x, ratio) in enumerate(pairs, start=1)]

    def beaten(p):
        return any(
            (q.pass_at_1 >= p.pass_at_1 and q.time_ratio <= p.time_ratio)
            and (q.pass_at_1, q.time_ratio) != (p.pass_at_1, p.time_ratio)
            for q in points
        )

    assert {p.number for p in front(points)} == {p.number for p in points if not beaten(p)}
