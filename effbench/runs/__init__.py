"""Run folders: their files, the model card, and which estimand their timings have."""

from effbench.runs.estimand import (
    NONE,
    QUICK,
    STANDARD,
    TWO_SIZES,
    TWO_SIZES_HALF,
    estimand_of,
    meaning,
    named,
)
from effbench.runs.files import (
    clean,
    cut_torn_line,
    lock_folder,
    missing_folders,
    remove_empty,
    write_atomically,
)
from effbench.runs.model_card import ModelCard, card_entries, faults, parameter_count
from effbench.runs.store import (
    GENERATIONS,
    MANIFEST,
    SUMMARY,
    TIMINGS,
    VERDICTS,
    RunFolder,
    require_version,
)

__all__ = [
    "GENERATIONS",
    "MANIFEST",
    "NONE",
    "QUICK",
    "STANDARD",
    "SUMMARY",
    "TIMINGS",
    "TWO_SIZES",
    "TWO_SIZES_HALF",
    "VERDICTS",
    "ModelCard",
    "RunFolder",
    "card_entries",
    "clean",
    "cut_torn_line",
    "estimand_of",
    "faults",
    "lock_folder",
    "meaning",
    "missing_folders",
    "named",
    "parameter_count",
    "remove_empty",
    "require_version",
    "write_atomically",
]
