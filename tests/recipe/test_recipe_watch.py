"""A suspiciously fast sample is measured again and listed; the second result sets its reward."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from effbench.recipe import judging
from effbench.recipe.config import Model, Recipe
from effbench.recipe.judging import TrainingReward, WatchedJudge
from effbench.reward import RewardVerdict

SPEC = "gated-log:v2"


def verdict(status: Any = "pass", ratio: float | None = 1.0) -> RewardVerdict:
    reward = {"pass": 2.0, "infra_error": None}.get(status, 0.0)
    return RewardVerdict(
        task_id="t", reward=reward, status=status, detail="", spec=SPEC, ratio=ratio,
        efficiency=1.0 if status == "pass" else 0.0, source_sha256="s",
    )  # fmt: skip


class Planted:
    def __init__(self, answers: dict[str, RewardVerdict]) -> None:
        self.answers, self.asked, self.closed = answers, 0, False

    def score_many(self, pairs: Sequence[tuple[str, str]]) -> list[RewardVerdict]:
        self.asked += len(pairs)
        return [self.answers[text] for _, text in pairs]

    def close(self) -> None:
        self.closed = True


def watched(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, first: RewardVerdict, second: Any
) -> tuple[WatchedJudge, Planted | None]:
    again = None if second is None else Planted({"x": second})
    monkeypatch.setattr(judging, "open_judge", lambda recipe: Planted({"x": first}))
    monkeypatch.setattr(judging, "open_second_judge", lambda recipe: again)
    recipe = Recipe(name="a", model=Model(path="x"))
    return WatchedJudge(recipe, tmp_path / "watch.jsonl"), again


@pytest.mark.parametrize(
    ("second", "outcome", "reward", "status"),
    [
        (verdict(ratio=0.3), "confirmed", 2.0, "pass"),
        (verdict(ratio=0.9), "slower", None, "pass"),
        (verdict("wrong_answer", None), "refuted", 0.0, "wrong_answer"),
        (verdict("infra_error", None), "unknown", 2.0, "pass"),
        (None, "unknown", 2.0, "pass"),
    ],
)
def test_the_second_measurement_decides(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    second: RewardVerdict | None,
    outcome: str,
    reward: float | None,
    status: str,
) -> None:
    judge, _ = watched(monkeypatch, tmp_path, verdict(ratio=0.2), second)
    with judge:
        found = judge.score_many([("t", "x"), ("t", "x")])
    assert [(one.reward, one.status) for one in found] == [(reward, status)] * 2
    listed = [json.loads(line) for line in (tmp_path / "watch.jsonl").read_text().splitlines()]
    assert [row["outcome"] for row in listed] == [outcome]  # once, although it was sampled twice
    assert listed[0]["completion"] == "x" and listed[0]["speedup"] == pytest.approx(5.0)


@pytest.mark.parametrize("first", [verdict(ratio=0.6), verdict("wrong_answer", None)])
def test_what_is_not_too_good_is_asked_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, first: RewardVerdict
) -> None:
    judge, again = watched(monkeypatch, tmp_path, first, verdict())
    with judge:
        assert judge.score_many([("t", "x")]) == [first]
    assert again is not None and again.asked == 0
    assert not (tmp_path / "watch.jsonl").exists()


def test_masking_leaves_out_the_wrong_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for status, plain, masked in (("pass", 2.0, 2.0), ("wrong_answer", 0.0, None)):
        judge, _ = watched(monkeypatch, tmp_path, verdict(status), None)
        logged: dict[str, float] = {}
        with judge:
            for mask, expected in ((False, plain), (True, masked)):
                reward = TrainingReward(judge, mask)
                assert reward(["p"], ["x"], ["t"], log_metric=logged.__setitem__) == [expected]
        assert logged["effbench/pass"] == float(status == "pass")


def test_judging_before_the_training_is_not_counted_as_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    judge, _ = watched(monkeypatch, tmp_path, verdict(), None)
    logged: dict[str, float] = {}
    with judge:
        judge.seconds = 1000.0  # from earlier stages
        TrainingReward(judge, False)(["p"], ["x"], ["t"], log_metric=logged.__setitem__)
    assert 0.0 <= logged["effbench/judge_seconds"] < 1000.0


def test_failures_are_worth_what_the_spec_says() -> None:
    assert judging.failure_reward("gated-log:v2") == 0.0
    assert judging.failure_reward("log:v1") == -1.0
