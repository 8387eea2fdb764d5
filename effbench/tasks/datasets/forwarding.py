"""Run tests that call the candidate without giving the candidate access to them.

A set's test code (assertions, converters, evaluators) and the candidate run in separate processes,
in three steps:

1. Once per problem, a child process records the calls that the test makes (`_effbench_ask()`
   returns argument tuples).
2. The candidate's child process gets exactly these calls and answers with plain data.
3. The test runs in its own child process, with a stand-in for the candidate that returns these
   answers (`_effbench_replay(asked, returned)` returns True if the test passes).

The candidate's process never sees the test, so the candidate can't forge a verdict. A test draws
the same random numbers each time. If its calls in step 3 differ from those in step 1, it fails,
unless it repeats its last call, as the message of a failed assertion does.

`DRIVER` defines the two functions. A set adds code that runs its test with a given `answer`
function (`_effbench_run(answer)`) and code that answers in step 1 (`_effbench_stand_in(question)`).
For LeetCode-style problems, this module defines both.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from effbench.base import TaskError, one_line
from effbench.sandbox import Limits, Sandbox, WireError, answers_frame, job_frame
from effbench.tasks.datasets import leetcode_scope
from effbench.tasks.suite import Arguments, Fault, Instance

ALL = 1_000_000
"""`calls_per_child` for a task whose test needs all answers together."""
LEETCODE_FORWARDER = "_effbench_call"
_TEST_LIMITS = Limits(cpu_seconds=60.0, output_bytes=256 << 20, answers="standard")
DRIVER = """

class _EffbenchOtherwise(BaseException):
    pass  # no Exception: a test may catch those


_effbench_asking = False


def _effbench_ask():
    global _effbench_asking
    import copy
    _effbench_asking = True
    asked = []
    def answer(question):
        asked.append(copy.deepcopy(question))
        return _effbench_stand_in(question)
    _effbench_run(answer)
    return asked


def _effbench_replay(asked, returned):
    used, repeated = 0, 0
    def is_next(place, question):
        return 0 <= place < len(asked) and (
            asked[place] == question or repr(asked[place]) == repr(question)  # NaN equals nothing
        )
    def answer(question):
        nonlocal used, repeated
        if is_next(used, question):
            used += 1
        elif is_next(used - 1, question) and repeated < 100:
            repeated += 1  # "assert f(3) == 4, f(3)": an assertion that failed asks for its message
        else:
            raise _EffbenchOtherwise()
        return returned[used - 1]
    try:
        _effbench_run(answer)
    except _EffbenchOtherwise:
        return used, "", ""
    except BaseException as error:
        return used, type(error).__name__, str(error)[:300]
    return True
