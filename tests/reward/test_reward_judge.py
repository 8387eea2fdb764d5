"""The judge in the real sandbox: completions, groups, repeated completions, caller errors."""

from __future__ import annotations

import asyncio
import pickle
import subprocess
import sys
import threading
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from reward_answers import FAST, HEAD, SLOWER, WRONG, fenced

from effbench.base.errors import SandboxError, UsageError
from effbench.executors import local
from effbench.judging import CorrectnessJudge
from effbench.models import prompts
from effbench.reward import Judge, RewardVerdict, dataset, shared_judge, threads
from effbench.reward.core import completion_text
from effbench.reward.grading import Grader
from effbench.reward.tasks import Tasks
from effbench.sandbox import Sandbox
from effbench.sandbox.host import cage
from effbench.tasks import registry
from effbench.tasks.suite import Suite, TimedSize


def test_a_group_is_ordered_and_equal_code_gets_equal_reward(judge: Judge) -> None:
    answers = [FAST, SLOWER, WRONG, fenced(FAST), "Sorry.", FAST + "\n# the same"]
    fast, slower, wrong, again, none, same = judge.score_many([("squares", a) for a in answers])
    assert fast.passed and slower.passed and fast.reward is not None and slower.reward is not None
    assert fast.reward > slower.reward > 1.0
    assert again.reward == fast.reward and again.source_sha256 != none.source_sha256
    assert same.ratio is not None and fast.ratio is not None
    assert fast.efficiency_ci is not None and same.efficiency_ci is not None
    (low, high), (other_low, other_high) = fast.efficiency_ci, same.efficiency_ci
    inside_the_noise = low <= other_high and other_low <= high
    assert abs(same.ratio / fast.ratio - 1) < 0.2 or inside_the_noise
    assert (wrong.status, wrong.reward, wrong.efficiency) == ("wrong_answer", 0.0, 0.0)
    assert (none.status, none.reward) == ("no_code", 0.0)
    assert low <= fast.efficiency <= high
    assert fast.spec == "gated-log:v2" and fast.profile == "reward"


def test_what_was_measured_is_not_measured_again(judge: Judge) -> None:
    source = FAST + "\n# to be kept"
    first = judge.score("squares", source)
    timed = judge.stats["timed"]
    second = judge.score("squares", fenced(source))
    assert not first.cached and second.cached
    assert (second.reward, second.ratio) == (first.reward, first.ratio)
    assert judge.stats["timed"] == timed


def test_duplicates_in_one_request_are_measured_once(judge: Judge) -> None:
    timed = judge.stats["timed"]
    source = FAST + "\n# eight times"
    verdicts = judge.score_many([("squares", source)] * 8)
    assert len({v.reward for v in verdicts}) == 1
    assert judge.stats["timed"] == timed + 1


def test_the_cache_is_bounded(tiny_suite: Suite) -> None:
    with Judge(tiny_suite, "off", workers=1, cache_size=2) as judge:
        for number in range(4):
            judge.score("squares", f"{FAST}\n# {number}")
        grader = judge._running().grader
        assert len(grader._cache) == 2
        assert judge.score("squares", f"{FAST}\n# 3").cached
        assert not judge.score("squares", f"{FAST}\n# 0").cached


def test_a_prompt_names_its_task(quick_judge: Judge, tiny_suite: Suite) -> None:
    task = tiny_suite.tasks[1]
    answer = task.references["fast"]
    for template in prompts.TEMPLATES:
        prompt = prompts.render(task, template)[-1]["content"]
        assert quick_judge.score(prompt, answer).task_id == task.id


def test_a_chat_is_a_completion() -> None:
    chat = [{"role": "user", "content": "?"}, {"role": "assistant", "content": "text"}]
    assert completion_text(chat) == completion_text("text") == "text"
    parts = [{"type": "text", "text": "te"}, {"type": "text", "text": "xt"}]
    assert completion_text({"role": "assistant", "content": parts}) == "text"
    assert completion_text({"role": "assistant", "content": ["te", "xt", 5]}) == "text"
    assert completion_text(None) == completion_text([]) == ""
    for message in ({"role": "assistant"}, {"role": "assistant", "tool_calls": []}):
        assert completion_text(message) == completion_text([chat[0], message]) == ""
    with pytest.raises(UsageError, match="dict"):
        completion_text({"text": "of no message"})
    with pytest.raises(UsageError, match="int"):
        completion_text(5)
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(UsageError, match="list"):
        completion_text(endless)


