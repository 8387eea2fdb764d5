"""Whole programs in the sandbox: standard input and output, the ways to end, several runs."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from effbench.sandbox import Limits, Outcome, Sandbox
from effbench.sandbox.inside.programs import FILE_BYTES

MIB = 1 << 20


def run(sandbox: Sandbox, source: str, *texts: str, limits: Limits | None = None) -> Outcome:
    return sandbox.run(source, "", [(text,) for text in texts], limits)


def outputs(sandbox: Sandbox, source: str, *texts: str) -> tuple[str, ...]:
    found = run(sandbox, source, *texts)
    assert found.ended == "returned", found.detail
    return found.values


# Each doubles the number on every line and runs twice in one child: the first run must not affect
# the second.
READING = {
    "input": "for _ in range(3): print(2 * int(input()))",
    "lines of stdin": "import sys\nfor line in sys.stdin: print(2 * int(line))",
    "stdin.read": "import sys\nfor word in sys.stdin.read().split(): print(2 * int(word))",
    "stdin.buffer": "import sys\nfor word in sys.stdin.buffer.read().split(): print(2 * int(word))",
    "readline": "import sys\nread = sys.stdin.readline\nfor _ in range(3): print(2 * int(read()))",
    "open(0)": "for word in open(0).read().split(): print(2 * int(word))",
    "open(0) left open": "lines = open(0)\nfor line in lines: print(2 * int(line))",
    "open(0) in a cycle": (
        "class Reader:\n    def __init__(self): self.file, self.me = open(0), self\n"
        "for line in Reader().file: print(2 * int(line))"
    ),
    "os.read": (
        "import os\n"
        "for word in os.read(0, os.fstat(0).st_size).split(): print(2 * int(word))"
    ),
    "os.read to the end": (
        "import os\nparts = []\n"
        "while part := os.read(0, 3): parts.append(part)\n"
        "for word in b''.join(parts).split(): print(2 * int(word))"
    ),
    "mmap": (
        "import mmap\n"
        "for word in mmap.mmap(0, 0, access=mmap.ACCESS_READ)[:].split(): print(2 * int(word))"
    ),
    "stdin twice": (
        "import sys\nsys.stdin.read()\nsys.stdin.seek(0)\n"
        "for line in sys.stdin: print(2 * int(line))"
    ),
    "stdin closed afterwards": (
        "import sys\nwords = sys.stdin.read().split()\nsys.stdin.close()\n"
        "for word in words: print(2 * int(word))"
    ),
}  # fmt: skip
NUMBERS = "words = input(), input(), input()\nlines = [f'{2 * int(word)}\\n' for word in words]\n"
WRITING = {
    "write": NUMBERS + "import sys\nsys.stdout.write(''.join(lines))",
    "writelines": NUMBERS + "import sys\nsys.stdout.writelines(lines)",
    "stdout.buffer": NUMBERS + "import sys\nsys.stdout.buffer.write(''.join(lines).encode())",
    "os.write": NUMBERS + "import os\nos.write(1, ''.join(lines).encode())",
    "open(1) left open": NUMBERS + "out = open(1, 'w')\nout.write(''.join(lines))",
    "open(1) closed": NUMBERS + "with open(1, 'w') as out: out.write(''.join(lines))",
    "open(1) for print": NUMBERS + "out = open(1, 'w')\nprint(*lines, sep='', end='', file=out)",
    "stdout is another": (
        NUMBERS + "import sys\nsys.stdout = open(1, 'w')\nprint(*lines, sep='', end='')"
    ),
    "stdout detached": (
        NUMBERS + "import io, sys\nsys.stdout = io.TextIOWrapper(sys.stdout.detach())\n"
        "print(*lines, sep='', end='')"
    ),
    "stdout shared": (
        NUMBERS + "import io, sys\nsys.stdout = io.TextIOWrapper(sys.stdout.buffer)\n"
        "print(*lines, sep='', end='')"
    ),
    "collected and written at exit": (
        NUMBERS + "import atexit, io, sys\nsys.stdout = io.StringIO()\n"
        "atexit.register(lambda: sys.__stdout__.write(sys.stdout.getvalue()))\n"
        "print(*lines, sep='', end='')"
    ),
    "a class of its own": (
        NUMBERS + "import io, os, sys\n"
        "class Out(io.StringIO):\n"
        "    def flush(self):\n"
        "        os.write(1, self.getvalue().encode())\n"
        "        self.seek(0), self.truncate()\n"
        "sys.stdout = Out()\nprint(*lines, sep='', end='')"
    ),
    "a thread": (
        NUMBERS + "import threading\nthreading.stack_size(1 << 26)\n"
        "threading.Thread(target=lambda: print(*lines, sep='', end='')).start()"
    ),
    "a thread that starts a thread": (
        NUMBERS + "import threading\n"
        "def last(): print(*lines, sep='', end='')\n"
        "def first(): threading.Thread(target=last).start()\n"
        "threading.Thread(target=first).start()"
    ),
    "exit": NUMBERS + "print(*lines, sep='', end='')\nexit()",
    "quit": NUMBERS + "print(*lines, sep='', end='')\nquit(0)",
    "sys.exit": NUMBERS + "import sys\nprint(*lines, sep='', end='')\nsys.exit(0)",
    "SystemExit": NUMBERS + "print(*lines, sep='', end='')\nraise SystemExit",
    "the guard": (
        NUMBERS + "def main(): print(*lines, sep='', end='')\nif __name__ == '__main__': main()"
    ),
    "a deep recursion": (
        NUMBERS + "import sys\nsys.setrecursionlimit(10**6)\n"
        "def down(n):\n    if n: return down(n - 1)\n    print(*lines, sep='', end='')\n"
        "down(20_000)"
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", READING | WRITING)
def test_each_way_to_read_and_write_works_twice(sandbox: Sandbox, how: str) -> None:
    source = (READING | WRITING)[how]
    assert outputs(sandbox, source, "1\n2\n3\n", "40\n50\n-60\n", "7\n8\n9") == (
        "2\n4\n6\n", "80\n100\n-120\n", "14\n16\n18\n"
    )  # fmt: skip


def test_every_run_has_a_fresh_namespace_and_fresh_streams(sandbox: Sandbox) -> None:
    source = (
        "import sys\nassert 'seen' not in globals()\nseen = True\n"
        "import __main__\nassert __main__.seen and __name__ == '__main__'\n"
        "print(repr(sys.stdin.readline()), end='')"
    )
    assert outputs(sandbox, source, "long long long\nrest", "", "b") == (
        "'long long long\\n'", "''", "'b'"
    )  # fmt: skip


def test_a_prelude_is_part_of_the_program(sandbox: Sandbox) -> None:
    from effbench.sandbox import calls_frame, job_frame

    job = job_frame("print(double(int(input())))", "", "def double(x): return 2 * x")
    found = sandbox.run_frames(job, calls_frame([("4",), ("5",)]), Limits())
    assert found.values == ("8\n", "10\n")


def test_no_input_and_no_output(sandbox: Sandbox) -> None:
    assert outputs(sandbox, "", "", "ignored") == ("", "")


def test_text_beyond_ascii_and_line_ends(sandbox: Sandbox) -> None:
    text = "ä€𝄞\r\nx\ry\0z"
    copy = "import sys\nsys.stdout.buffer.write(sys.stdin.buffer.read())"
    assert outputs(sandbox, copy, text) == (text,)
    assert outputs(sandbox, "print(input())", text) == ("ä€𝄞\n",)


def test_bytes_that_are_not_utf8_are_replaced(sandbox: Sandbox) -> None:
    source = "import os\nos.write(1, b'a\\xff\\xed\\xa0\\x80b')"
    (found,) = outputs(sandbox, source, "")
    assert (found[0], found[-1]) == ("a", "b")
    assert set(found[1:-1]) == {"\ufffd"}


def test_large_input_and_output(sandbox: Sandbox) -> None:
    text = "".join(f"{number}\n" for number in range(1_000_000))
    source = "import sys\nfor line in sys.stdin: sys.stdout.write(line)"
    assert outputs(sandbox, source, text) == (text,)


def test_standard_error_is_thrown_away(sandbox: Sandbox) -> None:
    source = "import os, sys\nprint('x' * 100_000, file=sys.stderr)\nos.write(2, b'y')\nprint(1)"
    assert outputs(sandbox, source, "") == ("1\n",)


@dataclass(frozen=True)
class Bad:
    source: str
    ended: str
    detail: str = ""


BAD = {
    "status 3": Bad("import sys\nsys.exit(3)", "raised", "exit code 3"),
    "status -1": Bad("exit(-1)", "raised", "exit code -1"),
    "status as a text": Bad("exit('no solution')", "raised", "exit code 1"),
    "status true": Bad("exit(True)", "raised", "exit code 1"),
    "an exception": Bad("print(1)\n1 / 0", "raised", "division by zero (line 2)"),
    "reading past the end": Bad("while True: input()", "raised", "EOFError"),
    "a syntax error": Bad("print(", "syntax_error"),
    "os._exit": Bad("import os\nprint(1, flush=True)\nos._exit(3)", "died", "status 3"),
    "closing stdout before printing": Bad("import os\nos.close(1)\nprint(1)", "raised", "OSError"),
    "a flush that fails": Bad(
        "import sys\nclass Out:\n    def write(self, text): pass\n"
        "    def flush(self): raise RuntimeError('no')\nsys.stdout = Out()\nprint(1)",
        "raised", "RuntimeError: no",
    ),
    "closing the answer's pipe": Bad("import os\nos.close(4)", "died"),
    "closing everything": Bad("import os\nos.closerange(0, 64)", "died"),
    "closing our files": Bad("import os\nos.closerange(5, 64)", "raised", "Bad file descriptor"),
    "waiting for a thread for ever": Bad(
        "import threading, time\nthreading.Thread(target=lambda: time.sleep(1000)).start()",
        "timeout",
    ),
    "spinning at exit": Bad(
        "import atexit\n@atexit.register\ndef spin():\n    while True: pass", "timeout"
    ),
    "recursion": Bad("def f(): f()\nf()", "raised", "RecursionError"),
    "a gigabyte of memory": Bad("x = bytearray(1 << 30)", "memory"),
}  # fmt: skip
SHORT = Limits(cpu_seconds=0.5, wall_seconds=1.5, memory_bytes=256 * MIB)


@pytest.mark.parametrize("what", BAD)
def test_a_bad_end_is_a_verdict_and_harms_nobody(sandbox: Sandbox, what: str) -> None:
    bad = BAD[what]
    found = run(sandbox, bad.source, "1\n", "2\n", limits=SHORT)
    assert found.ended == bad.ended, found.detail
    assert bad.detail in found.detail
    assert outputs(sandbox, "print(input())", "next") == ("next\n",)


def test_the_second_run_can_fail(sandbox: Sandbox) -> None:
    found = run(sandbox, "print(1 // int(input()))", "1", "0")
    assert (found.ended, found.values) == ("raised", ())


FLOODS = {
    "print": f"block = 'x' * {MIB}\nfor _ in range(1000): print(block)",
    "os.write": f"import os\nblock = b'x' * {MIB}\nfor _ in range(1000): os.write(1, block)",
    "errors ignored": (
        f"import os\nblock = b'x' * {MIB}\nfor _ in range(1000):\n"
        "    try: os.write(1, block)\n    except OSError: pass"
    ),
    "made large": f"import os\nos.ftruncate(1, {FILE_BYTES})",
}


@pytest.mark.parametrize("how", FLOODS)
def test_a_gigabyte_of_output_is_cut_off(sandbox: Sandbox, how: str) -> None:
    limits = Limits(memory_bytes=512 * MIB, output_bytes=8 * MIB)
    found = run(sandbox, FLOODS[how], "", limits=limits)
    assert found.ended in ("raised", "output_limit"), found.detail
    assert "File too large" in found.detail or "more than" in found.detail
    assert outputs(sandbox, "print(input())", "next") == ("next\n",)


def test_output_just_below_the_cap_passes(sandbox: Sandbox) -> None:
    limits = Limits(output_bytes=2 * MIB)
    found = run(sandbox, f"print('x' * {2 * MIB - 1000})", "", limits=limits)
    assert (found.ended, len(found.values[0])) == ("returned", 2 * MIB - 999)
    found = run(sandbox, f"print('x' * {2 * MIB})", "", limits=limits)
    assert found.ended == "output_limit"


def test_no_file_can_be_made_although_files_may_grow(sandbox: Sandbox) -> None:
    if sandbox.tier == "T4":
        pytest.skip("tier T4 forbids nothing: trusted code only")
    names = ["/dev/shm/x", "/x", "/dev/fd/7", "/program/x"]
    if sandbox.tier != "T1":  # T1 has a scratch folder in memory
        names += ["/tmp/x", "x"]
    source = (
        "import os\n"
        f"for name in {names}:\n"
        "    try:\n        open(name, 'w')\n        print('made', name)\n"
        "    except OSError: pass\n"
        "try:\n    os.memfd_create('x')\n    print('made a memory file')\nexcept OSError: pass\n"
    )
    assert outputs(sandbox, source, "") == ("",)


def test_a_function_has_no_such_files(sandbox: Sandbox) -> None:
    """A function could hide memory in a program's files."""
    source = """
import os, stat
def solve():
    os.write(1, b"x" * 100)
    kinds = []
    for fd in range(64):
        try:
            mode = os.fstat(fd).st_mode
            kinds.append((fd, stat.S_ISCHR(mode), stat.S_ISFIFO(mode)))
        except OSError:
            pass
    return kinds, os.read(0, 10)
"""
    found = sandbox.run(source, "solve", [()])
    assert found.ended == "returned", found.detail
    fds, text = found.values[0]
    assert text == b""
    assert fds == [
        (0, True, False),
        (1, True, False),
        (2, True, False),
        (3, False, True),
        (4, False, True),
    ]


def test_import_and_run_are_charged(sandbox: Sandbox) -> None:
    """Compare with the same work in a function, alternately. Minima, as a core's speed changes."""
    work = "sum(range(2_000_000))"
    program = f"import sys\nprint({work})"
    function = f"def solve():\n    return {work}"
    ours, theirs = [], []
    for _ in range(9):
        ours.append(run(sandbox, program, "").cpu_ns)
        theirs.append(sandbox.run(function, "solve", [()]).cpu_ns)
    assert 0.6 < min(ours) / min(theirs) < 1.8
