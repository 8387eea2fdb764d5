"""The reward library: score completions for RL training, as the leaderboard scores them.

    from effbench.reward import Judge

    with Judge("core-dev") as judge:
        verdict = judge.score("rect_union_area", completion)
        verdict.reward, verdict.passed, verdict.efficiency, verdict.status

This package imports no trainer. `effbench.reward.adapters` has one thin module for each trainer.
"""

from effbench.reward.core import Judge
from effbench.reward.data import dataset
from effbench.reward.pairs import Pair, Scored, preference_pairs
from effbench.reward.presets import PRESETS, Preset
from effbench.reward.remote import RemoteJudge
from effbench.reward.samples import Sample
from effbench.reward.shared import shared_judge
from effbench.reward.simulation import ESTIMATORS, MASKED, samples_of_run, simulate, table_of
from effbench.reward.specs import DEFAULT, RewardSpec, parse
from effbench.reward.verdict import RewardVerdict

__all__ = [
    "DEFAULT",
    "ESTIMATORS",
    "MASKED",
    "PRESETS",
    "Judge",
    "Pair",
    "Preset",
    "RemoteJudge",
    "RewardSpec",
    "RewardVerdict",
    "Sample",
    "Scored",
    "dataset",
    "parse",
    "preference_pairs",
    "samples_of_run",
    "shared_judge",
    "simulate",
    "table_of",
]
