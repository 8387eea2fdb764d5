"""The manifest's sections: suite, model, generation, judge and timing.

All fields are optional, because older versions recorded fewer of them. A field of type UnsetType
may be null in a file; UNSET means that the file does not have it. The others are None in that case.
Fields that a file does not have are not written either.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from effbench.base.errors import ModelError
from effbench.base.records.plain import Record

Value = TypeVar("Value")


def given(value: Value | UnsetType | None) -> Value | None:
    """Return a field's value; None if the file has none."""
    return None if isinstance(value, UnsetType) else value


class Frozen(Record, frozen=True, kw_only=True):
    """The sizes of a task that count for every model, determined by its fast reference alone."""

    timeable: tuple[str, ...]
    """Labels of the sizes that count for time, smallest first. If empty, no eff@k has the task."""
    memory: tuple[str, ...]
    """Labels of the sizes at which memory can be compared."""

    @classmethod
    def if_known(
        cls, timeable: tuple[str, ...] | None, memory: tuple[str, ...] | None
    ) -> Frozen | None:
        """Return the sizes that count, or None if one of the two is unknown."""
        if timeable is None or memory is None:
            return None
        return cls(timeable=timeable, memory=memory)


class TaskEntry(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One task of the suite."""

    version: int | None = None
    family: str | None = None
    category: str | None = None
    tags: tuple[str, ...] | None = None
    split: str | None = None
    imports: tuple[str, ...] | None = None
    """Libraries that a solution may import, besides the standard library."""
    digest: str | None = None
    """SHA-256 of everything that defines the task."""
    sizes: tuple[str, ...] | None = None
    """Labels of all sizes, smallest first."""
    timeable: tuple[str, ...] | None = None
    """As in `Frozen`; None until the run has determined it. So is `memory`."""
    memory: tuple[str, ...] | None = None

    @property
    def frozen(self) -> Frozen | None:
        """The sizes that count, if the entry has them."""
        return Frozen.if_known(self.timeable, self.memory)

    def with_frozen(self, frozen: Frozen) -> TaskEntry:
        """A copy with the sizes that count."""
        return msgspec.structs.replace(self, timeable=frozen.timeable, memory=frozen.memory)


class SuiteSection(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The tasks that were run."""

    name: str | None = None
    choice: str | None = None
    """The name that opens the suite, as for `--suite`; None in older files."""
    version: str | None = None
    n_tasks: int | None = None
    digest: str | None = None
    """SHA-256 over the digests of the tasks."""
    subset: bool | None = None
    """True if the run selected some of the suite's tasks."""
    split: str | None = None
    suite_seed: int | UnsetType | None = UNSET
    """The seed of generated tasks; None for the tasks as written."""
    edition: str | None = None
    """The name of the private edition whose variants these are. Its seed is not recorded."""
    notes: tuple[str, ...] | None = None
    timed: bool | None = None
    """True if any task has sizes to time."""
    tasks: dict[str, TaskEntry] = msgspec.field(default_factory=dict)
    locked: bool | None = None
    """True if the sizes that count come from the suite's lock file."""
    left_out: dict[str, str] | None = None
    """Task -> the reason why its samples count for no model."""


class SamplingFacts(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Sampling parameters, as a model backend used them."""

    temperature: float | None = None
    top_p: float | None = None
    max_new_tokens: int | None = None


class Observed(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Facts about an API server that showed while it answered."""

    requests: int | None = None
    retries: int | None = None
    throttlings: int | None = None
    sent_together: int | None = None
    least_concurrency: int | None = None
    served_models: tuple[str, ...] | None = None
    """Model names in the replies."""
    parameters_left_out: dict[str, str] | None = None
    """Refused parameter -> the server's words."""
    max_tokens_sent: int | None = None
    """The token limit, if the server accepts only a lower one than requested."""
    prompts_with_fewer_tokens: int | None = None
    fewest_max_tokens_sent: int | None = None
    system_prompt: str | None = None
    """The place of the system prompt, if the server has no role for it."""


class ModelSection(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The model: its name, the model card's entries, and its backend's description."""

    label: str | None = None
    spec: str | None = None
    """The model as the command named it, e.g. `openai:gpt-4o`."""
    kind: str | None = None
    """The backend."""
    parameters: int | float | None = None
    open_weights: bool | None = None
    license: str | None = None
    tags: tuple[str, ...] | None = None
    trained_on_suite: bool | None = None
    tier: str | None = None
    file: str | None = None
    sha256: str | None = None
    n_tasks: int | None = None
    n_answers: int | None = None
    samples_per_task: tuple[int, ...] | None = None
    model: str | None = None
    base_url: str | None = None
    server_n: bool | None = None
    observed: Observed | None = None
    fingerprint: str | None = None
    architecture: str | None = None
    dtype: str | None = None
    device: str | None = None
    tensor_parallel: int | None = None
    torch: str | None = None
    transformers: str | None = None
    vllm: str | None = None
    context: int | UnsetType | None = UNSET
    prompt: str | None = None
    stop: str | None = None
    sampling: SamplingFacts | None = None
    seeds: str | None = None
    details: dict[str, Any] | None = None
    """The entries of a backend that is not part of effbench."""

    def described(self, facts: Mapping[str, object]) -> ModelSection:
        """A copy with the facts that a backend gives; those without a field go to `details`.

        Raises ModelError for a fact of the wrong type.
        """
        known = {name: value for name, value in facts.items() if name in _MODEL_FIELDS}
        details = {**(self.details or {}), **{k: v for k, v in facts.items() if k not in known}}
        merged = {**msgspec.to_builtins(self), **known, **({"details": details} if details else {})}
        try:
            return msgspec.convert(merged, ModelSection)
        except msgspec.ValidationError as error:
            raise ModelError(
                f"{self.spec}: the model's description is malformed: {error}"
            ) from None


_MODEL_FIELDS = frozenset(ModelSection.__struct_fields__) - {"details"}


class GenerationSection(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The settings that shape an answer, except for the model."""

    n_samples: int | None = None
    """Number of answers per task."""
    temperature: float | None = None
    top_p: float | None = None
    max_new_tokens: int | None = None
    max_new_tokens_sent: int | None = None
    """The lowest limit that was sent, if a server accepts only a lower one."""
    tokens_out: int | float | None = None
    """Number of tokens in all answers. effbench does not write it."""
    prompt: str | None = None
    prompt_version: int | None = None
    system_prompt: str | None = None
    few_shot: int | None = None
    extractor_version: int | None = None
    key: str = ""
    """SHA-256 of everything that shapes an answer; every row of answers repeats it."""


class JudgeSection(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The settings of judging. All fields are absent until the answers are judged."""

    tier: str | None = None
    """The sandbox's tier, T1 to T4."""
    shell: str | None = None
    """The program around the sandbox, or `none`."""


class TimingSection(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The settings of timing. All fields are absent until the answers are judged."""

    profile: str | None = None
    estimand: str | None = None
    """See `runs.estimand`; older versions did not record it."""
    precision: float | UnsetType | None = UNSET
    """The relative half-width at which timing stops; None for a fixed number of blocks."""
    blocks: int | None = None
    """The number of blocks in runs of the first versions."""
    min_blocks: int | None = None
    max_blocks: int | UnsetType | None = UNSET
    protocol: int | None = None
    clock: str | None = None
