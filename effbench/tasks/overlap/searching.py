"""Find the prompts that repeat a task: near-duplicate texts, or the same solution.

`near_duplicates` compares prompts with tasks one by one and keeps only the tasks' side in memory.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from effbench.tasks.overlap.solutions import solution_hash
from effbench.tasks.overlap.wording import N, grams_of, words_of
from effbench.tasks.suite import SuiteTask

NEAR = 0.25
"""The default share of shared 13-grams from which two texts are near-duplicates.

Prompts of different built-in tasks share at most 0.06, variants of one task at least 0.73
(docs/contamination.md)."""
MAX_CHARS = 1_000_000
"""Longer texts are not compared."""
MAX_MATCHES = 5
"""Maximum number of tasks named for one prompt: a prompt that repeats one variant of a task repeats
the others, too."""
_EVIDENCE_WORDS, _EVIDENCE_CHARS = 60, 1000


@dataclass(frozen=True)
class Passage:
    """A text to compare, and solutions that belong to it."""

    id: str
    text: str
    solutions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """A prompt that repeats a task."""

    prompt: str
    """The id of the prompt; `task` is the id of the task."""
    task: str
    share: float
    """The number of shared distinct 13-grams, divided by the shorter text's number."""
    shared: int
    words: str
    """The longest shared run of normalised words, cut after 60 words; empty without one."""
    solution: str | None
    """The hash that a solution of the prompt and one of the task have in common."""


@dataclass(frozen=True)
class NotCompared:
    """A prompt of which a part could not be compared, and the reason."""

    prompt: str
    reason: str


@dataclass(frozen=True)
class Result:
    """The outcome for a set of prompts."""

    n_prompts: int
    n_tasks: int
    near: float
    matches: tuple[Match, ...]
    not_compared: tuple[NotCompared, ...]

    @property
    def clean(self) -> bool:
        """True if every prompt was compared and none repeats a task."""
        return not self.matches and not self.not_compared


class Index:
    """The 13-grams and solution hashes of the tasks that prompts are compared with.

    Takes memory in proportion to the tasks' texts, whatever the prompts are.
    """

    def __init__(self, tasks: Iterable[Passage]) -> None:
        self.n_tasks = 0
        self._n_grams: dict[str, int] = {}
        self._tasks_with: defaultdict[int, list[str]] = defaultdict(list)
        self._solved: defaultdict[str, set[str]] = defaultdict(set)
        for task in tasks:
            self.n_tasks += 1
            grams = grams_of(words_of(task.text))
            self._n_grams[task.id] = len(grams)
            for gram in grams:
                self._tasks_with[gram].append(task.id)
            for source in task.solutions:
                if (digest := solution_hash(source).digest) is not None:
                    self._solved[digest].add(task.id)

    def compare(self, prompt: Passage, near: float = NEAR) -> tuple[list[Match], list[NotCompared]]:
        """Return the tasks that a prompt repeats, the largest share first, at most MAX_MATCHES.

        A task counts if its share is at least `near` (and above 0), or if a solution is the same.
        The second list names the parts of the prompt that could not be compared.
        """
        skipped = []
        same: dict[str, str] = {}
        for hashed in map(solution_hash, prompt.solutions):
            if hashed.digest is not None:
                same |= dict.fromkeys(self._solved.get(hashed.digest, ()), hashed.digest)
            elif hashed.reason is not None:
                skipped.append(NotCompared(prompt.id, hashed.reason))
        words: list[str] = []
        if len(prompt.text) > MAX_CHARS:
            skipped.append(NotCompared(prompt.id, f"the text has more than {MAX_CHARS} characters"))
        elif not (words := words_of(prompt.text)):
            skipped.append(NotCompared(prompt.id, "the text has no words"))
        return self._matches(prompt.id, words, same, near), skipped

    def _matches(
        self, prompt: str, words: list[str], same: Mapping[str, str], near: float
    ) -> list[Match]:
        grams = grams_of(words)
        counts = Counter(name for gram in grams for name in self._tasks_with.get(gram, ()))
        shares = {name: n / min(len(grams), self._n_grams[name]) for name, n in counts.items()}
        wanted = {name for name, share in shares.items() if share >= near} | set(same)
        first = sorted(wanted, key=lambda name: (-shares.get(name, 0.0), name))[:MAX_MATCHES]
        return [
            Match(
                prompt=prompt,
                task=name,
                share=shares.get(name, 0.0),
                shared=counts[name],
                words=self._longest_run(words, grams, name),
                solution=same.get(name),
            )
            for name in first
        ]

    def _longest_run(self, words: list[str], grams: Mapping[int, int], task: str) -> str:
        """Return the longest run of words in which every gram (at its first place) is shared."""
        places = sorted(at for gram, at in grams.items() if task in self._tasks_with.get(gram, ()))
        best, start = (0, 0), 0
        for number, at in enumerate(places):
            if number and at != places[number - 1] + 1:
                start = number
            best = max(best, (number - start + 1, -places[start]))
        length, begin = best[0], -best[1]
        if not length:
            return ""
        return " ".join(words[begin : begin + length + N - 1][:_EVIDENCE_WORDS])[:_EVIDENCE_CHARS]


def near_duplicates(
    prompts: Iterable[Passage], tasks: Iterable[Passage], near: float = NEAR
) -> Result:
    """Compare every prompt with every task. The prompts are read once, one at a time."""
    index = Index(tasks)
    count = 0
    matches: list[Match] = []
    skipped: list[NotCompared] = []
    for prompt in prompts:
        count += 1
        found, missed = index.compare(prompt, near)
        matches += found
        skipped += missed
    return Result(count, index.n_tasks, near, tuple(matches), tuple(skipped))


def passages_of(tasks: Iterable[SuiteTask]) -> Iterator[Passage]:
    """Yield the tasks' prompts as the model sees them, with their reference solutions."""
    for task in tasks:
        yield Passage(task.id, task.prompt, tuple(task.references.values()))
