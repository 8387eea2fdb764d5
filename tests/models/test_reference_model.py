"""The references as a model."""

from __future__ import annotations

import pytest

from effbench.base.errors import UsageError
from effbench.models.base import Request
from effbench.models.reference import ReferenceModel

REFERENCES = {"a": {"fast": "def f(): return 1", "slow": "def f(): return 2"}, "b": {"fast": "x"}}


def request(task_id: str, sample_index: int = 0) -> Request:
    return Request(task_id, sample_index, [], 7, "hash", "f")


def test_each_request_gets_its_tier_as_code() -> None:
    model = ReferenceModel("fast", REFERENCES)
    rows = list(model.generate([request("b"), request("a"), request("a", 1)]))
    assert [(row.task_id, row.sample_index, row.text) for row in rows] == [
        ("b", 0, "x"),
        ("a", 0, "def f(): return 1"),
        ("a", 1, "def f(): return 1"),
    ]
    assert all(row.is_code and row.error is None and row.seed is None for row in rows)
    assert model.describe() == {"kind": "reference", "label": "reference:fast", "tier": "fast"}
    assert model.is_replay
    model.close()


def test_a_task_without_the_tier_is_an_explained_row() -> None:
    rows = list(ReferenceModel("slow", REFERENCES).generate([request("a"), request("b")]))
    assert [row.finish_reason for row in rows] == ["stop", "error"]
    assert (rows[1].error, rows[1].infra) == ("b has no reference solution 'slow'", True)


def test_a_tier_that_no_task_has() -> None:
    with pytest.raises(UsageError, match=r"'fats'.*reference:fast\?.*fast, slow"):
        ReferenceModel("fats", REFERENCES)
    with pytest.raises(UsageError, match="Available: none"):
        ReferenceModel("fast", {})
