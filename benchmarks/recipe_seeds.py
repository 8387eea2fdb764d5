"""Results of each stage of the recipe, over seeds: `python -m benchmarks.recipe_seeds OUT OUT …`.

Reads the output of `effbench train`, one OUT per seed: the run folders OUT/eval/STAGE (`held out`),
and the samples on the training prompts that were judged after each training (`training`; those of
the stage `pairs` come from the model after `sft`). A stage's numbers are means over (seed, task) of
the samples' means. The 95 % intervals are those for these tasks and seeds (`stats.fixed_set`):
sampling variance only. Stages differ if their intervals do not overlap.
"""

from __future__ import annotations

import argparse
import itertools
from pathlib import Path

from benchmarks._common import table, write
from effbench.recipe.folder import read_lines
from effbench.runs import store
from effbench.stats.fixed_set import fixed_set_mean_interval, fixed_set_score_interval

STAGES = ("sft", "dpo", "rloo")
Numbers = tuple[float, tuple[float, float] | None]


def groups(outs: list[Path], stage: str) -> list[list[tuple[bool, float]]]:
    """Return (passed, efficiency) of the samples, for each seed and task."""
    found = []
    for out in outs:
        folder = out / "eval" / stage
        if (folder / store.SUMMARY).exists():
            by_task = store.require_summary(folder).samples_by_task()
            found += [[(s.status == "pass", s.efficiency) for s in own] for own in by_task.values()]
    return found


def training_groups(outs: list[Path], stage: str) -> list[list[tuple[bool, float]]]:
    """Return the same as `groups`, for the training prompts."""
    found = []
    for out in outs:
        by_task: dict[str, list[tuple[bool, float]]] = {}
        for name in ("sft", "pairs") if stage == "sft" else (stage,):
            for row in read_lines(out / name / "judged.jsonl", print):
                verdict = row["verdict"]
                if verdict["status"] != "infra_error":
                    sample = verdict["status"] == "pass", verdict["efficiency"] or 0.0
                    by_task.setdefault(row["task_id"], []).append(sample)
        found += list(by_task.values())
    return found


def numbers(all_of: list[list[tuple[bool, float]]]) -> dict[str, Numbers] | None:
    """Return pass@1 and eff@1 with intervals; None without samples."""
    if not all_of:
        return None
    passed = [[float(p) for p, _ in group] for group in all_of]
    speeds = [[e for _, e in group] for group in all_of]
    return {
        "pass_at_1": (_mean(passed), fixed_set_score_interval(passed)),
        "eff_at_1": (_mean(speeds), fixed_set_mean_interval(speeds)),
    }


def main() -> None:
    made = argparse.ArgumentParser(description=__doc__)
    made.add_argument("outs", type=Path, nargs="+", help="folders of effbench train, one per seed")
    made.add_argument("--json", type=Path)
    asked = made.parse_args()
    rows, figures = [], {}
    labelled = [(out.name, [out]) for out in asked.outs] + [("all", asked.outs)]
    for prompts, of in (("training", training_groups), ("held out", groups)):
        for stage, (label, outs) in itertools.product(STAGES, labelled):
            samples = of(outs, stage)
            found = numbers(samples)
            if found is None:
                continue
            shown = (_shown(*found[name]) for name in ("pass_at_1", "eff_at_1"))
            rows.append((prompts, stage, label, str(sum(map(len, samples))), *shown))
            for name, (value, ci) in found.items():
                key = f"{prompts}/{stage}/{label}/{name}"
                figures[key] = round(value, 5)
                if ci is not None:
                    figures[f"{key}/low"], figures[f"{key}/high"] = ci
    table(("prompts", "stage", "seed", "samples", "pass@1", "eff@1"), rows)
    write(asked.json, figures)


def _mean(values: list[list[float]]) -> float:
    return sum(sum(group) / len(group) for group in values) / len(values)


def _shown(value: float, ci: tuple[float, float] | None) -> str:
    return f"{value:.3f}" + ("" if ci is None else f" [{ci[0]:.3f}, {ci[1]:.3f}]")


if __name__ == "__main__":
    main()
