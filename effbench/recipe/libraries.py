"""Check that the trainer's libraries are installed, before any stage starts.

It imports none of them.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util

from effbench.base import UsageError
from effbench.recipe.config import Recipe

NEEDED = ("torch", "transformers", "datasets", "accelerate", "trl")
MIN_TRL = (1, 16)
"""The minimum trl version: before it, RLOO treats a completion without a reward as reward 0."""
_INSTALL = "pip install 'effbench[train]'"


def require_libraries(recipe: Recipe) -> None:
    """Raise UsageError, with the command to install it, if a library is missing or too old."""
    wanted = [*NEEDED, *(["peft"] if recipe.model.lora else [])]
    missing = [name for name in wanted if not _installed(name)]
    if missing:
        raise UsageError(f"effbench train needs {', '.join(missing)}: {_INSTALL}")
    version = importlib.metadata.version("trl")
    if tuple(int(part) for part in version.split(".")[:2] if part.isdigit()) < MIN_TRL:
        least = ".".join(map(str, MIN_TRL))
        raise UsageError(
            f"effbench train needs trl {least} or newer, but {version} is installed: {_INSTALL}"
        )
    if recipe.rloo.vllm and "rloo" in recipe.stages and not _installed("vllm"):
        raise UsageError("rloo.vllm = true needs vllm: pip install 'effbench[train,vllm]'")


def _installed(name: str) -> bool:
    """True if the library is installed; a plain folder of that name (`./datasets`) is not it."""
    spec = importlib.util.find_spec(name)
    return spec is not None and spec.origin is not None