@pytest.mark.parametrize(
    "task",
    ["squars", "squares~kx", "other~k1", 7, "squares~k9999999999",
     "squares~k1", "squares~t1", "squares~k²", "squares~k" + "9" * 5000],
)  # fmt: skip
def test_a_mistake_in_the_data_is_told(quick_judge: Judge, task) -> None:
    with pytest.raises(UsageError) as told:
        quick_judge.score(task, FAST)
    assert len(str(told.value)) < 200


def test_only_built_in_tasks_with_parameters_have_variants() -> None:
    known = Tasks(registry.load_core(), seed=0)
    assert known.id_of("merge_k_runs~k1") == "merge_k_runs~k1"
    for name in ("rect_union_area~k1", "bfs_grid_keys~t1"):
        with pytest.raises(UsageError, match=r"no variants|no(t a| such) baseline family"):
            known.id_of(name)
    few = Tasks(registry.split(registry.load_core(), "dev"), seed=0)
    with pytest.raises(UsageError, match="use suite='core'"):
        few.id_of("topk_per_key_iter~k1")
    task = replace(registry.find(registry.load_core(), "merge_k_runs"), digest="of somebody else")
    with pytest.raises(UsageError, match="no variants"):
        Tasks(Suite("mine", "1", (task,)), seed=0).id_of("merge_k_runs~k1")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"profile": "fast"}, "quick"),
        ({"workers": 0}, "workers"),
        ({"suite": "nonsense"}, "core-dev"),
        ({"spec": "kevin"}, "version"),
        ({"max_pending": 0}, "max_pending"),
        ({"workers": "2"}, "workers='2'"),
        ({"seed": None}, "seed=None"),
        ({"spec": None}, "NoneType"),
        ({"profile": "off", "spec": "percentile-graded:v1"}, "known solutions"),
    ],
)
def test_bad_settings_are_told(settings, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Judge(**settings)


def test_numpys_numbers_are_numbers(tiny_suite: Suite) -> None:
    one = np.int64(1)
    with Judge(tiny_suite, "off", workers=one, seed=one) as judge:  # type: ignore[arg-type]
        assert judge.score("squares", FAST).passed
    assert len(dataset("generated", suite_seeds=np.arange(1), form="list")) > 30


def test_a_spec_of_places_measures_the_tiers_once(tiny_suite: Suite) -> None:
    with Judge(tiny_suite, workers=1, spec="percentile-graded:v1") as judge:
        verdicts = judge.score_many([("squares", FAST), ("squares", SLOWER), ("squares", WRONG)])
        assert judge.stats["groups timed"] == 1
        assert [v.reward for v in verdicts[2:]] == [0.0]
        assert verdicts[0].reward is not None and verdicts[0].reward > 0.5
        opened = judge._tasks.open("squares", None)  # type: ignore[arg-type]
        assert opened.pool is not None and len(opened.pool) == 3 and opened.pool[0] == 1.0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_round_that_breaks_ends_nobody_elses(
    tiny_suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Judge(tiny_suite, "off", workers=1) as judge:
        with monkeypatch.context() as patch:
            patch.setattr(Grader, "grade", broken)
            lost = judge.score("squares", FAST)
        assert (lost.reward, lost.status, lost.detail) == (None, "infra_error", "grading failed")
        assert asyncio.run(asyncio.wait_for(judge.ascore("squares", FAST), 60)).passed


@pytest.mark.parametrize("most", [0, 1])
def test_a_machine_out_of_threads_is_slower_and_no_failure(
    tiny_suite: Suite, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    started = []

    class Few(threading.Thread):
        def start(self) -> None:
            if len(started) >= most:
                raise RuntimeError("can't start new thread")
            started.append(self)
            super().start()

    with Judge(tiny_suite, "off", workers=2) as judge:
        scarce = SimpleNamespace(Thread=Few, Lock=threading.Lock)
        monkeypatch.setattr(threads, "threading", scarce)
        verdicts = judge.score_many([("squares", f"{FAST}\n# {i}") for i in range(4)])
        assert [verdict.passed for verdict in verdicts] == [True] * 4
        started.clear()


def broken(*_: object, **__: object) -> None:
    raise SandboxError("no more processes")


def test_our_failure_is_none_and_is_not_remembered(
    tiny_suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Judge(tiny_suite, workers=1) as judge:
        with monkeypatch.context() as patch:
            patch.setattr(cage, "start", broken)
            lost = judge.score("squares", FAST)
        assert (lost.reward, lost.passed, lost.status) == (None, None, "infra_error")
        assert "no more processes" in lost.detail and lost.efficiency is None
        assert judge.score("squares", FAST).passed


def test_a_task_without_a_size_that_counts_is_left_out_for_right_and_wrong_alike(
    tiny_suite: Suite,
) -> None:
    nothing = replace(tiny_suite.tasks[0], sizes=(TimedSize("S", 1, batch=1),))
    with Judge(replace(tiny_suite, tasks=(nothing,)), workers=1) as judge:
        lost, wrong = judge.score_many([("squares", FAST), ("squares", WRONG)])
    for found in (lost, wrong):
        assert found.infra_error and found.reward is None
        assert "no size of the task counts for time" in found.detail


def test_a_defect_of_ours_ends_no_training(
    quick_judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "effbench.reward.known.extract_for", lambda *_: (_ for _ in ()).throw(RuntimeError("x"))
    )
    lost = quick_judge.score("squares", "anything")
    assert lost.infra_error and "RuntimeError: x" in lost.detail


def test_one_that_breaks_the_clock_takes_no_other_with_it(
    tiny_suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = local.measure

    def measure(task, sources, *rest, **options):
        if any("evil" in source for source in sources.values()):
            raise SandboxError("a child does not die")
        return real(task, sources, *rest, **options)

    monkeypatch.setattr(local, "measure", measure)
    with Judge(tiny_suite, workers=1) as judge:
        good, evil = judge.score_many([("squares", FAST), ("squares", FAST + "\n# evil")])
    assert good.passed and evil.infra_error


def test_verdicts_are_those_of_a_runs_judge(
    quick_judge: Judge, tiny_suite: Suite, sandbox: Sandbox
) -> None:
    """Shared children do not change a verdict: inputs that fail together are rerun alone."""
    sources = [
        FAST,
        WRONG,
        HEAD + "return 1 / 0",
        HEAD + "return [0] * 10**12",
        HEAD + "global n; n = globals().get('n', 0) + 1; assert n < 2\n"
        "    return sum(v * v for v in values)",
        HEAD + "import os; os._exit(0)",
        "def other(): pass",
        HEAD + "return ((",
    ]
    run = CorrectnessJudge(sandbox, seed=0)
    split = replace(tiny_suite, tasks=tuple(replace(t, split="dev") for t in tiny_suite.tasks))
    with Judge(split, "off", workers=2) as shared:
        for found in (shared, quick_judge):
            verdicts = found.score_many([("squares", fenced(s)) for s in sources])
            wanted = [run.judge(tiny_suite.tasks[0], s) for s in sources]
            assert [v.status for v in verdicts] == [w.status for w in wanted]
        judge = shared._running().grader.engine._judge  # type: ignore[attr-defined]
        assert judge._shared._cases._cases and not judge._unshared, "nothing was shared"
    assert wanted[4].status == "pass"


def test_no_completions_are_no_verdicts(quick_judge: Judge) -> None:
    assert quick_judge.score_many([]) == []
    assert asyncio.run(quick_judge.ascore_many([])) == []


def test_a_verdict_is_plain_data(quick_judge: Judge) -> None:
    verdict = quick_judge.score("squares", FAST)
    assert pickle.loads(pickle.dumps(verdict)) == verdict
    data = verdict.as_dict()
    assert data["passed"] is True and data["reward"] == 1.0 and data["infra_error"] is False
    assert RewardVerdict("t", None, "infra_error", "", "s").passed is None


def test_equal_settings_share_a_judge(tiny_suite: Suite) -> None:
    one = shared_judge(suite=tiny_suite, profile="off", workers=1)
    assert shared_judge(profile="off", workers=1, suite=tiny_suite) is one
    one.close()


def test_importing_the_reward_imports_no_trainer() -> None:
    code = (
        "import sys, effbench.reward; "
        "heavy = {'torch', 'transformers', 'trl', 'verl', 'datasets', 'pandas', 'openai', 'ray', "
        "'typer', 'rich'}; print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
