"""The tiny baseline's variants: training and evaluation share only single words and values."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from effbench.base.errors import UsageError
from effbench.judging.judge import CorrectnessJudge
from effbench.reward.tasks import Tasks
from effbench.sandbox import Sandbox
from effbench.tasks import registry
from effbench.tasks.registry import baseline
from effbench.tasks.registry.families import is_wording
from effbench.tasks.suite import SuiteTask

SIDES: tuple[baseline.Side, ...] = ("train", "evaluation")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(slots=1) as opened:
        yield opened


@pytest.fixture(scope="module")
def tasks(sandbox: Sandbox) -> dict[str, list[SuiteTask]]:
    return {
        "train": baseline.training_tasks(sandbox, 12),
        "evaluation": baseline.evaluation_tasks(sandbox),
    }


def test_names_differ_and_their_words_do_not() -> None:
    train, held = (set(baseline.function_names(side)) for side in SIDES)
    assert not train & held
    for place in (0, 1):
        words = [{name.split("_")[place] for name in names} for names in (train, held)]
        assert words[1] <= words[0]


@pytest.mark.parametrize("family", baseline.FAMILIES)
def test_choices_differ_and_their_values_do_not(family: str) -> None:
    authored = registry.open_tasks([family])[0].authored
    assert authored.split == "dev"
    train, held = (baseline.choices(authored, side) for side in SIDES)
    meaning = [name for name in authored.parameters if not is_wording(name)]
    combos = [{tuple(c[name] for name in meaning) for c in own} for own in (train, held)]
    assert combos[0] and combos[1] and not combos[0] & combos[1]
    for name in meaning:
        assert {c[name] for c in held} <= {c[name] for c in train}
    for name in set(authored.parameters) - set(meaning):
        assert not {c[name] for c in held} & {c[name] for c in train}


def test_prompts_names_and_ids_are_disjoint(tasks: dict[str, list[SuiteTask]]) -> None:
    for attribute in ("id", "prompt", "entry_point", "digest"):
        train, held = ({getattr(t, attribute) for t in tasks[side]} for side in SIDES)
        assert not train & held
    for one, other in itertools.product(tasks["train"], tasks["evaluation"]):
        if one.family == other.family:  # the wording begins the statement
            assert one.statement.split()[:2] != other.statement.split()[:2]


def test_an_id_gives_the_same_task_again(
    sandbox: Sandbox, tasks: dict[str, list[SuiteTask]]
) -> None:
    for task in (tasks["train"][7], tasks["evaluation"][-1]):
        again = registry.load_variant(task.id, sandbox)
        assert (again.digest, again.prompt) == (task.digest, task.prompt)
        assert again.entry_point in again.prompt and again.entry_point in again.fast


def test_renamed_solutions_work_and_mistakes_do_not(
    sandbox: Sandbox, tasks: dict[str, list[SuiteTask]]
) -> None:
    task = next(t for t in tasks["evaluation"] if t.id.startswith("lattice"))
    judge = CorrectnessJudge(sandbox, seed=3)
    assert judge.judge(task, task.fast).status == "pass"
    verdicts = {judge.judge(task, source).status for source in task.wrong.values()}
    assert verdicts - {"pass"}


def test_the_split_is_a_suite_of_its_own(sandbox: Sandbox) -> None:
    suite = registry.load_baseline(sandbox)
    assert suite.name == "core-baseline"
    assert {task.split for task in suite.tasks} == {"generated"}


def test_the_reward_takes_training_variants_only() -> None:
    known = Tasks(registry.split(registry.load_core(), "dev"), seed=0)
    assert known.id_of("lcp_pairs_sum~t3") == "lcp_pairs_sum~t3"
    with pytest.raises(UsageError, match="for evaluation"):
        known.id_of("lcp_pairs_sum~e1")
    other = Tasks(registry.split(registry.load_core(), "public"), seed=0)
    with pytest.raises(UsageError, match="no task"):
        other.id_of("lcp_pairs_sum~t3")
    with pytest.raises(UsageError):
        known.id_of("lcp_pairs_sum~t")


@pytest.mark.parametrize("name", ["lru_with_ttl~t1", "nothing~e0"])
def test_other_families_are_refused(name: str, sandbox: Sandbox) -> None:
    with pytest.raises(UsageError, match="is not a baseline family"):
        registry.load_variant(name, sandbox)
