"""Training data: the dev split and variants, never what the leaderboard measures."""

from __future__ import annotations

from importlib import import_module

import pytest

from effbench.base.errors import UsageError
from effbench.reward import Judge, dataset
from effbench.tasks import registry


def test_dev_rows_have_prompts_and_ids_that_the_judge_knows() -> None:
    rows = dataset("dev", form="list")
    public = {task.id for task in registry.load_core().tasks if task.split == "public"}
    ids = [row["task_id"] for row in rows]
    assert len(ids) == len(set(ids)) >= 10 and not public & set(ids)
    for row in rows:
        assert set(row) == {"prompt", "task_id", "family", "category", "split"}
        assert row["prompt"][-1]["role"] == "user"
    with Judge("core-dev", "off") as judge:
        plain = dataset("dev", form="list", chat=False)
        assert [judge._tasks.id_of(row["prompt"]) for row in plain] == ids


def test_variants_differ_by_seed_and_can_be_scored(tmp_path) -> None:
    rows = dataset("generated", suite_seeds=[3], form="list")
    other = dataset("generated", suite_seeds=[4], form="list")
    ids = {row["task_id"] for row in rows}
    assert ids and not ids & {row["task_id"] for row in other}
    task_id = min(ids)
    with Judge("core", "off") as judge:
        task = registry.load_variant(task_id, judge._running().sandbox)
        assert judge.score(task_id, task.fast).passed


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"split": "public"}, "dev or generated"),
        ({"split": "all"}, "dev or generated"),
        ({"split": "generated"}, "suite_seeds"),
        ({"split": "dev", "suite_seeds": [1]}, "suite_seeds"),
        ({"split": "generated", "suite_seeds": [2**31]}, "evaluation"),
        ({"split": "generated", "suite_seeds": [-1]}, "2\\*\\*31 - 1"),
        ({"split": "generated", "suite_seeds": [1.5]}, "whole numbers"),
        ({"form": "csv"}, "datasets or list"),
        ({"chat": False, "few_shot": 1, "form": "list"}, "chat=False"),
        ({"template": "fats", "form": "list"}, "'fast'"),
    ],
)
def test_what_is_not_for_training_is_refused(settings, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        dataset(**settings)


def test_a_datasets_dataset() -> None:
    try:
        import_module("datasets").Dataset  # noqa: B018  a folder of tests has that name, too
    except (ImportError, AttributeError):
        pytest.skip("the extra `datasets` is not installed")
    made = dataset("dev")
    assert made.column_names == ["prompt", "task_id", "family", "category", "split"]
    assert made[0]["prompt"][-1]["role"] == "user"


def test_without_the_library_a_datasets_dataset_is_refused(monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "datasets", None)
    with pytest.raises(UsageError, match="form='list'"):
        dataset("dev")
