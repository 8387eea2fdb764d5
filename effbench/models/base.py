"""What every model is to the pipeline: requests in, generations out as they finish.

Decides the interface and the few words that all backends share. It does not decide what is asked
(`prompts`), how often, or what an answer is worth. A backend yields exactly one generation for each
request, in any order and as soon as it is there, so that the pipeline can write it down; what goes
wrong with one request is that generation's `error`. Only what no retry can heal (a bad key, an
unknown model, a server that was never there, weights that can't be read) is a ModelError.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from effbench.foreign import one_line
from effbench.records import Blame, Generation


@dataclass(frozen=True)
class Sampling:
    """How tokens are drawn. At temperature 0 decoding is greedy and `top_p` has no effect."""

    temperature: float = 0.0
    top_p: float = 1.0
    max_new_tokens: int = 2048

    def as_dict(self) -> dict[str, Any]:
        return dataclasses.asdict(self)


@dataclass(frozen=True)
class Request:
    """One sample of one task: everything that its answer may depend on, apart from the model."""

    task_id: str
    sample_index: int
    messages: Sequence[Mapping[str, str]]
    seed: int
    prompt_sha256: str
    entry_point: str


class Model(Protocol):
    label: str
    """The model's name on tables and leaderboards."""
    is_replay: bool
    """The answers exist already (a file, the references): sampling settings do not apply."""
    warnings: list[str]
    """What the user should know and what stopped nothing; may grow while generating."""

    def describe(self) -> dict[str, Any]:
        """Identity and settings for the manifest: plain data, no secrets, no absolute paths."""
        ...

    def generate(self, requests: Sequence[Request]) -> Iterator[Generation]:
        """One generation for each request, in any order. Raises ModelError. May be closed early."""
        ...

    def close(self) -> None:
        """Free what the model holds. Calling it twice is fine."""
        ...


def answered(request: Request, text: str, **fields: Any) -> Generation:
    """The generation for a request that was answered; `fields` are Generation's other fields."""
    fields.setdefault("seed", request.seed)
    return Generation(
        task_id=request.task_id,
        sample_index=request.sample_index,
        text=writable(text),
        prompt_sha256=request.prompt_sha256,
        **fields,
    )


def failed(request: Request, error: str, *, blame: Blame, **fields: Any) -> Generation:
    """The generation for a request that has no answer, and why.

    `blame`: `model` for a prompt beyond its context, a withheld or a missing answer; `server` for a
    failure of the server or of the way to it; `setup` for settings or a machine that can't do it.
    The model pays for its own failures only.
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
    """Text that can be encoded as UTF-8: surrogate pairs are joined, lone surrogates replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
