"""prime-rl (0.8): a verifiers environment named in its configuration.

    [[orchestrator.env]]
    id = "effbench.reward.adapters.prime_rl"

It takes the module's `load_environment` with the configuration's arguments.
"""

from effbench.reward.adapters.verifiers import load_environment, taskset

__all__ = ["load_environment", "taskset"]
