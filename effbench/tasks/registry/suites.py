"""The built-in suites: their names and versions, and the names that join them.

Every task belongs to one suite, which its file names. A joined name, `core+hard`, stands for the
tasks of several suites; `hard+core` is the same suite. Everything else asks this module which names
are built in.
"""

from __future__ import annotations

from collections.abc import Collection

from effbench.base import UsageError

CORE = "core"
HARD = "hard"
CORE_VERSION = "2"
HARD_VERSION = "1"
BASELINE_VERSION = "2"
"""Of the tasks of the tiny baseline, which are variants of few families (`baseline`)."""
VERSIONS = {CORE: CORE_VERSION, HARD: HARD_VERSION}
"""Suite -> its version. A version is raised when tasks come, go or change after a release; runs of
different versions are in tables of their own."""
NAMES = (CORE, HARD, f"{CORE}+{HARD}")
"""The names that `--suite` takes for built-in tasks."""
SPLIT_CHOICES = ("all", "public", "dev", "generated", "baseline")

_LOCAL = "+local"
_REWARD_SPLITS = ("all", "dev", "public")


def members(name: str) -> tuple[str, ...]:
    """Return the suites that `name` joins, in a fixed order; empty if it is no built-in suite."""
    parts = name.split("+")
    if len(set(parts)) < len(parts) or not VERSIONS.keys() >= set(parts):
        return ()
    return tuple(suite for suite in VERSIONS if suite in parts)


def require_members(name: str) -> tuple[str, ...]:
    """Return `members`. Raises UsageError if `name` is no built-in suite."""
    found = members(name)
    if not found:
        raise UsageError(f"--suite {name}: choose one of {', '.join(NAMES)}")
    return found


def canonical(name: str) -> str:
    """Return the suite's one name: `core+hard` for `hard+core`. Other names stay as they are."""
    return "+".join(members(name)) or name


def version_of(suites: Collection[str]) -> str:
    """Return the version of these suites together, such as `1` or `2+1`."""
    return "+".join(VERSIONS[suite] for suite in suites)


def full_name(name: str, split: str, local: bool) -> str:
    """Return the name in a run's records, such as `core`, `hard-public` or `core-dev+local`."""
    return name + ("" if split == "all" else f"-{split}") + (_LOCAL if local else "")


def of_full_name(full: str) -> str:
    """Return the name that opens the suite with this `full_name`, or "" if it isn't built in."""
    name, dash, split = full.removesuffix(_LOCAL).partition("-")
    known = members(name) and (not dash or split in SPLIT_CHOICES)
    return canonical(name) if known else ""


def for_reward(name: str) -> tuple[str, str] | None:
    """Return (suite, split) of a name that the reward takes, such as `core-dev`; None for others.

    Rewards take a suite and its splits without seeds: `REWARD_NAMES` and their other orders.
    """
    base, dash, split = name.partition("-")
    if not members(base) or (dash and split not in _REWARD_SPLITS[1:]):
        return None
    return canonical(base), split or "all"


REWARD_NAMES = tuple(full_name(name, split, False) for name in NAMES for split in _REWARD_SPLITS)
"""The names that the reward takes for built-in suites and their splits."""
