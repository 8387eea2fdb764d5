"""Each adapter, called with arguments of the form that its trainer documents (named at each test).

The trainers themselves are not installed; stand-ins of the same form replace their objects.
`adapters/*` name the trainer's version.
"""

from __future__ import annotations

import ast
import asyncio
import copy
import inspect
import pickle
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from reward_answers import FAST, WRONG, fenced

import effbench.reward.adapters as adapters
from effbench.base.errors import SandboxError, UsageError
from effbench.models import prompts
from effbench.reward import Judge, RewardVerdict, shared_judge
from effbench.reward.adapters import (
    axolotl,
    nemo_rl,
    openrlhf,
    settings,
    skyrl,
    slime,
    trl,
    unsloth,
    verifiers,
    verl,
)
from effbench.tasks.suite import Suite

GOOD, BAD = fenced(FAST), fenced(WRONG)
FOLDER = Path(adapters.__file__).parent
TRAINERS = {"trl", "verl", "openrlhf", "verifiers", "skyrl_gym", "nemo_rl", "slime", "ray", "torch"}


@pytest.fixture
def shared(tiny_suite: Suite, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Settings of a judge of correctness only; the environment gives the same judge."""
    found = {"suite": tiny_suite, "profile": "off", "workers": 1}
    judge = shared_judge(**found)
    for module in (trl, verl, openrlhf, verifiers, slime, skyrl, nemo_rl):
        monkeypatch.setattr(module, "judge_from", lambda **more: shared_judge(**{**found, **more}))
    yield found
    judge.close()


class Lossy:
    """A judge that fails on some completions, or on all."""

    def __init__(self, judge: Judge, everything: bool = False) -> None:
        self._judge, self._everything = judge, everything

    def probe(self, task: str) -> RewardVerdict:
        return self.score(task, self._judge.task(task).fast)

    def score(self, task: str, completion: Any) -> RewardVerdict:
        return self.score_many([(task, completion)])[0]

    def score_many(self, pairs) -> list[RewardVerdict]:
        pairs = list(pairs)
        lost = [self._everything or "lost" in str(text) for _, text in pairs]
        found = self._judge.score_many(pairs)
        return [
            RewardVerdict(v.task_id, None, "infra_error", "broken", v.spec) if gone else v
            for v, gone in zip(found, lost, strict=True)
        ]


@pytest.mark.parametrize(
    "message",
    [
        {"role": "assistant"},
        {"role": "assistant", "content": None},
        {"role": "assistant", "tool_calls": [{"type": "function", "function": {"name": "f"}}]},
        {"role": "assistant", "content": []},
    ],
)
def test_a_message_without_content_is_an_empty_answer(
    shared: dict[str, Any], message: dict[str, Any]
) -> None:
    """huggingface/trl#4202: a conversational completion may lack the key."""
    good = [{"role": "assistant", "content": GOOD}]
    task = shared["suite"].tasks[0].id
    rewards = trl.EfficiencyReward()([], [[message], good], task_id=[task, task])
    assert rewards == [0.0, 1.0]
    judge = shared_judge(**shared)
    rewards, observed = nemo_rl.score_batch(judge, [[message]], [{"task_id": task}])
    assert (rewards, observed[0]["content"]) == ([0.0], "no_code")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda p: p.stem)
def test_no_module_imports_its_trainer_at_its_top(path: Path) -> None:
    for node in ast.parse(path.read_text()).body:
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        assert not {name.split(".")[0] for name in names} & TRAINERS, path


def test_importing_every_adapter_loads_no_trainer() -> None:
    names = [p.stem for p in FOLDER.glob("*.py") if p.stem != "__init__"]
    code = "import sys\n" + "".join(f"import effbench.reward.adapters.{n}\n" for n in names)
    code += f"print(sorted({TRAINERS!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- TRL 1.16: trl/trainer/rloo_trainer.py, grpo_trainer.py `_calculate_rewards` ------------------


def trl_call(reward, prompts_, completions, **columns):
    """Call a reward as TRL does: keywords only, and a list for every column of the data set."""
    logged: dict[str, float] = {}
    extra: dict[str, list[Any]] = {}
    found = reward(
        prompts=prompts_,
        completions=completions,
        completion_ids=[[1, 2, 3]] * len(completions),
        trainer_state=SimpleNamespace(global_step=1),
        log_extra=extra.__setitem__,
        log_metric=logged.__setitem__,
        **columns,
    )
    return found, logged, extra


