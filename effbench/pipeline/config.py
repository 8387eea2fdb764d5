"""The configuration of a run, the interface for its progress, and the suites it can load."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from effbench.base import UsageError
from effbench.models import BackendOptions, Sampling
from effbench.runs import ModelCard
from effbench.sandbox import TRUSTED_ONLY, Sandbox
from effbench.tasks import Suite, SuiteChoice, open_suite, registry

MISSING = ("refuse", "wrong", "leave out")


@dataclass(frozen=True)
class RunConfig(BackendOptions):
    """Everything that shapes a run. The run folder's name follows from it."""

    model: str = "reference:medium"
    label: str | None = None
    suite: str = registry.CORE
    suite_path: Path | None = None
    tasks: tuple[str, ...] = ()
    tasks_path: tuple[Path, ...] = ()
    limit: int | None = None
    split: str = "all"
    suite_seed: int | None = None
    suite_seed_file: Path | None = None
    """The file with the seed of a private edition, in place of `suite_seed`."""
    n_samples: int = 1
    n_from_file: bool = False
    """With recorded answers: take the number of samples per task from the file, not `n_samples`."""
    missing: str = "wrong"
    """Treatment of an answer that the recorded file lacks: one of MISSING. The command line's
    default is `refuse`."""
    sampling: Sampling = field(default_factory=Sampling)
    prompt: str = "neutral"
    system_prompt: str = ""
    few_shot: int = 0
    timing: str = "standard"
    sandbox: str = "auto"
    seed: int | None = None
    ks: tuple[int, ...] = ()
    """The k of pass@k and eff@k, instead of the defaults; not part of the run's identity."""
    out: Path | None = None
    results: Path = Path("results")
    workers: int | None = None
    executor: str = "local"
    timing_lanes: int = 1
    retry_failed: bool = False
    card: ModelCard = field(default_factory=ModelCard)
    """Statements about the model; not part of the run's identity."""
    command: str = ""


class Reporter(Protocol):
    """Receives progress messages. Never writes to stdout."""

    def stage(self, name: str, total: int) -> None:
        """Begin a stage of `total` items."""

    def advance(self, note: str = "", tokens: int = 0) -> None:
        """Count one item of the stage as done."""

    def message(self, text: str) -> None:
        """Show one line."""


def require_trusted(tier: str, model: str) -> None:
    """Reject a model's answers at tier T4, which isolates nothing.

    Raises UsageError unless the answers are references or a replay, which a person has looked at.
    """
    if tier == "T4" and model.partition(":")[0] not in ("reference", "replay"):
        raise UsageError(
            f"{TRUSTED_ONLY}. It takes the models reference:TIER and replay:FILE (recorded answers "
            f"that you have looked at), not {model}: judge these at T1 to T3, on Linux"
        )


def suite_choice(config: RunConfig) -> SuiteChoice:
    """The part of `config` that says which suite to open."""
    return SuiteChoice(
        config.suite,
        config.suite_path,
        config.tasks_path,
        config.split,
        config.suite_seed,
        config.suite_seed_file,
    )


def load_suite(config: RunConfig, sandbox: Sandbox) -> Suite:
    """Open the suite of `config` and keep its `tasks` and `limit`.

    Raises UsageError if no task is left, or if the suite has no sizes and `config` times it.
    """
    suite = open_suite(suite_choice(config), sandbox)
    if config.timing != "off" and not any(task.sizes for task in suite.tasks):
        raise UsageError(f"suite {suite.name} has no sizes to time: add --timing off")
    suite = registry.select(suite, config.tasks, config.limit)
    if not suite.tasks:
        raise UsageError(f"suite {suite.name}: no task is left to run")
    return suite


def load_chosen(config: RunConfig, ids: frozenset[str], sandbox: Sandbox) -> Suite:
    """Load the tasks of `config`'s suite with these ids, e.g. on another machine."""
    suite = load_suite(replace(config, tasks=(), limit=None), sandbox)
    return replace(suite, tasks=tuple(task for task in suite.tasks if task.id in ids))


def for_nodes(config: RunConfig) -> RunConfig:
    """Return the part of `config` that a cluster's nodes need to load its suite, with absolute
    paths.
    """

    def absolute(path: Path) -> Path:
        return path.resolve() if path.exists() else path  # hf:OWNER/NAME is not a path

    return RunConfig(
        suite=config.suite,
        suite_path=config.suite_path and absolute(config.suite_path),
        tasks_path=tuple(map(absolute, config.tasks_path)),
        split=config.split,
        suite_seed=config.suite_seed,
        suite_seed_file=config.suite_seed_file and absolute(config.suite_seed_file),
        timing=config.timing,
    )
