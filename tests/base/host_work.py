"""Process hostile texts and answers in a host, and measure the cost of each.

    python host_work.py SEED COUNT

Prints a JSON list of the most expensive cases: the name, the CPU seconds, and the MiB of memory in
addition to the host's earlier memory and the idle confined process. Then prints the memory that is
left at the end. The cases are crafted ones of known kinds, with random sizes and surroundings, and
random ones. The test sets the limits.
"""

from __future__ import annotations

import json
import random
import resource
import struct
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy  # noqa: F401  arrays pass the wire only when it was loaded first
import pandas  # noqa: F401  so that its memory is the idle host's

from effbench.base import confined
from effbench.base.showing import shown
from effbench.leaderboard.code import highlighted
from effbench.models.extraction.answers import split_answer
from effbench.models.extraction.extracting import extract_for
from effbench.sandbox.host import answer
from effbench.sandbox.inside import wire
from effbench.tasks import checks
from effbench.tasks.datasets import call_style, coffe
from effbench.tasks.datasets.standard_streams import ByTokens, by_lines
from effbench.tasks.suite import SuiteTask

MOST_BYTES = 16 << 20
"""Maximum size of an answer: the judge's limit if the right answer's length is unknown."""

# --- texts ----------------------------------------------------------------------------------------

PATTERNS = [
    *("a.", "import a.", "(", "[", "{", "-", "not ", "1<", "1+", "1**", "\\\n", "1", "''", "b'a'"),
    *("f'{1}'", "@a\n", "a=", "*a,", "1;", "a\n", "a,", "lambda:", "1 if 1 else ", "await ", "\t"),
    *("elif 1:0\n", "except a:0\n", "case 1|", "match ", "f(a=", "f(**", "{1:", "a[", "(a:=", "\\"),
    *("with (", "for ", "\0", "\ud800", "é", "'", '"', "'''", '"""', "```", "```python\n", "~~~"),
    *("<think>", "</think>", "<|im_end|>", "[PYTHON]", "<pre>", ">>> ", "> ", "- ", "1. ", "&lt;"),
    *('{"code": "', '{"a":', "[[", '"\\n', "\\u0061", "def f(x):\n ", "class f: pass\n", "f\n"),
    *(
        "    f = 1\n",
        "x" * 99 + "\n",
        "if 1:\n",
        " ",
        "\n",
        "# f\n",
        "`f`",
        "print(f)\n",
        "0x",
        "1_",
    ),
    *("import f\n", "from . import f,", "f'{f'", "f'{{", "\\N{", "case  ", "%(a", "return f\n"),
]
CLOSED = [
    ("import ", "a.", "a"),
    ("from ", "a.", "a import b"),
    ("x = f'", "{1}", "'"),
    ("x = f'", "{a!r:>{1}}", "'"),
    ("x = [", "a,", "] ]"),
    ("match x:\n case ", "1|", "1: 0"),
    ("f = (", "(", ""),
    ("x = '", "\\N{", "'"),
    ("\ncase ", " ", ""),
    ("x = 0x", "f", ""),
    ("'''", "a\n", "'''"),
]
AROUND = [
    "{}",
    "```python\n{}\n```",
    "def f(x):\n    return 1\n{}",
    "{}\ndef f(x):\n    return 1\n",
]
AROUND += ["<think>{}</think>\ndef f(x): return 1", "{}\n# <think>x</think>", "Text.\n\n    {}\n"]
AROUND += ["```\n{}\n```\nand\n```python\ndef f(x): return 1\n```", '{{"code": "{}"}}', "> {}"]
TASKS = [("", "def f(x):", "f"), ("", "", ""), ("p", "def f(x):", "f")]


