"""The digest of a task's generated inputs, and a process that prints it: `python -m` this module.

Decides nothing. A generator's determinism can only be seen from several processes.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

from effbench.errors import TaskError
from effbench.registry import load_task
from effbench.sandbox import calls_frame, wire
from effbench.suite import SuiteTask


def digest_of_inputs(task: SuiteTask, seed: int) -> str:
    """SHA-256 over the encoded correctness inputs and timed inputs of S and M."""
    digest = hashlib.sha256()
    for instance in task.correctness(seed):
        digest.update(calls_frame([instance.arguments]))
    for size in task.sizes[:2]:
        for instance in task.stress(size, seed, 4):
            digest.update(instance.label.encode() + calls_frame([instance.arguments]))
    return digest.hexdigest()


def digest_elsewhere(file: Path, solutions: Path, seed: int, hash_seed: int) -> str:
    """The same digest from a fresh interpreter with this hash seed."""
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
        raise TaskError(f"{file}: its inputs can't be generated in a fresh process: {words[0]}")
    return str(json.loads(done.stdout))


def main() -> None:
    file, solutions, seed = sys.argv[1:]
    import numpy  # noqa: F401  arrays pass the wire only when numpy was loaded first

    wire.bind_numpy()
    print(json.dumps(digest_of_inputs(load_task(Path(file), Path(solutions)), int(seed))))


if __name__ == "__main__":
    main()
