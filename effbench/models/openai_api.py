"""Any server that speaks OpenAI's chat API: vLLM, SGLang, llama.cpp, Ollama, OpenAI itself.

Decides how a request is sent, when it is sent again and when it is given up. It does not decide
what a reply means (`replies`). Each sample is a request of its own with its own seed: servers
ignore `n`, and samples that share a seed are one sample. The SDK's own retries are off, because a
benchmark has to know which answers are missing and why. With `server_n` the samples of one prompt
are asked for together (`n`), and what the server did not send is asked for one by one:

- 408, 409, 429, 5xx, broken connections, time-outs and replies without an answer are tried again,
  at most MAX_ATTEMPTS times with full jitter and not before `Retry-After`; then an error row;
- 401, 403, 404 and a used-up quota end the run: no later request would fare better;
- a 400 that names a parameter drops it for the rest of the run; any other one is an error row;
- a server that has never answered ends the run after START_ATTEMPTS.

How many requests are under way at once adapts to what the server takes (`pacing`).

The key is sent to the server and nowhere else; it is cut out of every message.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import openai

from effbench.errors import ModelError
from effbench.foreign import one_line
from effbench.models.background import iterate
from effbench.models.base import Request, Sampling, answered, failed
from effbench.models.pacing import Clock, Pacer, Sleep, Turn
from effbench.models.replies import (
    BadReplyError,
    Refusal,
    Reply,
    is_the_models_own,
    parse_refusal,
    parse_replies,
    refused_parameter,
    shown_url,
    wait_seconds,
)
from effbench.records import Generation

MAX_ATTEMPTS = 6
START_ATTEMPTS = 3
FIRST_DELAY_SECONDS = 1.0
MOST_TOGETHER = 64
"""Answers to ask for in one request; OpenAI's own limit is 128."""
CONNECT_SECONDS = 10.0
OPENAI_URL = "https://api.openai.com/v1"
NO_KEY = "none"
"""Servers without keys accept any; the SDK demands one."""
_TRANSIENT = frozenset({408, 409, 429})
_HOPELESS = frozenset({401, 403, 404})
_UNREACHABLE = frozenset({"ConnectError", "ConnectTimeout", "ProxyError"})
"""The HTTP library's exceptions by name: the SDK has changed libraries, the names have stayed."""
_SEED_BITS = 0x7FFFFFFF  # some servers keep seeds in a signed 32-bit integer
_CHARACTERS_A_TOKEN = 4  # a guess for the budget of tokens a minute, corrected by the reply


class _Again(Exception):
    """Control flow within this module: worth another try after `wait` seconds at least."""

    def __init__(self, words: str, wait: float | None = None, unreachable: bool = False) -> None:
        super().__init__(words)
        self.wait = wait
        self.unreachable = unreachable


