"""`RemoteJudge`: the interface of `Judge`, over HTTP to `effbench serve-reward`.

Completions that threads or coroutines submit concurrently are batched into one request, so that the
completions of one task remain a group on the server. If the server stays unavailable for
`patience_seconds`, their verdicts are `infra_error` with reward None. `transport` sends and retries
single requests.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import threading
import time
import weakref
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass, field
from typing import Any, TypedDict, cast

from effbench.base import UsageError
from effbench.reward.core import completion_text
from effbench.reward.specs import RewardSpec, parse
from effbench.reward.transport import (
    MAX_BODY_BYTES,
    MAX_ITEMS,
    PATIENCE_SECONDS,
    Transport,
    UnavailableError,
    log,
)
from effbench.reward.verdict import RewardVerdict

GATHER_SECONDS = 0.02
CONNECTIONS = 4
"""Concurrent requests. The server judges in rounds, so more requests would only queue there."""
_ENVELOPE = 64  # bytes of {"items": [...]} around the items
_CLOSED = "the judge was closed"
_judges: weakref.WeakSet[RemoteJudge] = weakref.WeakSet()


class ServerInfo(TypedDict):
    """The settings that a server tells."""

    suite: str
    profile: str
    spec: str
    seed: int
    version: str


@dataclass(frozen=True)
class _Item:
    task: str
    encoded: bytes
    """{"task": ..., "completion": ...}"""


@dataclass
class _Call:
    items: Sequence[_Item]
    future: Future[list[RewardVerdict]] = field(default_factory=Future)

    def resolve(self, verdicts: list[RewardVerdict]) -> None:
        with contextlib.suppress(InvalidStateError):  # the caller cancelled it
            self.future.set_result(verdicts)

    def fail(self, error: Exception) -> None:
        with contextlib.suppress(InvalidStateError):
            self.future.set_exception(error)


class RemoteJudge:
    """Scores completions on a reward server. Thread-safe; a context manager; usable after a fork.

    - `url`: the server's URL, http:// or https://.
    - `token`: its bearer token (default: EFFBENCH_REWARD_TOKEN).
    - `patience_seconds`: how long to retry while the server is busy, unreachable or failing,
      counted from a request's first failure.

    The constructor sends no request. As in `Judge`, invalid requests raise UsageError: an unknown
    task, or a completion that is not text. So do a rejected token and a URL that is not a reward
    server's. Every other failure is a verdict with `status == "infra_error"` and
    `reward is None`.
    """

    def __init__(
        self, url: str, *, token: str | None = None, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        token = token or os.environ.get("EFFBENCH_REWARD_TOKEN") or None
        self._transport = Transport(url, token, patience_seconds)
        self._sender = _Sender(self._transport)
        self._ending = weakref.finalize(self, self._sender.close)
        self._lock = threading.Lock()
        self._info: ServerInfo | None = None
        _judges.add(self)

    def score(self, task: str, completion: Any) -> RewardVerdict:
        """Return the verdict on one completion. `task`: a task's id, or its prompt."""
        return self.score_many([(task, completion)])[0]

    def score_many(self, pairs: Iterable[tuple[str, Any]]) -> list[RewardVerdict]:
        """Return the verdicts on (task, completion) pairs, in order. Blocks until all are ready."""
        return self._sender.submit(_items(pairs)).result()

    async def ascore(self, task: str, completion: Any) -> RewardVerdict:
        """Score asynchronously, without blocking the event loop or occupying a thread."""
        return (await self.ascore_many([(task, completion)]))[0]

    async def ascore_many(self, pairs: Iterable[tuple[str, Any]]) -> list[RewardVerdict]:
        """Score many asynchronously. Cancelling drops the completions unless they were sent."""
        return await asyncio.wrap_future(self._sender.submit(_items(pairs)))

    def probe(self, task: str) -> RewardVerdict:
        """Score the task's fast solution, bypassing the cache, to check the server's machine."""
        try:
            found = self._transport.post("/probe", json.dumps({"task": task}).encode())
            return RewardVerdict.from_dict(found)
        except (UnavailableError, ValueError) as error:
            return _lost(task, str(error), self._sender.spec)

    @property
    def info(self) -> ServerInfo:
        """The server's settings, fetched once.

        Raises UnavailableError if the server cannot be reached.
        """
        with self._lock:
            if self._info is None:
                found = self._transport.get("/info")
                if not isinstance(found, dict) or not found.keys() >= ServerInfo.__required_keys__:
                    raise UsageError(f"{self._transport.shown}: not a reward server")
                self._info = cast("ServerInfo", found)
                self._sender.spec = str(found["spec"])
            return self._info

    @property
    def spec(self) -> RewardSpec:
        """The server's reward spec."""
        return parse(str(self.info["spec"]))

    @property
    def profile(self) -> str:
        """The server's timing profile."""
        return str(self.info["profile"])

    @property
    def closed(self) -> bool:
        """True after `close` was called."""
        return self._sender.closed

    @property
    def stats(self) -> dict[str, float]:
        """Counts of this client since the start: completions, infra errors, requests, retries."""
        return {**self._sender.counts, **self._transport.counts}

    def close(self) -> None:
        """Abort requests in flight. Pending and later calls get `infra_error`."""
        self._ending()

    def _after_fork(self) -> None:
        self._lock = threading.Lock()
        self._transport.after_fork()
        self._sender.after_fork()

    def __enter__(self) -> RemoteJudge:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Sender:
    """Threads that send the queued calls in batches and resolve them."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.spec = ""
        self.closed = False
        self.counts: Counter[str] = Counter()
        self.after_fork()

    def after_fork(self) -> None:
        """Reset the state after a fork: the threads and their calls stay in the parent."""
        self._changed = threading.Condition()
        self._waiting: list[_Call] = []
        self._started = False

    def submit(self, items: Sequence[_Item]) -> Future[list[RewardVerdict]]:
        """Queue the items and return a future of their verdicts."""
        call = _Call(items)
        with self._changed:
            if self.closed or not items:
                call.resolve([_lost(item.task, _CLOSED, self.spec) for item in items])
                return call.future
            if not self._started:
                self._started = True
                for number in range(CONNECTIONS):
                    name = f"effbench-remote-{number}"
                    threading.Thread(target=self._serve, name=name, daemon=True).start()
            self._waiting.append(call)
            self._changed.notify()
        return call.future

    def close(self) -> None:
        with self._changed:
            self.closed = True
            left, self._waiting = self._waiting, []
            self._changed.notify_all()
        self._transport.close()
        for call in left:
            self._give_up(call, _CLOSED)

    def _serve(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self.closed:
                    self._changed.wait()
                if self.closed:
                    return
            time.sleep(GATHER_SECONDS)  # a trainer's single requests arrive within ms
            with self._changed:
                taken = self._taken()
            if taken:
                self._send(taken)

    def _taken(self) -> list[_Call]:
        """Dequeue as many whole calls as fit into one request, at least one."""
        taken: list[_Call] = []
        n_items = n_bytes = 0
        while self._waiting:
            call = self._waiting[0]
            n_items += len(call.items)
            n_bytes += _size(call.items)
            if taken and (n_items > MAX_ITEMS or n_bytes > MAX_BODY_BYTES):
                break
            self._waiting.pop(0)
            if not call.future.cancelled():
                taken.append(call)
        return taken

    def _send(self, calls: Sequence[_Call]) -> None:
        """Send the calls together and resolve them; if the server refuses, send each alone."""
        items = [item for call in calls for item in call.items]
        try:
            verdicts = self._scored(items)
        except UsageError as error:
            if len(calls) == 1:
                calls[0].fail(error)
            else:
                for call in calls:
                    self._send([call])
            return
        except Exception as error:  # a bug here must not abort a training run
            log.exception("asking the reward server")
            verdicts = [_lost(item.task, f"{type(error).__name__}", self.spec) for item in items]
        self.counts["scored"] += len(verdicts)
        self.counts["infra_error"] += sum(verdict.infra_error for verdict in verdicts)
        rest = iter(verdicts)
        for call in calls:
            call.resolve([next(rest) for _ in call.items])

    def _scored(self, items: Sequence[_Item]) -> list[RewardVerdict]:
        """Return the verdicts in order. Completions of one task stay in one request if they fit."""
        found: dict[int, RewardVerdict] = {}
        for places in _chunks(items):
            part = [items[place] for place in places]
            found.update(zip(places, self._asked(part), strict=True))
        return [found[place] for place in range(len(items))]

    def _asked(self, items: Sequence[_Item]) -> list[RewardVerdict]:
        body = b'{"items":[' + b",".join(item.encoded for item in items) + b"]}"
        try:
            reply = self._transport.post("/score", body)
            plain = reply["verdicts"]
            if len(plain) != len(items):
                raise ValueError(f"{len(plain)} verdicts for {len(items)} completions")
            verdicts = [RewardVerdict.from_dict(one) for one in plain]
            self.spec = verdicts[0].spec
            return verdicts
        except (UnavailableError, ValueError, KeyError, TypeError) as error:
            words = str(error) if isinstance(error, UnavailableError) else f"bad reply: {error}"
            log.warning("%d completions not scored: %s", len(items), words)
            return [_lost(item.task, words, self.spec) for item in items]

    def _give_up(self, call: _Call, why: str) -> None:
        call.resolve([_lost(item.task, why, self.spec) for item in call.items])


def _items(pairs: Iterable[tuple[str, Any]]) -> list[_Item]:
    found = []
    for task, completion in pairs:
        if not isinstance(task, str):
            raise UsageError(f"a task is named by its id or prompt, not by a {type(task).__name__}")
        plain = {"task": task, "completion": completion_text(completion)}
        found.append(_Item(task, json.dumps(plain).encode("ascii")))
    return found


def _size(items: Sequence[_Item]) -> int:
    return _ENVELOPE + sum(len(item.encoded) + 1 for item in items)


def _chunks(items: Sequence[_Item]) -> list[list[int]]:
    """Split the indices of `items`, grouped by task, into requests within the limits.

    A group is split only if it does not fit into one request.
    """
    groups: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        groups.setdefault(item.task, []).append(place)
    chunks: list[list[int]] = []
    count = size = 0
    for group in groups.values():
        whole = _size([items[place] for place in group])
        together = count + len(group) <= MAX_ITEMS and size + whole <= MAX_BODY_BYTES
        for number, place in enumerate(group):
            one = len(items[place].encoded) + 1
            full = count + 1 > MAX_ITEMS or size + one > MAX_BODY_BYTES
            if not chunks or full or (number == 0 and not together):
                chunks.append([])
                count, size = 0, _ENVELOPE
            chunks[-1].append(place)
            count, size = count + 1, size + one
    return chunks


def _lost(task: str, why: str, spec: str) -> RewardVerdict:
    return RewardVerdict(task_id=task, reward=None, status="infra_error", detail=why, spec=spec)


def _after_fork() -> None:
    for judge in list(_judges):
        judge._after_fork()


os.register_at_fork(after_in_child=_after_fork)