def test_trl_gets_a_list_and_none_for_what_is_lost(quick_judge: Judge) -> None:
    reward = trl.EfficiencyReward(Lossy(quick_judge))  # type: ignore[arg-type]
    chats = [[{"role": "assistant", "content": text}] for text in (GOOD, BAD, "lost")]
    asked = [[{"role": "user", "content": "…"}]] * 3
    found, logged, extra = trl_call(reward, asked, chats, task_id=["squares"] * 3, family=["x"] * 3)
    assert found == [1.0, 0.0, None]
    assert logged == {
        "effbench/pass": 0.5, "effbench/efficiency_of_passed": 0.0,
        "effbench/infra_error": pytest.approx(1 / 3),
    }  # fmt: skip
    assert extra == {"effbench_status": ["pass", "wrong_answer", "infra_error"]}


def test_trl_logs_the_same_names_whatever_happens(quick_judge: Judge) -> None:
    reward = trl.EfficiencyReward(Lossy(quick_judge, everything=True))  # type: ignore[arg-type]
    found, logged, _ = trl_call(reward, ["p"], [GOOD], task_id=["squares"])
    assert found == [None] and set(logged) == set(
        trl_call(trl.EfficiencyReward(quick_judge), ["p"], [GOOD], task_id=["squares"])[1]
    )


def test_online_dpo_would_make_zero_of_none(quick_judge: Judge) -> None:
    """trl/experimental/online_dpo: `_calculate_rewards_from_functions` sums without NaN."""
    lossy: Any = Lossy(quick_judge)
    reward = trl.EfficiencyReward(lossy, infra_reward=0.5)
    assert trl_call(reward, ["p"] * 2, ["lost", GOOD], task_id=["squares"] * 2)[0] == [0.5, 1.0]
    broken: Any = Lossy(quick_judge, everything=True)
    with pytest.raises(SandboxError, match="doctor"):
        trl_call(trl.EfficiencyReward(broken, infra_reward=0.0), ["p"], [GOOD], task_id=["squares"])


def test_trl_finds_the_task_by_its_prompt(quick_judge: Judge, tiny_suite: Suite) -> None:
    task = tiny_suite.tasks[0]
    chat = prompts.render(task)
    reward = trl.EfficiencyReward(quick_judge)
    assert trl_call(reward, [chat, chat], [GOOD, BAD])[0] == [1.0, 0.0]
    assert trl_call(reward, [chat[-1]["content"]], [GOOD])[0] == [1.0]


def test_trl_can_name_copy_and_pickle_the_reward(quick_judge: Judge) -> None:
    reward = trl.EfficiencyReward(suite="core-dev", profile="off", infra_reward=0.0)
    assert reward.__name__ == "efficiency"
    for again in (copy.deepcopy(reward), pickle.loads(pickle.dumps(reward))):
        assert again._settings == {"suite": "core-dev", "profile": "off"}
        assert again._infra_reward == 0.0
    with pytest.raises(TypeError, match="settings"):
        pickle.dumps(trl.EfficiencyReward(quick_judge))
    with pytest.raises(UsageError):
        trl.EfficiencyReward(quick_judge, profile="off")


def test_axolotl_and_unsloth_take_trls(shared: dict[str, Any]) -> None:
    """Axolotl's build_rewards requires at least two named parameters (core/trainers/grpo)."""
    function = axolotl.efficiency_reward
    named = [p for p in inspect.signature(function).parameters.values() if p.kind != p.VAR_KEYWORD]
    assert len(named) >= 2
    assert trl_call(function, ["p"], [GOOD], task_id=["squares"])[0] == [1.0]
    assert not inspect.iscoroutinefunction(unsloth.EfficiencyReward.__call__)
    assert unsloth.efficiency_reward is function


# --- verl 0.9.1: verl/experimental/reward_loop/reward_manager/naive.py ----------------------------


def test_verl_gets_a_dict_of_floats_one_sample_at_a_time(shared: dict[str, Any]) -> None:
    asked = {
        "data_source": "effbench",
        "solution_str": GOOD,
        "ground_truth": "squares",
        "extra_info": {"index": 0},
        **shared,
    }
    found = verl.compute_score(**asked)
    assert found == {"score": 1.0, "acc": 1.0, "efficiency": 0.0, "infra_error": 0.0}
    assert inspect.iscoroutinefunction(verl.compute_score_async)

    async def many() -> list[dict[str, float]]:
        texts = [GOOD, BAD, ""] * 3
        calls = (
            verl.compute_score_async(
                **{**asked, "solution_str": text},
                reward_router_address=None,
                reward_model_tokenizer=None,
            )
            for text in texts
        )
        return list(await asyncio.gather(*calls))

    results = asyncio.run(many())
    assert [result["score"] for result in results] == [1.0, 0.0, 0.0] * 3
    assert all(set(result) == set(found) for result in results)