def chat_parameters(model: str, request: Request, sampling: Sampling) -> dict[str, Any]:
    """What is sent for one sample. Temperature and top_p always: servers' defaults differ."""
    return {
        "model": model,
        "messages": [dict(message) for message in request.messages],
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "seed": request.seed & _SEED_BITS,
        "max_tokens": sampling.max_new_tokens,
    }


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
        key = (api_key or os.environ.get("OPENAI_API_KEY") or "").strip()
        if not key.isascii():
            raise ModelError("the API key has characters that no HTTP header may hold")
        url = base_url or os.environ.get("OPENAI_BASE_URL") or (OPENAI_URL if key else None)
        if url is None:
            raise ModelError(
                f"openai:{name} needs a server or a key: give --base-url (or OPENAI_BASE_URL) for "
                "your own server, or set OPENAI_API_KEY for OpenAI's"
            )
        self._shown_url = shown_url(url)
        if not self._shown_url.startswith(("http://", "https://")):
            raise ModelError(
                "--base-url must be a URL that begins with http:// or https://, "
                f"not {one_line(url.rpartition('@')[2])!r}"
            )
        self.label = name
        self.warnings: list[str] = []
        self._name, self._url, self._key = name, url, key or NO_KEY
        self._sampling = sampling
        self._concurrency = max(1, concurrency)
        self._rpm, self._tpm = rpm, tpm
        self._server_n = server_n
        self._timeout_seconds = timeout_seconds
        self._sleep, self._clock = sleep, clock
        self._rng = rng or random.Random()
        self._reached = False
        self._left_out: dict[str, str] = {}
        self._served: set[str] = set()
        self._counts = {"requests": 0, "retries": 0, "throttlings": 0, "sent_together": 0}
        self._least_at_once = self._concurrency

    def describe(self) -> dict[str, Any]:
        return {
            "kind": "openai",
            "label": self.label,
            "model": self._name,
            "base_url": self._shown_url,
            "sampling": self._sampling.as_dict(),
            "seeds": "one a request, its low 31 bits are sent",
            "server_n": self._server_n,
            "observed": {
                **self._counts,
                "least_concurrency": self._least_at_once,
                "served_models": sorted(self._served),
                "parameters_left_out": dict(self._left_out),
            },
        }

    def generate(self, requests: Sequence[Request]) -> Iterator[Generation]:
        async def produce(emit: Callable[[Generation], None]) -> None:
            await self._answer_all(requests, emit)

        yield from iterate(produce)

    def close(self) -> None:
        return None

    async def _answer_all(
        self, requests: Sequence[Request], emit: Callable[[Generation], None]
    ) -> None:
        pending = deque(self._together(requests))
        pacer = Pacer(self._concurrency, self._rpm, self._tpm, sleep=self._sleep, clock=self._clock)
        timeout = openai.Timeout(
            self._timeout_seconds, connect=min(CONNECT_SECONDS, self._timeout_seconds)
        )
        client = openai.AsyncOpenAI(
            base_url=self._url, api_key=self._key, max_retries=0, timeout=timeout
        )

        async def work() -> None:
            while pending:
                group = pending.popleft()
                rows = await self._answer(client, pacer, group)
                for row in rows:
                    emit(row)
                pending.extendleft([request] for request in reversed(group[len(rows) :]))

        try:
            async with client, asyncio.TaskGroup() as tasks:
                for _ in range(min(self._concurrency, len(requests))):
                    tasks.create_task(work())
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None
        finally:
            self._counts["throttlings"] += pacer.throttlings
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
        self, client: openai.AsyncOpenAI, pacer: Pacer, group: Sequence[Request]
    ) -> list[Generation]:
        """Rows for the first requests of the group, for one at least."""
        attempt = 0
        while True:
            try:
                return await self._ask(client, pacer, group)
            except _Again as again:
                attempt += 1
                words = str(again)
                if again.unreachable and not self._reached and attempt >= START_ATTEMPTS:
                    raise ModelError(
                        f"no server answers at {self._shown_url}: {words}. "
                        "Is it running, and is --base-url right?"
                    ) from None
                if attempt >= MAX_ATTEMPTS:
                    words = f"{words} (gave up after {attempt} attempts)"
                    return [failed(request, words, infra=True) for request in group]
                wait = again.wait or 0.0
            self._counts["retries"] += 1
            longest = FIRST_DELAY_SECONDS * 2 ** (attempt - 1)
            await self._sleep(max(wait, self._rng.uniform(0.0, longest)))

    async def _ask(
        self, client: openai.AsyncOpenAI, pacer: Pacer, group: Sequence[Request]
    ) -> list[Generation]:
        """Send until no parameter is refused any more. Raises _Again or ModelError."""
        while True:
            sent = self._parameters(group)
            try:
                async with pacer.turn(self._most_tokens(group)) as turn:
                    replies = await self._exchange(client, sent, pacer, turn)
                    seconds = self._clock() - turn.started
            except openai.APIStatusError as error:
                refusal = self._refusal(error)
                name = refused_parameter(refusal, sent) if error.status_code in (400, 422) else None
                if name is None:
                    row = self._failed(group[0], error, refusal)
                    return [row, *(failed(r, row.error or "", infra=row.infra) for r in group[1:])]
                self._leave_out(name, refusal.words)
                continue
            except BadReplyError as error:
                words = self._clean(str(error))
                if error.transient:
                    raise _Again(words) from None
                return [failed(group[0], words, infra=False)]  # the others may fare better
            if len(group) > 1:
                self._notice(replies, sent)
            pairs = zip(group, replies, strict=False)  # a server may send fewer, or more, than n
            return [self._row(request, reply, sent, seconds) for request, reply in pairs]

    async def _exchange(
        self, client: openai.AsyncOpenAI, sent: dict[str, Any], pacer: Pacer, turn: Turn
    ) -> list[Reply]:
        self._counts["requests"] += 1
        try:
            replies = parse_replies(await self._send(client, sent))
        except openai.APIStatusError as error:
            turn.tokens = 0
            if error.status_code == 429:
                pacer.throttled(turn)
            raise
        pacer.succeeded()
        cost = (replies[0].tokens_in or 0) + (replies[0].tokens_out or 0)
        turn.tokens = cost or turn.tokens
        return replies

    def _most_tokens(self, group: Sequence[Request]) -> int:
        """What the request may cost: prompt and longest answers."""
        characters = sum(len(message["content"]) for message in group[0].messages)
        answers = len(group) * self._sampling.max_new_tokens
        return characters // _CHARACTERS_A_TOKEN + answers

    def _notice(self, replies: Sequence[Reply], sent: dict[str, Any]) -> None:
        """Count what came together; say once that this server does not do that."""
        if "n" in sent and len(replies) > 1:
            self._counts["sent_together"] += len(replies)
        elif "n" in sent and self._server_n:
            self._leave_out("n", f"it sends {len(replies)} answer for n={sent['n']}")

    def _row(
        self, request: Request, reply: Reply, sent: dict[str, Any], seconds: float
    ) -> Generation:
        if reply.served_model:
            self._served.add(one_line(reply.served_model, 100))
        together = sent.get("n", 1) > 1
        return answered(
            request,
            reply.text,
            reasoning=reply.reasoning,
            finish_reason=reply.finish_reason,
            tokens_in=reply.tokens_in,
            tokens_out=None if together else reply.tokens_out,  # `usage` is that of all choices
            seed=sent.get("seed"),
            seconds=seconds,
        )

    async def _send(self, client: openai.AsyncOpenAI, sent: dict[str, Any]) -> bytes:
        """The body of a reply with status 200. The time limit is for the whole exchange: the HTTP
        library's own is for each read, and a server that sends a byte a minute would never meet it.
        """
        try:
            async with asyncio.timeout(self._timeout_seconds):
                raw = await client.chat.completions.with_raw_response.create(**sent)
            self._reached = True
            return bytes(raw.http_response.content)
        except openai.APIStatusError:
            self._reached = True
            raise
        except (TimeoutError, openai.APIConnectionError) as error:
            cause = type(error.__cause__).__name__
            unreachable = cause in _UNREACHABLE
            if isinstance(error, TimeoutError | openai.APITimeoutError) and not unreachable:
                words = f"no answer within {self._timeout_seconds:g} s"
            else:
                words = f"{one_line(error)} {one_line(error.__cause__ or '')}".strip()
            raise _Again(self._clean(words), unreachable=unreachable) from None

    def _parameters(self, group: Sequence[Request]) -> dict[str, Any]:
        wanted = chat_parameters(self._name, group[0], self._sampling)
        if "max_tokens" in self._left_out:
            wanted["max_completion_tokens"] = wanted["max_tokens"]
        if len(group) > 1:
            wanted["n"] = len(group)
        return {name: value for name, value in wanted.items() if name not in self._left_out}

    def _leave_out(self, name: str, words: str) -> None:
        """Requests in flight may be refused for the same parameter; the first one decides."""
        if name not in self._left_out:
            self._left_out[name] = words
            instead = "; max_completion_tokens is sent instead" if name == "max_tokens" else ""
            self.warnings.append(f"the server does not take {name}{instead}: {words}")

    def _refusal(self, error: openai.APIStatusError) -> Refusal:
        refusal = parse_refusal(error.body)
        return Refusal(self._clean(refusal.words), refusal.parameter, refusal.code)

    def _failed(
        self, request: Request, error: openai.APIStatusError, refusal: Refusal
    ) -> Generation:
        """The error row for a refusal. Raises _Again, or ModelError if no other will do better."""
        status = error.status_code
        words = f"HTTP {status}: {refusal.words}"
        if status in _HOPELESS or refusal.code == "insufficient_quota":
            raise ModelError(
                f"{self._shown_url} refuses model {self._name!r} with {words}. "
                "Check the key, the model's name and --base-url (it usually ends in /v1)"
            ) from None
        if status in _TRANSIENT or status >= 500:
            wait = wait_seconds(error.response.headers.get("retry-after"), time.time())
            raise _Again(words, wait) from None
        return failed(request, words, infra=not is_the_models_own(refusal))

    def _clean(self, words: str) -> str:
        return words if self._key == NO_KEY else words.replace(self._key, "***")
