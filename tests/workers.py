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
    "tests/attacks/test_gallery_product.py",
    "tests/tasks/datasets/test_enamel_published.py",
    "tests/pipeline/test_pipeline_run.py",
    "tests/tasks/test_tasks.py",
    "tests/sandbox/test_host.py",
    "tests/recipe/test_recipe_line.py",
    "tests/sandbox/test_pool.py",
    "tests/cli/test_cli_contradictions.py",
    "tests/reward/server/test_reward_server.py",
    "tests/sandbox/test_program_forms.py",
    "tests/leaderboard/site/test_site_looks.py",
    "tests/test_docs_examples.py",
    "tests/sandbox/test_kills.py",
    "tests/executors/test_cluster.py",
    "tests/stats/test_paired_difference.py",
    "tests/submissions/test_verifying.py",
    "tests/test_without_namespaces.py",
    "tests/cli/test_cli.py",
    "tests/base/test_host_work.py",
    "tests/judging/test_sharing.py",
    "tests/gates/test_gates_untimed.py",
    "tests/gates/test_gates_timed.py",
    "tests/pipeline/test_halves.py",
    "tests/pipeline/test_frames_and_programs.py",
    "tests/replicate/test_running.py",
    "tests/measure/test_timing_statistics.py",
    "tests/sandbox/test_soak.py",
    "tests/models/extraction/test_extract.py",
    "tests/reward/test_reward_attacks.py",
    "tests/reward/test_reward_concurrency.py",
    "tests/pipeline/test_parts.py",
    "tests/leaderboard/test_leaderboard_entries.py",
    "tests/pipeline/test_kill_generation.py",
    "tests/cli/test_cli_tasks.py",
    "tests/measure/test_known.py",
    "tests/sandbox/test_standard.py",
    "tests/reward/server/test_reward_remote.py",
    "tests/executors/test_node.py",
    "tests/test_packaging.py",
    "tests/reward/test_reward_soak.py",
)
"""The longest files, in about the order of their durations with the nightly share."""


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
