"""The texts of training and evaluation: which variants repeat which tasks.

Some choices of each side are compared in every run, all of them in the nightly tier.
docs/contamination.md has the numbers of all.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations

import pytest

from effbench.tasks import overlap, registry
from effbench.tasks.overlap import Passage
from effbench.tasks.overlap.wording import grams_of, words_of
from effbench.tasks.registry import families
from effbench.tasks.registry.files import open_task

DIFFERENT, SAME = 0.1, 0.7
"""Texts of different tasks share less than the one, variants of one task more than the other."""
PER_TASK = 3


def variants(*, evaluation: bool, every: bool) -> Iterator[Passage]:
    """The prompts of the variants of one side. The examples are the built-in task's, whose answers
    the sandbox would have to compute; they are numbers, which the comparison ignores.
    """
    for base in registry.open_tasks(()):
        if base.authored.parameters:
            name = base.file.stem
            choices = families.choices_for(base.authored, name, evaluation=evaluation)
            step = 1 if every else max(1, len(choices) // PER_TASK)
            for number, choice in enumerate(choices[::step]):
                task = open_task(base.file, base.solutions, choice, name).task
                yield Passage(f"{name}/{number}", task.prompt)


@cache
def built_in() -> tuple[Passage, ...]:
    return tuple(Passage(task.id, task.prompt) for task in registry.load_core().tasks)


def task_of(name: str) -> str:
    return name.partition("/")[0]


def share(one: dict[int, int], other: dict[int, int]) -> float:
    return len(one.keys() & other.keys()) / min(len(one), len(other))


def compare(every: bool) -> None:
    evaluated = [*built_in(), *variants(evaluation=True, every=every)]
    tasks = [(task_of(task.id), grams_of(words_of(task.text))) for task in evaluated]
    shares: dict[bool, list[float]] = {True: [], False: []}
    for prompt in variants(evaluation=False, every=every):
        grams = grams_of(words_of(prompt.text))
        for name, known in tasks:
            shares[name == task_of(prompt.id)].append(share(grams, known))
    assert len(shares[False]) > len(shares[True]) > len(tasks)
    assert max(shares[False]) < DIFFERENT < overlap.NEAR < SAME < min(shares[True])


def test_the_shares_are_those_of_the_library() -> None:
    one, other = built_in()[0], next(variants(evaluation=True, every=False))
    for task in (one, other):
        (match,) = overlap.near_duplicates([one], [task]).matches
        assert match.share == share(*(grams_of(words_of(p.text)) for p in (one, task)))


def test_variants_repeat_the_text_of_their_own_task_and_of_no_other() -> None:
    compare(every=False)


@pytest.mark.nightly
def test_all_variants_repeat_the_text_of_their_own_task_and_of_no_other() -> None:
    compare(every=True)


def test_built_in_tasks_repeat_no_other_task() -> None:
    grams = {task.id: grams_of(words_of(task.text)) for task in built_in()}
    shares = {pair: share(grams[pair[0]], grams[pair[1]]) for pair in combinations(grams, 2)}
    assert shares and {pair for pair, found in shares.items() if found >= DIFFERENT} == set()


def test_no_meaning_is_on_both_sides_if_a_task_has_three() -> None:
    for base in registry.open_tasks(()):
        task, name = base.authored, base.file.stem
        if len(families.meanings(task)) > 2:
            sides = [
                {families.meaning_of(c) for c in families.choices_for(task, name, evaluation=e)}
                for e in (False, True)
            ]
            assert not sides[0] & sides[1], name
            assert families.meanings(task)[0] not in sides[0] | sides[1], name
