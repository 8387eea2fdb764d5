"""The configuration of `effbench train`: a TOML file as typed data.

An unknown key is an error that names the file, the key and the most similar known key. So a
misspelt learning rate can't train for a day with the default one.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from effbench.base import DataError, read_text

Stage = Literal["sft", "pairs", "dpo", "rloo", "eval"]
STAGES: tuple[Stage, ...] = ("sft", "pairs", "dpo", "rloo", "eval")
Algorithm = Literal["rloo", "grpo", "dr_grpo"]


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class FromScratch(_Table, frozen=True, kw_only=True):
    """A small model with random weights and a tokenizer made from the training data."""

    hidden: int = 128
    layers: int = 4
    heads: int = 4
    feed_forward: int = 384
    context: int = 512


class Lora(_Table, frozen=True, kw_only=True):
    """LoRA adapters, by default on all linear layers."""

    rank: int = 64
    alpha: int = 128
    dropout: float = 0.0
    targets: str | list[str] = "all-linear"


class Model(_Table, frozen=True, kw_only=True):
    """Either `path`, a Hugging Face folder, or `from_scratch`."""

    path: str | None = None
    from_scratch: FromScratch | None = None
    dtype: Literal["float32", "bfloat16", "float16"] = "float32"
    lora: Lora | None = None
    gradient_checkpointing: bool = False


class Data(_Table, frozen=True, kw_only=True):
    """The training prompts, by `source`.

    `baseline`: variants of a few dev families with renamed functions (only those in `families`, if
    given; `per_family` variants each). `dev`: the dev split. `generated`: for each of
    `suite_seeds`, a variant of every parametrised task of the dev split (only those in `families`,
    if given).
    """

    source: Literal["baseline", "dev", "generated"] = "dev"
    families: list[str] = []
    per_family: int = 4
    suite_seeds: list[int] = []
    template: str = "neutral"


class JudgeAt(_Table, frozen=True, kw_only=True):
    """The judge. `where` is `local`, or the address of `effbench serve-reward`."""

    where: str = "local"
    workers: int | None = None
    profile: str = "reward"
    spec: str = "gated-log:v2"
    sandbox: str = "auto"


class Sampling(_Table, frozen=True, kw_only=True):
    """Settings for sampling the model between trainings: for gates and for pairs."""

    temperature: float = 1.0
    max_new_tokens: int = 2048
    batch_size: int = 32
    backend: Literal["auto", "hf", "vllm"] = "auto"


class Training(_Table, frozen=True, kw_only=True):
    """The settings that the three trainings share. `steps` are steps of the optimiser."""

    steps: int = 100
    learning_rate: float = 1e-4
    batch_size: int = 8
    gradient_accumulation: int = 1
    warmup_steps: int = 0
    max_grad_norm: float = 1.0
    schedule: str = "linear"
    save_every: int = 50
    min_pass_at_1: float = 0.0
    """The gate: the recipe stops after this stage if pass@1 on the training prompts is lower."""


class Sft(Training, frozen=True, kw_only=True):
    """Training on known solutions, mixed by `shares`; `per_family` variants of each family."""

    shares: dict[Literal["fast", "medium", "slow", "wrong"], float] = msgspec.field(
        default_factory=lambda: {"fast": 1.0}
    )
    per_family: int = 60


class Pairs(_Table, frozen=True, kw_only=True):
    """The preference pairs for DPO, made from `samples` answers per prompt."""

    samples: int = 16
    efficiency_pair_fraction: float = 0.0
    min_speed_ratio: float = 1.2
    max_per_prompt: int = 8


class Dpo(Training, frozen=True, kw_only=True):
    """Training with DPO on the preference pairs."""

    beta: float = 0.1


class Rloo(Training, frozen=True, kw_only=True):
    """Online training on the efficiency reward.

    `algorithm` is rloo, or grpo (which divides by the group's standard deviation), or dr_grpo (grpo
    without that division). `mask_wrong` excludes wrong completions instead of giving them the
    lowest reward. It needs `beta` > 0, and even then correctness tends to collapse.
    """

    algorithm: Algorithm = "rloo"
    group: int = 8
    beta: float = 0.02
    temperature: float = 1.0
    mask_wrong: bool = False
    mask_truncated: bool = False
    clip: float = 0.2
    vllm: bool = False
    vllm_memory: float = 0.3


class Eval(_Table, frozen=True, kw_only=True):
    """The benchmark run with each stage's model. `split`: baseline, dev, generated, …"""

    split: str = "baseline"
    suite_seed: int | None = None
    tasks: list[str] = []
    samples: int = 8
    temperature: float = 1.0
    timing: str = "quick"
    stages: tuple[Literal["sft", "dpo", "rloo"], ...] = ("sft", "dpo", "rloo")


class Launch(_Table, frozen=True, kw_only=True):
    """The start of trainings: in this process if `command` is empty, else by a launcher.

    For example ["accelerate", "launch", "--config_file", "configs/zero3.yaml"].
    """

    command: list[str] = []
    deepspeed: str | None = None


