"""The recipe's grid on a policy without a network: complete, repeatable, in the expected order.

The pools are synthetic: the tests check the grid, not its results.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from benchmarks import _tabular, recipe_ablation
from benchmarks._recipe_pools import Entry, PoolJudge, Pools, _digest, canonical, key_of
from effbench.reward import parse

SEEDS = range(3)
Row = dict[str, object]


def made_up(file: Path) -> Pools:
    """Synthetic pools: four prompts with three passes and five failures each."""
    pools = {}
    for number in range(4):
        passes = {"fast": (1.0, 1.0), "medium": (1.6, 2.5 + number), "slow": (2.5, 10.0)}
        pool = {
            kind: {"kind": kind, "status": "pass", "ratios": {"S": small, "M": large}}
            for kind, (small, large) in passes.items()
        }
        wrong = {"kind": "wrong", "status": "wrong_answer", "ratios": {}}
        pools[f"t:{number}"] = pool | {f"wrong{i}": wrong for i in range(5)}
    file.write_text(json.dumps(pools))
    return Pools(file)


@pytest.fixture(scope="module")
def pools(tmp_path_factory: pytest.TempPathFactory) -> Pools:
    return made_up(tmp_path_factory.mktemp("pools") / "pools.json")


@pytest.fixture(scope="module")
def rows(pools: Pools) -> list[Row]:
    return recipe_ablation.tabular(pools, SEEDS)


def mean(rows: list[Row], number: str, **cell: object) -> float:
    own = [row for row in rows if all(row[key] == value for key, value in cell.items())]
    assert own
    return float(np.mean([row[number] for row in own]))  # type: ignore[arg-type]


def test_the_grid_is_whole(rows: list[Row]) -> None:
    cells = [(r["arm"], r["algorithm"], r["contrast"], r["noise"], r["seed"]) for r in rows]
    assert len(cells) == len(set(cells)) == (3 + 2 * 2 * 2 * 3) * len(SEEDS)


def test_the_same_seed_gives_the_same_rows(pools: Pools, rows: list[Row]) -> None:
    assert recipe_ablation.tabular(pools, SEEDS) == rows


def test_each_stage_does_what_it_is_for(rows: list[Row]) -> None:
    base = mean(rows, "pass_at_1", arm="base")
    assert mean(rows, "pass_at_1", arm="dpo") > base + 0.1
    assert mean(rows, "pass_at_1", arm="sft") > base + 0.1
    cell = {"algorithm": "rloo", "contrast": "high", "noise": 0.0}
    two_stages = mean(rows, "eff_at_1", arm="dpo+rl", **cell)
    assert two_stages > mean(rows, "eff_at_1", arm="dpo") + 0.1
    assert mean(rows, "speed_on_common", arm="base") == pytest.approx(1.0)


def test_rewards_of_equal_speed_move_rloo_less_than_grpo() -> None:
    """For two equally fast answers, timed with noise, RLOO's step is the noise and GRPO's is 1."""
    equal = _tabular.Choices(
        passed=np.array([True, True]),
        ratio=np.array([1.0, 1.0]),
        efficiency=np.array([1.0, 1.0]),
        prior=np.array([0.5, 0.5]),
    )
    moved = {}
    for estimator in ("rloo", "grpo"):
        policies = [_tabular.Policy([equal]) for _ in range(20)]
        for seed, policy in enumerate(policies):
            rng = np.random.default_rng(seed)
            spec = parse(recipe_ablation.SPEC)
            _tabular.reinforce(policy, 8, estimator, spec, 0.03, _tabular.Settings(), rng)
        moved[estimator] = np.mean([abs(np.diff(policy.logits[0])[0]) for policy in policies])
    assert moved["grpo"] > 10 * moved["rloo"]


def test_dpo_raises_the_chosen_over_the_rejected() -> None:
    one = _tabular.Choices(
        passed=np.array([True, False]),
        ratio=np.array([2.0, np.nan]),
        efficiency=np.array([0.7, 0.0]),
        prior=np.array([0.3, 0.7]),
    )
    policy = _tabular.Policy([one])
    _tabular.dpo(policy, 32, _tabular.Settings(), np.random.default_rng(0))
    assert policy.pass_at_1 > 0.4


def test_the_summary_has_means_and_intervals(rows: list[Row], tmp_path: Path) -> None:
    lines = recipe_ablation.summarised(rows)
    assert all(line["seeds"] == len(SEEDS) for line in lines)
    low, high = recipe_ablation.t_interval([1.0, 2.0, 3.0])
    assert (low + high) / 2 == pytest.approx(2.0)
    assert high - low == pytest.approx(2 * 4.302652730 / np.sqrt(3))  # t(0.975, 2) s / sqrt(n)
    recipe_ablation.plot(lines, tmp_path / "plot.png")
    assert (tmp_path / "plot.png").stat().st_size > 10_000
    assert json.dumps(recipe_ablation.figures_of(lines), allow_nan=False)


def test_injected_noise_is_of_the_size_that_was_asked_for(
    pools: Pools, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = PoolJudge(pools, [], noise=0.1, seed=1)
    judge._rng = random.Random(1)
    entry = Entry("fast", "pass", {"S": 1.0, "M": 2.0})
    monkeypatch.setattr(judge, "_tasks", {"t": None})
    monkeypatch.setattr(pools, "look_up", lambda task, texts: [entry])
    logs = [np.log(v.ratio / 2.0) for v in judge.score_many([("t", "x")] * 2000)]
    assert np.std(logs) == pytest.approx(0.1, rel=0.1) and abs(np.mean(logs)) < 0.01


def test_a_known_solution_that_a_sample_brought_in_is_called_by_its_kind(tmp_path: Path) -> None:
    task: Any = SimpleNamespace(id="t~t0", entry_point="f", fast="def f(): pass")
    plain = {"kind": "other", "status": "pass", "ratios": {"S": 1.0, "M": 1.0}}
    known = {_digest(canonical(text, "f")): plain for text in ("one", "two")}
    file = tmp_path / "pools.json"
    file.write_text(json.dumps({key_of(task): known}))
    entries = Pools(file).look_up(task, ["one"], ["fast"])
    assert [entry.kind for entry in entries] == ["fast"]
    again = Pools(file).look_up(task, ["one", "two"])
    assert [entry.kind for entry in again] == ["fast", "other"]


def test_variants_without_known_solutions_are_no_prompts(pools: Pools, tmp_path: Path) -> None:
    held_out = {"t:held": {"x": {"kind": "other", "status": "pass", "ratios": {"S": 1, "M": 1}}}}
    file = tmp_path / "pools.json"
    file.write_text(json.dumps({**json.loads(pools.file.read_text()), **held_out}))
    known = recipe_ablation.choices_of(pools, "high")
    assert len(recipe_ablation.choices_of(Pools(file), "high")) == len(known) == 4


def test_names_are_taken_out_of_answers() -> None:
    assert canonical("def amber_otter(x): amber_otter_2(x)", "amber_otter") == (
        "def solution(x): amber_otter_2(x)"
    )
