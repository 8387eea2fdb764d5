"""A child's hostile output and wait status are converted to facts and printable text."""

from __future__ import annotations

import signal
from typing import Any

import numpy  # noqa: F401  arrays pass when it was loaded first
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effbench.sandbox.host import answer
from effbench.sandbox.host.answer import Outcome
from effbench.sandbox.inside import guest, wire

FACTS = Outcome("died", cpu_ns=5, wall_ns=6, peak_rss_bytes=70 << 20)
settings.register_profile("answer", deadline=None)  # the machine may be loaded
settings.load_profile("answer")


def read(said: Any, status: int = 0) -> Outcome:
    return answer.read(guest.frame(wire.encode(said)), status, FACTS)


def test_facts_stay_what_was_measured() -> None:
    outcome = read(("returned", [1, [2]]))
    assert outcome == Outcome("returned", (1, [2]), "", 5, 6, 70 << 20)


@pytest.mark.parametrize(
    "said,ended,detail",
    [
        (("memory", "MemoryError", "", 0), "memory", "MemoryError"),
        (("raised", "E", "text", 3), "raised", "E: text (line 3)"),
        (("raised", "E", "", 0), "raised", "E"),
        (("raised", "E", "", 10**9000), "raised", "E"),
        (("raised", "E", "", -1), "raised", "E"),
        (("raised", "E", "", True), "raised", "E"),
        (("raised", "E", "", "7"), "raised", "E"),
        (("raised", 1, "", 0), "raised", "an error without a description"),
        (("raised",), "raised", "an error without a description"),
        (("returned",), "died", "an answer of unknown form"),
        (("returned", (1,)), "died", "an answer of unknown form"),
        (("returned", [1], [2]), "died", "an answer of unknown form"),
        (("confinement", "x", "", 0), "died", "an answer of unknown form"),
        (("syntax_error", "x", "", 0), "died", "an answer of unknown form"),
        (("pass", 1), "died", "an answer of unknown form"),
    ],
)
def test_what_was_said(said: Any, ended: str, detail: str) -> None:
    outcome = read(said)
    assert (outcome.ended, outcome.detail, outcome.values) == (ended, detail, ())


NO_ANSWER = "the process exited with status 0 before it answered"
UNREADABLE = "its answer can't be read: "
TOO_DEEP = "nested deeper than 100"


def nested(depth: int) -> list[object]:
    value: list[object] = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "data,detail",
    [
        (b"", NO_ANSWER),
        (b"x", UNREADABLE + "it is cut off"),
        (guest.frame(b""), UNREADABLE + "the value is cut off"),
        (guest.frame(wire.encode([1])), UNREADABLE + "it has an unknown form"),
        (guest.frame(wire.encode(())), UNREADABLE + "it has an unknown form"),
        (guest.frame(wire.encode((1, 2))), UNREADABLE + "it has an unknown form"),
        (
            guest.frame(wire.encode(("returned", []))) * 2,
            UNREADABLE + "bytes are left over after it",
        ),
        (guest.frame(wire.encode(("returned", [])))[:-1], UNREADABLE + "it is cut off"),
        (guest.frame(wire.encode(("returned", [nested(100)]))), UNREADABLE + TOO_DEEP),
        (guest.frame(wire.encode(("returned", [nested(200)]))), UNREADABLE + TOO_DEEP),
    ],
)
def test_what_is_no_frame(data: bytes, detail: str) -> None:
    found = answer.read(data, 0, FACTS)
    assert (found.ended, found.values, found.detail) == ("died", (), detail)


def test_a_bad_end_is_told_before_a_bad_answer() -> None:
    assert answer.read(b"x", 3 << 8, FACTS).detail == (
        "the process exited with status 3 before it answered and no well-formed answer"
    )


def test_the_status_is_told() -> None:
    assert answer.read(b"", 3 << 8, FACTS).detail.startswith("the process exited with status 3")
    assert answer.read(b"", signal.SIGSEGV, FACTS).detail == "the process was killed by SIGSEGV"
    assert answer.read(b"", 40, FACTS).detail == "the process was killed by signal 40"
    assert read(("returned", [1]), signal.SIGSEGV).ended == "returned"  # data is data


def test_a_kill_that_was_not_ours_is_memory() -> None:
    outcome = read(("returned", [1]), signal.SIGKILL)
    assert (outcome.ended, outcome.values) == ("memory", ())
    assert outcome.detail == "killed by the system at 70 MiB"


plain = st.recursive(
    st.none() | st.integers() | st.text(st.characters(codec=None)) | st.floats(),
    lambda inner: st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple),
)
kinds = st.sampled_from(["returned", "raised", "memory", "syntax_error", "pass"])


@given(kinds, st.lists(plain, max_size=4), st.sampled_from([0, 256, 9, 11]))
def test_whatever_is_said_is_facts_and_printable_text(
    kind: str, rest: list[Any], status: int
) -> None:
    outcome = read((kind, *rest), status)
    assert outcome.detail.isprintable()
    assert len(outcome.detail) <= 330
    assert (outcome.cpu_ns, outcome.wall_ns) == (5, 6)


@given(st.binary(max_size=60))
def test_random_bytes_are_no_answer(data: bytes) -> None:
    outcome = answer.read(data, 0, FACTS)
    assert outcome.ended == "died"


SMALL = [b"wdequl" + bytes(4), b"a\x03|b1\0\0", b"el" + bytes(4), b"m" + bytes(4), b"N"]


@pytest.mark.parametrize("item", SMALL, ids=["deque", "array", "set", "dict", "None"])
def test_an_answer_may_not_become_more_than_its_memory(item: bytes) -> None:
    """These values are small when sent and large in memory: 4 MiB became up to 370 MiB."""
    wire.bind_numpy()
    count = (4 << 20) // len(item)
    value = b"l" + count.to_bytes(4, "little") + item * count
    data = b"t\2\0\0\0s\x08\0\0\0returned" + b"l\1\0\0\0" + value
    outcome = answer.read(guest.frame(data), 0, FACTS, "any")
    assert (outcome.ended, outcome.values) == ("died", ())
    assert "more memory than an answer may" in outcome.detail


def test_where_much_output_is_allowed_it_may_become_more() -> None:
    data = guest.frame(wire.encode(("returned", [[None, 1] * 700_000])))
    assert answer.read(data, 0, FACTS).ended == "died"
    assert answer.read(data, 0, FACTS, output_bytes=4 * len(data)).ended == "returned"


def test_large_answers_of_plain_kinds_are_read() -> None:
    for value in (
        list(range(2_000_000)),
        [[i, i] for i in range(300_000)],
        [str(i) for i in range(600_000)],
        {i: str(i) for i in range(200_000)},
        [(i, "a") for i in range(300_000)],
        "a" * 10_000_000,
    ):
        data = guest.frame(wire.encode(("returned", [value])))
        assert answer.read(data, 0, FACTS).values == (value,)