def test_a_completion_that_breaks_the_machinery_gets_a_number(quick_judge: Judge) -> None:
    lossy: Any = Lossy(quick_judge)
    lost = lossy.score("squares", "lost")
    assert settings.number(lossy, lost) == 0.0
    assert settings.number(lossy, lost, infra_reward=-1.0) == -1.0
    assert settings.number(lossy, lossy.score("squares", GOOD)) == 1.0


def test_the_environment_says_what_a_lost_completion_is_worth(
    quick_judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    lossy: Any = Lossy(quick_judge)
    monkeypatch.setenv("EFFBENCH_REWARD_INFRA_REWARD", "-0.5")
    assert settings.number(lossy, lossy.score("squares", "lost")) == -0.5
    assert settings.number(lossy, lossy.score("squares", "lost"), infra_reward=0.25) == 0.25
    monkeypatch.setenv("EFFBENCH_REWARD_INFRA_REWARD", "nan")
    with pytest.raises(UsageError, match="INFRA_REWARD"):
        settings.number(lossy, lossy.score("squares", "lost"))


def test_a_misspelt_setting_and_lists_that_do_not_match_are_told(shared: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"'suit'; did you mean suite\?"):
        shared_judge(suit="core-dev")
    with pytest.raises(UsageError, match="cache_size: with a url, the server sets these"):
        shared_judge(url="http://127.0.0.1:9", cache_size=5)
    with pytest.raises(UsageError, match="2 tasks for 1 completions"):
        trl.efficiency_reward(["p", "p"], [GOOD], ["squares", "squares"])


def test_a_machine_that_cannot_judge_is_an_error(quick_judge: Judge) -> None:
    broken: Any = Lossy(quick_judge, everything=True)
    with pytest.raises(SandboxError, match="doctor"):
        settings.number(broken, broken.score("squares", GOOD))


def test_the_environment_sets_what_nobody_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(settings, "shared_judge", lambda **found: asked.append(found))
    monkeypatch.setenv("EFFBENCH_REWARD_SUITE", "core-dev")
    monkeypatch.setenv("EFFBENCH_REWARD_WORKERS", "3")
    settings.judge_from(profile="off")
    settings.judge_from(suite="core")
    assert asked == [
        {"suite": "core-dev", "workers": 3, "profile": "off"},
        {"suite": "core", "workers": 3},
    ]
    monkeypatch.setenv("EFFBENCH_REWARD_WORKERS", "many")
    with pytest.raises(UsageError, match="EFFBENCH_REWARD_WORKERS"):
        settings.judge_from()


# --- OpenRLHF 0.11: openrlhf/utils/remote_rm_utils.py, examples/python/reward_func.py -------------


def test_openrlhf_gets_tensors(shared: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch")
    found = openrlhf.reward_func(
        queries=["Q?" + GOOD, "Q?" + BAD], prompts=["Q?", "Q?"], labels=["squares", "squares"]
    )
    assert set(found) == {"rewards", "scores", "extra_logs"}
    assert torch.equal(found["rewards"], torch.tensor([1.0, 0.0]))
    assert torch.equal(found["scores"], torch.tensor([1.0, 0.0]))
    assert all(len(values) == 2 for values in found["extra_logs"].values())
    assert openrlhf.response_of("answer", "") == "answer"


# --- verifiers: Rubric (0.1), verifiers/v1/task.py and taskset.py (0.4); prime-rl 0.8 -------------


def test_the_older_rubric_calls_functions_by_name(shared, monkeypatch) -> None:
    class Rubric:
        def __init__(self, funcs: list[Any], weights: list[float]) -> None:
            self.funcs, self.weights = funcs, weights

    class SingleTurnEnv:
        def __init__(self, dataset: Any, rubric: Rubric) -> None:
            self.dataset, self.rubric = dataset, rubric

    fake = types.ModuleType("verifiers")
    fake.Rubric, fake.SingleTurnEnv = Rubric, SingleTurnEnv  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "verifiers", fake)

    class Rows:
        def rename_column(self, old: str, new: str) -> tuple[str, str]:
            return old, new

    monkeypatch.setattr(verifiers, "dataset", lambda **_: Rows())
    environment = verifiers.load_environment()
    assert environment.dataset == ("task_id", "answer") and environment.rubric.weights == [1.0, 0.0]

    async def call(function: Any, text: str) -> float:
        chat = [{"role": "assistant", "content": text}]
        return await function(
            prompt=[{"role": "user", "content": "…"}], completion=chat, answer="squares",
            state={}, info={}, task="default",
        )  # fmt: skip

    for function in (*environment.rubric.funcs, verifiers.efficiency):
        assert asyncio.run(call(function, GOOD)) == 1.0
        assert asyncio.run(call(function, BAD)) == 0.0


def test_verifiers_v1_scores_a_trace(shared, monkeypatch) -> None:
    class Task:
        def __class_getitem__(cls, item: Any) -> type:
            return cls

        def __init__(self, data: Any, config: Any) -> None:
            self.data = data

    class Taskset(Task):
        def __init__(self, config: Any) -> None:
            self.config = config

    fake = types.ModuleType("verifiers.v1")
    for name, value in {
        "Task": Task, "Taskset": Taskset, "TaskData": SimpleNamespace,
        "TasksetConfig": object, "metric": lambda f: f,
        "reward": lambda weight: lambda f: f,
    }.items():  # fmt: skip
        setattr(fake, name, value)
    package = types.ModuleType("verifiers")
    package.v1 = fake  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "verifiers", package)
    monkeypatch.setitem(sys.modules, "verifiers.v1", fake)
    row = {"task_id": "squares", "prompt": "Sum the squares."}
    monkeypatch.setattr(verifiers, "dataset", lambda split, **asked: [row])
    config = SimpleNamespace(split="dev", suite_seeds=[], task=None)
    (task,) = verifiers._make_taskset()(config).load()
    assert (task.data.id, task.data.prompt) == ("squares", "Sum the squares.")
    assert asyncio.run(task.efficiency(SimpleNamespace(last_reply=GOOD))) == 1.0
    assert asyncio.run(task.passed(SimpleNamespace(last_reply=BAD))) == 0.0


