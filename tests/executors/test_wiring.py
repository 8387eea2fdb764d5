"""Messages between our processes arrive unchanged; invalid cluster addresses are refused."""

from __future__ import annotations

import socket

import msgspec
import pytest

from effbench.base.errors import SandboxError, TaskError, UsageError
from effbench.base.records import FailedInput
from effbench.executors import require
from effbench.executors.jobs import (
    FailedWire,
    FromBridge,
    JudgedWire,
    Node,
    Results,
    packed,
    source_bytes,
    source_text,
)
from effbench.executors.node import raised
from effbench.executors.ray.address import require_address
from effbench.executors.ray.connection import patience_seconds
from effbench.executors.ray.progress import by_node
from effbench.executors.ray.version import code_digest
from effbench.judging.judge import Judgement


def test_answers_cross_unchanged() -> None:
    failed = FailedInput(label="input 3", arguments="([],)", expected="0", returned="1")
    judgement = Judgement("wrong_answer", "off by one", 7, 3, failed)
    sent = Results("node-1", (JudgedWire(id=4, judgement=judgement),))
    assert msgspec.msgpack.decode(packed(sent), type=FromBridge) == sent


def test_text_that_is_no_utf_8_crosses_as_it_is_written_to_disk() -> None:
    sent = Results("n", (JudgedWire(id=4, judgement=Judgement("runtime_error", "bad \ud800")),))
    got = msgspec.msgpack.decode(packed(sent), type=FromBridge)
    assert got.answers[0].judgement.detail == "bad ?"


@pytest.mark.parametrize("source", ["", "x = '\ud800'", "é\0\r\n", "🐍"])
def test_sources_cross_unchanged(source: str) -> None:
    assert source_text(source_bytes(source)) == source


def test_failures_are_raised_as_what_they_were() -> None:
    assert isinstance(raised(FailedWire(id=1, kind="TaskError", text="t")), TaskError)
    assert isinstance(raised(FailedWire(id=1, kind="lost", text="t")), SandboxError)
    assert str(raised(FailedWire(id=1, kind="__import__", text="t"), "node-1")) == "node-1: t"


def test_an_unfit_finding_is_named() -> None:
    finding = {"rating": "unfit", "name": "clock", "fact": "too coarse", "advice": ""}
    assert Node(findings=(finding,)).unfit == "clock: too coarse"
    assert Node(findings=({**finding, "rating": "poor"},)).unfit == ""


def test_counts_of_many_nodes_are_put_in_a_few_words() -> None:
    assert by_node({"b": 2, "a": 1}) == "a 1, b 2"
    many = {f"n{i:02}": 10 + i for i in range(20)}
    assert by_node(many) == "20 nodes, 10 (n00) to 29 (n19)"


def test_the_digest_is_of_all_files() -> None:
    assert len(code_digest()) == 64


@pytest.mark.parametrize("address", ["", "local", "auto"])
def test_addresses_that_ray_finds_itself(address: str) -> None:
    require_address(address)


def test_an_address_where_nobody_listens_is_one_clear_error() -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    with pytest.raises(UsageError, match=rf"127\.0\.0\.1:{port} \(Connection refused\): start one"):
        require_address(f"127.0.0.1:{port}")


@pytest.mark.parametrize(
    "address",
    [
        "nowhere",
        "host:port",
        "ray://head:10001",
        "host:99999",
        "h..x:6379",
        "a" * 70 + ":6379",
        "127.0.0.1:²",
    ],
)
def test_what_is_no_address_is_one_clear_error(address: str) -> None:
    with pytest.raises(UsageError, match=address):
        require_address(address)


@pytest.mark.parametrize("text", ["5m", "nan", "-1", "inf"])
def test_a_patience_that_is_no_number_is_one_clear_error(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EFFBENCH_RAY_PATIENCE", text)
    with pytest.raises(UsageError, match="EFFBENCH_RAY_PATIENCE"):
        patience_seconds()


def test_an_unknown_executor_is_one_clear_error() -> None:
    with pytest.raises(UsageError, match="--executor slurm: choose one of local, ray"):
        require("slurm")
