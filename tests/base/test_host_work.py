"""The host's work on a hostile text or answer is bounded: 200 MiB and 2 s of CPU time for each.

`host_work.py` makes the texts and answers and measures their costs, in a separate process.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from effbench.base import confined
from effbench.base.confined import OverBudgetError
from effbench.base.errors import SandboxError
from effbench.models.extraction.answers import split_answer
from effbench.models.extraction.extracting import extract_for
from effbench.models.extraction.parsing import Extracted
from effbench.models.extraction.reasoning import split_reasoning
from effbench.tasks.suite import Suite, SuiteTask

MOST_SECONDS, MOST_MIB = 2.0, 200
SEED = 20
PLAIN = "def squares(values):\n    return values\n"
DOTTED = "import " + "a." * 40_000 + "a\n"
FIELDS = "x = f'" + "{1}" * 66_000 + "'\n"


@pytest.fixture(scope="module")
def task(tiny_suite: Suite) -> SuiteTask:
    return tiny_suite.tasks[0]


def dearest(count: int) -> list[Any]:
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("the kernel does not tell the peak of one call")
    script = Path(__file__).with_name("host_work.py")
    done = subprocess.run(
        [sys.executable, script, str(SEED), str(count)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def require_bounded(found: list[Any]) -> None:
    for name, seconds, mib in found:
        assert seconds < MOST_SECONDS and mib < MOST_MIB, (name, seconds, mib)


def test_some_texts_and_answers_are_bounded() -> None:
    require_bounded(dearest(40))


@pytest.mark.nightly
@pytest.mark.slow
def test_a_thousand_texts_and_answers_are_bounded() -> None:
    require_bounded(dearest(1000))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (DOTTED, "96 MiB to parse"),
        pytest.param(
            FIELDS,
            "1.5 s to parse",
            marks=pytest.mark.skipif(
                sys.version_info >= (3, 12), reason="f-strings parse in linear time since 3.12"
            ),
        ),
    ],
)
def test_a_text_beyond_the_budget_holds_no_code_and_says_why(
    task: SuiteTask, text: str, words: str
) -> None:
    found = extract_for(task, text + PLAIN)
    assert (found.source, found.rule) == (None, "over_budget")
    assert words in found.why_none
    assert extract_for(task, PLAIN) == Extracted(PLAIN, "text")  # the next text is parsed


def test_a_text_beyond_the_budget_is_all_answer() -> None:
    assert split_answer(f"{DOTTED}# <think>a</think>") == (None, f"{DOTTED}# <think>a</think>")
    text = "<think>a\ud800</think>b"
    assert split_answer(text) == split_reasoning(text) == ("a\ud800", "b")


def test_a_process_that_somebody_kills_is_replaced(task: SuiteTask) -> None:
    for _ in range(3):
        process = confined._helper._running()
        os.kill(process.pid, signal.SIGKILL)
        assert extract_for(task, PLAIN).rule == "text"


def test_one_that_can_not_be_started_is_our_failure(
    task: SuiteTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confined, "_PYTHON", "/nowhere/python")
    confined._helper.close()
    with pytest.raises(SandboxError, match="can't start /nowhere/python"):
        extract_for(task, PLAIN)


def test_one_that_dies_again_and_again_is_our_failure(
    task: SuiteTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confined, "_PROGRAM", "exit")
    confined._helper.close()
    with pytest.raises(SandboxError, match="killed repeatedly"):
        extract_for(task, PLAIN)


def test_a_defect_of_ours_is_raised_here() -> None:
    with pytest.raises(RuntimeError, match="AttributeError"):
        confined.call("effbench.models.extraction.extracting", "no_such_function")


def test_after_ctrl_c_nobody_gets_anothers_answer(
    task: SuiteTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(pipe: object, seconds: float) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(confined, "_read_within", interrupted)
        extract_for(task, PLAIN)
    other = PLAIN + "# another\n"
    assert extract_for(task, other).source == other


def test_threads_take_turns(task: SuiteTask) -> None:
    found: list[Any] = []

    def ask(number: int) -> None:
        text = f"{DOTTED if number == 3 else ''}{PLAIN}# {number}\n"
        found.append((number, extract_for(task, text).source))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wanted = {n: None if n == 3 else f"{PLAIN}# {n}\n" for n in range(8)}
    assert dict(found) == wanted


def test_a_fork_starts_its_own(task: SuiteTask) -> None:
    ours = confined._helper._running().pid
    code = (
        "import os, sys\n"
        "from effbench.base import confined\n"
        "module = 'effbench.models.extraction.reasoning'\n"
        "call = lambda: confined.call(module, 'split_reasoning', 'a')\n"
        "call(); mine = confined._helper._process.pid\n"
        "if os.fork() == 0:\n"
        "    assert call() == [None, 'a'] and confined._helper._process.pid != mine\n"
        "    sys.exit(7)\n"
        "assert os.waitstatus_to_exitcode(os.wait()[1]) == 7\n"
        "assert call() == [None, 'a'] and confined._helper._process.pid == mine\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert confined._helper._running().pid == ours


def test_it_ends_with_the_host() -> None:
    code = (
        "import os, sys, time\n"
        "from effbench.base import confined\n"
        "confined.call('effbench.models.extraction.reasoning', 'split_reasoning', 'a')\n"
        "helper = confined._helper._process.pid\n"
        "os.fork() and print(helper, flush=True)\n"  # the fork keeps the pipes
        "time.sleep(60)\n"
    )
    host = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert host.stdout is not None
    with host.stdout:
        helper = int(host.stdout.readline())
    host.kill()
    host.wait()
    try:
        for _ in range(600):
            if not Path(f"/proc/{helper}").exists():
                return
            time.sleep(0.05)
        raise AssertionError("the confined process outlives its host")
    finally:
        os.killpg(host.pid, signal.SIGKILL)


def test_a_parser_that_crashes_blames_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OverBudgetError, match="crashes"):
        confined.call("os", "abort")