def a_text(rng: random.Random) -> tuple[str, str]:
    """Return a name and a text."""
    size = int(10 ** rng.uniform(1, 5.5)) if rng.random() < 0.97 else 1_100_000
    kind = rng.random()
    if kind < 0.35:
        head, piece, tail = rng.choice(CLOSED)
    elif kind < 0.75:
        head, piece, tail = "", rng.choice(PATTERNS), ""
    elif kind < 0.95:
        piece = "".join(rng.choice(PATTERNS) for _ in range(rng.randint(2, 40)))
        head = tail = ""
    else:
        ranges = (128, 0x3000)
        piece = "".join(chr(rng.randrange(rng.choice(ranges))) for _ in range(500))
        head = tail = ""
    around = rng.choice(AROUND)
    text = around.replace("{}", head + piece * (size // len(piece) + 1) + tail, 1)
    return f"{head + piece!r:.40} x {size} in {around!r:.30}", text


def read_text(rng: random.Random, text: str) -> list[tuple[str, Callable[[], Any]]]:
    prelude, signature, entry_point = rng.choice(TASKS)
    task = SuiteTask(
        id="t",
        version=1,
        entry_point=entry_point,
        prompt="def f(x):\n",
        sizes=(),
        references={},
        correctness=lambda seed: (),
        stress=lambda size, seed, batch: (),
        check=checks.equal,
        signature=signature,
        prelude=prelude,
    )
    others: list[tuple[str, Callable[[], Any]]] = [
        ("split", lambda: split_answer(text)),
        ("page", lambda: highlighted(text)),
        ("lines", lambda: by_lines((), text, "1 2\n3")),
        ("tokens", lambda: ByTokens(1e-6)((), text, "1.0")),
    ]
    return [("extract", lambda: extract_for(task, text)), rng.choice(others)]


# --- frames ---------------------------------------------------------------------------------------


def u32(number: int) -> bytes:
    return struct.pack("<I", number)


def text(data: bytes) -> bytes:
    return b"s" + u32(len(data)) + data


def number(value: int) -> bytes:
    return b"i" + struct.pack("<q", value)


EMPTY = b"l" + u32(0)
ITEMS = [
    *(b"N", EMPTY, b"m" + u32(0), b"e" + EMPTY, b"z" + EMPTY, b"t" + u32(0)),
    *(b"l" + u32(1) + b"N", b"m" + u32(1) + b"NN", b"e" + b"l" + u32(1) + b"N"),
    *(text("ł".encode()), text("😀".encode()), b"b" + u32(2) + b"ab", b"I" + u32(9) + b"\1" * 9),
    *(b"d" + b"\1" * 8, number(7), b"l" + u32(2) + number(1) + text(b"a")),
    *(b"w" + code + EMPTY for code in (b"dequ", b"coun", b"odic", b"udic", b"ulis", b"chai")),
    *(b"w" + code + EMPTY for code in (b"prox", b"keys", b"item", b"vals")),
    b"wddict" + u32(2) + text(b"") + EMPTY,
    b"witert" + u32(2) + text(b"") + EMPTY,
    b"wustr" + text(b""),
    b"wdeci" + text(b"1"),
    b"wdeci" + text(b"1E+9999"),
    b"wrangt" + u32(3) + number(0) + number(5) + number(1),
    b"wfract" + u32(2) + number(1) + number(2),
    b"wcplxt" + u32(2) + b"d" + bytes(8) + b"d" + bytes(8),
    b"wbytab" + u32(0),
    b"warrat" + u32(2) + text(b"b") + b"b" + u32(0),
    b"wdatet" + u32(3) + number(1) * 3,
    b"wdeltt" + u32(3) + number(0) * 3,
    b"welse" + text(b"x"),
    b"a\x03|b1\0\0",
    b"a\x03|b1\1" + bytes(8),
    b"a\x03|b1\x08" + struct.pack("<8q", 0, *[1] * 7),
    b"D" + EMPTY + EMPTY,
]


def packed(kind: int, size: int) -> bytes:
    """Return a large value of about `size` bytes that has a packed form."""
    flags = b"p" + b"l?" + u32(size // 2) + b"\1" * (size // 2)
    n = size // 8
    forms = [
        b"p" + b"lrlq" + u32(2 * n) + bytes(8 * n),
        b"p" + b"lrtd" + u32(2 * n) + bytes(8 * n),
        b"p" + b"lu" + u32(n) + u32(1) * n + u32(2 * n) + "ł".encode() * n,
        b"p" + b"lcl" + u32(size // 2) + u32(2) + flags * 2,
        b"p" + b"lct" + u32(size // 2) + u32(2) + flags * 2,
        b"p" + b"lq" + u32(n) + bytes(8 * n),
        b"e" + b"p" + b"lq" + u32(n) + b"".join(struct.pack("<q", i << 20) for i in range(n)),
        b"I" + u32(size) + b"\1" * size,
        text(b"1" * size),
        text("😀".encode() + b"a" * size),
        b"a\x03|i1\x08" + struct.pack("<8q", *[7] * 8) + bytes(7**8),
        b"a\x04<f16\1" + struct.pack("<q", n // 16) + bytes(n // 16 * 16),
    ]
    return forms[kind % len(forms)]


def a_frame(rng: random.Random) -> tuple[str, bytes]:
    """Return a name and the bytes of an answer."""
    size = int(10 ** rng.uniform(2, 7.2))
    if rng.random() < 0.7:
        item = rng.choice(ITEMS)
        if rng.random() < 0.3:  # two kinds, or nested ones
            item = b"l" + u32(2) + item + rng.choice(ITEMS)
        count = size // len(item) + 1
        value, name = b"l" + u32(count) + item * count, f"{item!r:.50} x {count}"
    else:
        kind = rng.randrange(12)
        value, name = packed(kind, size), f"packed {kind} of {size}"
    body = b"t" + u32(2) + text(b"returned") + b"l" + u32(1) + value
    data = bytearray(struct.pack("<Q", len(body)) + body)
    for _ in range(rng.choice((0, 0, 0, 1, 5))):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return name, bytes(data[: MOST_BYTES + answer.HEAD_BYTES])


def read_frame(rng: random.Random, data: bytes) -> list[tuple[str, Callable[[], Any]]]:
    types = rng.choice(("plain", "any"))
    expected = rng.choice(([1, 2], {1: 2}, "a", {3}, 1.5, (1, [2])))
    check = rng.choice((checks.equal, checks.close(1e-9), call_style.equal, coffe.check))

    def judged() -> None:
        outcome = answer.read(data, 0, answer.Outcome("died"), types, MOST_BYTES)  # type: ignore[arg-type]
        for value in outcome.values:
            with suppress(Exception):  # as `SuiteTask.verify` does
                check((), value, expected)
            shown(value)

    return [("judge", judged)]


# --- costs ----------------------------------------------------------------------------------------


def status(pid: int | str, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) << 10
    raise KeyError(name)


def forget_peak(pid: int | str) -> None:
    Path(f"/proc/{pid}/clear_refs").write_text("5")


class Meter:
    """Measures CPU seconds and bytes of this process and of the confined one."""

    def __init__(self) -> None:
        self.idle_host = status("self", "VmRSS")
        split_answer("<think>a</think>b")
        self.idle_helper = status(self.helper(), "VmRSS")

    def helper(self) -> int:
        process = confined._helper._process
        return process.pid if process else 0

    def cpu(self) -> float:
        dead = resource.getrusage(resource.RUSAGE_CHILDREN)
        found = time.process_time() + dead.ru_utime + dead.ru_stime
        pid = self.helper()
        return found + (time.clock_gettime((~pid << 3) | 2) if pid else 0.0)

    def measure(self, act: Callable[[], Any]) -> tuple[float, int]:
        before, pid = self.cpu(), self.helper()
        for one in filter(None, ("self", pid)):
            forget_peak(one)
        held_before = status("self", "VmRSS")
        act()
        held = status("self", "VmHWM") - held_before
        if pid and self.helper() == pid:
            held += max(0, status(pid, "VmHWM") - self.idle_helper)
        elif pid:  # it is dead: assume its whole limit
            held += confined.MEMORY_BYTES + confined._SPARE_BYTES
        return self.cpu() - before, held


def main(seed: int, count: int) -> None:
    wire.bind_numpy()
    rng = random.Random(seed)
    meter = Meter()
    found = []
    for case in range(count):
        if case % 5 < 3:
            name, hostile = a_text(rng)
            acts = read_text(rng, hostile)
        else:
            name, data = a_frame(rng)
            acts = read_frame(rng, data)
        for what, act in acts:
            seconds, n_bytes = meter.measure(act)
            found.append((f"{what}: {name}", round(seconds, 3), n_bytes >> 20))
    dearest = sorted(found, key=lambda f: -f[1])[:5] + sorted(found, key=lambda f: -f[2])[:5]
    left = (status("self", "VmRSS") - meter.idle_host) >> 20
    print(json.dumps([*dearest, ("left at the end", 0.0, left)]))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
