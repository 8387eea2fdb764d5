"""What a reader may filter by: model size, open weights, badge, status, machine, tags.

Decides the names of the groups and which of them a run is in. Everything is what the run's manifest
says of itself; what it doesn't say is the group "not said", never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from effbench.leaderboard.reading import Run, first_text
from effbench.leaderboard.text import clean
from effbench.model_card import trained_on_suite

NOT_SAID = "not said"
TRAINED = "trained on the suite"
SIZES = ((3e9, "up to 3 B"), (10e9, "3 to 10 B"), (40e9, "10 to 40 B"), (float("inf"), "over 40 B"))
NAMES = {
    "size": "Size",
    "weights": "Weights",
    "badge": "Badge",
    "status": "Status",
    "machine": "Machine",
    "tag": "Tag",
}
"""Facet -> what the page calls it, in the order of the chips."""
_MAX_TAGS = 8
_MAX_CHARACTERS = 40


def facets(run: Run) -> dict[str, list[str]]:
    """Facet of NAMES -> the run's values; empty only for tags."""
    model = run.manifest.model
    return {
        "size": [size_class(parameters(model))],
        "weights": [weights(model)],
        "badge": badges(run),
        "status": [status(run)],
        "machine": [_short(machine(run))],
        "tag": tags(model),
    }


def badges(run: Run) -> list[str]:
    """Who vouches for the numbers, and TRAINED where the model had seen what it is asked."""
    trained = [TRAINED] if trained_on_suite(run.manifest.model) else []
    return [*(_short(badge) for badge in run.badges), *trained]


def license_text(model: Mapping[str, Any]) -> str:
    """`model.license`, short; empty when it isn't said."""
    value = model.get("license")
    return _short(value) if isinstance(value, str) else ""


def parameters(model: Mapping[str, Any]) -> float | None:
    """`model.parameters`, a count; None when it is absent or no positive number."""
    value = model.get("parameters")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < 1e18 else None


def size_class(count: float | None) -> str:
    return NOT_SAID if count is None else next(name for most, name in SIZES if count <= most)


def size_text(count: float | None) -> str:
    """`7 B`, `0.5 B`; empty when unknown."""
    return "" if count is None else f"{count / 1e9:.3g}\u00a0B"


def weights(model: Mapping[str, Any]) -> str:
    """`model.open_weights`, true or false."""
    value = model.get("open_weights")
    return {True: "open", False: "closed"}[value] if isinstance(value, bool) else NOT_SAID


def tags(model: Mapping[str, Any]) -> list[str]:
    """The first few texts of the list `model.tags`, cleaned and short."""
    value = model.get("tags")
    listed: Sequence[Any] = value if isinstance(value, list) else ()
    found = [_short(tag) for tag in listed if isinstance(tag, str)]
    return list(dict.fromkeys(filter(None, found)))[:_MAX_TAGS]


def status(run: Run) -> str:
    return {True: "publishable", False: "not publishable", None: "not checked"}[
        run.manifest.publishable
    ]


def machine(run: Run) -> str:
    """The machine's class, else its processor."""
    return first_text(run.manifest.machine, "class_label", "cpu_model") or "not recorded"


def _short(text: str) -> str:
    text = " ".join(clean(text).split())
    return text if len(text) <= _MAX_CHARACTERS else text[: _MAX_CHARACTERS - 1] + "…"
