"""Test code that calls the candidate: judged without letting a candidate near it.

Decides how a set's tests (assertions, converters, evaluators) and a candidate's answers come
together. A test is run three times removed from the candidate:

1. once a problem, in a child: what does the test ask? (`_effbench_ask()`: argument tuples)
2. the candidate's child gets exactly these calls, and answers with plain data;
3. the test runs in a child of its own, where the candidate is somebody who hands out these answers
   (`_effbench_replay(asked, returned)`: True when all is well).

So a verdict can't be forged from inside: the candidate's process never sees the test. A test draws
the same random numbers each time. One that asks otherwise in step 3 than in step 1 fails, unless it
repeats its last question, as the message of a failed assertion does.

The two functions are made here (`DRIVER`). A set adds how its test is run with somebody who answers
(`_effbench_run(answer)`), and what is answered in step 1 (`_effbench_stand_in(question)`). For
problems of the LeetCode kind both are here as well.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from effbench.datasets import leetcode_scope
from effbench.errors import TaskError
from effbench.foreign import one_line
from effbench.sandbox import Limits, Sandbox, WireError, answers_frame, job_frame
from effbench.suite import Arguments, Fault, Instance

ALL = 1_000_000
"""`calls_per_child` of a task whose test sees all answers together."""
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
"""`_effbench_replay` returns True, or how many answers were used when the test failed, and the
error's type and text; both are "" when the test asked for another call than before.
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
    """One problem's test, in children of its own. `source` defines the two functions."""

    def __init__(
        self,
        source: str,
        where: str,
        sandbox: Sandbox,
        fault: str = "fails the canonical solution",
    ) -> None:
        """`fault` says of the test what is wrong when its questions can't be found out."""
        self._source, self._where, self._sandbox = source, where, sandbox
        self._fault = fault
        self._lock = threading.Lock()
        self._asked: tuple[Instance, ...] | None = None

    def questions(self, seed: int) -> Sequence[Instance]:
        """What the test asks; `seed` changes nothing. TaskError when that can't be found out."""
        with self._lock:
            if self._asked is None:
                outcome = self._sandbox.run(self._source, "_effbench_ask", [()], _TEST_LIMITS)
                if outcome.ended != "returned" or len(outcome.values) != 1:
                    raise TaskError(
                        f"{self._where}: its test {self._fault}: {outcome.ended} {outcome.detail}"
                    )
                asked = outcome.values[0]
                if type(asked) is not list or not all(type(item) is tuple for item in asked):
                    raise TaskError(f"{self._where}: its test asks what is no call")
                if not asked:
                    raise TaskError(f"{self._where}: its test asks nothing, so it can judge nobody")
                self._asked = tuple(Instance(item, f"call {i}") for i, item in enumerate(asked))
            return self._asked

    def answerless(self, seed: int) -> Sequence[Instance]:
        """The questions where nobody's answers are wanted beside the candidate's."""
        return [
            Instance(instance.arguments, instance.label, given=("see the test",))
            for instance in self.questions(seed)
        ]

    def verify(self, asked: Sequence[Arguments], returned: Sequence[Any]) -> Fault | None:
        """The test's verdict on these answers: None, or the failure and the answer before it."""
        job = job_frame(self._source, "_effbench_replay")
        try:
            frame = answers_frame([(list(asked), list(returned))])
        except WireError as error:
            return Fault(f"the answers can't be handed to the test: {error}")
        outcome = self._sandbox.run_frames(job, frame, _TEST_LIMITS)
        if outcome.ended != "returned" or len(outcome.values) != 1:
            return Fault(f"the test fails: {outcome.ended} {outcome.detail}".rstrip())
        found = outcome.values[0]
        if found is True:
            return None
        used, kind, text = found
        after = f"after the answer to call {used - 1}" if used else "before it calls"
        index = used - 1 if used else None
        if not kind:
            return Fault(f"{after} the test calls otherwise than it did at first", index)
        said = one_line(f"{kind}: {text}" if text else kind)
        return Fault(f"the test fails {after}: {said}", index)


@lru_cache(maxsize=1)
def leetcode_prelude() -> str:
    """What stands before a candidate of the LeetCode kind; it is called LEETCODE_FORWARDER."""
    return Path(leetcode_scope.__file__).read_text(encoding="utf-8")


def leetcode_source(test: str, reference: str = "", helpers: str = "") -> str:
    """The text for a ForwardedTest. `test` defines `_effbench_test(Solution)`.

    It judges only where `_effbench_asking` is False. While the questions are gathered `reference`
    answers, a text that defines a class `Solution`; without one every answer is None, for tests
    whose questions don't depend on answers.
    """
    parts = [leetcode_prelude(), helpers, reference, test, DRIVER, _LEETCODE_DRIVER]
    stand_in = "_effbench_call(*question)" if reference else "(_effbench_pack(None), None)"
    parts.append(f"\n\ndef _effbench_stand_in(question):\n    return {stand_in}\n")
    return "\n\n".join(part for part in parts if part)
