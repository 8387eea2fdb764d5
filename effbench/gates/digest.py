"""Compute the digest of a task's generated inputs; `python -m` this module prints it.

A test of a generator's determinism needs several processes.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

from effbench.base import TaskError
from effbench.sandbox import calls_frame
from effbench.sandbox.inside import wire
from effbench.tasks import SuiteTask, load_task


def digest_of_inputs(task: SuiteTask, seed: int) -> str:
    """Return the SHA-256 of the encoded correctness inputs and of timed inputs at S and M."""
    digest = hashlib.sha256()
    for instance in task.correctness(seed):
        digest.update(calls_frame([instance.arguments]))
    for size in task.sizes[:2]:
        for instance in task.stress(size, seed, 4):
            digest.update(instance.label.encode() + calls_frame([instance.arguments]))
    return digest.hexdigest()


def digest_elsewhere(file: Path, solutions: Path, seed: int, hash_seed: int) -> str:
    """Compute the same digest in a new interpreter with this hash seed.

    Raises TaskError if that process fails.
    """
    package = str(Path(__file__).resolve().parents[2])
    done = subprocess.run(
        [sys.executable, "-m", "effbench.gates.digest", str(file), str(solutions), str(seed)],
        env={"PYTHONHASHSEED": str(hash_seed), "PYTHONPATH": ":".join([package, *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        words = done.stderr.strip().splitlines()[-1:] or ["no message"]
        raise TaskError(f"{file}: its inputs can't be generated in a new process: {words[0]}")
    return str(json.loads(done.stdout))


def main() -> None:
    """Print the digest as JSON; the arguments are the task file, the solutions and the seed."""
    file, solutions, seed = sys.argv[1:]
    import numpy  # noqa: F401  arrays can be encoded only if numpy was loaded first

    wire.bind_numpy()
    print(json.dumps(digest_of_inputs(load_task(Path(file), Path(solutions)), int(seed))))


if __name__ == "__main__":
    main()
