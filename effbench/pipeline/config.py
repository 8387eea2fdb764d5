"""What a run is asked to do, and where its progress goes. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from effbench import registry
from effbench.errors import UsageError
from effbench.measure import Plan
from effbench.models import Sampling
from effbench.sandbox import Sandbox
from effbench.suite import Suite

PLANS: dict[str, Plan | None] = {
    "off": None,
    "quick": Plan(min_blocks=8, sizes=2),
    "standard": Plan(precision=0.05, max_blocks=96),
    "strict": Plan(precision=0.02),
}
PUBLISHABLE_PROFILES = ("standard", "strict")
QUICK_TARGET = 0.05  # what a profile without a precision of its own asks of the machine


@dataclass(frozen=True)
class RunConfig:
    """Everything that shapes a run. The run folder's name follows from it."""

    model: str = "reference:medium"
    base_url: str | None = None
    label: str | None = None
    suite: str = registry.CORE
    suite_path: Path | None = None
    tasks: tuple[str, ...] = ()
    tasks_path: tuple[Path, ...] = ()
    limit: int | None = None
    n_samples: int = 1
    sampling: Sampling = field(default_factory=Sampling)
    prompt: str = "neutral"
    timing: str = "standard"
    sandbox: str = "auto"
    seed: int | None = None
    out: Path | None = None
    results: Path = Path("results")
    workers: int | None = None
    concurrency: int = 8
    timeout_seconds: float = 120.0
    device: str | None = None
    dtype: str = "auto"
    batch_size: int = 8
    command: str = ""


class Reporter(Protocol):
    """Where progress goes. Never stdout."""

    def stage(self, name: str, total: int) -> None: ...

    def advance(self, note: str = "") -> None: ...

    def message(self, text: str) -> None: ...


def load_suite(config: RunConfig, sandbox: Sandbox) -> Suite:
    """The suite that `config` names, cut down to its `tasks` and `limit`."""
    if config.suite == registry.CORE:
        suite = registry.load_core(config.tasks_path)
    elif config.suite == "enamel":
        from effbench.datasets import enamel

        if config.suite_path is None:
            raise UsageError("--suite enamel needs --suite-path FILE.csv (ENAMEL's enamel.csv)")
        suite = enamel.load(config.suite_path, sandbox)
    else:
        raise UsageError(f"unknown suite {config.suite!r}; there are: core, enamel")
    suite = registry.select(suite, config.tasks, config.limit)
    if not suite.tasks:
        raise UsageError(f"suite {suite.name}: no task is left to run")
    return suite
