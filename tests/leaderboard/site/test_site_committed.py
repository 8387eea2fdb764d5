"""The published page of leaderboard/submissions/."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest
from page_reading import board, soon

from effbench.leaderboard import build, ranking
from effbench.leaderboard.reading import read_runs
from effbench.submissions import find_submissions

FOLDERS = find_submissions(Path(__file__).parents[3] / "leaderboard/submissions")
pytestmark = pytest.mark.skipif(not FOLDERS, reason="no submissions are committed")


@pytest.fixture(scope="module")
def runs():
    return sorted(read_runs(FOLDERS), key=lambda run: run.suite)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site of the committed submissions, instead of the synthetic one."""
    return build(FOLDERS, tmp_path_factory.mktemp("committed") / "site").parent


def test_every_run_stands_in_its_suites_table_with_pythons_rank(open_page, runs):
    page = open_page()
    tables = page.locator("table.ranks tbody")
    assert tables.locator("tr[data-run]").count() == len(runs)
    on_page = dict(
        tables.locator("tr[data-run]").evaluate_all(
            "rows => rows.map(row => [row.dataset.run, row.querySelector('.rank').textContent])"
        )
    )
    for _, members in groupby(runs, key=lambda run: run.suite):
        members = list(members)
        ranks = {run_id: str(rank) for run_id, rank in ranking.rank(members).ranges.items()}
        for run in members:
            assert on_page[run.id] == ranks.get(run.id, "–"), run.label


def test_what_the_numbers_do_not_cover_is_said(open_page, runs):
    part = next(run for run in runs if run.manifest.suite.subset)
    page = open_page()
    links = page.locator("nav.suites a")
    for place in range(links.count()):
        links.nth(place).click()
        section = page.locator("section.suite:not([hidden])")
        here = [run.label for run in runs if run.suite.digest[:16] in section.inner_text()]
        assert soon(board(page).locator("tbody tr[data-run]").count, equals=len(here))
        if part.label in here:
            assert "passing samples only" in section.locator(".notes").inner_text().lower()
            assert "a part of the suite" in section.locator(".about-suite").inner_text()
            assert set(section.locator(".rank").all_inner_texts()) == {"–"}
            return
    raise AssertionError("the table of the part was not found")


def test_a_phone_has_room_for_every_kind_of_page(open_page, site):
    for path in ["index.html", *(next(site.glob(f"{kind}/*.html")) for kind in ("runs", "tasks"))]:
        name = str(path.relative_to(site)) if isinstance(path, Path) else path
        page = open_page(name, viewport={"width": 360, "height": 780})
        inner, outer = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert inner <= outer, name


@pytest.mark.slow
def test_axe_finds_no_violation(open_page):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    ).Axe()
    page = open_page(bypass_csp=True, reduced_motion="reduce")
    found = axe.run(page, options={"preload": False}).response["violations"]
    bad = [(each["id"], each["nodes"][0]["html"][:200]) for each in found
           if each["impact"] in ("serious", "critical")]  # fmt: skip
    assert not bad, bad
