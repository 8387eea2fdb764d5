"""Nodes, drivers, workers and heads die, networks fail: equal verdicts, each sample once.

EFFBENCH_KILLS sets the number of kills (default 1). In the nightly tests, Ray needs half a minute
to notice a failure: `EFFBENCH_FULL=1 EFFBENCH_KILLS=10 pytest tests/executors -n0`.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from clusters import SmallCluster, needs_ray, small_cluster, stop

from effbench.runs import store

pytestmark = [pytest.mark.usefixtures("sandbox"), pytest.mark.slow]
KILLS = int(os.environ.get("EFFBENCH_KILLS", "1"))
N_SAMPLES = 40
TASKS = ("squares", "squares_again")
RIGHT = """def {task}(values):
    for _ in range(300_000):
        pass
    return sum(v * v for v in values)  # {i}
"""
WRONG = "def {task}(values):\n    return sum(values)\n# {i}\n"
SECONDS = 300.0
MAIN = "import sys; from effbench.cli import main; sys.argv[0] = 'effbench'; main()"
WIDE = """
from effbench.measure import between_nodes, fitness
judged = fitness._judged
fitness._judged = lambda kind, what, found, _: judged(kind, what, found, 1000.0)
between_nodes.TOLERANCE = 1000.0
"""
"""Margins that noise cannot exceed: other work on this machine makes no node unfit."""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Distinct sources, every third wrong, that take some tens of milliseconds per input."""
    file = tmp_path_factory.mktemp("answers") / "answers.jsonl"
    rows = [
        {"task_id": task, "solution": (WRONG if i % 3 == 0 else RIGHT).format(task=task, i=i)}
        for task in TASKS
        for i in range(N_SAMPLES)
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


class Driver:
    """One `effbench run` on a cluster."""

    def __init__(
        self, tasks_dir: Path, answers: Path, folder: Path, address: str, timing: str, before: str
    ) -> None:
        self.folder = folder
        self._log = (folder.parent / "log").open("ab")
        self._command = [
            sys.executable, "-c", f"{before}\n{MAIN}", "run", "--model", f"replay:{answers}",
            "--timing", timing, "--tasks-path", str(tasks_dir), "--tasks", "squares*",
            "--n-samples", str(N_SAMPLES), "--out", str(folder), "--seed", "3",
            "--executor", "ray", "--workers", "1", "--results", str(folder.parent),
        ]  # fmt: skip  # one flag and its value read better side by side
        self._environment = {**os.environ, "RAY_ADDRESS": address}
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            self._command, env=self._environment, stdout=self._log, stderr=self._log
        )

    def wait_for(self, n_verdicts: int, n_nodes: int = 1) -> None:
        """Wait for this number of verdicts, from this number of nodes."""
        until = time.monotonic() + SECONDS
        while self.n_verdicts() < n_verdicts or self.n_nodes() < n_nodes:
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < until, self.log()
            time.sleep(0.05)

    def n_verdicts(self) -> int:
        return sum(1 for _ in store.verdicts(self.folder))

    def n_nodes(self) -> int:
        return len({v.node for v in store.verdicts(self.folder)})

    def finish(self) -> None:
        assert self.process.wait(SECONDS) in (0, 3), self.log()
        found = {(v.task_id, v.sample_index): v.status for v in store.verdicts(self.folder)}
        wanted = {
            (task, i): "wrong_answer" if i % 3 == 0 else "pass"
            for task in TASKS
            for i in range(N_SAMPLES)
        }
        assert found == wanted
        counts = Counter((v.task_id, v.sample_index) for v in store.verdicts(self.folder))
        assert set(counts.values()) == {1}

    def close(self) -> None:
        self._log.close()
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def log(self) -> str:
        return (self.folder.parent / "log").read_text(errors="replace")

    def workers(self) -> list[psutil.Process]:
        """The workers of all nodes, in any cluster on this machine."""
        return [p for p in psutil.process_iter() if _title(p).startswith("ray::NodeWorker")]

    def bridges(self) -> list[psutil.Process]:
        """The driver's bridge process, which is connected to Ray."""
        children = psutil.Process(self.process.pid).children()
        return [p for p in children if "effbench.executors.ray.bridge" in _title(p)]


