"""A pytest plugin: run with two workers if pytest-xdist is installed.

The options `-n`, `--dist` and `--pdb` override this. A worker runs a whole file at a time, so that
the file's fixtures are created once. The longest files come first, so that both workers end at
about the same time.
"""

from __future__ import annotations

import pytest

WORKERS = 2
LONGEST = (
    "tests/sandbox/test_gallery.py",
    "tests/pipeline/test_pipeline_run.py",
    "tests/tasks/datasets/test_enamel_published.py",
    "tests/replicate/test_running.py",
    "tests/pipeline/test_halves.py",
    "tests/pipeline/test_parts.py",
    "tests/reward/server/test_reward_server.py",
    "tests/leaderboard/site/test_site_looks.py",
    "tests/leaderboard/test_leaderboard_entries.py",
    "tests/pipeline/test_frames_and_programs.py",
    "tests/executors/test_cluster.py",
    "tests/submissions/test_verifying.py",
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
"""The longest files; the first twelve in the order that `pytest --durations=60` measured."""


@pytest.hookimpl(tryfirst=True)  # before xdist reads the options
def pytest_cmdline_main(config: pytest.Config) -> None:
    option = config.option
    if not config.pluginmanager.hasplugin("xdist") or hasattr(config, "workerinput"):
        return
    asked = option.numprocesses is not None or option.tx or option.dist != "no" or option.distload
    if not (asked or option.usepdb):
        option.numprocesses, option.dist = WORKERS, "loadfile"
        option.loadscopereorder = False  # this plugin sets the order


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        place = {name: index for index, name in enumerate(LONGEST)}
        items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(place)))
