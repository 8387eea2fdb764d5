"""`Judge`: the public interface of the reward, for threads, coroutines and trainers.

`rounds` queues the requests; `grading` judges, times and scores the completions.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import threading
import weakref
from collections.abc import Iterable, Sequence
from numbers import Integral
from typing import Any

from effbench.base import UsageError
from effbench.executors import LocalEngine, require
from effbench.machine import facts as machine
from effbench.measure import REWARD_PLANS, Plan
from effbench.reward.cache import Cache
from effbench.reward.completion import Completion
from effbench.reward.engines import ClusterEngine, Engine
from effbench.reward.grading import Grader
from effbench.reward.rounds import Answer, Rounds
from effbench.reward.specs import DEFAULT, RewardSpec, parse
from effbench.reward.tasks import Tasks, load_suite
from effbench.reward.verdict import RewardVerdict
from effbench.sandbox import Sandbox
from effbench.tasks import Suite, SuiteTask, registry

DEFAULT_SEED = 0
_NAP_SECONDS = 0.01
_MOST_NESTED = 8  # a chat is a list of messages: two or three deep
_MESSAGE_KEYS = frozenset({"content", "role", "tool_calls"})
_judges: weakref.WeakSet[Judge] = weakref.WeakSet()


class Judge:
    """Scores completions of tasks. Thread-safe; a context manager; closed at exit at the latest.

    - `suite`: `core`, `hard` or `core+hard`, also with `-dev` or `-public` added, or a loaded
      `Suite`. Variants of its tasks (`task~k17`) are accepted, too.
    - `profile`: the timing profile (`effbench.measure.REWARD_PLANS`). `reward` times the two
      smallest sizes in half batches, so its efficiencies are never comparable with a run's eff@k.
      `quick`, `standard` and `strict` time as runs do. `off` judges correctness only.
    - `workers`: the maximum number of concurrent child processes (default: the cores that this
      process may use). During timing, each worker times a different task.
    - `spec`: the reward spec (`effbench.reward.specs`).
    - `seed`: the root seed of all inputs. Judges with the same seed use the same inputs.
    - `cache_size`: the maximum number of sources in the cache.
    - `max_pending`: the number of pending completions above which callers block.
    - `sandbox`: the minimum isolation tier, or `auto`.
    - `executor`: `local`, or `ray` to judge and time on the nodes of the cluster at RAY_ADDRESS,
      with `workers` on each (docs/scale.md).

    Completions of one task that are scored together, in one `score_many` or by concurrent callers,
    form a group. They are timed in shared blocks and get equal rewards if the measurement cannot
    tell them apart (the spec's dead band).

    The constructor raises UsageError for bad settings and SandboxError if the sandbox does not
    work. Afterwards, only invalid requests raise (UsageError: an unknown task, or a completion that
    is not text). Infrastructure failures never raise: they are verdicts with
    `status == "infra_error"` and `reward is None`.

    After a fork, the child's copy creates its own sandbox and thread on first use.
    """

    def __init__(
        self,
        suite: str | Suite = "core",
        profile: str = "reward",
        workers: int | None = None,
        *,
        spec: str | RewardSpec = DEFAULT,
        seed: int = DEFAULT_SEED,
        cache_size: int = 20_000,
        max_pending: int = 4096,
        sandbox: str = "auto",
        executor: str = "local",
    ) -> None:
        if profile not in REWARD_PLANS:
            known = ", ".join(REWARD_PLANS)
            raise UsageError(f"profile {profile!r}: choose one of {known}")
        for name, value, least in (
            ("workers", 1 if workers is None else workers, 1),
            ("seed", seed, 0),
            ("cache_size", cache_size, 0),
            ("max_pending", max_pending, 1),
        ):
            if not isinstance(value, Integral) or value < least:
                raise UsageError(f"{name}={value!r}: a whole number, at least {least}")
        self.spec = spec if isinstance(spec, RewardSpec) else parse(spec)
        if profile == "off" and self.spec.preset.needs_pool:
            raise UsageError(
                f"{self.spec} compares a sample's time with those of known solutions, but "
                "profile='off' times nothing: choose another profile or another spec"
            )
        self.profile, self.seed = profile, int(seed)  # numpy integers are not JSON
        self.workers = int(workers or machine.usable_cores())
        self._suite = load_suite(suite)
        if profile != "off" and not any(task.sizes for task in self._suite.tasks):
            raise UsageError(f"suite {self._suite.name} has no sizes to time: set profile='off'")
        if executor != "local" and isinstance(suite, Suite):
            known = ", ".join(registry.REWARD_NAMES)
            raise UsageError(f"executor={executor!r}: nodes load a suite by its name: {known}")
        self._tier, self._cache_size, self._max_pending = sandbox, cache_size, max_pending
        self._executor, self._slots = executor, workers
        self._tasks = Tasks(self._suite, self.seed, timed=profile != "off")
        self._closed = False
        self._lock = threading.Lock()
        self._rounds: Rounds | None = self._start()
        self._not_ours: list[Rounds | None] = []  # kept alive: its zygotes are the parent's
        self._ending = weakref.finalize(self, _close, self._rounds)
        _judges.add(self)

    def score(self, task: str, completion: Any) -> RewardVerdict:
        """Return the verdict on one completion. `task`: a task's id, or its prompt.

        `completion`: the model's text, or a chat, of which the last message counts.
        """
        return self.score_many([(task, completion)])[0]

    def score_many(self, pairs: Iterable[tuple[str, Any]]) -> list[RewardVerdict]:
        """Return the verdicts on (task, completion) pairs, in order. Blocks until all are ready."""
        answer = self._running().submit(self._completions(pairs))
        assert answer is not None
        return answer.result()

    async def ascore(self, task: str, completion: Any) -> RewardVerdict:
        """Score asynchronously, without blocking the event loop or occupying a thread."""
        return (await self.ascore_many([(task, completion)]))[0]

    async def ascore_many(self, pairs: Iterable[tuple[str, Any]]) -> list[RewardVerdict]:
        """Score many asynchronously. Cancelling drops the request unless its grading has begun."""
        completions = self._completions(pairs)
        answer: Answer | None = None
        while answer is None:
            answer = self._running().submit(completions, wait=False)
            if answer is None:
                await asyncio.sleep(_NAP_SECONDS)
        return await asyncio.wrap_future(answer)

    def probe(self, task: str) -> RewardVerdict:
        """Score the task's own fast solution, bypassing the cache, to check the machine."""
        return self.score(task, f"{self.task(task).fast}\n# {secrets.token_hex(8)}\n")

    @property
    def suite(self) -> Suite:
        """The suite whose tasks this judge scores."""
        return self._suite

    def task(self, asked: str) -> SuiteTask:
        """Return the task of an id or prompt. Raises UsageError if it is unknown."""
        return self._tasks.open(self._tasks.id_of(asked), self._running().sandbox).task

    @property
    def closed(self) -> bool:
        """True after `close` was called."""
        return self._closed

    @property
    def stats(self) -> dict[str, float]:
        """Counts since the start (completions, cache hits, groups timed) and seconds by phase."""
        found = self._running().grader.counters
        seconds = {f"{name}_seconds": value for name, value in found.seconds.items()}
        return {**found.counts, **seconds}

    def close(self) -> None:
        """End the sandbox's processes. Pending and later requests get `infra_error`."""
        self._closed = True
        self._ending()

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _completions(self, pairs: Iterable[tuple[str, Any]]) -> list[Completion]:
        return [
            Completion(self._tasks.id_of(task), completion_text(completion))
            for task, completion in pairs
        ]

    def _start(self) -> Rounds:
        sandbox = Sandbox(self._tier, slots=self.workers)
        whole = REWARD_PLANS[self.profile]
        plan = None if whole is None else whole.for_suite(self._suite)
        grader = Grader(
            sandbox,
            self._engine(sandbox, plan),
            self._tasks,
            self.spec,
            self.profile,
            plan,
            self.seed,
            Cache(self._cache_size),
        )
        return Rounds(sandbox, grader, self.spec, self._max_pending)

    def _engine(self, sandbox: Sandbox, plan: Plan | None) -> Engine:
        require(self._executor)
        if self._executor == "local":
            _ = sandbox.tier  # probed here, so that a missing sandbox fails early
            return LocalEngine(sandbox, self.seed, plan, for_rewards=True)
        return ClusterEngine(self._suite, sandbox, self.seed, plan, self._tier, self._slots)

    def _running(self) -> Rounds:
        with self._lock:
            if self._rounds is None:  # in a forked child
                self._tasks.forget_opened()
                self._rounds = self._start()
                self._ending = weakref.finalize(self, _close, self._rounds)
                if self._closed:
                    self._rounds.close()
            return self._rounds

    def _after_fork(self) -> None:
        self._lock = threading.Lock()
        self._ending.detach()
        self._not_ours.append(self._rounds)
        self._rounds = None


def completion_text(completion: Any) -> str:
    """Return the text of a completion: a string, a chat message, or a chat's last message.

    None is an empty answer, and so is a message without content (such as a tool call). A message's
    content may be a list of parts; their texts are joined. Raises UsageError for anything else.
    """
    for _ in range(_MOST_NESTED):
        if completion is None:
            return ""
        if isinstance(completion, str):
            return completion
        if isinstance(completion, dict) and completion.keys() & _MESSAGE_KEYS:
            completion = completion.get("content")
            if isinstance(completion, list):
                return "".join(map(_part_text, completion))
        elif isinstance(completion, Sequence) and not isinstance(completion, bytes):
            completion = completion[-1] if completion else ""
        else:
            break
    raise UsageError(
        f"a completion is text or a chat (a list of messages), not a {type(completion).__name__}"
    )


def _part_text(part: object) -> str:
    if isinstance(part, str):
        return part
    return str(part.get("text") or "") if isinstance(part, dict) else ""


def _close(rounds: Rounds) -> None:
    rounds.close()


def _after_fork() -> None:
    for judge in list(_judges):
        judge._after_fork()


os.register_at_fork(after_in_child=_after_fork)
