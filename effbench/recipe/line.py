"""Train a model with the recipe: DPO for correctness, then RLOO on the efficiency reward.

    [sft] -> pairs -> dpo -> rloo -> eval

Every stage starts from the model of the stage before and writes a file when it is finished. A stage
with that file is skipped, so the same command resumes after a crash. After each training, pass@1 is
measured on the training prompts. If a stage ends below its gate, the recipe stops.

The recipe follows the two stages described in the abstract of "Towards Better Correctness and
Efficiency in Code Generation" (arXiv 2508.20124). Rewards, data and settings are effbench's own.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from effbench import pipeline
from effbench.base import JsonObject, ModelError, RecipeError, UsageError
from effbench.models import Sampling
from effbench.pipeline import Reporter, RunConfig
from effbench.recipe import beginning, corpus, curves, prompting, training
from effbench.recipe.config import Recipe, load
from effbench.recipe.folder import Folder, place, write_json
from effbench.recipe.judging import WatchedJudge
from effbench.recipe.libraries import require_libraries
from effbench.recipe.sampling import JudgedAnswer, Quality, quality, sample_and_judge
from effbench.reward import Scored, preference_pairs
from effbench.runs import ModelCard, estimand_of
from effbench.tasks import SuiteTask

__all__ = ["Recipe", "load", "train"]

Trained = Literal["sft", "dpo", "rloo"]


def train(recipe: Recipe, out: Path, reporter: Reporter) -> dict[str, JsonObject]:
    """Run the unfinished stages of `recipe` in the folder `out`. Return each stage's figures.

    Raises RecipeError if a stage ends below its gate, finds no pairs, or its launcher fails;
    UsageError if a library is missing or `out` belongs to another recipe; ModelError if a model
    can't be loaded.
    """
    require_libraries(recipe)
    with Folder(out, recipe) as folder, WatchedJudge(recipe, out / "watch.jsonl") as judge:
        line = _Line(recipe, folder, judge, reporter)
        model = _starting_model(recipe)
        if "sft" in recipe.stages:
            model = line.sft(model)
        assert model is not None  # config.py: a model from scratch starts with sft
        if "pairs" in recipe.stages:
            line.pairs(model)
        if "dpo" in recipe.stages:
            model = line.dpo(model)
        if "rloo" in recipe.stages:
            model = line.rloo(model)
        if "eval" in recipe.stages:
            line.eval()
        curves.draw(out, reporter.message)
        return line.figures


@dataclass
class _Line:
    recipe: Recipe
    folder: Folder
    judge: WatchedJudge
    reporter: Reporter
    figures: dict[str, JsonObject] = field(default_factory=dict)

    @cached_property
    def tasks(self) -> list[SuiteTask]:
        return prompting.training_tasks(self.recipe)

    def sft(self, model: Path | None) -> Path:
        """Train on known solutions, in the configuration's mixture of right and wrong ones."""
        if not self._is_done("sft"):
            sft, stage = self.recipe.sft, self.folder.stage("sft")
            rows = corpus.mixture(
                prompting.training_tasks(self.recipe, sft.per_family),
                sft.shares,
                sft.steps * sft.batch_size * sft.gradient_accumulation,
                self.recipe.seed,
            )
            shape = self.recipe.model.from_scratch
            if model is None and shape is not None:
                model = stage / "start"
                if not model.exists():
                    seed = self.recipe.seed
                    place(model, lambda to: beginning.save_new_model(to, shape, rows, seed))
            assert model is not None
            kept = [{k: row[k] for k in ("prompt", "completion")} for row in rows]
            self._train("sft", model, self._as_chat(model, kept))
        return self.folder.model("sft")

    def pairs(self, model: Path) -> None:
        """Sample and judge answers, and pair passes with failures (and fast with slow ones)."""
        if self._is_done("pairs"):
            return
        asked, chat = self.recipe.pairs, prompting.is_chat(model)
        judged = self._sampled("pairs", model, asked.samples)
        by_id = {task.id: task for task in self.tasks}
        pairs = preference_pairs(
            [
                Scored(
                    prompting.prompt_of(by_id[one.task_id], self.recipe.data.template, chat),
                    prompting.answer_of(one.text, chat),
                    one.verdict,
                )
                for one in judged
            ],
            efficiency_pair_fraction=asked.efficiency_pair_fraction,
            min_speed_ratio=asked.min_speed_ratio,
            max_pairs_per_prompt=asked.max_per_prompt,
            seed=self.recipe.seed,
            form="list",
        )
        if not pairs:
            raise RecipeError(
                f"pairs: no prompt has both a pass and a failure among {asked.samples} samples "
                f"(pass@1 {_shown(quality(judged).pass_at_1)}): DPO has nothing to learn from. "
                "Raise pairs.samples or sampling.temperature, or start with another model"
            )
        stage = self.folder.stage("pairs")
        write_json(stage / "pairs.json", pairs)
        rows = [{key: pair[key] for key in ("prompt", "chosen", "rejected")} for pair in pairs]
        write_json(self.folder.stage("dpo") / training.ROWS, rows)
        of_speed = sum(pair["kind"] == "efficiency" for pair in pairs)
        self._finish("pairs", quality(judged), pairs=len(pairs), efficiency_pairs=of_speed)

    def dpo(self, model: Path) -> Path:
        """Train with DPO on the preference pairs."""
        if not self._is_done("dpo"):
            self._train("dpo", model, None)
        return self.folder.model("dpo")

    def rloo(self, model: Path) -> Path:
        """Train with RLOO: sample groups, judge and time them, and reinforce the better ones."""
        if not self._is_done("rloo"):
            template, chat = self.recipe.data.template, prompting.is_chat(model)
            self._train("rloo", model, prompting.prompt_rows(self.tasks, template, chat))
        return self.folder.model("rloo")

    def eval(self) -> None:
        """Run the benchmark with the model of each stage."""
        if self._is_done("eval"):
            return
        runs: JsonObject = {}
        estimands: set[str] = set()
        for stage in self.recipe.eval.stages:
            if stage in self.recipe.stages:
                self.reporter.message(f"evaluating the model after {stage}")
                result = pipeline.run(self._run_of(stage), self.reporter)
                estimands.add(estimand_of(result.manifest.timing))
                runs[stage] = {
                    m.id: [m.value, m.ci_fixed_set or m.ci] for m in result.summary.metrics
                }
        if len(estimands) > 1:
            raise UsageError(
                f"{self.folder.path / 'eval'}: the stages were timed by profiles with the same "
                f"name but different estimands ({', '.join(sorted(estimands))}), which can't be "
                "compared: delete that folder and run the same command again"
            )
        self.folder.finish("eval", runs)
        self.figures["eval"] = runs

    # --- helpers ------------------------------------------------------------------------------

    def _run_of(self, stage: Trained) -> RunConfig:
        asked = self.recipe.eval
        return RunConfig(
            model=str(self.folder.model(stage)),
            label=f"{self.recipe.name}-{stage}",
            split=asked.split,
            suite_seed=asked.suite_seed,
            tasks=tuple(asked.tasks),
            n_samples=asked.samples,
            sampling=Sampling(asked.temperature, 1.0, self.recipe.sampling.max_new_tokens),
            prompt=self.recipe.data.template,
            timing=asked.timing,
            sandbox=self.recipe.judge.sandbox,
            seed=self.recipe.seed,
            out=self.folder.path / "eval" / stage,
            workers=self.recipe.judge.workers,
            backend=self.recipe.sampling.backend,
            batch_size=self.recipe.sampling.batch_size,
            card=ModelCard(
                tags=("effbench-recipe", stage), trained_on_suite=asked.split != "public"
            ),
            command=f"effbench train ({self.recipe.name}, stage {stage})",
        )

    def _train(self, stage: Trained, model: Path, rows: Sequence[Any] | None) -> None:
        """Train, unless the trained model exists already; then check the gate."""
        if rows is not None:
            write_json(self.folder.stage(stage) / training.ROWS, rows)
        if not self.folder.model(stage).exists():
            steps = getattr(self.recipe, stage).steps
            self.reporter.stage(stage, steps)
            command = self.recipe.launch.command
            if command:
                self._launch([*command, "-m", training.__name__], stage, model)
            else:
                training.train(
                    stage, self.recipe, self.folder.path, model, self.reporter.advance, self.judge
                )
        judged = self._sampled(stage, self.folder.model(stage), self.recipe.gate_samples)
        found = quality(judged)
        least = getattr(self.recipe, stage).min_pass_at_1
        if found.pass_at_1 is None or found.pass_at_1 < least:
            raise RecipeError(
                f"{stage}: pass@1 on the training prompts is {_shown(found.pass_at_1)}, below the "
                f"gate {stage}.min_pass_at_1 = {least}; the later stages could not learn from "
                f"this model. Train longer ({stage}.steps) or lower the gate, in another --out"
            )
        self._finish(stage, found)

    def _launch(self, command: Sequence[str], stage: Trained, model: Path) -> None:
        arguments = [str(self.folder.path), stage, str(model)]
        done = subprocess.run([*command, *arguments], stdout=sys.stderr, check=False)
        if done.returncode:
            raise RecipeError(
                f"{stage}: {command[0]} exited with {done.returncode}; its messages are above. The "
                "same command resumes from the last checkpoint"
            )

    def _sampled(self, stage: str, model: Path, k: int) -> list[JudgedAnswer]:
        return sample_and_judge(
            stage, model, self.tasks, k, self.recipe, self.judge, self.folder.stage(stage),
            self.reporter,
        )  # fmt: skip

    def _as_chat(self, model: Path, rows: list[dict[str, str]]) -> list[dict[str, str]]:
        if not prompting.is_chat(model):
            return rows
        raise UsageError("sft is for models without a chat template: remove it from stages")

    def _is_done(self, stage: str) -> bool:
        found = self.folder.done(stage)
        if found is not None:
            self.figures[stage] = found
        return found is not None

    def _finish(self, stage: str, found: Quality, **more: int) -> None:
        figures: JsonObject = {
            "pass_at_1": found.pass_at_1,
            "eff_at_1": found.efficiency,
            "n": found.n,
            **more,
        }
        self.folder.finish(stage, figures)
        self.figures[stage] = figures
        self.reporter.message(
            f"{stage}: done; on the training prompts pass@1 {_shown(found.pass_at_1)}, "
            f"eff@1 {_shown(found.efficiency)} ({found.n} samples)"
        )


def _starting_model(recipe: Recipe) -> Path | None:
    """Return the configured model folder, or None for a model from scratch."""
    if recipe.model.path is None:
        return None
    path = Path(recipe.model.path)
    if not (path / "config.json").is_file():
        raise ModelError(
            f"model.path: there is no Hugging Face model in {path}. effbench downloads none: run "
            f"`hf download {path} --local-dir {path.name}` and set model.path to {path.name}"
        )
    return path


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
