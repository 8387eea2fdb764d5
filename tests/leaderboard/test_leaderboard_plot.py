"""The figure as SVG inside a page."""

import re
from xml.etree import ElementTree

import matplotlib
import pytest

from effbench.leaderboard.plot import COLOURS, MARKERS, Point, scatter_svg

POINTS = [
    Point(1, 0.9, (0.8, 0.95), 0.7, (0.6, 0.8)),
    Point(2, 0.4, None, 1.6, None),
    Point(3, 0.0, (0.0, 0.2), 0.0, (0.0, 0.2)),
]


def test_well_formed_with_a_mark_and_a_number_for_each_point():
    root = ElementTree.fromstring(scatter_svg(POINTS, "s"))
    assert (root.tag, root.get("role")) == ("svg", "img")
    texts = ["".join(element.itertext()) for element in root.iter("text")]
    assert {"1", "2", "3"} <= set(texts)
    assert any("pass@1" in text for text in texts) and any("eff@1" in text for text in texts)
    for colour in COLOURS[:3]:
        assert colour.lower() in scatter_svg(POINTS, "s").lower()


def test_same_points_same_bytes_whatever_the_users_settings():
    first = scatter_svg(POINTS, "s")
    with matplotlib.rc_context({"lines.linewidth": 9, "svg.fonttype": "path", "font.size": 20}):
        assert scatter_svg(POINTS, "s") == first
    assert scatter_svg(POINTS[:2], "s") != first


def test_nothing_in_it_reaches_outside_or_the_rest_of_the_page():
    svg = scatter_svg(POINTS, "s")
    assert "http" not in svg and "<style" not in svg and "<metadata" not in svg
    assert re.findall(r"url\((?!#s-)", svg) == []
    assert re.findall(r'href="(?!#s-)', svg) == []


def test_ids_are_the_figures_own_and_every_reference_has_one():
    first, second = scatter_svg(POINTS, "s-1"), scatter_svg(POINTS, "s-2")
    ids = re.findall(r'\bid="([^"]*)"', first)
    assert len(ids) == len(set(ids))
    assert not set(ids) & set(re.findall(r'\bid="([^"]*)"', second))
    used = set(re.findall(r'(?:href="#|url\(#)([^")]*)', first))
    assert used and used <= set(ids)


def test_colours_and_markers_together_tell_many_runs_apart():
    pairs = {(i % len(COLOURS), i % len(MARKERS)) for i in range(42)}
    assert len(pairs) == 42


def test_more_runs_than_looks_and_intervals_that_miss_their_value():
    points = [Point(i, 0.5, (0.6, 0.7), 0.5, (0.9, 0.1)) for i in range(1, 70)]
    assert scatter_svg(points, "s").count("<text") > 69


def test_no_points_no_figure():
    with pytest.raises(ValueError, match="at least one"):
        scatter_svg([], "s")
