"""A model behind OpenAI's chat API: vLLM, SGLang, llama.cpp, Ollama, OpenAI itself.

The module sends requests, retries them a limited number of times, and assigns the blame for missing
answers. Replies are parsed in `replies` and `refusals`. Each sample is a separate request with its
own seed, because servers ignore `n`, and samples with the same seed are the same sample. With
`server_n`, one request asks for all samples of a prompt (`n`); samples missing from the reply are
then requested one by one. The SDK's retries are off, because a benchmark must know which answers
are missing and why.

- Statuses 408, 409, 429 and 5xx, broken connections, timeouts, errors inside a reply and answers
  that the server broke off are retried: at most MAX_ATTEMPTS attempts, with full jitter and not
  before `Retry-After`. After the last attempt the blame is `server`.
- Statuses 401, 402, 403 and 404, an unpaid account and an unknown model end the run, because every
  later request would fail too.
- If a refusal names a parameter, that parameter is left out for the rest of the run. The cause of
  any other 400 is found by experiment (`fitting`). Settings are fitted once and kept. A prompt that
  is too long counts as the model's failure. A server that refuses everything ends the run.
- An answer without content is requested once more; after that the blame is `model`.
- A server that never answers ends the run after START_ATTEMPTS.

The number of requests in flight adapts to the server's capacity (`pacing`).
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence

from effbench.base import Generation, JsonObject, ModelError
from effbench.models.asking import Asker
from effbench.models.attempts import Again, Why
from effbench.models.background import iterate
from effbench.models.base import ModelOptions, Request, Sampling, failed
from effbench.models.connection import Address, Connection
from effbench.models.exchanging import Exchanger
from effbench.models.known import Known
from effbench.models.pacing import Clock, Pacer, Sleep

MAX_ATTEMPTS = 6
MAX_EMPTY = 2
"""Empty answers to one request before it counts as the model's failure."""
START_ATTEMPTS = 3
FIRST_DELAY_SECONDS = 1.0
MOST_TOGETHER = 64
"""Maximum number of samples in one request. OpenAI's own limit is 128."""


class OpenAIModel:
    """One model on one server. Raises ModelError if the server's URL or the key is unusable."""

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

    def describe(self) -> JsonObject:
        """Return the settings and the facts observed about the server, for the manifest."""
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
        """Yield the answers as they arrive. Raises ModelError if the run can't continue."""
        connection = Connection(self._address, self._timeout_seconds)

        async def produce(emit: Callable[[Generation], None]) -> None:
            await self._answer_all(connection, requests, emit)

        yield from iterate(produce)

    def close(self) -> None:
        """Do nothing: `generate` closes its connections."""
        return None

    async def _answer_all(
        self,
        connection: Connection,
        requests: Sequence[Request],
        emit: Callable[[Generation], None],
    ) -> None:
        pending = deque(self._together(requests))
        pacer = Pacer(self._concurrency, self._rpm, self._tpm, sleep=self._sleep, clock=self._clock)
        exchanger = Exchanger(
            *(self._name, self._sampling, self._address, connection, pacer, self._clock),
            self._known,
        )
        asker = Asker(exchanger)

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
        """Group samples into requests: one each, or with `server_n` all samples of a prompt.

        A group has at most MOST_TOGETHER samples.
        """
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
        """Return rows for the first requests of the group, at least one. Retries failures."""
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


def open_server(name: str, options: ModelOptions) -> OpenAIModel:
    """Open the model of this name behind an OpenAI-compatible server: `openai:NAME`."""
    return OpenAIModel(
        name,
        base_url=options.base_url,
        api_key=options.api_key,
        sampling=options.sampling,
        concurrency=options.concurrency,
        rpm=options.rpm,
        tpm=options.tpm,
        server_n=options.server_n,
        timeout_seconds=options.timeout_seconds,
    )
