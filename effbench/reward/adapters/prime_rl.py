"""Adapter for prime-rl (0.8): a verifiers taskset, named in its configuration.

    # effbench_taskset.py, on the PYTHONPATH of the orchestrator and its environment servers
    from effbench.reward.adapters.prime_rl import EfficiencyTaskset
    __all__ = ["EfficiencyTaskset"]

    [[orchestrator.train.source]]
    name = "effbench"

    [orchestrator.train.source.env.taskset]
    id = "effbench_taskset"
    split = "dev"

    [orchestrator.train.source.env.agent.harness]
    id = "null"

The judge's settings come from the environment (`adapters.settings`). The class subclasses one of
verifiers', so it is created on first access.
"""

from typing import Any

from effbench.reward.adapters import verifiers


def __getattr__(name: str) -> Any:
    if name != "EfficiencyTaskset":
        raise AttributeError(name)
    return verifiers.EfficiencyTaskset
