"""The real verl: its own loader loads our reward, and its own manager calls it.

verl pins its own version of transformers, so this needs a separate environment: `pip install
torch==2.13.0 verl==0.9.1 -e ".[test]"`. Skipped unless verl is installed.
"""

from __future__ import annotations

import asyncio
import importlib.metadata
from typing import Any

import pytest

from effbench.reward import shared_judge
from effbench.reward.adapters import verl as adapter

SUITE, PROFILE = "core-dev", "reward"


def _verl() -> str | None:
    try:
        return importlib.metadata.version("verl")
    except importlib.metadata.PackageNotFoundError:
        return None


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(_verl() is None, reason="verl is not installed (an environment of its own)"),
    pytest.mark.filterwarnings("ignore"),
]


class Letters:
    """A character tokenizer with the methods that verl's manager needs."""

    def decode(self, ids: Any, skip_special_tokens: bool = True) -> str:
        return "".join(chr(int(i)) for i in ids if int(i))


def configured(path: str, name: str) -> Any:
    """The reward's part of verl's own configuration, with a user's settings."""
    import verl.trainer.config
    from hydra import compose, initialize_config_dir
    from omegaconf import OmegaConf

    folder = next(iter(verl.trainer.config.__path__))
    with initialize_config_dir(folder, version_base=None):
        whole = compose(
            "ppo_trainer",
            overrides=[
                f"reward.custom_reward_function.path={path}",
                f"reward.custom_reward_function.name={name}",
                f"+reward.custom_reward_function.reward_kwargs.suite={SUITE}",
                f"+reward.custom_reward_function.reward_kwargs.profile={PROFILE}",
                "+reward.custom_reward_function.reward_kwargs.workers=1",
            ],
        )
    return OmegaConf.create({"reward": OmegaConf.to_container(whole.reward, resolve=False)})


def row(text: str, task_id: str) -> Any:
    """One sample in the form in which verl's rollout passes it to the reward manager."""
    import numpy as np
    import torch
    from verl import DataProto

    response = torch.tensor([[*map(ord, text), 0, 0]])
    mask = torch.tensor([[1, 1, *[1] * len(text), 0, 0]])
    return DataProto.from_dict(
        tensors={"prompts": torch.tensor([[1, 1]]), "responses": response, "attention_mask": mask},
        non_tensors={
            "data_source": np.array(["effbench"], dtype=object),
            "reward_model": np.array([{"ground_truth": task_id, "style": "rule"}], dtype=object),
            "extra_info": np.array([{"index": 0}], dtype=object),
        },
    )


@pytest.mark.parametrize("where", ["pkg", "file"])
@pytest.mark.parametrize("name", ["compute_score", "compute_score_async"])
def test_verls_loader_and_manager(name: str, where: str) -> None:
    from verl.trainer.ppo.reward import load_reward_manager

    path = f"pkg://{adapter.__name__}" if where == "pkg" else str(adapter.__file__)
    task = shared_judge(suite=SUITE, profile=PROFILE, workers=1).suite.tasks[0]  # type: ignore[union-attr]
    texts = [f"```python\n{task.fast}\n```", f"```python\n{task.references['slow']}\n```", "no"]

    async def scored() -> list[dict[str, Any]]:
        manager = load_reward_manager(configured(path, name), Letters())
        rows = [row(text, task.id) for text in texts]
        return list(await asyncio.gather(*(manager.run_single(one) for one in rows)))

    fast, slow, nothing = asyncio.run(scored())
    assert fast["reward_score"] > 1.5 > slow["reward_score"] >= 1.0
    assert nothing["reward_score"] == 0.0
    for found, passed in ((fast, 1.0), (slow, 1.0), (nothing, 0.0)):
        extra = found["reward_extra_info"]
        assert extra["acc"] == passed and extra["infra_error"] == 0.0
        assert set(extra) == {"score", "acc", "efficiency", "infra_error"}
