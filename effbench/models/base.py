"""The interface between the pipeline and a model: requests in, generations out as they finish.

This module holds the protocol and the helpers that all backends share. Prompts are built in
`prompts`. The pipeline chooses the number of samples, and later stages judge the answers.

A backend yields exactly one generation for each request, in any order and as soon as it is ready,
so that the pipeline can save it. A problem with one request goes into that generation's `error`.
ModelError is for failures that no retry can fix: a bad key, an unknown model, a server that never
answered, weights that can't be read.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from effbench.base import Blame, Generation, one_line


@dataclass(frozen=True)
class Sampling:
    """Sampling parameters. At temperature 0 decoding is greedy and `top_p` has no effect."""

    temperature: float = 0.0
    top_p: float = 1.0
    max_new_tokens: int = 2048

    def as_dict(self) -> dict[str, Any]:
        """Return the parameters as a dictionary, for the manifest."""
        return dataclasses.asdict(self)


@dataclass(frozen=True)
class ModelOptions:
    """The settings that a backend may use. Each backend ignores those of other kinds of models."""

    sampling: Sampling
    references: Mapping[str, Mapping[str, str]]
    """Task id -> tier -> source, of every task in the run."""
    n_samples: int
    base_url: str | None = None
    api_key: str | None = None
    concurrency: int = 8
    rpm: float | None = None
    tpm: float | None = None
    server_n: bool = False
    timeout_seconds: float = 120.0
    backend: str = "auto"
    tensor_parallel: int = 1
    device: str | None = None
    dtype: str = "auto"
    batch_size: int = 8
    progress: Callable[[str], None] | None = None


@dataclass(frozen=True)
class Request:
    """One sample of one task. Only these fields and the model determine the answer."""

    task_id: str
    sample_index: int
    messages: Sequence[Mapping[str, str]]
    seed: int
    prompt_sha256: str
    entry_point: str


class Model(Protocol):
    """The interface of all backends."""

    label: str
    """The model's name in tables and on leaderboards."""
    is_replay: bool
    """True if the answers already exist (a file, the references): sampling settings don't apply."""
    warnings: list[str]
    """Non-fatal messages for the user. The list may grow during generation."""

    def describe(self) -> dict[str, Any]:
        """Return identity and settings for the manifest, without secrets or absolute paths."""
        ...

    def generate(self, requests: Sequence[Request]) -> Iterator[Generation]:
        """Yield one generation for each request, in any order. The iterator may be closed early.

        Raises ModelError if the run can't continue.
        """
        ...

    def close(self) -> None:
        """Release the model's resources. It may be called twice."""
        ...


ModelOpener = Callable[[str, ModelOptions], Model]
"""Opens the model that follows the colon of `--model SCHEME:REST`, or the model in a folder."""


def answered(request: Request, text: str, **fields: Any) -> Generation:
    """Return the generation for an answered request. `fields` are Generation's other fields."""
    fields.setdefault("seed", request.seed)
    return Generation(
        task_id=request.task_id,
        sample_index=request.sample_index,
        text=writable(text),
        prompt_sha256=request.prompt_sha256,
        **fields,
    )


def failed(request: Request, error: str, *, blame: Blame, **fields: Any) -> Generation:
    """Return the generation for a request without an answer. `error` gives the reason.

    `blame` is `model` if the prompt exceeds the context or if the answer was withheld or is
    missing; `server` if the server or the connection failed; `setup` if the settings or this
    machine are unsuitable. Only failures with blame `model` count against the model.
    """
    return answered(
        request,
        "",
        finish_reason="error",
        error=one_line(error),
        infra=blame != "model",
        blame=blame,
        **fields,
    )


def writable(text: str) -> str:
    """Make `text` encodable as UTF-8: join surrogate pairs, replace lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
