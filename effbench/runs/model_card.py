"""The model card: a model's size, weights, licence, tags, and whether it was trained on the suite.

This module defines the names and types of these entries in a manifest's `model`. They are stated by
the person who runs the benchmark; nothing is guessed from a name. They do not affect answers or
scores, with one exception: a model that was trained on the suite is not ranked.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import msgspec

from effbench.base import JsonObject, ModelSection, UsageError

MAX_TAGS = 8
MAX_CHARACTERS = 40
"""Maximum length of a tag or a licence name: both must fit into a table cell."""
_FACTORS = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
_COUNT = re.compile(r"([0-9]+(?:[.][0-9]+)?(?:e[0-9]{1,2})?)([KMBT]?)", re.IGNORECASE)


@dataclass(frozen=True)
class ModelCard:
    """The entries; None or () if not stated."""

    parameters: float | None = None
    """The number of parameters, e.g. 7.6e9."""
    open_weights: bool | None = None
    """True if the weights are publicly available."""
    license: str | None = None
    """An SPDX identifier if there is one, otherwise the licence's name."""
    tags: tuple[str, ...] = ()
    trained_on_suite: bool | None = None
    """True if trained on the suite's tasks or families, including variants. Then not ranked."""

    def __post_init__(self) -> None:
        """Raise UsageError if an entry is invalid."""
        for name, wanted in faults(self.said()):
            raise UsageError(f"{_OPTIONS[name]}: give {wanted}")

    def said(self) -> JsonObject:
        """Return the stated entries in the form of a manifest's `model`."""
        entries = {**asdict(self), "tags": list(self.tags)}
        return {name: value for name, value in entries.items() if value not in (None, [])}

    def onto(self, model: ModelSection) -> ModelSection:
        """Return a manifest's `model` updated with this card."""
        stated = {name: getattr(self, name) for name in self.said()}
        return msgspec.structs.replace(model, **stated)


def parameter_count(text: str) -> float:
    """Parse a count such as `7.6e9`, `7.6B` or `350M`. Raises UsageError for any other form."""
    found = _COUNT.fullmatch(text.strip())
    if found is None or not float(found[1]):
        raise UsageError(f"--parameters {text}: write a count, such as 7.6B, 350M or 7.6e9")
    return float(found[1]) * _FACTORS.get(found[2].upper(), 1.0)


def card_entries(model: ModelSection) -> JsonObject:
    """Return the entries of the model card that a manifest's `model` has."""
    entries = {name: getattr(model, name) for name in _ENTRIES}
    return {name: value for name, value in entries.items() if value is not None}


def faults(entries: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (entry, required form) for each invalid entry of a model card."""
    return [
        (name, wanted)
        for name, (fits, wanted) in _ENTRIES.items()
        if name in entries and not fits(entries[name])
    ]


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
        isinstance(value, list | tuple)
        and len(value) <= MAX_TAGS
        and all(map(_is_word, value))
        and len(set(value)) == len(value)
    )


_WORD = f"printable text of at most {MAX_CHARACTERS} characters"
_ENTRIES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "parameters": (_is_count, "a number of parameters above 0"),
    "open_weights": (_is_flag, "true or false"),
    "license": (_is_word, _WORD),
    "tags": (_are_words, f"a list of at most {MAX_TAGS} different tags, each {_WORD}"),
    "trained_on_suite": (_is_flag, "true or false"),
}
_OPTIONS = {
    "parameters": "--parameters",
    "open_weights": "--open-weights",
    "license": "--license",
    "tags": "--tag",
    "trained_on_suite": "--trained-on-suite",
}
