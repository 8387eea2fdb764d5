"""Threads are joined through a lock; before Python 3.13 nothing is replaced."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from effbench.sandbox.inside import threads

FOLDER = str(Path(threads.__file__).parent)
SCRIPT = """
import sys, threading, time
sys.path.insert(0, sys.argv[1])
import threads
threads.prepare()
assert threading._ThreadHandle is threads.Handle
done = []
thread = threading.Thread(target=lambda: (time.sleep(0.2), done.append(1)))
thread.start()
assert thread.is_alive() and thread.ident in {t.ident for t in threading.enumerate()}
thread.join(0.01)
assert thread.is_alive() and not done
thread.join()
thread.join()
assert not thread.is_alive() and done == [1]
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(4) as pool:
    assert list(pool.map(abs, range(-50, 0))) == list(range(50, 0, -1))
print("well")
"""


def interpreters() -> list[str]:
    """This interpreter and those of `pyenv`, if they are 3.13 or newer."""
    found = [sys.executable] if sys.version_info >= (3, 13) else []
    found += map(str, Path.home().glob(".pyenv/versions/3.1[3-9]*/bin/python"))
    return found


def test_a_handle_tells_when_its_thread_has_ended() -> None:
    handle, go = threads.Handle(), threading.Event()
    threads._start(go.wait, handle=handle)
    assert handle.ident is not None and not handle.is_done()
    handle.join(0.01)
    assert not handle.is_done()
    go.set()
    handle.join()
    handle.join(timeout=1)
    assert handle.is_done()


def test_a_thread_that_raises_has_ended_too() -> None:
    handle = threads.Handle()
    seen: list[BaseException] = []

    def fail() -> None:
        try:
            raise ValueError
        except ValueError as error:
            seen.append(error)
            return

    threads._start(fail, handle=handle)
    handle.join()
    assert handle.is_done() and seen


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="there it is replaced")
def test_before_3_13_nothing_is_replaced() -> None:
    before = dict(vars(threading))
    threads.prepare()
    assert vars(threading) == before


@pytest.mark.parametrize("python", interpreters() or [""])
def test_threading_works_with_it(python: str) -> None:
    if not python:
        pytest.skip("no Python 3.13 or newer here")
    started = time.monotonic()
    line = [python, "-c", SCRIPT, FOLDER]
    done = subprocess.run(line, capture_output=True, text=True)
    assert done.stdout.strip() == "well", (done.stderr, time.monotonic() - started)
