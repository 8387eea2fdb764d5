"""Groups of options that several commands take, each group written once.

A command lists its groups with `takes` and gets their values as one dictionary.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, get_type_hints

from effbench.cli import options as o

Settings = dict[str, Any]
"""Parameter name -> value, of all groups of a command."""


@dataclass
class Model:
    """The model, and its server."""

    model: o.ModelSpec
    base_url: o.BaseUrl = None


@dataclass
class Label:
    """The name of the run's model."""

    name: o.Name = None


@dataclass
class Tasks:
    """The suite, and which of its tasks to use."""

    suite: o.Suite = "core"
    suite_path: o.SuitePath = None
    tasks: o.Tasks = None
    tasks_path: o.TasksPath = None
    limit: o.Limit = None
    split: o.Split = "all"
    suite_seed: o.SuiteSeed = None
    suite_seed_file: o.SuiteSeedFile = None


@dataclass
class Samples:
    """The number of answers for each task."""

    n_samples: o.NSamples = None
    answered_only: o.AnsweredOnly = False
    missing_as_wrong: o.MissingAsWrong = False


@dataclass
class Prompting:
    """Sampling and prompts."""

    temperature: o.Temperature = 0.0
    top_p: o.TopP = 1.0
    max_new_tokens: o.MaxNewTokens = 2048
    prompt: o.Prompt = "neutral"
    system_prompt: o.SystemPrompt = ""
    few_shot: o.FewShot = 0


@dataclass
class Judging:
    """The timing profile, the metrics' k and the isolation."""

    timing: o.Timing = "standard"
    k: o.K = None
    sandbox: o.Tier = "auto"


@dataclass
class Place:
    """The root seed and the folders."""

    seed: o.Seed = None
    out: o.Out = None
    results: o.Results = Path("results")


@dataclass
class Workers:
    """The processes and nodes that judge and time."""

    workers: o.Workers = None
    executor: o.Executor = "local"
    timing_lanes: o.TimingLanes = 1


@dataclass
class Asking:
    """The settings of a server, and of weights on this machine."""

    concurrency: o.Concurrency = 8
    rpm: o.Rpm = None
    tpm: o.Tpm = None
    server_n: o.ServerN = False
    request_timeout: o.RequestTimeout = 120
    backend: o.Backend = "auto"
    tensor_parallel: o.TensorParallel = 1
    device: o.Device = None
    dtype: o.Dtype = "auto"
    batch_size: o.BatchSize = 8


@dataclass
class Card:
    """Statements about the model."""

    parameters: o.Parameters = None
    open_weights: o.OpenWeights = None
    license: o.License = None
    tag: o.Tag = None
    trained_on_suite: o.TrainedOnSuite = None


def takes(
    *groups: type, **changed: tuple[Any, Any]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add the options of `groups` to a command, which gets their values as `settings`.

    `changed` gives an option another annotation and default for this command. The command's own
    arguments come before the groups, its own options after them.
    """
    shared = {p.name: p for group in groups for p in _parameters(group)}
    for name, (annotation, default) in changed.items():
        shared[name] = shared[name].replace(annotation=annotation, default=default)

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        own = dict(inspect.signature(command, eval_str=True).parameters)
        del own["settings"]
        first = [p for p in own.values() if p.default is inspect.Parameter.empty]
        last = [p for p in own.values() if p.default is not inspect.Parameter.empty]
        order = [p.replace(kind=p.KEYWORD_ONLY) for p in (*first, *shared.values(), *last)]
        signature = inspect.Signature(order, return_annotation=None)

        @functools.wraps(command)
        def with_settings(**values: Any) -> None:
            bound = signature.bind(**values)
            bound.apply_defaults()
            given = bound.arguments
            mine = {name: given.pop(name) for name in own}
            command(settings=dict(given), **mine)

        with_settings.__signature__ = signature  # type: ignore[attr-defined]  # for typer
        return with_settings

    return decorate


def _parameters(group: Any) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if field.default is MISSING else field.default,
            annotation=hints[field.name],
        )
        for field in fields(group)
    ]