"""
"""`_effbench_replay` returns True if the test passes. Otherwise it returns the number of answers
used before the failure, and the error's type and text. Both are "" if the test made a different
call than before.
"""
_LEETCODE_DRIVER = '''

class _EffbenchStranger:
    """The candidate as the test sees it: `answer` knows what it says to a call."""

    made = 0
    answer = None

    def __init__(self):
        self._which = _EffbenchStranger.made
        _EffbenchStranger.made += 1

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)

        def method(*arguments, **named):
            if named:
                raise TypeError("the test calls with named arguments")
            question = (self._which, name, _effbench_pack(list(arguments)))
            answer, after = _EffbenchStranger.answer(question)
            if after is not None:
                _effbench_overwrite(arguments, _effbench_unpack(after))
            return _effbench_unpack(answer)

        return method


def _effbench_overwrite(arguments, after):
    """Arguments that the candidate changed in place are changed for the test as well."""
    for old, new in zip(arguments, after):
        if type(old) is not type(new):
            continue
        if isinstance(old, list):
            old[:] = new
        elif isinstance(old, (dict, set)):
            old.clear()
            old.update(new)
        elif type(old).__name__ in _EFFBENCH_FIELDS:
            vars(old).update(vars(new))


def _effbench_run(answer):
    random.seed(0)
    _EffbenchStranger.made, _EffbenchStranger.answer = 0, answer
    return _effbench_test(_EffbenchStranger)
'''


class ForwardedTest:
    """One problem's test, run in its own child processes. `source` defines the two functions."""

    def __init__(
        self,
        source: str,
        where: str,
        sandbox: Sandbox,
        fault: str = "fails the canonical solution",
    ) -> None:
        """`fault` is the error message's verb phrase for a test whose calls can't be recorded."""
        self._source, self._where, self._sandbox = source, where, sandbox
        self._fault = fault
        self._lock = threading.Lock()
        self._asked: tuple[Instance, ...] | None = None

    def questions(self, seed: int) -> Sequence[Instance]:
        """Return the calls that the test makes. `seed` has no effect.

        Raises TaskError if the calls can't be recorded.
        """
        with self._lock:
            if self._asked is None:
                outcome = self._sandbox.run(self._source, "_effbench_ask", [()], _TEST_LIMITS)
                if outcome.ended != "returned" or len(outcome.values) != 1:
                    raise TaskError(
                        f"{self._where}: its test {self._fault}: {outcome.ended} {outcome.detail}"
                    )
                asked = outcome.values[0]
                if type(asked) is not list or not all(type(item) is tuple for item in asked):
                    raise TaskError(f"{self._where}: its test makes a malformed call")
                if not asked:
                    raise TaskError(f"{self._where}: its test makes no calls and can't judge")
                self._asked = tuple(Instance(item, f"call {i}") for i, item in enumerate(asked))
            return self._asked

    def answerless(self, seed: int) -> Sequence[Instance]:
        """Return the calls with a placeholder as the expected answer, so no reference is run."""
        return [
            Instance(instance.arguments, instance.label, given=("see the test",))
            for instance in self.questions(seed)
        ]

    def verify(self, asked: Sequence[Arguments], returned: Sequence[Any]) -> Fault | None:
        """Run the test on these answers. Return None if it passes, or the fault and the index of
        the last answer used.
        """
        job = job_frame(self._source, "_effbench_replay")
        try:
            frame = answers_frame([(list(asked), list(returned))])
        except WireError as error:
            return Fault(f"the answers can't be sent to the test: {error}")
        outcome = self._sandbox.run_frames(job, frame, _TEST_LIMITS)
        if outcome.ended != "returned" or len(outcome.values) != 1:
            return Fault(f"the test fails: {outcome.ended} {outcome.detail}".rstrip())
        found = outcome.values[0]
        if found is True:
            return None
        used, kind, text = found
        after = f"after the answer to call {used - 1}" if used else "before its first call"
        index = used - 1 if used else None
        if not kind:
            return Fault(f"{after} the test makes other calls than those recorded", index)
        said = one_line(f"{kind}: {text}" if text else kind)
        return Fault(f"the test fails {after}: {said}", index)


@lru_cache(maxsize=1)
def leetcode_prelude() -> str:
    """Return the code inserted before a LeetCode-style candidate. It defines LEETCODE_FORWARDER."""
    return Path(leetcode_scope.__file__).read_text(encoding="utf-8")


def leetcode_source(test: str, reference: str = "", helpers: str = "") -> str:
    """Return the `source` of a ForwardedTest. `test` defines `_effbench_test(Solution)`.

    The test must judge only if `_effbench_asking` is False. While calls are recorded, `reference`,
    code that defines a class `Solution`, gives the answers. Without a reference every answer is
    None, which suits tests whose calls don't depend on answers.
    """
    parts = [leetcode_prelude(), helpers, reference, test, DRIVER, _LEETCODE_DRIVER]
    stand_in = "_effbench_call(*question)" if reference else "(_effbench_pack(None), None)"
    parts.append(f"\n\ndef _effbench_stand_in(question):\n    return {stand_in}\n")
    return "\n\n".join(part for part in parts if part)
