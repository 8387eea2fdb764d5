"""The page reads a submission in the same way as the run that it was made from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from submission_runs import known

from effbench import leaderboard, submissions
from effbench.base.errors import DataError
from effbench.leaderboard.reading import read_run, read_runs
from effbench.runs.model_card import ModelCard


def test_a_submission_is_read_as_its_run(good: Path, good_run: Path) -> None:
    run, submitted = read_run(good_run), read_run(good)
    assert (submitted.id, submitted.label, submitted.suite) == (run.id, run.label, run.suite)
    assert submitted.summary == run.summary
    assert submitted.best == run.best and submitted.sources == run.sources
    assert {t: v.status for t, v in submitted.first_failures.items()} == {
        t: v.status for t, v in run.first_failures.items()
    }
    assert submitted.badges == ("self-reported",)


def test_the_newest_of_a_name_stands_for_it(good: Path, tmp_path: Path) -> None:
    older = good.parent / "2025-12-31"
    shutil.copytree(good, older)
    assert [run.label for run in read_runs([older, good])] == [read_run(good).label]
    index = leaderboard.build([good, older], tmp_path / "site")
    assert read_run(good).label in index.read_text()


def test_the_same_run_under_two_names_is_refused(good: Path, tmp_path: Path) -> None:
    other = tmp_path / "b-model" / good.name
    shutil.copytree(good, other)
    with pytest.raises(DataError, match="hold the same run"):
        read_runs([good, other])


def test_check_says_whether_the_page_is_what_the_submissions_give(
    good: Path, tmp_path: Path
) -> None:
    site = leaderboard.build([good], tmp_path / "site").parent
    assert leaderboard.check([good], site) == []
    assert ("index.html", "differs") in leaderboard.check([], site)


def test_what_the_submitter_says_stands_on_the_page(good_run: Path, tmp_path: Path) -> None:
    said = submissions.Particulars(
        name="a-model",
        who="<b>Somebody</b>",
        links=("https://example.org/?a=1&b=2",),
        notes="Passing samples only.</dd><script>1</script>",
        card=ModelCard(parameters=7e9, license="MIT", tags=("oracle",)),
    )
    folder = submissions.submit(good_run, tmp_path / "s", said, with_code=False, known=known())
    site = leaderboard.build([folder], tmp_path / "site").parent
    index = (site / "index.html").read_text()
    page = (site / f"runs/{read_run(folder).id}.html").read_text()
    for text in (index, page):
        assert "Passing samples only.&lt;/dd&gt;&lt;script&gt;1" in text
        assert "7\u00a0B · MIT" in text
    assert "&lt;b&gt;Somebody" in page and "withheld" in page
    assert '<a href="https://example.org/?a=1&amp;b=2" rel="nofollow' in page


def test_a_damaged_submission_is_named(good: Path, tmp_path: Path) -> None:
    spoilt = shutil.copytree(good, tmp_path / "a-model" / good.name)
    (spoilt / "samples.jsonl.gz").write_bytes(b"no gzip")
    with pytest.raises(DataError, match=r"samples\.jsonl\.gz"):
        read_run(spoilt)
