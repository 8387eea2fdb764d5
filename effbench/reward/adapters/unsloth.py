"""Adapter for Unsloth (2026.10), which patches TRL's GRPOTrainer: the same synchronous reward.

from unsloth import FastLanguageModel, PatchFastRL
GRPOTrainer(model, reward_funcs=[EfficiencyReward(suite="core-dev")], ...)
"""

from effbench.reward.adapters.trl import EfficiencyReward, efficiency_reward

__all__ = ["EfficiencyReward", "efficiency_reward"]
