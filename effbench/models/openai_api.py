"""Any server that speaks OpenAI's chat API: vLLM, SGLang, llama.cpp, Ollama, OpenAI itself.

Decides how a request is sent, when it is sent again and when it is given up, and who is to blame
for an answer that is missing. It does not decide what a reply means (`replies`, `refusals`). Each
sample is a request of its own with its own seed: servers ignore `n`, and samples that share a seed
are one sample. The SDK's own retries are off, because a benchmark has to know which answers are
missing and why. With `server_n` the samples of one prompt are asked for together (`n`), and the
rest is asked for one by one:

- 408, 409, 429, 5xx, broken connections, time-outs, errors inside a reply and answers that the
  server broke off are tried again, at most MAX_ATTEMPTS times with full jitter and not before
  `Retry-After`; then the server is to blame;
- 401, 402, 403, 404, an unpaid account and an unknown model end the run: no later request would
  fare better;
- a refusal that names a parameter drops it for the rest of the run; the cause of any other 400 is
  found by experiment (`fitting`): settings are fitted once and kept, a prompt that is too long for
  the model is the model's failure, and a server that refuses everything ends the run;
- an answer without content is asked for once more; then the failure is the model's;
- a server that has never answered ends the run after START_ATTEMPTS.

How many requests are under way at once adapts to what the server takes (`pacing`).
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from effbench.errors import ModelError
from effbench.models.asking import Again, Asker, Why, chat_parameters
from effbench.models.background import iterate
from effbench.models.base import Request, Sampling, failed
from effbench.models.connection import Address, Connection
from effbench.models.known import Known
from effbench.models.pacing import Clock, Pacer, Sleep
from effbench.records import Generation

__all__ = ["OpenAIModel", "chat_parameters"]

MAX_ATTEMPTS = 6
MAX_EMPTY = 2
"""Answers without content, after which the model has none."""
START_ATTEMPTS = 3
FIRST_DELAY_SECONDS = 1.0
MOST_TOGETHER = 64
"""Answers to ask for in one request; OpenAI's own limit is 128."""


class OpenAIModel:
    """One model on one server. Raises ModelError when there is nowhere to send a request to."""

    is_replay = False

    def __init__(
        self,
        name: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        sampling: Sampling,
        concurrency: int = 8,
        rpm: float | None = None,
        tpm: float | None = None,
        server_n: bool = False,
        timeout_seconds: float = 120.0,
        sleep: Sleep = asyncio.sleep,
        clock: Clock = time.monotonic,
        rng: random.Random | None = None,
    ) -> None:
        self._address = Address(name, base_url, api_key)
        self.label = name
        self._known = Known()
        self.warnings = self._known.warnings
        self._name = name
        self._sampling = sampling
        self._concurrency = max(1, concurrency)
        self._rpm, self._tpm = rpm, tpm
        self._server_n = server_n
        self._timeout_seconds = timeout_seconds
        self._sleep, self._clock = sleep, clock
        self._rng = rng or random.Random()
        self._least_at_once = self._concurrency

    def describe(self) -> dict[str, Any]:
        return {
            "kind": "openai",
            "label": self.label,
            "model": self._name,
            "base_url": self._address.shown,
            "sampling": self._sampling.as_dict(),
            "seeds": "one a request, its low 31 bits are sent",
            "server_n": self._server_n,
            "observed": {
                **self._known.counts,
                "least_concurrency": self._least_at_once,
                **self._known.describe(),
            },
        }

    def generate(self, requests: Sequence[Request]) -> Iterator[Generation]:
        connection = Connection(self._address, self._timeout_seconds)

        async def produce(emit: Callable[[Generation], None]) -> None:
            await self._answer_all(connection, requests, emit)

        yield from iterate(produce)

    def close(self) -> None:
        return None

    async def _answer_all(
        self,
        connection: Connection,
        requests: Sequence[Request],
        emit: Callable[[Generation], None],
    ) -> None:
        pending = deque(self._together(requests))
        pacer = Pacer(self._concurrency, self._rpm, self._tpm, sleep=self._sleep, clock=self._clock)
        asker = Asker(
            *(self._name, self._sampling, self._address, connection, pacer, self._clock),
            self._known,
        )

        async def work() -> None:
            while pending:
                group = pending.popleft()
                rows = await self._answer(asker, connection, group)
                for row in rows:
                    emit(row)
                pending.extendleft([request] for request in reversed(group[len(rows) :]))

        try:
            async with connection, asyncio.TaskGroup() as tasks:
                for _ in range(min(self._concurrency, len(requests))):
                    tasks.create_task(work())
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None
        finally:
            self._known.counts["throttlings"] += pacer.throttlings
            self._least_at_once = min(self._least_at_once, pacer.lowest)

    def _together(self, requests: Sequence[Request]) -> Iterator[list[Request]]:
        """What is sent as one request: a sample, or with `server_n` all samples of a prompt."""
        if not self._server_n:
            yield from ([request] for request in requests)
            return
        groups: dict[tuple[str, str], list[Request]] = {}
        for request in requests:
            groups.setdefault((request.task_id, request.prompt_sha256), []).append(request)
        for group in groups.values():
            for start in range(0, len(group), MOST_TOGETHER):
                yield group[start : start + MOST_TOGETHER]

    async def _answer(
        self, asker: Asker, connection: Connection, group: Sequence[Request]
    ) -> list[Generation]:
        """Rows for the first requests of the group, for one at least."""
        tried: Counter[Why] = Counter()
        while True:
            try:
                return await asker.ask(group, tried)
            except Again as again:
                tried[again.why] += 1
                words, attempt = str(again), tried.total()
                if tried["unreachable"] >= START_ATTEMPTS and not connection.reached:
                    raise ModelError(
                        f"no server answers at {self._address.shown}: {words}. "
                        "Is it running, and is --base-url right?"
                    ) from None
                if tried["empty"] >= MAX_EMPTY:
                    row = failed(group[0], words, blame="model", reasoning=again.reasoning)
                    return [row]
                if attempt >= MAX_ATTEMPTS:
                    words = f"{words} (gave up after {attempt} attempts)"
                    return [failed(request, words, blame="server") for request in group]
                wait = again.wait or 0.0
            self._known.counts["retries"] += 1
            longest = FIRST_DELAY_SECONDS * 2 ** (attempt - 1)
            await self._sleep(max(wait, self._rng.uniform(0.0, longest)))
