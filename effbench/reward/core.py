"""The reward as an object: completions in, verdicts out, from threads, coroutines and trainers.

Decides what a caller sees: names, types, what raises and what never does. What happens with a
completion is decided in grading, who waits in engine.
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

from effbench import machine
from effbench.errors import UsageError
from effbench.executors import require
from effbench.measure import REWARD_PLANS, Plan
from effbench.reward.bench import Bench, ClusterBench, LocalBench
from effbench.reward.cache import Cache
from effbench.reward.engine import Answer, Engine
from effbench.reward.grading import Grader, Item
from effbench.reward.specs import DEFAULT, RewardSpec, parse
from effbench.reward.tasks import Tasks, load_suite
from effbench.reward.verdict import RewardVerdict
from effbench.sandbox import Sandbox
from effbench.suite import Suite, SuiteTask

DEFAULT_SEED = 0
_NAP_SECONDS = 0.01
_MOST_NESTED = 8  # a chat is a list of messages: two or three deep
_MESSAGE_KEYS = frozenset({"content", "role", "tool_calls"})
_judges: weakref.WeakSet[Judge] = weakref.WeakSet()


class Judge:
    """Scores completions of tasks. Thread-safe; a context manager; closed at exit if not before.

    `suite`: `core`, `core-dev`, `core-public`, or a loaded `Suite`. Variants (`task~k17`) of its
    tasks are known, too. `profile`: how much is timed (`effbench.measure.REWARD_PLANS`): `reward`
    times the two smallest sizes in half batches, so its efficiencies are never comparable with a
    run's eff@k; `quick`, `standard` and `strict` time as runs do; `off` judges correctness alone.
    `workers`: children at once (default: the cores
    that this process may use); while timing, each times another task. `spec`: the reward
    (`effbench.reward.specs`). `seed`: root of all inputs; the same seed asks everybody the same.
    `cache_size`: sources remembered. `max_pending`: completions that may wait before callers do.
    `sandbox`: the least isolation tier, or `auto`. `executor`: `local`, or `ray`: judged and timed
    on the nodes of the cluster at RAY_ADDRESS, `workers` on each (docs/scale.md).

    Completions of one task that are scored together, in one `score_many` or by callers at the same
    time, are a group: timed in shared blocks, and equal in reward where the measurement can't tell
    them apart (the spec's dead band).

    Once made, it raises for mistakes in what it is asked (UsageError: an unknown task, a completion
    that isn't text), never for failures of the machinery: these are verdicts with
    `status == "infra_error"` and `reward is None`. Making one raises UsageError for bad settings
    and SandboxError where the sandbox doesn't work.

    After a fork, the child's copy makes a sandbox and thread of its own when it is first used.
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
                f"{self.spec} places a sample's time among those of known solutions, and "
                "profile='off' times nothing: take another profile, or another spec"
            )
        self.profile, self.seed = profile, int(seed)  # numpy's can't be written down
        self.workers = int(workers or machine.usable_cores())
        self._suite = load_suite(suite)
        if profile != "off" and not any(task.sizes for task in self._suite.tasks):
            raise UsageError(f"suite {self._suite.name} has no sizes to time: profile='off'")
        if executor != "local" and isinstance(suite, Suite):
            known = "core, core-dev or core-public"
            raise UsageError(f"executor={executor!r}: nodes load a suite by its name: {known}")
        self._tier, self._cache_size, self._max_pending = sandbox, cache_size, max_pending
        self._executor, self._slots = executor, workers
        self._tasks = Tasks(self._suite, self.seed, timed=profile != "off")
        self._closed = False
        self._lock = threading.Lock()
        self._engine: Engine | None = self._start()
        self._not_ours: list[Engine | None] = []  # kept alive: its zygotes are the parent's
        self._ending = weakref.finalize(self, _close, self._engine)
        _judges.add(self)

    def score(self, task: str, completion: Any) -> RewardVerdict:
        """The verdict on one completion. `task`: a task's id, or its prompt.

        `completion`: the model's text, or a chat, of which the last message counts.
        """
        return self.score_many([(task, completion)])[0]

    def score_many(self, pairs: Iterable[tuple[str, Any]]) -> list[RewardVerdict]:
        """The verdicts on (task, completion) pairs, in their order; waits for all of them."""
        answer = self._running().submit(self._items(pairs))
        assert answer is not None
        return answer.result()

    async def ascore(self, task: str, completion: Any) -> RewardVerdict:
        """`score` as a coroutine: neither blocks the loop nor holds a thread."""
        return (await self.ascore_many([(task, completion)]))[0]

    async def ascore_many(self, pairs: Iterable[tuple[str, Any]]) -> list[RewardVerdict]:
        """`score_many` as a coroutine. Cancelling it drops what was not begun."""
        items = self._items(pairs)
        answer: Answer | None = None
        while answer is None:
            answer = self._running().submit(items, wait=False)
            if answer is None:
                await asyncio.sleep(_NAP_SECONDS)
        return await asyncio.wrap_future(answer)

    def probe(self, task: str) -> RewardVerdict:
        """The verdict on the task's own fast solution, found out anew: can this machine judge?"""
        return self.score(task, f"{self.task(task).fast}\n# {secrets.token_hex(8)}\n")

    @property
    def suite(self) -> Suite:
        return self._suite

    def task(self, asked: str) -> SuiteTask:
        """The task of an id or prompt. UsageError for an unknown one."""
        return self._tasks.open(self._tasks.id_of(asked), self._running().sandbox).task

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def stats(self) -> dict[str, float]:
        """Counts since the start: completions, cache hits, groups timed; seconds by phase."""
        grader = self._running().grader
        seconds = {f"{name}_seconds": value for name, value in grader.seconds.items()}
        return {**grader.counts, **seconds}

    def close(self) -> None:
        """End the sandbox's processes. Whoever waits, or asks later, gets `infra_error`."""
        self._closed = True
        self._ending()

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _items(self, pairs: Iterable[tuple[str, Any]]) -> list[Item]:
        return [
            Item(self._tasks.id_of(task), completion_text(completion)) for task, completion in pairs
        ]

    def _start(self) -> Engine:
        sandbox = Sandbox(self._tier, slots=self.workers)
        whole = REWARD_PLANS[self.profile]
        plan = None if whole is None else whole.for_suite(self._suite)
        grader = Grader(
            sandbox,
            self._bench(sandbox, plan),
            self._tasks,
            self.spec,
            self.profile,
            plan,
            self.seed,
            Cache(self._cache_size),
        )
        return Engine(sandbox, grader, self.spec, self._max_pending)

    def _bench(self, sandbox: Sandbox, plan: Plan | None) -> Bench:
        require(self._executor)
        if self._executor == "local":
            _ = sandbox.tier  # probed now: a machine without a sandbox is an error here, not later
            return LocalBench(sandbox, self.seed, plan)
        return ClusterBench(self._suite, sandbox, self.seed, plan, self._tier, self._slots)

    def _running(self) -> Engine:
        with self._lock:
            if self._engine is None:  # we are a fork
                self._tasks.forget_opened()
                self._engine = self._start()
                self._ending = weakref.finalize(self, _close, self._engine)
                if self._closed:
                    self._engine.close()
            return self._engine

    def _after_fork(self) -> None:
        self._lock = threading.Lock()
        self._ending.detach()
        self._not_ours.append(self._engine)
        self._engine = None


def completion_text(completion: Any) -> str:
    """The text of a completion: a string, a chat message, or a chat, whose last message counts.

    None is an empty answer, and so is a message without content (a tool call, say). A message's
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


def _close(engine: Engine) -> None:
    engine.close()


def _after_fork() -> None:
    for judge in list(_judges):
        judge._after_fork()


os.register_at_fork(after_in_child=_after_fork)
