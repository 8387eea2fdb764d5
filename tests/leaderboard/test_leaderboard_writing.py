"""The files that are written, replaced and removed, and those that are never changed."""

import json
import os

import pytest

from effbench.base.errors import UsageError
from effbench.leaderboard import writing
from effbench.leaderboard.writing import MARKER_FILE, differences, write_site

OLD, NEW = "runs/00000000000000aa.html", "runs/00000000000000bb.html"


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_new_folder(tmp_path):
    index = write_site({"index.html": "é", OLD: "page"}, tmp_path / "a" / "site")
    assert index == tmp_path / "a" / "site" / "index.html"
    assert index.read_bytes() == "é".encode()
    assert files(index.parent) == [MARKER_FILE, "index.html", OLD]
    assert json.loads((index.parent / MARKER_FILE).read_text())["files"] == ["index.html", OLD]


def test_an_empty_folder_will_do(tmp_path):
    assert write_site({"index.html": "x"}, tmp_path).read_text() == "x"


def test_a_second_build_replaces_its_own_pages_and_nothing_else(tmp_path):
    write_site({"index.html": "1", OLD: "1"}, tmp_path)
    (tmp_path / "CNAME").write_text("example")
    (tmp_path / "runs" / "notes.txt").write_text("mine")
    write_site({"index.html": "2", NEW: "2"}, tmp_path)
    assert files(tmp_path) == ["CNAME", MARKER_FILE, "index.html", NEW, "runs/notes.txt"]
    assert (tmp_path / "index.html").read_text() == "2"


def test_somebody_elses_folder_is_refused_untouched(tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(UsageError, match=r"not empty.*isn't an effbench site"):
        write_site({"index.html": "x"}, tmp_path)
    assert files(tmp_path) == ["thesis.tex"]


def test_a_file_is_refused(tmp_path):
    (tmp_path / "site").write_text("a file")
    with pytest.raises(UsageError, match="is a file"):
        write_site({"index.html": "x"}, tmp_path / "site")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"files": 3}', "\ufeff{"])
def test_a_damaged_marker_is_refused(tmp_path, content):
    (tmp_path / MARKER_FILE).write_text(content)
    with pytest.raises(UsageError, match="damaged"):
        write_site({"index.html": "x"}, tmp_path)
    assert files(tmp_path) == [MARKER_FILE]


@pytest.mark.parametrize(
    "name", ["../precious", "precious", "runs/../../precious", "/etc/hostname"]
)
def test_an_edited_marker_removes_nothing_of_ours_or_others(tmp_path, name):
    site = tmp_path / "site"
    site.mkdir()
    for path in (tmp_path / "precious", site / "precious"):
        path.write_text("keep")
    (site / MARKER_FILE).write_text(json.dumps({"files": [name]}))
    write_site({"index.html": "x"}, site)
    assert (tmp_path / "precious").exists() and (site / "precious").exists()


def test_a_build_that_dies_leaves_whole_files_and_can_be_repeated(tmp_path, monkeypatch):
    write_site({"index.html": "1", OLD: "1"}, tmp_path)
    real, calls = os.replace, []

    def dies_at_the_third(source, target):
        calls.append(target)
        if len(calls) == 3:
            raise OSError("disk full")
        real(source, target)

    monkeypatch.setattr(writing.os, "replace", dies_at_the_third)
    with pytest.raises(OSError, match="disk full"):
        write_site({"index.html": "2", NEW: "2"}, tmp_path)
    monkeypatch.setattr(writing.os, "replace", real)
    assert (tmp_path / "index.html").read_text() == "1"
    assert (tmp_path / OLD).read_text() == "1"
    write_site({"index.html": "3"}, tmp_path)
    assert files(tmp_path) == [MARKER_FILE, "index.html"]


def test_differences_are_named_and_nothing_is_written(tmp_path):
    pages = {"index.html": "1", OLD: "1", NEW: "1"}
    write_site(pages, tmp_path)
    assert differences(pages, tmp_path) == []
    (tmp_path / "index.html").write_text("2")
    (tmp_path / NEW).unlink()
    (tmp_path / "CNAME").write_text("example")
    before = files(tmp_path)
    wanted = {"index.html": "1", NEW: "1"}
    assert differences(wanted, tmp_path) == [
        ("index.html", "differs"), (OLD, "left over"), (NEW, "missing"),
    ]  # fmt: skip
    assert files(tmp_path) == before


def test_what_is_no_site_can_not_be_compared(tmp_path):
    with pytest.raises(UsageError, match="no such folder"):
        differences({"index.html": "1"}, tmp_path / "nowhere")
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(UsageError, match="isn't an effbench site"):
        differences({"index.html": "1"}, tmp_path)