def _title(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


@pytest.fixture
def driver(tasks_dir: Path, answers: Path, tmp_path: Path) -> Iterator[Callable[[str], Driver]]:
    made: list[Driver] = []

    def start(address: str, timing: str = "off", before: str = "") -> Driver:
        """`before`: code that the driver's process runs first."""
        folder = tmp_path / f"{len(made)}" / "run"
        folder.parent.mkdir()
        made.append(Driver(tasks_dir, answers, folder, address, timing, before))
        return made[-1]

    yield start
    for one in made:
        one.close()


def test_a_node_is_killed_in_the_middle(
    cluster: SmallCluster, driver: Callable[[str], Driver]
) -> None:
    rng = random.Random(1)
    for _ in range(KILLS):
        node = cluster.nodes.pop()
        run = driver(cluster.address)
        run.wait_for(2, n_nodes=2)
        time.sleep(rng.uniform(0, 0.5))
        assert run.n_verdicts() < 2 * N_SAMPLES, "too late: the run had already ended"
        cluster.kill(node)
        cluster.nodes.append(cluster.add(1))
        run.finish()
        assert "is gone" in run.log()


def test_the_driver_is_killed_and_goes_on(
    cluster: SmallCluster, driver: Callable[[str], Driver]
) -> None:
    rng = random.Random(2)
    run = driver(cluster.address)
    for number in range(KILLS):
        seen = run.n_verdicts()
        enough = seen + rng.randint(1, 1 + (2 * N_SAMPLES - seen) // (2 * (KILLS - number)))
        run.wait_for(min(enough, 2 * N_SAMPLES - 1))
        run.process.send_signal(signal.SIGKILL)
        run.process.wait()
        run.start()
    run.finish()


def test_a_nodes_worker_is_killed(cluster: SmallCluster, driver: Callable[[str], Driver]) -> None:
    run = driver(cluster.address)
    run.wait_for(4)
    for worker in run.workers():
        worker.kill()
    run.finish()
    assert "was lost" in run.log() or "is gone" in run.log()


@pytest.mark.nightly
@pytest.mark.parametrize("whose", ["connection", "workers"])
def test_who_dies_while_nodes_are_examined_is_examined_again(
    cluster: SmallCluster, driver: Callable[..., Driver], whose: str
) -> None:
    run = driver(cluster.address, timing="quick", before=WIDE)
    run.wait_for(2 * N_SAMPLES)
    until = time.monotonic() + SECONDS
    while "time: 0/2" not in run.log() and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(1.0)
    victims = run.bridges() if whose == "connection" else run.workers()[:1]
    assert len(victims) == 1 and not list(store.timings(run.folder))
    victims[0].kill()
    run.finish()
    assert {timing.task_id for timing in store.timings(run.folder)} == set(TASKS)
    nodes = store.load_manifest(run.folder).nodes
    assert len(nodes) == 2 and not any(node.refused for node in nodes)
    assert all(node.certificate is not None for node in nodes)


@pytest.mark.nightly
def test_a_nodes_network_is_cut(driver: Callable[[str], Driver]) -> None:
    needs_ray()
    quick = {"health_check_initial_delay_ms": 1000, "health_check_period_ms": 1000}
    with small_cluster(1, 1, system={**quick, "health_check_failure_threshold": 3}) as cluster:
        run = driver(cluster.address)
        run.wait_for(2, n_nodes=2)
        raylet = cluster.raylet(cluster.nodes[1])
        workers = [p for p in psutil.Process(raylet).children() if "NodeWorker" in _title(p)]
        assert len(workers) == 1
        for pid in (raylet, workers[0].pid):
            stop(pid)
        run.finish()
        assert "is gone" in run.log()


@pytest.mark.nightly
def test_the_head_is_restarted(driver: Callable[[str], Driver]) -> None:
    needs_ray()
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    with small_cluster(1, port=port) as cluster:
        run = driver(cluster.address)
        run.wait_for(4)
        cluster.kill(cluster.nodes.pop())
        time.sleep(1.0)
        cluster.nodes.append(cluster.add(1))
        run.finish()
        assert "the connection to the cluster broke" in run.log()
