"""`effbench tasks overlap`: the exit code, the words and the JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import effbench

from effbench.tasks import registry

pytestmark = pytest.mark.usefixtures("sandbox")


def prompts(folder: Path, *rows: dict[str, object]) -> str:
    file = folder / "prompts.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(file)


def test_a_copied_prompt_and_a_copied_solution_exit_with_6(tmp_path: Path) -> None:
    task = registry.find(registry.load_core(), "lcp_pairs_sum")
    other = "Sort the given words by length and print the shortest of them."
    file = prompts(
        tmp_path,
        {"id": "text", "prompt": f"Write Python.\n{task.prompt}"},
        {"id": "code", "prompt": other, "solution": task.fast},
        {"id": "new", "prompt": other},
    )
    done = effbench("tasks", "overlap", file)
    assert done.returncode == 6, done.stderr
    assert "text repeats lcp_pairs_sum: 100% shared" in done.stdout
    assert "code repeats lcp_pairs_sum: 0% shared; the same solution" in done.stdout
    assert done.stdout.endswith(
        "3 prompts, 61 tasks: 2 prompts repeat a task; 0 parts of prompts were not compared\n"
    )
    done = effbench("tasks", "overlap", file, "--split", "public", "--json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert (found["clean"], found["n_prompts"], found["matches"]) == (True, 3, [])


def test_the_share_is_an_option(tmp_path: Path) -> None:
    task = registry.find(registry.load_core(), "lcp_pairs_sum")
    file = prompts(tmp_path, {"prompt": task.prompt[: len(task.prompt) // 2] + " and more words"})
    assert effbench("tasks", "overlap", file, "--share", "1").returncode == 0
    done = effbench("tasks", "overlap", file, "--share", "0.5")
    assert done.returncode == 6 and "line 1 repeats lcp_pairs_sum" in done.stdout


def test_a_malformed_file_exits_with_2(tmp_path: Path) -> None:
    file = tmp_path / "prompts.jsonl"
    file.write_text("{}\n")
    done = effbench("tasks", "overlap", str(file))
    assert done.returncode == 2 and "line 1" in done.stderr