class Watch(_Table, frozen=True, kw_only=True):
    """Samples that are more than `speedup` times as fast as the fast reference are judged again.

    This is done here with `profile`, or by a second server at `where`, whose seed must differ from
    the first one's.
    """

    speedup: float = 2.0
    profile: str = "standard"
    where: str | None = None


class Recipe(_Table, frozen=True, kw_only=True):
    """A whole configuration file."""

    name: str
    seed: int = 0
    stages: tuple[Stage, ...] = STAGES
    threads: int | None = None
    """torch's threads. Training with more threads than idle cores is slower than with one."""
    gate_samples: int = 8
    """Samples per prompt to measure pass@1 after a training."""
    model: Model
    data: Data = Data()
    judge: JudgeAt = JudgeAt()
    sampling: Sampling = Sampling()
    sft: Sft = Sft()
    pairs: Pairs = Pairs()
    dpo: Dpo = Dpo()
    rloo: Rloo = Rloo()
    eval: Eval = Eval()
    watch: Watch = Watch()
    launch: Launch = Launch()


def load(path: Path) -> Recipe:
    """Read a recipe from a file. Raises DataError with the file and the key if it is invalid."""
    try:
        table = tomllib.loads(read_text(path))
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}; give --config a recipe's TOML file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: not TOML: {error}") from None
    _require_known_keys(table, Recipe, path, "")
    try:
        recipe = msgspec.convert(table, Recipe)
    except msgspec.ValidationError as error:
        raise DataError(f"{path}: {_in_toml(str(error))}") from None
    for problem in _problems(recipe):
        raise DataError(f"{path}: {problem}")
    return recipe


def _problems(recipe: Recipe) -> list[str]:
    return [*_of_stages(recipe), *_of_rloo(recipe.rloo), *_of_trainings(recipe)]


def _of_stages(recipe: Recipe) -> Iterator[str]:
    model, data = recipe.model, recipe.data
    if (model.path is None) == (model.from_scratch is None):
        yield "[model] needs either path or [model.from_scratch]"
    if model.from_scratch is not None and "sft" not in recipe.stages:
        yield 'stages: a model from scratch is untrained; begin with "sft"'
    if model.from_scratch is not None and data.source != "baseline":
        yield 'data.source: a model from scratch needs the short prompts of "baseline"'
    if recipe.stages != tuple(stage for stage in STAGES if stage in recipe.stages):
        yield f"stages: give some of {', '.join(STAGES)}, in this order, each once"
    if "dpo" in recipe.stages and "pairs" not in recipe.stages:
        yield 'stages: "dpo" needs "pairs" before it'
    if data.source == "generated" and not data.suite_seeds:
        yield 'data.suite_seeds: source "generated" needs one or more, below 2**31'


def _of_rloo(rloo: Rloo) -> Iterator[str]:
    if rloo.mask_wrong and rloo.beta <= 0:
        yield (
            "rloo.mask_wrong needs rloo.beta > 0: without wrong completions, only the KL penalty "
            "preserves correctness"
        )
    if rloo.group < 2:
        yield f"rloo.group: at least 2, not {rloo.group}"
    elif rloo.batch_size * rloo.gradient_accumulation % rloo.group:
        yield "rloo.batch_size times gradient_accumulation must be a multiple of rloo.group"


def _of_trainings(recipe: Recipe) -> Iterator[str]:
    for stage in ("sft", "dpo", "rloo"):
        table: Training = getattr(recipe, stage)
        for key in ("steps", "batch_size", "gradient_accumulation", "save_every"):
            if getattr(table, key) < 1:
                yield f"{stage}.{key}: at least 1, not {getattr(table, key)}"
        if not 0.0 <= table.min_pass_at_1 <= 1.0:
            yield f"{stage}.min_pass_at_1: from 0 to 1, not {table.min_pass_at_1}"


def _require_known_keys(table: Mapping[str, Any], kind: Any, path: Path, above: str) -> None:
    fields = {field.name: field.type for field in msgspec.structs.fields(kind)}
    for key, value in table.items():
        name = f"{above}{key}"
        if key not in fields:
            close = difflib.get_close_matches(key, fields, n=1)
            hint = (
                f"did you mean {above}{close[0]}?" if close else f"known keys: {', '.join(fields)}"
            )
            raise DataError(f"{path}: unknown key {name!r}; {hint}")
        inner = _struct_in(fields[key])
        if inner is not None and isinstance(value, dict):
            _require_known_keys(value, inner, path, f"{name}.")


def _struct_in(kind: Any) -> Any:
    """Return the table's type in `Table` or `Table | None`, or None for any other type."""
    options = getattr(kind, "__args__", (kind,)) if not isinstance(kind, type) else (kind,)
    for option in options:
        if isinstance(option, type) and issubclass(option, msgspec.Struct):
            return option
    return None


def _in_toml(message: str) -> str:
    """Turn msgspec's "MESSAGE - at `$.dpo.beta`" into "dpo.beta: MESSAGE"."""
    said, _, place = message.partition(" - at ")
    return f"{place.strip('`').removeprefix('$.')}: {said}" if place else said
