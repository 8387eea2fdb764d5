"""The unanswered jobs of a cluster's client, and its messages to the user."""

from __future__ import annotations

import queue

import pytest

from effbench.executors.jobs import Node, WiredAudit, WiredJudge, WiredTiming
from effbench.executors.ray import progress
from effbench.executors.ray.open_jobs import OpenJobs
from effbench.executors.ray.progress import Progress


def test_jobs_are_numbered_and_their_bytes_counted_until_they_are_removed() -> None:
    jobs, one, other = OpenJobs(), queue.SimpleQueue(), queue.SimpleQueue()
    first = jobs.add(lambda n: WiredJudge(id=n, task_id="t", source=b"12"), one)
    second = jobs.add(lambda n: WiredTiming(id=n, task_id="t", sources={"a": b"345"}), other)
    third = jobs.add(lambda n: WiredAudit(id=n, node="n", when="end", shared={"t": b"6"}), one)
    assert [job.id for job in jobs.all()] == [first.id, second.id, third.id] == [1, 2, 3]
    assert jobs.n_bytes == 6
    assert jobs.inboxes(object) == [one, other] and jobs.inboxes(WiredTiming) == [other]
    assert jobs.remove(2) is other and jobs.remove(2) is None
    assert jobs.n_bytes == 3 and jobs.all() == [first, third]
    assert jobs.inboxes(WiredTiming) == []


def test_nodes_that_come_and_go_are_reported() -> None:
    said: list[str] = []
    a, b = Node(name="a", host="h", slots=2, tier="T1"), Node(name="b", tier="T2")
    Progress(said.append).nodes_changed([a], [a, b])
    Progress(said.append).nodes_changed([a, b], [b])
    assert said == ["b: 1 slots, tier T2", "a is gone; its work goes to the other nodes"]


def test_answers_by_node_are_reported_from_time_to_time(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    found = Progress(said.append)
    for moment, node, n_nodes in ((5, "a", 2), (20, "b", 2), (36, "a", 1), (37, "a", 2)):
        now[0] = moment
        found.answered(node, 3, n_nodes)
    assert said == ["answers by node: a 9, b 3"]
