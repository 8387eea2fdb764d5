"""Test the recipe's claims: `python -m benchmarks.recipe_ablation tabular|neural|table`.

The grid: {base, SFT, DPO, RL from base, DPO then RL} x {RLOO, GRPO} x {contrast low, high} x
{injected timing noise 0, 3, 10 %}, several seeds. All arms but base see the same number of judged
completions (BUDGET per prompt; the tiny model has its own), the scarce resource when judging costs
CPU time; an arm with two stages divides them. Rewards are looked up in pools of solutions that were
judged and timed once (`_recipe_pools`; `python -m benchmarks.recipe_ablation measure` makes them),
with noise added.

`tabular`: a policy with one probability for each known answer; takes seconds. `neural`: the tiny
model of configs/tiny-cpu.toml, from the models that `effbench train` left after its sft stage
(`--start FOLDER`, one per seed), evaluated on the variants held out from training. With
`--rows FILE` it resumes at the end of the file. `table` prints the table of recorded rows and draws
the plot.

Each row of the raw log is one trained policy: pass@1, eff@1, and the speed on tasks that both it
and its seed's base solve, as a factor over base's. The table has means over seeds with 95 %
intervals (Student's t over seeds).
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from benchmarks import _tabular
from benchmarks._common import table, write
from benchmarks._recipe_pools import CONTRASTS, Pools
from effbench.reward import parse

POOLS = Path(__file__).with_name("results") / "recipe_pools.json"
PROMPTS_PER_FAMILY = 4
"""The same as in configs/tiny-cpu.toml."""
BUDGET = 96
"""Judged completions per prompt."""
DPO_SHARE = 16
"""The part of BUDGET for DPO if RL follows it."""
ALGORITHMS = ("rloo", "grpo")
NOISES = (0.0, 0.03, 0.10)
SPEC = "gated-log:v1+band=off"
SHARES = {"fast": 0.12, "medium": 0.13, "slow": 0.20, "wrong": 0.55}
"""The base policy's mixture, as in configs/tiny-cpu.toml."""
NUMBERS = ("pass_at_1", "eff_at_1", "speed_on_common")
Row = dict[str, Any]


def arms() -> Iterator[Row]:
    """Yield every cell of the grid once: arms without RL have no algorithm, contrast or noise."""
    for arm in ("base", "sft", "dpo"):
        yield {"arm": arm, "algorithm": "", "contrast": "", "noise": None}
    for arm, algorithm, contrast, noise in itertools.product(
        ("rl", "dpo+rl"), ALGORITHMS, CONTRASTS, NOISES
    ):
        yield {"arm": arm, "algorithm": algorithm, "contrast": contrast, "noise": noise}


# --- tabular ----------------------------------------------------------------------------------


def tabular(pools: Pools, seeds: Sequence[int]) -> list[Row]:
    """Train the tabular policy in every cell for every seed; return the rows."""
    rows = []
    for seed in seeds:
        base = _tabular.Policy(choices_of(pools, "high"))
        for cell in arms():
            policy = _tabular.Policy(choices_of(pools, cell["contrast"] or "high"))
            train_tabular(policy, cell, np.random.default_rng(seed))
            rows.append(
                {
                    **cell,
                    "seed": seed,
                    "pass_at_1": policy.pass_at_1,
                    "eff_at_1": policy.eff_at_1,
                    "speed_on_common": speed_over(base, policy),
                }
            )
    return rows


def train_tabular(policy: _tabular.Policy, cell: Row, rng: np.random.Generator) -> None:
    """Train the policy of one cell in place."""
    how, left = _tabular.Settings(), BUDGET
    if cell["arm"] == "sft":
        _tabular.sft(policy, BUDGET, how, rng)
    if cell["arm"] == "dpo":
        _tabular.dpo(policy, BUDGET, how, rng)
    if cell["arm"] == "dpo+rl":
        _tabular.dpo(policy, DPO_SHARE, how, rng)
        left -= DPO_SHARE
    if "rl" in cell["arm"]:
        _tabular.reinforce(policy, left, cell["algorithm"], parse(SPEC), cell["noise"], how, rng)


