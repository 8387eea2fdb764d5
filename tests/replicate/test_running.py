"""Sessions on this machine: the first call, a second call that adds sessions, and refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fakes import Quiet

from effbench import replicate
from effbench.base.errors import DataError, UsageError
from effbench.replicate import Asked, protocol
from effbench.replicate.protocol import PROTOCOL, TIERS, lay_out, parse_answers
from effbench.tasks.registry import load_core, select

TASK = "modexp_matrix_walk"


@pytest.fixture
def one_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "LISTS", {"one": (TASK,), **protocol.LISTS})


@pytest.mark.usefixtures("sandbox", "planted_audits", "one_task")
def test_a_second_call_adds_a_session_and_keeps_the_first(tmp_path: Path) -> None:
    """One set lacks the task's answer; slow code is cut off in its only block."""
    answers = tmp_path / "mine.jsonl"
    fast = load_core().tasks[0].references["fast"]
    rows = [{"task_id": "other", "solution": fast}, {"task_id": TASK, "solution": "x = 1"}]
    answers.write_text("".join(json.dumps(row) + "\n" for row in rows))
    out = tmp_path / "here.zip"
    asked = Asked(out, 1, "one", (("mine", answers),), timing="quick", label="here")
    replicate.run(asked, Quiet())
    first = replicate.open_file(out)
    assert [each.name for each in first.record.sets] == [*TIERS, "mine"]
    assert first.profile == "quick" and first.record.label == "here"
    with pytest.raises(DataError, match="one session"):
        replicate.compare([first, first])
    replicate.run(Asked(out, 2, "one", (("mine", answers),), timing="quick"), Quiet())
    both = replicate.open_file(out)
    assert len(both.sessions) == len(both.record.sessions) == 2
    assert both.sessions[0].manifest == first.sessions[0].manifest
    assert both.sessions[0].manifest.seed != both.sessions[1].manifest.seed
    with pytest.raises(UsageError, match="sessions of other programs"):
        replicate.run(Asked(out, 2, "one", timing="quick"), Quiet())


def test_the_tiers_come_first_and_a_missing_program_is_an_empty_answer(tmp_path: Path) -> None:
    suite = select(load_core(), (TASK, "lis_weighted"))
    file = tmp_path / "a.jsonl"
    rows = [
        {"task_id": TASK, "completion": "```python\nx\n```"},
        {"task_id": TASK, "solution": "y"},
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    lines, sets = lay_out(suite, [("mine", file)])
    assert [(s.name, s.first, s.count) for s in sets] == [
        ("fast", 0, 1), ("medium", 1, 1), ("slow", 2, 1), ("mine", 3, 2)
    ]  # fmt: skip
    found = [json.loads(line) for line in lines.splitlines()]
    places = {(row["task_id"], row["sample_index"]): row for row in found}
    assert len(places) == len(found) == 2 * 5
    assert (
        places[TASK, 3]["completion"].startswith("```python") and places[TASK, 4]["solution"] == "y"
    )
    assert places["lis_weighted", 3]["completion"] is None
    assert places["lis_weighted", 0]["solution"] == suite.tasks[0].references["fast"]


def test_the_protocols_lists_are_tasks_of_the_suite_of_twelve_kinds() -> None:
    """A changed list needs a new protocol number. This checks protocol 1."""
    tasks = {task.id: task for task in load_core().tasks}
    short = protocol.LISTS["short"]
    assert short is not None and PROTOCOL == 1 and len(short) == 12
    assert len({tasks[name].category for name in short}) == 12
    assert any(tasks[name].imports for name in short)


@pytest.mark.parametrize("text", ["x", "=f", "fast=f", "A B=f", "x=", "../x=f"])
def test_an_attempt_set_needs_a_name_and_a_file(text) -> None:
    with pytest.raises(UsageError, match="NAME=FILE"):
        parse_answers(text)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"out": Path("x.json")}, "ends in .zip"),
        ({"sessions": 21}, "--sessions 21"),
        ({"timing": "off"}, "--timing off"),
        ({"task_list": "all"}, "--list all"),
        ({"label": "a\nb"}, "--label"),
        ({"conditions": "x" * 81}, "--conditions"),
    ],
)
def test_what_can_not_be_asked_for(tmp_path, changes, words) -> None:
    with pytest.raises(UsageError, match=words):
        replicate.run(Asked(**{"out": tmp_path / "a.zip", **changes}), Quiet())
