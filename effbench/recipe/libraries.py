"""Are the trainer's libraries there? Asked before anything is done, answered in one line.

Decides what the extra `train` must bring. Imports none of it.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util

from effbench.errors import UsageError
from effbench.recipe.config import Recipe

NEEDED = ("torch", "transformers", "datasets", "accelerate", "trl")
MIN_TRL = (1, 16)
"""Before it, RLOO counts a completion without a reward as one with reward 0."""
_INSTALL = "pip install 'effbench[train]'"


def require_libraries(recipe: Recipe) -> None:
    """Raises UsageError that names what is missing and how to get it."""
    wanted = [*NEEDED, *(["peft"] if recipe.model.lora else [])]
    missing = [name for name in wanted if not _installed(name)]
    if missing:
        raise UsageError(f"effbench train needs {', '.join(missing)}: {_INSTALL}")
    version = importlib.metadata.version("trl")
    if tuple(int(part) for part in version.split(".")[:2] if part.isdigit()) < MIN_TRL:
        least = ".".join(map(str, MIN_TRL))
        raise UsageError(
            f"effbench train needs trl {least} or newer, here is {version}: {_INSTALL}"
        )
    if recipe.rloo.vllm and "rloo" in recipe.stages and not _installed("vllm"):
        raise UsageError("rloo.vllm = true needs vllm: pip install 'effbench[train,vllm]'")


def _installed(name: str) -> bool:
    """A plain folder of that name on the path (`./datasets`, say) is not the library."""
    spec = importlib.util.find_spec(name)
    return spec is not None and spec.origin is not None