def choices_of(pools: Pools, contrast: str) -> list[_tabular.Choices]:
    """Return a prompt for each pool with all kinds. `wrong` shares its weight evenly among its
    answers.
    """
    size = CONTRASTS[contrast]
    found = []
    for _, pool in sorted(pools.entries.items()):
        entries = [entry for _, entry in sorted(pool.items()) if entry.kind in SHARES]
        counts = {kind: sum(e.kind == kind for e in entries) for kind in SHARES}
        if not all(counts.values()):
            continue  # held-out variants, for which only samples were looked up
        prior = np.array([SHARES[e.kind] / counts[e.kind] for e in entries])
        found.append(
            _tabular.Choices(
                passed=np.array([e.passed for e in entries]),
                ratio=np.array([e.ratios.get(size, math.nan) for e in entries]),
                efficiency=np.array([e.efficiency for e in entries]),
                prior=prior / prior.sum(),
            )
        )
    return found


def speed_over(base: _tabular.Policy, policy: _tabular.Policy) -> float | None:
    """Return the speed factor over base at the high-contrast size, on prompts that both solve."""
    gaps = []
    for number in range(len(base.prompts)):
        before = base.log_speed(number)
        judged = _tabular.Policy(base.prompts)
        judged.logits[number] = policy.logits[number]
        after = judged.log_speed(number)
        if before is not None and after is not None:
            gaps.append(before - after)
    return math.exp(sum(gaps) / len(gaps)) if gaps else None


# --- the table --------------------------------------------------------------------------------


def summarised(rows: Sequence[Row]) -> list[Row]:
    """Return one line per cell: mean and 95 % interval of each number over the seeds."""
    found = []
    for cell in arms():
        own = [row for row in rows if all(row[key] == value for key, value in cell.items())]
        line: Row = {**cell, "seeds": len(own)}
        for name in NUMBERS:
            values = [row[name] for row in own if row[name] is not None]
            line[name] = sum(values) / len(values) if values else None
            line[f"{name}_ci"] = t_interval(values) if len(values) > 1 else None
        found.append(line)
    return found


def t_interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval by Student's t over seeds; zero width if all values are equal."""
    mean, error = float(np.mean(values)), float(stats.sem(values))
    half = float(stats.t.ppf(0.975, len(values) - 1)) * error
    return mean - half, mean + half


def print_table(lines: Sequence[Row]) -> None:
    """Print the summarised rows."""
    table(
        ("arm", "algorithm", "contrast", "noise", "seeds", *NUMBERS),
        [
            (
                line["arm"],
                line["algorithm"],
                line["contrast"],
                "" if line["noise"] is None else f"{line['noise']:.0%}",
                str(line["seeds"]),
                *(_shown(line[name], line[f"{name}_ci"]) for name in NUMBERS),
            )
            for line in lines
            if line["seeds"]
        ],
    )


