"""The drift benchmark's own arithmetic, and the frozen answers in the repository."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest

from benchmarks import _chat_shapes, drift
from benchmarks._answer_sets import HUMANEVAL_FILES, Absent, Answer, AnswerSet, Library, numbered
from benchmarks._published_sources import SOURCES, read_verdicts, words
from benchmarks._published_table import with_tables
from benchmarks._verdicts import Found, SteadySandbox, Verdicts
from effbench.models.extraction.extracting import extract
from effbench.sandbox import Sandbox

RESULTS = Path(drift.__file__).parent / "results"
OLD = {
    "a": {"t/0": ["pass text 11111111", "wrong_answer text 22222222"], "t/1": ["no_code none -"]}
}


def test_what_moved_is_told() -> None:
    new = {"a": {"t/0": ["pass text 11111111", "pass fence_last 33333333"], "t/1": OLD["a"]["t/1"]}}
    (move,) = drift.compare(OLD, new)
    assert (move.set_name, move.task_id, move.sample, move.verdict_moved) == ("a", "t/0", 1, True)
    assert move.shown("a shape") == (
        "a  t/0 #1 (a shape): wrong_answer by text -> pass by fence_last, source changed"
    )
    assert drift.summary([move]) == "1 passes gained"
    assert drift.verdicts_digest(OLD["a"]) != drift.verdicts_digest(new["a"])


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ("timeout text 11111111", "1 passes lost"),
        ("pass text 99999999", "1 same verdicts from another source"),
        ("pass fence_last 11111111", "1 same verdicts and sources by another rule"),
    ],
)
def test_kinds_of_moves(record: str, kind: str) -> None:
    new = {"a": {"t/0": [record, OLD["a"]["t/0"][1]], "t/1": OLD["a"]["t/1"]}}
    moves = drift.compare(OLD, new)
    assert drift.summary(moves) == kind
    same_verdict = record.startswith("pass")
    assert (drift.verdicts_digest(OLD["a"]) == drift.verdicts_digest(new["a"])) == same_verdict
    assert moves[0].verdict_moved != same_verdict


def test_answers_that_one_side_lacks_are_moves() -> None:
    moves = drift.compare({"a": {"t/0": ["pass text 11111111"]}}, {"a": {"t/2": OLD["a"]["t/1"]}})
    assert [move.shown() for move in moves] == [
        "a  t/0 #0: pass by text -> not there",
        "a  t/2 #0: not there -> no_code by none",
    ]
    assert drift.summary(moves) == "1 answers that are gone; 1 new answers"
    assert drift.compare(OLD, {"b": OLD["a"]}) == []  # only sets in both


def test_nothing_moved() -> None:
    assert drift.compare(OLD, OLD) == []
    assert drift.summary([]) == "nothing moved"


def test_records_go_into_a_file_and_back(tmp_path: Path) -> None:
    drift.write_records(tmp_path / "r.jsonl", OLD)
    assert drift.read_records(tmp_path / "r.jsonl") == OLD


def test_scores() -> None:
    assert drift.pass_at_1(OLD["a"]) == pytest.approx(0.25)
    assert drift.pass_at_1({}) == 0
    one = Answer("t/0", 0, "", meant="wrong")
    assert drift.as_meant(Found(one, "timeout", "text", ""))
    assert not drift.as_meant(Found(one, "no_code", "none", None))


def test_the_baseline_is_that_of_the_frozen_sets(tmp_path: Path) -> None:
    """Names and numbers of answers agree, except for sets whose data may be absent."""
    records = drift.read_records(drift.BASELINE)
    with Sandbox() as sandbox:
        library = Library(tmp_path, sandbox, tmp_path)
        assert set(records) <= set(library.names())
        for name in ("core/fast", "core/wrong", "shapes/core", "shapes/problems"):
            frozen = [(a.task_id, a.sample) for a in library.open(name).answers]
            assert sorted(frozen) == sorted(
                (task_id, sample)
                for task_id, samples in records[name].items()
                for sample in range(len(samples))
            )
        with pytest.raises(Absent, match="is not there"):
            library.open(f"humaneval/{HUMANEVAL_FILES[0]}")


def test_the_baselines_figures_are_its_records() -> None:
    data = json.loads(drift.BASELINE.with_suffix(".json").read_text())
    for name, tasks in drift.read_records(drift.BASELINE).items():
        assert data["digests"][name] == drift.verdicts_digest(tasks)
        assert data["figures"][f"{name}.pass_at_1"] == pytest.approx(drift.pass_at_1(tasks))


def test_verdicts_of_a_small_set(sandbox: Sandbox) -> None:
    """Each source is judged once, verdicts are numbered by sample, and unknown tasks are named."""
    with SteadySandbox() as steady, tempfile.TemporaryDirectory() as scratch:
        library = Library(Path("nowhere"), steady, Path(scratch))
        chosen = library.open("shapes/problems")
        few = tuple(a for a in chosen.answers if a.task_id == "own/2" and a.meant)
        extra = Answer("own/99", 0, "def f(): pass", is_code=True)
        found = Verdicts(steady, steady).of(AnswerSet("few", chosen.tasks, (*few, extra)))
    by_label = {one.answer.label: one.status for one in found}
    assert (by_label["body"], by_label["nothing"]) == ("pass", "no_code")
    assert by_label["the draft's body"] == "wrong_answer"
    assert found[-1].record().startswith("no_task code ")


def test_only_verdicts_of_luck_are_asked_for_again() -> None:
    answer = Answer("t/0", 0, "")
    timeout = Found(answer, "timeout", "text", "")
    assert timeout.by_luck and not Found(answer, "wrong_answer", "text", "").by_luck
    assert drift._expected(timeout, {"t/0": ["timeout text 11111111"]})
    assert not drift._expected(timeout, {"t/0": ["pass text 11111111"]})
    assert not drift._expected(timeout, {})


def test_shapes_hold_the_code_that_they_are_meant_to() -> None:
    parts = _chat_shapes.Parts("f", "def f(x):\n    return x\n", "def f(x):\n    return 0\n")
    names = [shape.name for shape in _chat_shapes.CHATS]
    assert len(set(names)) == len(names)
    for shape in _chat_shapes.CHATS:
        if shape.meant == _chat_shapes.PASS:
            assert "return x" in shape.text(parts)
    bare = _chat_shapes.CHATS[0]
    assert extract(bare.text(parts), "f").source == parts.code


def test_numbering() -> None:
    answers = numbered([("a", "1"), ("b", "2"), ("a", "3")])
    assert [(a.task_id, a.sample, a.text) for a in answers] == [
        ("a", 0, "1"),
        ("b", 0, "2"),
        ("a", 1, "3"),
    ]


def test_published_verdicts() -> None:
    published = read_verdicts()
    assert set(published) == set(SOURCES)
    assert sum(map(sum, published["ldb/gpt-4-1106-preview"].values())) == 143
    assert {len(samples) for samples in published["codeup/codeup-llama3-8b"].values()} == {1}
    pairs = [(f"HumanEval/{n}", n % 2 == 0) for n in range(164)]
    assert words(iter([*pairs, ("HumanEval/0", False)])).startswith("10 0 1")


def test_the_pages_tables_are_those_of_the_figures() -> None:
    data = json.loads((RESULTS / "published_answers.json").read_text())
    page = (RESULTS.parents[1] / "docs" / "datasets.md").read_text()
    assert with_tables(page, data) == page
    assert with_tables(page, {}) != page
    with pytest.raises(ValueError, match="the page has no line"):
        with_tables("a page", data)
