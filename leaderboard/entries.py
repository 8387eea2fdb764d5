"""The first entries of this folder: names, commands, and facts about each model.

`make_submissions.py` makes them. Sizes and licences are from the models' own cards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from answers import EVALPERF_TASKS, Answers, copied_answers, evalperf_answers, oracle_answers

N_DRAWN = 3
"""Answers per task of an oracle. A single one would not show the variance of the draw."""
N_EVALPERF = 2
_QUICK_SUBMIT = ("--unpublishable",)  # `quick` can't be ranked
SIDE_BY_SIDE = (
    "Timed side by side with the other entries of its group, in the same blocks: see "
    "docs/submissions.md."
)
ORACLE = "Drawn from reference_solutions/ by leaderboard/make_submissions.py: no model wrote it."
COFFE = "https://github.com/JohnnyPeng18/Coffe"
EVALPERF = "https://github.com/evalplus/evalplus.github.io"
PASSING_ONLY = (
    "EvalPerf publishes passing samples only, and none of a task that fewer than 10 of 100 samples "
    "passed: {n} of these answers a task were drawn, and a task without them counts as failed. So "
    "pass@1 says which tasks the file has, not how often the model is right; read the speed of "
    "what passed. Sampled at temperature 1 by EvalPerf; the tasks are those that EvalPerf and "
    "ENAMEL share. The code is EvalPerf's to publish: digests only."
)


@dataclass(frozen=True)
class Entry:
    """One submission."""

    name: str
    suite: tuple[str, ...]
    """The options that select the tasks; their files are in the working folder."""
    model: tuple[str, ...]
    """The options that select the answers."""
    submit: tuple[str, ...]
    """The options of `effbench submit`."""
    answers: Callable[[Path], Answers]
    """Data folder -> the answers, as lines of a file that `--model replay:` reads."""
    timing: str = "standard"
    group: str = ""
    """Entries of one group are timed side by side; an entry without a group is timed alone."""


def entries() -> list[Entry]:
    """Return all entries, in the order in which they are made."""
    return [*_references(), *_oracles(), _gpt_4o(), *map(_evalperf, MODELS)]


def _references() -> list[Entry]:
    return [
        Entry(
            f"core-reference-{tier}",
            (),
            _replay(f"core-reference-{tier}", f"reference:{tier}"),
            (
                "--tag",
                "reference",
                *_QUICK_SUBMIT,
                "--notes",
                f"The suite's own {tier} solutions: no model.",
            ),
            partial(_oracle_answers, {tier: 1.0}, 1),
            timing="quick",
            group="core",
        )
        for tier in ("fast", "medium", "slow")
    ]


def _oracles() -> list[Entry]:
    mixes = {
        "fast-or-wrong": {"fast": 0.6, "wrong": 0.4},
        "seldom-wrong": {"fast": 0.2, "medium": 0.4, "slow": 0.3, "wrong": 0.1},
        "all-wrong": {"wrong": 1.0},
    }
    return [_oracle(name, shares) for name, shares in mixes.items()]


def _oracle(name: str, shares: dict[str, float]) -> Entry:
    mix = ", ".join(f"{kind} {share:.0%}" for kind, share in shares.items())
    n = N_DRAWN if len(shares) > 1 else 1
    return Entry(
        f"core-oracle-{name}",
        (),
        (*_replay(f"core-oracle-{name}", f"oracle: {mix}"), "--n-samples", str(n)),
        ("--tag", "oracle", *_QUICK_SUBMIT, "--notes", ORACLE),
        partial(_oracle_answers, shares, n),
        timing="quick",
        group="core",
    )


def _oracle_answers(shares: dict[str, float], n_samples: int, data: Path) -> Answers:
    return oracle_answers(shares, n_samples)


def _replay(name: str, label: str) -> tuple[str, ...]:
    return ("--model", f"replay:{name}.jsonl.gz", "--name", label, "--missing-as-wrong")


_ENAMEL = ("--suite", "enamel", "--suite-path", "enamel.csv")
_SHARED_TASKS = tuple(part for task_id in EVALPERF_TASKS for part in ("-t", task_id))


def _gpt_4o() -> Entry:
    notes = (
        "One greedy answer a task, as COFFE (Apache-2.0) publishes them with its prompt; the "
        "exact version of the model is not said there. Digests only."
    )
    return Entry(
        "enamel-gpt-4o",
        _ENAMEL,
        _replay("enamel-gpt-4o", "GPT-4o"),
        (*_QUICK_SUBMIT, "--no-code", "--closed-weights", "--link", COFFE, "--notes", notes),
        lambda data: copied_answers(data / "coffe/samples/humaneval.gpt-4o.jsonl.gz"),
        timing="quick",
    )


@dataclass(frozen=True)
class Model:
    """One of EvalPerf's models. Without a licence, its weights are closed."""

    name: str
    file: str
    parameters: str = ""
    licence: str = ""


MODELS = (
    Model("Qwen2.5-72B-Instruct", "Qwen--", "72.7e9", "Qwen"),
    Model("Qwen2.5-7B-Instruct", "Qwen--", "7.6e9", "Apache-2.0"),
    Model("claude-3-5-sonnet-20240620", ""),
    Model("deepseek-coder-6.7b-instruct", "deepseek-ai--", "6.7e9", "DeepSeek"),
    Model("gemma-2-9b-it", "google--", "9.2e9", "Gemma"),
    Model("gpt-4o-2024-08-06", ""),
    Model("OpenCoder-8B-Instruct", "infly--", "7.8e9", "INF"),
    Model("Magicoder-S-DS-6.7B", "ise-uiuc--", "6.7e9", "DeepSeek"),
    Model("Llama-3.1-8B-Instruct", "meta-llama--", "8.0e9", "Llama 3.1"),
    Model("Codestral-22B-v0.1", "mistralai--", "22.2e9", "MNPL-0.1"),
)


def _evalperf(model: Model) -> Entry:
    name = f"enamel-evalperf-{model.name.lower()}"
    known = ["--closed-weights"]
    if model.licence:
        known = ["--open-weights", "--parameters", model.parameters, "--license", model.licence]
    return Entry(
        name,
        (*_ENAMEL, *_SHARED_TASKS),
        (*_replay(name, model.name), "--n-samples", str(N_EVALPERF)),
        (
            *("--no-code", "--unpublishable", *known, "--tag", "passing samples only"),
            *("--link", EVALPERF, "--notes", PASSING_ONLY.format(n=N_EVALPERF)),
        ),
        lambda data: evalperf_answers(data / "evalperf", f"{model.file}{model.name}_", N_EVALPERF),
        timing="quick",  # part of a suite is never ranked
        group="evalperf",
    )
