"""The real TRL on the CPU: three steps of a tiny model, and a lost completion is masked.

Skipped unless TRL (1.16 or later) is installed.
"""

from __future__ import annotations

import importlib.metadata
from pathlib import Path
from typing import Any

import pytest
from reward_answers import FAST, SLOWER

from effbench.reward import Judge
from effbench.reward.adapters.trl import EfficiencyReward


def _has_trl() -> bool:
    try:
        found = importlib.metadata.version("trl").split(".")
    except importlib.metadata.PackageNotFoundError:
        return False
    return (int(found[0]), int(found[1])) >= (1, 16)


pytestmark = [
    pytest.mark.skipif(not _has_trl(), reason="TRL 1.16 or later is not installed"),
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.slow,
]

STEPS, GROUP = 3, 4


class Planted(EfficiencyReward):
    """Scores known answers instead of the tiny model's; one of the second step is lost."""

    def __init__(self, judge: Judge) -> None:
        super().__init__(judge)
        self.given: list[list[float | None]] = []

    def __call__(self, **asked: Any) -> list[float | None]:  # type: ignore[override]
        texts = [FAST, SLOWER, "no code", FAST + "\n# again"]
        rewards = super().__call__(**{**asked, "completions": texts})
        if len(self.given) == 1:
            rewards[0] = None
        self.given.append(rewards)
        return rewards


def tiny_model() -> tuple[Any, Any]:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

    letters = ["<pad>", "<eos>", *map(chr, range(32, 127))]
    tokenizer = Tokenizer(models.WordLevel({c: i for i, c in enumerate(letters)}, unk_token=" "))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.decoder = decoders.Fuse()
    config = GPT2Config(
        vocab_size=len(letters), n_positions=128, n_embd=16, n_layer=1, n_head=2,
        bos_token_id=1, eos_token_id=1, pad_token_id=0,
    )  # fmt: skip
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="<pad>", eos_token="<eos>")
    return GPT2LMHeadModel(config), fast


@pytest.mark.parametrize("name", ["GRPO", "RLOO"])
def test_three_steps_and_none_is_masked(name: str, judge: Judge, tmp_path: Path) -> None:
    import trl
    from datasets import Dataset

    rows = [{"prompt": f"Sum the squares {i}.", "task_id": "squares"} for i in range(4)]
    model, tokenizer = tiny_model()
    reward = Planted(judge)
    settings = getattr(trl, f"{name}Config")(
        output_dir=str(tmp_path),
        max_steps=STEPS,
        per_device_train_batch_size=GROUP,
        num_generations=GROUP,
        max_completion_length=4,
        beta=0.0,
        use_cpu=True,
        bf16=False,
        gradient_checkpointing=False,
        report_to=[],
        logging_steps=1,
        save_strategy="no",
    )
    trainer = getattr(trl, f"{name}Trainer")(
        model=model,
        reward_funcs=[reward],
        args=settings,
        train_dataset=Dataset.from_list(rows),
        processing_class=tokenizer,
    )
    trainer.train()
    steps = [row for row in trainer.state.log_history if "reward" in row]
    assert len(steps) == len(reward.given) == STEPS
    for step, rewards in zip(steps, reward.given, strict=True):
        kept = [r for r in rewards if r is not None]
        assert step["reward"] == pytest.approx(sum(kept) / len(kept), rel=1e-4)
        assert step["effbench/pass"] == 0.75 and step["effbench/infra_error"] == 0.0
    assert reward.given[1][0] is None and len(kept) == GROUP
