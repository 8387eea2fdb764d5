"""Adapter for Axolotl (0.18 and later): TRL's trainers, configured by a file.

    rl: grpo
    trl:
      reward_funcs: ["effbench.reward.adapters.axolotl.efficiency_reward"]

Axolotl needs a function with at least two named parameters. Settings come from the environment.
"""

from effbench.reward.adapters.trl import efficiency_reward

__all__ = ["efficiency_reward"]
