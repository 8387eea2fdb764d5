"""What people want to know of a model besides its answers: size, weights, licence, tags, training.

Decides the names and types of these entries of a manifest's `model`. Nothing of it shapes an answer
or a number, save one: a model that was trained on the suite isn't ranked. It is the runner's word;
nothing is guessed from a name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from effbench.errors import UsageError

MAX_TAGS = 8
MAX_CHARACTERS = 40
"""Of a tag and of a licence's name: they stand in a table's cell."""
_FACTORS = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
_COUNT = re.compile(r"([0-9]+(?:[.][0-9]+)?(?:e[0-9]{1,2})?)([KMBT]?)", re.IGNORECASE)


@dataclass(frozen=True)
class ModelCard:
    """The entries, None and () where nothing is said."""

    parameters: float | None = None
    """How many, e.g. 7.6e9."""
    open_weights: bool | None = None
    """Can anybody download them?"""
    license: str | None = None
    """An SPDX identifier where there is one, else the licence's name."""
    tags: tuple[str, ...] = ()
    trained_on_suite: bool | None = None
    """True: on the suite's own tasks or families, its variants included. Not ranked then."""

    def __post_init__(self) -> None:
        """Raises UsageError for what validation would refuse."""
        for name, wanted in faults(self.said()):
            raise UsageError(f"{_OPTIONS[name]}: {wanted} is due")

    def said(self) -> dict[str, Any]:
        """The entries that say something, as a manifest's `model` holds them."""
        entries = {**asdict(self), "tags": list(self.tags)}
        return {name: value for name, value in entries.items() if value not in (None, [])}

    def onto(self, model: Mapping[str, Any]) -> dict[str, Any]:
        """A manifest's `model` with what this card says."""
        return {**model, **self.said()}


def parameter_count(text: str) -> float:
    """`7.6e9`, `7.6B`, `350M`: a count. Raises UsageError for anything else."""
    found = _COUNT.fullmatch(text.strip())
    if found is None or not float(found[1]):
        raise UsageError(f"--parameters {text}: write a count, such as 7.6B, 350M or 7.6e9")
    return float(found[1]) * _FACTORS.get(found[2].upper(), 1.0)


def faults(model: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(entry, what is due there) of each entry of a manifest's `model` with another type."""
    return [
        (name, wanted)
        for name, (fits, wanted) in _ENTRIES.items()
        if name in model and not fits(model[name])
    ]


def trained_on_suite(model: Mapping[str, Any]) -> bool:
    return model.get("trained_on_suite") is True


def _is_count(value: Any) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and 0 < value < 1e18
    )


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_word(value: Any) -> bool:
    return (
        isinstance(value, str)
        and 0 < len(value) <= MAX_CHARACTERS
        and value.isprintable()
        and value == value.strip()
    )


def _are_words(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= MAX_TAGS
        and all(map(_is_word, value))
        and len(set(value)) == len(value)
    )


_WORD = f"printable text of at most {MAX_CHARACTERS} characters"
_ENTRIES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "parameters": (_is_count, "a number of parameters above 0"),
    "open_weights": (_is_flag, "true or false"),
    "license": (_is_word, _WORD),
    "tags": (_are_words, f"a list of at most {MAX_TAGS} different tags, each {_WORD},"),
    "trained_on_suite": (_is_flag, "true or false"),
}
_OPTIONS = {
    "parameters": "--parameters",
    "open_weights": "--open-weights",
    "license": "--license",
    "tags": "--tag",
    "trained_on_suite": "--trained-on-suite",
}
