"""docs/reward.md: its table has every preset. test_docs_examples runs its examples."""

from __future__ import annotations

import re
from pathlib import Path

from effbench.reward.adapters import axolotl, openrlhf, slime, verl
from effbench.reward.presets import PRESETS

TEXT = (Path(__file__).parents[2] / "docs" / "reward.md").read_text(encoding="utf-8")


def test_every_preset_is_in_the_table() -> None:
    assert set(re.findall(r"^\| `([a-z-]+):v1`", TEXT, re.MULTILINE)) == set(PRESETS)


def test_what_is_named_by_path_is_there() -> None:
    for module in (verl, openrlhf, slime):
        assert module.__name__.replace(".", "/") in TEXT or module.__name__ in TEXT
    assert verl.compute_score_async and slime.group_rm and openrlhf.reward_func
    assert f"{axolotl.__name__}.efficiency_reward" in TEXT
