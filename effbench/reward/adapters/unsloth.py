"""Unsloth (2026.10): TRL's GRPOTrainer, patched. The same object, synchronous as it wants it.

from unsloth import FastLanguageModel, PatchFastRL
GRPOTrainer(model, reward_funcs=[EfficiencyReward(suite="core-dev")], ...)
"""

from effbench.reward.adapters.trl import EfficiencyReward, efficiency_reward

__all__ = ["EfficiencyReward", "efficiency_reward"]
