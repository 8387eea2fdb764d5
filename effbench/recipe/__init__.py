"""The two-stage training recipe (DPO, then RLOO with the efficiency reward) as a baseline."""

from effbench.recipe.config import Recipe, load
from effbench.recipe.line import train

__all__ = ["Recipe", "load", "train"]
