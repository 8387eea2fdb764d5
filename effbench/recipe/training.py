"""Train one stage with TRL: from rows and a model to a new model, resumable at checkpoints.

This module converts the recipe's settings to TRL's; the trainers are TRL's own. A stage runs in
this process or under a launcher (`python -m effbench.recipe.training OUT STAGE MODEL`), which is
needed for several GPUs. Its inputs are in OUT in both cases.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import msgspec

from effbench.base import ModelError, one_line
from effbench.recipe import beginning
from effbench.recipe.config import Recipe, Stage, Training
from effbench.recipe.folder import RECIPE, append_line, place, read_json
from effbench.recipe.judging import TrainingReward, WatchedJudge

ROWS, METRICS = "rows.json", "metrics.jsonl"


def train(
    stage: Stage,
    recipe: Recipe,
    out: Path,
    model: Path,
    advance: Any = None,
    judge: WatchedJudge | None = None,
) -> None:
    """Train `model` on OUT/STAGE/rows.json and write OUT/STAGE/model.

    Resumes from the last complete checkpoint. `advance` is called after every step. `judge`, if
    given, is already open and is not closed. Raises ModelError if the model can't be loaded.
    """
    _library("transformers").utils.logging.disable_progress_bar()
    _library("datasets").disable_progress_bars()
    if recipe.threads is not None:
        _library("torch").set_num_threads(recipe.threads)
    folder = out / stage
    with contextlib.ExitStack() as opened:
        if judge is None:
            judge = opened.enter_context(WatchedJudge(recipe, out / "watch.jsonl"))
        trainer = _trainer(stage, recipe, folder, model, judge)
        trainer.remove_callback(_library("transformers").PrinterCallback)  # stdout is for results
        trainer.add_callback(_logger(folder / METRICS, stage, judge, advance))
        checkpoint = last_checkpoint(folder / "trainer")
        trainer.train(resume_from_checkpoint=None if checkpoint is None else str(checkpoint))
        if trainer.is_world_process_zero():
            trained = trainer.accelerator.unwrap_model(trainer.model)
            if recipe.model.lora is not None:
                trained = trained.merge_and_unload()

            def save(to: Path) -> None:
                trained.save_pretrained(to)
                trainer.processing_class.save_pretrained(to)
                if recipe.model.from_scratch is not None:
                    beginning.name_tokenizer(to)

            place(folder / "model", save)
            shutil.rmtree(folder / "trainer", ignore_errors=True)


def last_checkpoint(folder: Path) -> Path | None:
    """Return the newest complete checkpoint (its state is written last), or None."""
    whole = []
    for path in folder.glob("checkpoint-*"):
        try:
            json.loads((path / "trainer_state.json").read_text())
            whole.append((int(path.name.removeprefix("checkpoint-")), path))
        except (OSError, ValueError):
            continue
    return max(whole)[1] if whole else None


def _trainer(stage: Stage, recipe: Recipe, folder: Path, model: Path, judge: WatchedJudge) -> Any:
    trl, transformers = _library("trl"), _library("transformers")
    from datasets import Dataset

    rows = Dataset.from_list(read_json(folder / ROWS))
    shared: dict[str, object] = {
        "model": _loaded(recipe, model),
        "train_dataset": rows,
        "processing_class": transformers.AutoTokenizer.from_pretrained(
            str(model), local_files_only=True
        ),
        "peft_config": _lora(recipe),
    }
    if stage == "sft":
        longest = recipe.model.from_scratch.context if recipe.model.from_scratch else None
        config = trl.SFTConfig(**_settings(recipe, recipe.sft, folder), max_length=longest)
        return trl.SFTTrainer(args=config, **shared)
    if stage == "dpo":
        dpo = trl.DPOConfig(
            **_settings(recipe, recipe.dpo, folder), beta=recipe.dpo.beta, max_length=None
        )
        return trl.DPOTrainer(args=dpo, **shared)
    return _online(recipe, folder, shared, TrainingReward(judge, recipe.rloo.mask_wrong))


def _online(recipe: Recipe, folder: Path, shared: dict[str, object], reward: TrainingReward) -> Any:
    """Make an online trainer.

    RLOO only subtracts the mean of the other samples; GRPO also divides by the group's deviation.
    """
    trl = _library("trl")
    asked = recipe.rloo
    settings = {
        **_settings(recipe, asked, folder),
        "num_generations": asked.group,
        "max_completion_length": recipe.sampling.max_new_tokens,
        "temperature": asked.temperature,
        "beta": asked.beta,
        "epsilon": asked.clip,
        "mask_truncated_completions": asked.mask_truncated,
    }
    if asked.vllm:
        settings |= {
            "use_vllm": True,
            "vllm_mode": "colocate",
            "vllm_gpu_memory_utilization": asked.vllm_memory,
        }
    if asked.algorithm == "rloo":
        config = trl.RLOOConfig(**settings, normalize_advantages=False)
        return trl.RLOOTrainer(args=config, reward_funcs=[reward], **shared)
    by = {
        "grpo": {"scale_rewards": "group", "loss_type": "grpo"},
        "dr_grpo": {"scale_rewards": "none", "loss_type": "dr_grpo"},
    }[asked.algorithm]
    grpo = trl.GRPOConfig(**settings, **by)
    return trl.GRPOTrainer(args=grpo, reward_funcs=[reward], **shared)


def _settings(recipe: Recipe, asked: Training, folder: Path) -> dict[str, object]:
    """Return the settings that all of TRL's configurations have in common."""
    torch = _library("torch")
    on_gpu = torch.cuda.is_available()
    return {
        "output_dir": str(folder / "trainer"),
        "max_steps": asked.steps,
        "learning_rate": asked.learning_rate,
        "per_device_train_batch_size": asked.batch_size,
        "gradient_accumulation_steps": asked.gradient_accumulation,
        "warmup_steps": asked.warmup_steps,
        "max_grad_norm": asked.max_grad_norm,
        "lr_scheduler_type": asked.schedule,
        "save_strategy": "steps",
        "save_steps": asked.save_every,
        "save_total_limit": 2,  # one is complete while the other is being written
        "logging_steps": max(1, asked.steps // 200),
        "report_to": "none",
        "disable_tqdm": True,
        "use_cpu": not on_gpu,
        "bf16": on_gpu and recipe.model.dtype == "bfloat16",
        "fp16": on_gpu and recipe.model.dtype == "float16",
        "gradient_checkpointing": recipe.model.gradient_checkpointing,
        "deepspeed": recipe.launch.deepspeed,
        "seed": recipe.seed,
        "data_seed": recipe.seed,
        "dataloader_pin_memory": on_gpu,
    }


def _loaded(recipe: Recipe, model: Path) -> Any:
    torch, transformers = _library("torch"), _library("transformers")
    try:
        return transformers.AutoModelForCausalLM.from_pretrained(
            str(model),
            dtype=getattr(torch, recipe.model.dtype),
            use_safetensors=True,
            local_files_only=True,
            trust_remote_code=False,
        )
    except Exception as error:  # the library raises many exception types for a bad folder
        raise ModelError(f"{model}: can't be loaded for training: {one_line(error)}") from error


def _lora(recipe: Recipe) -> Any:
    lora = recipe.model.lora
    if lora is None:
        return None
    return _library("peft").LoraConfig(
        r=lora.rank,
        lora_alpha=lora.alpha,
        lora_dropout=lora.dropout,
        target_modules=lora.targets,
        task_type="CAUSAL_LM",
    )


def _logger(file: Path, stage: Stage, judge: WatchedJudge, advance: Any) -> Any:
    begun, judged = time.monotonic(), judge.seconds

    class Logger(_library("transformers").TrainerCallback):  # type: ignore[misc]  # Any
        def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
            if not state.is_world_process_zero:
                return
            seconds = time.monotonic() - begun
            row = {name: value for name, value in (logs or {}).items() if _is_finite(value)}
            append_line(
                file,
                {
                    "stage": stage,
                    "step": state.global_step,
                    "seconds": round(seconds, 3),
                    "judge_share": round((judge.seconds - judged) / seconds, 4) if seconds else 0.0,
                    **row,
                },
            )

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            if advance is not None and state.is_world_process_zero:
                advance()

    return Logger()


def _library(name: str) -> Any:
    """Import a library when it is used. Any, because type checks run without these libraries."""
    return importlib.import_module(name)


def _is_finite(value: Any) -> bool:
    return isinstance(value, int | float) and value == value and abs(value) != float("inf")


def _main() -> None:
    out, stage, model = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    recipe = msgspec.convert(read_json(out / RECIPE), Recipe)
    train(stage, recipe, out, model)  # type: ignore[arg-type]  # our own command line


if __name__ == "__main__":
    _main()
