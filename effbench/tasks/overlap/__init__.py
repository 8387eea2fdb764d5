"""Near-duplicates: do training prompts repeat tasks that a model is evaluated on?

wording     texts as words, and their 13-grams          wording.py
solutions   solutions as hashes of a normalised tree    solutions.py, trees.py
searching   which prompt repeats which task             searching.py
prompts     a file of prompts                           prompts.py
"""

from effbench.tasks.overlap.prompts import read_prompts
from effbench.tasks.overlap.searching import (
    NEAR,
    Index,
    Match,
    NotCompared,
    Passage,
    Result,
    near_duplicates,
    passages_of,
)
from effbench.tasks.overlap.solutions import Hashed, solution_hash
from effbench.tasks.overlap.wording import N

__all__ = [
    "NEAR",
    "Hashed",
    "Index",
    "Match",
    "N",
    "NotCompared",
    "Passage",
    "Result",
    "near_duplicates",
    "passages_of",
    "read_prompts",
    "solution_hash",
]