def plot(lines: Sequence[Row], file: Path) -> None:
    """Plot pass@1 and eff@1 of every arm over the noise, one panel per contrast."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 6), layout="constrained")
    FigureCanvasAgg(figure)
    for place, (name, contrast) in enumerate(
        itertools.product(("pass_at_1", "eff_at_1"), CONTRASTS), 1
    ):
        axes = figure.add_subplot(2, 2, place)
        for line in lines:
            if line["noise"] is None and line["seeds"]:
                axes.axhline(line[name], linestyle=":", color="0.5", linewidth=0.9)
                axes.annotate(line["arm"], (8.6, line[name]), fontsize=7, color="0.4")
        for arm, algorithm in itertools.product(("rl", "dpo+rl"), ALGORITHMS):
            _curve(axes, lines, name, contrast, arm, algorithm)
        axes.set_title(f"{name.replace('_at_', '@')}, contrast {contrast}", fontsize=10)
        axes.set_xlabel("injected noise, %")
        if place == 1:
            axes.legend(fontsize=7, handlelength=4)
    figure.savefig(file, dpi=120)


def _curve(
    axes: Any, lines: Sequence[Row], name: str, contrast: str, arm: str, algorithm: str
) -> None:
    own = [
        line
        for line in lines
        if (line["arm"], line["algorithm"], line["contrast"]) == (arm, algorithm, contrast)
        and line["seeds"]
    ]
    if not own:
        return
    noise = [100 * line["noise"] for line in own]
    values = [line[name] for line in own]
    spans = [line[f"{name}_ci"] or (line[name], line[name]) for line in own]
    errors = [
        [max(0.0, value - low) for value, (low, _) in zip(values, spans, strict=True)],
        [max(0.0, high - value) for value, (_, high) in zip(values, spans, strict=True)],
    ]
    style = {"linestyle": "-" if arm == "dpo+rl" else "--", "marker": "o", "markersize": 3}
    color = {"rloo": "tab:blue", "grpo": "tab:orange"}[algorithm]
    axes.errorbar(
        noise, values, errors, capsize=2, label=f"{arm}, {algorithm}", color=color, **style
    )


def figures_of(lines: Sequence[Row]) -> dict[str, float]:
    """Return the table as flat figures: `dpo+rl/rloo/high/10%/eff_at_1` and its interval's ends."""
    found = {}
    for line in lines:
        noise = "" if line["noise"] is None else f"{line['noise']:.0%}"
        cell = "/".join(p for p in (line["arm"], line["algorithm"], line["contrast"], noise) if p)
        for name in NUMBERS:
            if line[name] is not None:
                found[f"{cell}/{name}"] = round(line[name], 5)
            if line[f"{name}_ci"] is not None:
                low, high = line[f"{name}_ci"]
                found[f"{cell}/{name}/low"], found[f"{cell}/{name}/high"] = low, high
    return found


def _shown(value: float | None, ci: Sequence[float] | None) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" + ("" if ci is None else f" [{ci[0]:.3f}, {ci[1]:.3f}]")


# --- command line -----------------------------------------------------------------------------


def read_rows(file: Path) -> list[Row]:
    """Read the raw log; empty if it does not exist."""
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def main() -> None:
    made = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    made.add_argument("what", choices=("measure", "tabular", "neural", "table"))
    made.add_argument("--pools", type=Path, default=POOLS)
    made.add_argument("--seeds", type=int, default=20, help="tabular: number of seeds, from 0")
    made.add_argument(
        "--start", type=Path, action="append", default=[], help="neural: OUT of train"
    )
    made.add_argument(
        "--noise", type=float, action="append", choices=NOISES, help="neural: only these levels"
    )
    made.add_argument(
        "--contrast", action="append", choices=sorted(CONTRASTS), help="neural: only these"
    )
    made.add_argument("--rows", type=Path, help="the raw log, JSONL; neural goes on where it ends")
    made.add_argument("--work", type=Path, default=Path("work/ablation"))
    made.add_argument("--minutes", type=float, default=1e9, help="neural: begin no arm after this")
    made.add_argument("--json", type=Path)
    made.add_argument("--plot", type=Path)
    asked = made.parse_args()
    asked.noise, asked.contrast = asked.noise or NOISES, asked.contrast or tuple(CONTRASTS)
    if asked.what == "measure":
        measure_pools(asked.pools)
        return
    if asked.what == "tabular":
        rows = tabular(Pools(asked.pools), range(asked.seeds))
    elif asked.what == "neural":
        from benchmarks import _recipe_neural

        _recipe_neural.run(asked)
        rows = read_rows(asked.rows)
    else:
        rows = read_rows(asked.rows)
    if asked.what == "tabular" and asked.rows is not None:
        asked.rows.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    lines = summarised(rows)
    print_table(lines)
    if asked.plot is not None:
        plot(lines, asked.plot)
    log = json.dumps(rows, sort_keys=True).encode()
    notes = [f"{len(rows)} rows, SHA-256 of the raw log {hashlib.sha256(log).hexdigest()}"]
    write(asked.json, figures_of(lines), notes)


def measure_pools(file: Path) -> None:
    """Judge and time the known solutions for the pools."""
    from effbench.sandbox import Sandbox
    from effbench.tasks.registry import baseline

    with Sandbox(slots=1) as sandbox:
        pools = Pools(file, sandbox)
        for task in baseline.training_tasks(sandbox, PROMPTS_PER_FAMILY):
            pools.fill([task])
            print(task.id, flush=True)


if __name__ == "__main__":
    main()
