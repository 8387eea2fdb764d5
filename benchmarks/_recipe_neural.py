"""The grid of `recipe_ablation` with the tiny model and TRL's trainers.

An arm's budget is a number of judged completions, the same for every arm; the number of updates
follows from it. Judging is a look-up in the pools, so training dominates the time.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from benchmarks._recipe_pools import PoolJudge, Pools
from benchmarks.recipe_ablation import DPO_SHARE, SPEC, Row, arms, read_rows
from effbench.recipe import prompting, training
from effbench.recipe.config import Recipe
from effbench.recipe.folder import append_line, write_json
from effbench.recipe.sampling import JudgedAnswer, sample_and_judge
from effbench.reward.pairs import Scored, preference_pairs
from effbench.sandbox import Sandbox
from effbench.tasks.registry import baseline
from effbench.tasks.suite import SuiteTask

BUDGET = 64
"""Judged completions per prompt: fewer than for the tabular policy, because they cost time here."""
EVALUATION_SAMPLES = 32
_BATCH = 16  # for the offline arms


class _Quiet:
    def stage(self, name: str, total: int) -> None: ...
    def advance(self, note: str = "", tokens: int = 0) -> None: ...
    def message(self, text: str) -> None: ...


def run(asked: argparse.Namespace) -> None:
    """Train and evaluate the arms that `asked.rows` lacks; append one line per finished arm."""
    end = time.monotonic() + 60 * asked.minutes
    with Sandbox(slots=1) as sandbox:
        pools = Pools(asked.pools, sandbox)
        done = [_cell(row) for row in read_rows(asked.rows)]
        worlds = {start: _world(start, pools, sandbox, asked.work) for start in asked.start}
        for cell in arms():  # cell by cell, so an interrupted grid consists of whole cells
            wanted = cell["noise"] in asked.noise and cell["contrast"] in asked.contrast
            if cell["algorithm"] and not wanted:
                continue
            for start, world in worlds.items():
                if _cell({**cell, "seed": world.recipe.seed}) in done:
                    continue
                if time.monotonic() > end:
                    return
                append_line(asked.rows, world.trained(cell, start / "sft" / "model"))


def _world(start: Path, pools: Pools, sandbox: Sandbox, work: Path) -> _World:
    recipe = msgspec.convert(json.loads((start / "recipe.json").read_text()), Recipe)
    tasks, held_out = prompting.training_tasks(recipe), baseline.evaluation_tasks(sandbox)
    return _World(recipe, pools, tasks, held_out, work)


def _cell(row: Row) -> str:
    return json.dumps([row[k] for k in ("arm", "algorithm", "contrast", "noise", "seed")])


class _World:
    def __init__(
        self,
        recipe: Recipe,
        pools: Pools,
        tasks: Sequence[SuiteTask],
        held_out: Sequence[SuiteTask],
        work: Path,
    ) -> None:
        self.recipe, self.pools, self.tasks, self.held_out = recipe, pools, tasks, held_out
        self.work = work / f"s{recipe.seed}"
        known = self.work / "base.json"
        self.logs: dict[str, float] | None = (
            json.loads(known.read_text()) if known.exists() else None
        )
        """Task -> mean log-ratio of base's passes; base is the first arm."""

    def trained(self, cell: Row, model: Path) -> Row:
        """Train and evaluate one arm; return its row."""
        begun = time.monotonic()
        shutil.rmtree(self.work / "arm", ignore_errors=True)
        if cell["arm"] == "sft":
            model = self._sft(model)
        if "dpo" in cell["arm"]:
            model = self._dpo(model, BUDGET if cell["arm"] == "dpo" else DPO_SHARE)
        if "rl" in cell["arm"]:
            left = BUDGET - (DPO_SHARE if "dpo" in cell["arm"] else 0)
            model = self._rl(model, cell, left)
        seconds = time.monotonic() - begun
        return {**cell, "seed": self.recipe.seed, **self._evaluated(model), "seconds": seconds}

    def _sft(self, model: Path) -> Path:
        """Train on the passes among the base's own samples, each used once."""
        judged = self._sampled(model, BUDGET, "own")
        rows = [
            {"prompt": self._prompt(one), "completion": one.text}
            for one in judged
            if one.verdict.passed
        ]
        return self._train("sft", model, rows, max(1, len(rows) // _BATCH), 1e-4)

    def _dpo(self, model: Path, samples: int) -> Path:
        kept = self.work / f"dpo{samples}"  # the same for every cell of the grid
        if kept.exists():
            return kept
        scored = [
            Scored(self._prompt(one), one.text, one.verdict)
            for one in self._sampled(model, samples, "own")
        ]
        pairs = preference_pairs(
            scored,
            efficiency_pair_fraction=0.0,
            max_pairs_per_prompt=self.recipe.pairs.max_per_prompt,
            seed=self.recipe.seed,
            form="list",
        )
        rows = [{k: pair[k] for k in ("prompt", "chosen", "rejected")} for pair in pairs]
        asked = self.recipe.dpo
        model = self._train("dpo", model, rows, asked.steps, asked.learning_rate)
        shutil.move(model, kept)
        return kept

    def _rl(self, model: Path, cell: Row, samples: int) -> Path:
        asked = self.recipe.rloo
        steps = samples * len(self.tasks) // (asked.batch_size * asked.gradient_accumulation)
        judge = self._judge(cell["contrast"], cell["noise"])
        rows = prompting.prompt_rows(self.tasks, self.recipe.data.template, chat=False)
        return self._train(
            "rloo", model, rows, steps, asked.learning_rate, judge, algorithm=cell["algorithm"]
        )

    def _train(
        self,
        stage: Any,
        model: Path,
        rows: list[dict[str, Any]],
        steps: int,
        rate: float,
        judge: Any = None,
        **more: Any,
    ) -> Path:
        changed = msgspec.structs.replace(
            getattr(self.recipe, stage),
            steps=steps,
            learning_rate=rate,
            save_every=10_000,
            warmup_steps=0,
            **({"batch_size": _BATCH} if stage == "sft" else {}),
            **more,
        )
        recipe = msgspec.structs.replace(self.recipe, **{stage: changed})
        out = self.work / "arm"
        (out / stage).mkdir(parents=True, exist_ok=True)
        write_json(out / stage / training.ROWS, rows)
        training.train(stage, recipe, out, model, None, judge or self._judge("high", 0.0))
        return out / stage / "model"

    def _evaluated(self, model: Path) -> Row:
        judged = self._sampled(model, EVALUATION_SAMPLES, "held-out", self.held_out)
        entries = {one: self.pools.look_up(self._task(one), [one.text])[0] for one in judged}
        logs: dict[str, list[float]] = {}
        for one, entry in entries.items():
            if entry.passed:
                logs.setdefault(one.task_id, []).append(math.log(entry.ratios["M"]))
        means = {task: sum(own) / len(own) for task, own in logs.items()}
        if self.logs is None:
            self.logs = means
            self.work.mkdir(parents=True, exist_ok=True)
            write_json(self.work / "base.json", means)
        common = [self.logs[task] - means[task] for task in means if task in self.logs]
        return {
            "pass_at_1": sum(e.passed for e in entries.values()) / len(judged),
            "eff_at_1": sum(e.efficiency for e in entries.values()) / len(judged),
            "speed_on_common": math.exp(sum(common) / len(common)) if common else None,
        }

    def _sampled(
        self, model: Path, k: int, name: str, tasks: Sequence[SuiteTask] | None = None
    ) -> list[JudgedAnswer]:
        folder = self.work / "arm" / name
        folder.mkdir(parents=True, exist_ok=True)
        return sample_and_judge(
            name, model, tasks or self.tasks, k, self.recipe, self._judge("high", 0.0), folder,
            _Quiet(),
        )  # fmt: skip

    def _judge(self, contrast: str, noise: float) -> Any:
        return PoolJudge(
            self.pools,
            [*self.tasks, *self.held_out],
            algorithm_spec=SPEC,
            contrast=contrast,
            noise=noise,
            seed=self.recipe.seed,
        )

    def _task(self, one: JudgedAnswer) -> SuiteTask:
        return next(task for task in [*self.tasks, *self.held_out] if task.id == one.task_id)

    def _prompt(self, one: JudgedAnswer) -> Any:
        return prompting.prompt_of(self._task(one), self.recipe.data.template, chat=False)
