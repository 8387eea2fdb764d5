"""The facets that a reader can filter by: model size, weights, badge, status, machine, tags.

Except for badges, the values come from the run's own manifest. A missing value is "not said", never
a guess.
"""

from __future__ import annotations

from effbench.base import ModelSection
from effbench.leaderboard.reading import Run
from effbench.leaderboard.text import clean

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
"""Facet -> its name on the page, in the order of the chips."""
_MAX_TAGS = 8
_MAX_CHARACTERS = 40


def facets(run: Run) -> dict[str, list[str]]:
    """Return facet of NAMES -> the run's values; only the list of tags may be empty."""
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
    """Return the run's badges, and TRAINED if the model was trained on the suite."""
    trained = [TRAINED] if run.manifest.model.trained_on_suite else []
    return [*(_short(badge) for badge in run.badges), *trained]


def license_text(model: ModelSection) -> str:
    """Return the model's licence, shortened; empty if it is missing."""
    return _short(model.license or "")


def parameters(model: ModelSection) -> float | None:
    """Return the model's number of parameters; None if it is missing or out of bounds."""
    value = model.parameters
    return float(value) if value is not None and 0 < value < 1e18 else None


def size_class(count: float | None) -> str:
    """Return the name in SIZES of a number of parameters; NOT_SAID for None."""
    return NOT_SAID if count is None else next(name for most, name in SIZES if count <= most)


def size_text(count: float | None) -> str:
    """Return a number of parameters as `7 B` or `0.5 B`; empty if unknown."""
    return "" if count is None else f"{count / 1e9:.3g}\u00a0B"


def weights(model: ModelSection) -> str:
    """Return "open" or "closed" by `model.open_weights`, or NOT_SAID."""
    return {True: "open", False: "closed", None: NOT_SAID}[model.open_weights]


def tags(model: ModelSection) -> list[str]:
    """Return the first 8 distinct tags of the model, cleaned and shortened."""
    found = map(_short, model.tags or ())
    return list(dict.fromkeys(filter(None, found)))[:_MAX_TAGS]


def status(run: Run) -> str:
    """Return "publishable", "not publishable", or "not checked"."""
    return {True: "publishable", False: "not publishable", None: "not checked"}[
        run.manifest.publishable
    ]


def machine(run: Run) -> str:
    """Return the machine's class, else its processor, else "not recorded"."""
    described = run.manifest.machine
    return described.class_label or described.cpu_model or "not recorded"


def _short(text: str) -> str:
    text = " ".join(clean(text).split())
    return text if len(text) <= _MAX_CHARACTERS else text[: _MAX_CHARACTERS - 1] + "…"
