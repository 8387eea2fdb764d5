"""Small Ray clusters on this machine, and the faults that tests cause in them."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

OBJECT_STORE_BYTES = 80 << 20
_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_worker_niceness": "0",
}


class SmallCluster:
    """A head and other nodes, with these numbers of Ray CPUs. `address` is for RAY_ADDRESS.

    `env` is the other nodes' environment, `system` Ray's own settings, `port` the head's.
    """

    def __init__(
        self,
        *cpus: int,
        env: dict[str, str] | None = None,
        system: dict[str, int] | None = None,
        port: int | None = None,
    ) -> None:
        os.environ.update(_QUIET)
        from ray.cluster_utils import Cluster

        self._cluster: Any = Cluster()
        self._head = {"_system_config": system, "gcs_server_port": port}
        self.nodes = [self.add(count, env) for count in cpus]
        self.address: str = self._cluster.address

    def add(self, cpus: int, env: dict[str, str] | None = None) -> Any:
        is_head = self._cluster.head_node is None
        own = self._head if is_head else {"env_vars": env}
        return self._cluster.add_node(
            num_cpus=cpus,
            include_dashboard=False,
            object_store_memory=OBJECT_STORE_BYTES,
            **{key: value for key, value in own.items() if value is not None},
        )

    def kill(self, node: Any) -> None:
        """Kill all processes of the node at once, as if its machine lost power."""
        self._cluster.remove_node(node, allow_graceful=False)

    def raylet(self, node: Any) -> int:
        return int(node.all_processes["raylet"][0].process.pid)

    def close(self) -> None:
        with contextlib.suppress(Exception):  # a test may have killed it
            self._cluster.shutdown()


@contextlib.contextmanager
def small_cluster(*cpus: int, **options: Any) -> Iterator[SmallCluster]:
    cluster = SmallCluster(*cpus, **options)
    try:
        yield cluster
    finally:
        cluster.close()


def stop(pid: int) -> None:
    """Stop a process that still exists but does not respond, as after a network failure."""
    os.kill(pid, signal.SIGSTOP)


def needs_ray() -> None:
    pytest.importorskip("ray", reason='Ray is not installed: pip install "effbench[ray]"')
