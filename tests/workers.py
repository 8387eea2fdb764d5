"""A pytest plugin: two workers where pytest-xdist is installed, which end at about the same time.

Without xdist, with `-n`, `--dist` or `--pdb`, pytest does as it is told. A worker takes a whole
file at a time, so that a file's fixtures are made once, and the longest files come first.
"""

from __future__ import annotations

import pytest

WORKERS = 2
LONGEST = (
    "tests/sandbox/test_gallery.py",
    "tests/recipe/test_recipe_line.py",
    "tests/tasks/test_tasks.py",
    "tests/sandbox/test_kills.py",
    "tests/measure/test_timing_statistics.py",
    "tests/sandbox/test_soak.py",
    "tests/test_docs_examples.py",
    "tests/base/test_host_work.py",
    "tests/sandbox/test_program_forms.py",
    "tests/reward/test_reward_attacks.py",
    "tests/cli/test_cli.py",
    "tests/test_without_namespaces.py",
    "tests/test_packaging.py",
    "tests/pipeline/test_kill_generation.py",
    "tests/attacks/test_gallery_product.py",
    "tests/reward/test_reward_soak.py",
    "tests/measure/test_known.py",
    "tests/gates/test_gates_timed.py",
)
"""The longest files, the longest first (`pytest -n0 --durations=0`)."""


@pytest.hookimpl(tryfirst=True)  # before xdist reads the options
def pytest_cmdline_main(config: pytest.Config) -> None:
    option = config.option
    if not config.pluginmanager.hasplugin("xdist") or hasattr(config, "workerinput"):
        return
    asked = option.numprocesses is not None or option.tx or option.dist != "no" or option.distload
    if not (asked or option.usepdb):
        option.numprocesses, option.dist = WORKERS, "loadfile"
        option.loadscopereorder = False  # the order is ours


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        place = {name: index for index, name in enumerate(LONGEST)}
        items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(place)))
