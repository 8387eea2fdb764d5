"""The second step of grading: judge the correctness of a source, with retries."""

from __future__ import annotations

import threading

from effbench.judging import Judgement
from effbench.reward.completion import Completion, reason_of
from effbench.reward.counting import Counters
from effbench.reward.engines import Engine
from effbench.reward.samples import Sample

ATTEMPTS = 4
"""Attempts per source: a killed zygote says nothing about the code that it ran."""
CLOSED = "the judge was closed"


class Correctness:
    """Judges completions. It stops once `stopping` is set."""

    def __init__(self, engine: Engine, counters: Counters, stopping: threading.Event) -> None:
        self._engine, self._counters, self._stopping = engine, counters, stopping

    def judge(self, completion: Completion) -> None:
        """Judge the completion's source and set its sample."""
        result = self._judged(completion)
        self._counters.count("judged")
        completion.sample = Sample(result.status, detail=result.detail)

    def _judged(self, completion: Completion) -> Judgement:
        assert completion.opened is not None and completion.source is not None
        result = Judgement("infra_error", CLOSED)
        for _ in range(ATTEMPTS):
            if self._stopping.is_set():
                break
            try:
                result = self._engine.judge(completion.opened.task, completion.source)
            except Exception as error:
                result = Judgement("infra_error", reason_of(error))
            if result.status != "infra_error":
                break
        return result