# --- SkyRL 0.4: skyrl_gym/envs/base_text_env.py ---------------------------------------------------


def test_skyrl_steps_once(shared, monkeypatch) -> None:
    class BaseTextEnv:
        pass

    module = types.ModuleType("skyrl_gym.envs.base_text_env")
    module.BaseTextEnv = BaseTextEnv  # type: ignore[attr-defined]
    module.BaseTextEnvStepOutput = dict  # type: ignore[attr-defined]
    for name in ("skyrl_gym", "skyrl_gym.envs"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    monkeypatch.setitem(sys.modules, "skyrl_gym.envs.base_text_env", module)
    environment = skyrl.make_env()(
        env_config={}, extras={"reward_spec": {"ground_truth": "squares"}}
    )
    found = environment.step(GOOD)
    assert (found["reward"], found["done"], found["observations"]) == (1.0, True, [])
    assert found["metadata"]["status"] == "pass"
    with pytest.raises(AttributeError):
        skyrl.Nonsense  # noqa: B018


# --- NeMo-RL: nemo_rl/environments/interfaces.py --------------------------------------------------


class EnvironmentReturn(NamedTuple):
    observations: list[dict[str, str]]
    metadata: list[Any]
    next_stop_strings: list[Any]
    rewards: Any
    terminateds: Any
    answers: list[Any] | None = None


def test_nemo_rl_steps_a_batch(shared, monkeypatch) -> None:
    torch = pytest.importorskip("torch")
    module = types.ModuleType("nemo_rl.environments.interfaces")
    module.EnvironmentInterface = object  # type: ignore[attr-defined]
    module.EnvironmentReturn = EnvironmentReturn  # type: ignore[attr-defined]
    for name in ("nemo_rl", "nemo_rl.environments"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    monkeypatch.setitem(sys.modules, "nemo_rl.environments.interfaces", module)
    environment = nemo_rl.make_environment()({"profile": "off"})
    logs = [
        [{"role": "user", "content": "…"}, {"role": "assistant", "content": text, "token_ids": 1}]
        for text in (GOOD, BAD)
    ]
    found = environment.step(logs, [{"task_id": "squares"}] * 2)
    assert torch.equal(found.rewards, torch.tensor([1.0, 0.0]))
    assert torch.equal(found.terminateds, torch.ones(2))
    assert [o["content"] for o in found.observations] == ["pass", "wrong_answer"]
    batch = {"total_reward": found.rewards}
    assert environment.global_post_process_and_metrics(batch) == (
        batch, {"effbench/mean_reward": 0.5},
    )  # fmt: skip


# --- slime: slime/rollout/rm_hub/__init__.py `async_rm`, `batched_async_rm` -----------------------


def test_slime_takes_a_sample_or_a_group(shared: dict[str, Any]) -> None:
    samples = [SimpleNamespace(label="squares", response=text) for text in (GOOD, BAD)]
    arguments = SimpleNamespace()
    assert asyncio.run(slime.rm(arguments, samples[0])) == 1.0
    assert asyncio.run(slime.rm(arguments, samples)) == [1.0, 0.0]  # type: ignore[comparison-overlap]
    assert asyncio.run(slime.group_rm(arguments, samples)) == [1.0, 0.0]
