"""Order, stopping, censoring and bookkeeping of the blocks, with a simulated clock."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from fakes import FakeSandbox

from effbench.base.errors import TaskError
from effbench.base.records import NOOP_ARM, REFERENCE_ARM, Frozen, Timing
from effbench.measure import LOOKS, Plan, certificate_tasks, is_timed, measure
from effbench.measure.blocks import side_by_side
from effbench.sandbox import Outcome, Sandbox
from effbench.sandbox.host import allowance
from effbench.sandbox.inside.wire import decode
from effbench.tasks.suite import Suite, SuiteTask, TimedSize

REFERENCE = "def f(n): return n  # FAST\n"
SAME = "def f(n): return n  # SAME\n"
DOUBLE = "def f(n): return n  # DOUBLE\n"
QUADRATIC = "def f(n): return n  # QUADRATIC\n"
WRONG_AT_L = "def f(n): return n if n < 900 else -1  # WRONG\n"
RAISES = "def f(n): return n / 0  # RAISES\n"


def linear(factor: float) -> Any:
    return lambda calls: factor * sum(a[0] for a in calls) * 1e-4


COSTS = {
    "FAST": linear(1),
    "SAME": linear(1),
    "DOUBLE": linear(2),
    "QUADRATIC": lambda calls: sum(a[0] ** 2 for a in calls) * 1e-5,
    "WRONG": linear(1),
    "RAISES": linear(1),
}


def make_task(batch: int | None = 1) -> SuiteTask:
    from effbench.tasks.suite import Instance

    def stress(size: TimedSize, seed: int, count: int) -> list[Instance]:
        return [Instance((size.n + (seed + i) % 3,), "x") for i in range(count)]

    return SuiteTask(
        id="t",
        version=1,
        entry_point="f",
        prompt="",
        sizes=(TimedSize("S", 50, batch), TimedSize("M", 200, batch), TimedSize("L", 1000, batch)),
        references={"fast": REFERENCE},
        correctness=lambda seed: [],
        stress=stress,
        check=lambda arguments, got, want: None if got == want else "wrong",
    )


def timings(sources: dict[str, str], **options: Any) -> list[Timing]:
    sandbox = FakeSandbox(COSTS)
    return list(measure(make_task(), sources, sandbox, 1, Plan(), **options))  # type: ignore[arg-type]


def arms(timing: Timing) -> Counter[str]:
    return Counter(r.arm for r in timing.repetitions)


def test_each_block_holds_reference_noop_and_every_candidate_in_random_order() -> None:
    result = timings({"a": SAME, "b": DOUBLE})
    assert [t.size for t in result] == ["S", "M", "L"]
    for timing in result:
        assert arms(timing) == {REFERENCE_ARM: 8, NOOP_ARM: 8, "a": 8, "b": 8}
    first = [r.arm for t in result for r in t.repetitions if r.position == 0]
    assert len(set(first)) > 1  # 24 blocks begin with different arms


def test_the_same_seed_gives_the_same_order_and_inputs() -> None:
    assert timings({"a": SAME}) == timings({"a": SAME})


def test_a_candidate_censored_twice_stops_there_and_is_run_at_every_larger_size() -> None:
    result = timings({"q": QUADRATIC, "a": SAME})
    assert [arms(t)["q"] for t in result] == [8, 2, 2]
    cut_off = [r for t in result[1:] for r in t.repetitions if r.arm == "q"]
    assert all(r.ended == "timeout" for r in cut_off)
    assert [arms(t)["a"] for t in result] == [8, 8, 8]


@pytest.mark.parametrize(
    ("fixed", "blocks"), [(0.065, [8, 8, 8]), (0.075, [2, 8, 8]), (0.25, [2, 2, 8])]
)
def test_a_fixed_cost_loses_no_size_at_which_it_weighs_little(
    fixed: float, blocks: list[int]
) -> None:
    """75 ms are 15 times the reference's work at S, but less than its work at L."""
    costs = {"FAST": linear(1), "SAME": lambda calls: fixed + linear(1)(calls)}
    result = list(measure(make_task(), {"a": SAME}, FakeSandbox(costs), 1, Plan()))  # type: ignore[arg-type]
    assert [arms(t)["a"] for t in result] == blocks
    assert not any(r.cut_off for r in result[2].repetitions)


def test_a_candidate_cut_off_at_a_small_size_is_not_done_before_the_largest() -> None:
    sources = {"q": QUADRATIC}
    result = timings(sources)
    assert [t.size for t in result] == ["S", "M", "L"]
    for n in range(3):
        assert not is_timed(make_task(), sources, Plan(), result[:n])
    assert is_timed(make_task(), sources, Plan(), result)
    assert timings(sources, done=result[:2]) == result[2:]
    failed = timings({"r": RAISES})
    assert is_timed(make_task(), {"r": RAISES}, Plan(), failed) and len(failed) == 1


def test_one_block_is_enough_for_a_plan_that_says_so() -> None:
    assert cut_off_blocks(Plan(cut_offs=1)) == 1
    assert cut_off_blocks(Plan(cut_offs=2)) == 2
    assert cut_off_blocks(Plan(cut_offs=3)) == 3


def test_one_block_is_not_enough_where_the_reference_was_slow_in_it_too() -> None:
    """The machine has slowed down since the calibration: 12.5 times is only 9 times now."""
    assert cut_off_blocks(Plan(cut_offs=1), slower=1.4) == 2


def test_one_block_is_not_enough_where_shapes_take_turns() -> None:
    task = replace(make_task(), shapes=("flat", "steep"))
    assert cut_off_blocks(Plan(cut_offs=1), task) == 2


def cut_off_blocks(plan: Plan, task: SuiteTask | None = None, slower: float = 1.0) -> int:
    """Count the blocks of a much slower candidate, on a machine whose speed changes."""

    class Slower(FakeSandbox):
        def run(self, job: bytes, calls: bytes, limits: Any) -> Any:
            outcome = super().run(job, calls, limits)
            calibrated = set(self.log) != {"FAST"} or len(self.log) > 3
            factor = slower if self.log[-1] == "FAST" and calibrated else 1.0
            return replace(outcome, cpu_ns=int(outcome.cpu_ns * factor))

    sandbox = Slower({"FAST": linear(1), "SAME": linear(100)})
    timing = next(measure(task or make_task(), {"a": SAME}, sandbox, 1, plan))  # type: ignore[arg-type]
    own = [r for r in timing.repetitions if r.arm == "a"]
    assert all(r.cut_off for r in own)
    return len(own)


@pytest.mark.parametrize("plan", [Plan(), Plan(precision=0.05, min_blocks=6, max_blocks=16)])
@pytest.mark.parametrize("at_once", [2, 3, 20])
def test_blocks_beside_one_another_are_the_same_blocks(plan: Plan, at_once: int) -> None:
    sources = {"q": QUADRATIC, "a": SAME, "b": DOUBLE}

    def timed(at_once: int) -> list[Timing]:
        sandbox = FakeSandbox(COSTS)
        return list(measure(make_task(), sources, sandbox, 1, plan, at_once=at_once))  # type: ignore[arg-type]

    for alone, beside in zip(timed(1), timed(at_once), strict=True):
        wanted, found = facts(alone), facts(beside)
        assert wanted.keys() <= found.keys()
        more = found.keys() - wanted.keys()
        assert all(arm == "q" and ended == "timeout" for _, arm, ended, _ in more)
        assert [block for block, *_ in found] == sorted(block for block, *_ in found)


def facts(timing: Timing) -> dict[tuple[int, str, str, int], None]:
    """The repetitions without their order in the block, which depends on the other arms."""
    return dict.fromkeys((r.block, r.arm, r.ended, r.cpu_ns) for r in timing.repetitions)


def test_a_reference_that_fails_beside_others_is_named_when_all_are_done() -> None:
    class Failing(FakeSandbox):
        def run(self, job: bytes, calls: bytes, limits: Any) -> Any:
            outcome = super().run(job, calls, limits)
            broken = self.log[-1] == "FAST" and self.log.count("noop") > 3
            return Outcome("raised", detail="no more") if broken else outcome

    with pytest.raises(TaskError, match="its fast reference fails at size S: raised no more"):
        list(measure(make_task(), {"a": SAME}, Failing(COSTS), 1, Plan(), at_once=4))  # type: ignore[arg-type]


def test_calls_side_by_side_all_end_before_one_error_is_raised() -> None:
    ended: list[int] = []

    def call(number: int) -> int:
        if number == 1:
            raise ValueError("the second")
        time.sleep(0.01)
        ended.append(number)
        return number

    assert side_by_side([]) == []
    assert side_by_side([partial(call, 0), partial(call, 2)]) == [0, 2]
    with pytest.raises(ValueError, match="the second"):
        side_by_side([partial(call, number) for number in range(4)])
    assert sorted(ended) == [0, 0, 2, 2, 3]


def test_the_cutoff_is_ten_times_the_reference_with_a_margin() -> None:
    timing = timings({"a": SAME})[0]
    reference = max(r.cpu_ns for r in timing.repetitions if r.arm == REFERENCE_ARM)
    assert 10 <= timing.cutoff_cpu_ns / reference <= 15


def test_a_wrong_output_at_a_timed_size_is_recorded_and_ends_the_candidate() -> None:
    result = timings({"w": WRONG_AT_L})
    assert [arms(t)["w"] for t in result] == [8, 8, 1]
    assert [r.wrong for r in result[2].repetitions if r.arm == "w"] == ["x: wrong"]


def test_an_exception_ends_the_candidate_at_once_and_everything_when_nobody_is_left() -> None:
    result = timings({"r": RAISES})
    assert len(result) == 1
    assert arms(result[0])["r"] == 1


def test_resuming_skips_finished_sizes_and_remembers_who_was_stopped() -> None:
    whole = timings({"q": QUADRATIC, "a": SAME})
    rest = timings({"q": QUADRATIC, "a": SAME}, done=whole[:2])
    assert rest == whole[2:]


def test_a_dead_zygote_costs_one_block_once_and_leaves_no_half_block() -> None:
    sandbox = FakeSandbox(COSTS)
    sandbox.fail_at = {9}
    result = list(measure(make_task(), {"a": SAME}, sandbox, 1, Plan(), ()))  # type: ignore[arg-type]
    assert [arms(t)["a"] for t in result] == [8, 8, 8]
    assert all(len({r.position for r in t.repetitions if r.block == 0}) == 3 for t in result)


def test_short_calls_are_batched_where_the_task_leaves_it_open() -> None:
    sandbox = FakeSandbox({"FAST": lambda calls: 0.0005 * len(calls), "SAME": linear(0.01)})
    result = list(measure(make_task(None), {"a": SAME}, sandbox, 1, Plan(), ()))  # type: ignore[arg-type]
    assert [t.batch for t in result] == [10, 10, 10]


@pytest.mark.parametrize(
    ("batch", "n_shapes", "wanted"), [(10, 1, 5), (9, 2, 5), (10, 7, 7), (2, 3, 2), (1, 3, 1)]
)
def test_half_a_batch_loses_no_shape(batch: int, n_shapes: int, wanted: int) -> None:
    task = replace(make_task(batch), shapes=tuple(map(str, range(n_shapes))))
    sandbox = FakeSandbox(COSTS)
    timing = next(measure(task, {"a": SAME}, sandbox, 1, Plan(batch_share=0.5)))  # type: ignore[arg-type]
    assert timing.batch == wanted
    assert timing.cycle == (n_shapes if batch == 1 else 1)


def test_half_a_batch_is_of_those_that_are_frozen() -> None:
    sandbox = FakeSandbox({"FAST": lambda calls: 0.0005 * len(calls), "SAME": linear(0.01)})
    plan = Plan(batch_share=0.5)
    timing = next(measure(make_task(None), {"a": SAME}, sandbox, 1, plan))  # type: ignore[arg-type]
    assert timing.batch == 10


class Decoding(FakeSandbox):
    """Every instance costs `seconds` before any work is done."""

    seconds = 0.0

    def run(self, job: bytes, calls: bytes, limits: Any) -> Any:
        outcome = super().run(job, calls, limits)
        decoding_ns = int(self.seconds * 1e9 * len(decode(calls[8:])))
        return replace(outcome, cpu_ns=outcome.cpu_ns + decoding_ns)


@pytest.mark.parametrize(
    ("work_seconds", "decoding_seconds", "batch"),
    [
        (0.001, 0.0, 5),
        (0.001, 0.001, 5),
        (0.001, 0.010, 1),  # decoding is ten times the work, also in a batch of 5
        (0.000_01, 0.0, 64),
        (0.050, 0.0, 1),
    ],
)
def test_a_batch_is_only_as_large_as_it_helps(
    work_seconds: float, decoding_seconds: float, batch: int
) -> None:
    sandbox = Decoding({"FAST": lambda calls: work_seconds * len(calls), "SAME": linear(0.01)})
    sandbox.seconds = decoding_seconds
    timing = next(measure(make_task(None), {"a": SAME}, sandbox, 1, Plan(), ()))  # type: ignore[arg-type]
    assert timing.batch == batch


def test_a_size_that_is_too_small_to_time_ends_at_the_first_look() -> None:
    plan = Plan(precision=0.02)
    sandbox = FakeSandbox({"FAST": lambda calls: 1e-4, "SAME": lambda calls: 1e-4}, noise=0.5)
    result = list(measure(make_task(), {"a": SAME}, sandbox, 1, plan, ()))  # type: ignore[arg-type]
    assert [arms(t)["a"] for t in result] == [LOOKS[0]] * 3


def test_a_frozen_size_stops_on_precision_though_its_reference_is_short_in_this_session() -> None:
    counts = Frozen(timeable=("S", "M", "L"), memory=())
    costs = {"FAST": lambda calls: 4e-4, "SAME": lambda calls: 4e-4}
    task = replace(make_task(), frozen=counts)
    plan = Plan(precision=0.05)
    result = list(measure(task, {"a": SAME}, FakeSandbox(costs), 1, plan, ()))  # type: ignore[arg-type]
    assert [arms(t)["a"] for t in result] == [LOOKS[0]] * 3


def test_a_failing_reference_is_the_tasks_fault_and_named() -> None:
    sandbox = FakeSandbox({"FAST": lambda calls: 1e9})
    with pytest.raises(TaskError, match="task t: its fast reference fails at size S"):
        list(measure(make_task(), {"a": SAME}, sandbox, 1, Plan(), ()))  # type: ignore[arg-type]


def test_precision_decides_when_a_candidate_leaves() -> None:
    for precision, noise, expected in ((0.05, 0.0, 8), (0.05, 0.05, 16), (0.01, 0.5, 64)):
        sandbox = FakeSandbox(COSTS, noise=noise, seed=4)
        plan = Plan(precision=precision, max_blocks=64)
        (timing, *_) = measure(make_task(), {"a": SAME}, sandbox, 1, plan, ())  # type: ignore[arg-type]
        blocks = arms(timing)["a"]
        assert blocks in LOOKS
        assert blocks == expected or (noise == 0.05 and 8 <= blocks <= 64)


def test_a_precise_candidate_leaves_and_the_others_go_on() -> None:
    noisy = {**COSTS, "SAME": linear(1), "DOUBLE": linear(2)}

    class OneNoisy(FakeSandbox):
        def run(self, job: bytes, calls: bytes, limits: Any) -> Any:
            outcome = super().run(job, calls, limits)
            factor = self.rng.lognormvariate(0, 0.2) if self.log[-1] == "DOUBLE" else 1.0
            return replace(outcome, cpu_ns=int(outcome.cpu_ns * factor))

    plan = Plan(precision=0.05, max_blocks=48)
    sources = {"a": SAME, "b": DOUBLE}
    timing = next(measure(make_task(), sources, OneNoisy(noisy), 1, plan, ()))  # type: ignore[arg-type]
    counts = arms(timing)
    assert counts["a"] == 8 < counts["b"] == counts[REFERENCE_ARM]


def test_the_certificate_leaves_out_tasks_without_sizes() -> None:
    untimed = replace(make_task(), id="untimed", sizes=())
    packaged = replace(make_task(), id="packaged", imports=("numpy",))
    mixed = Suite("mixed", "1", (untimed, make_task(), untimed))
    assert [task.id for task in certificate_tasks(mixed)] == [make_task().id]
    assert certificate_tasks(Suite("none", "1", (untimed,))) == []
    # A timed task with packages is better than a task that can't be timed.
    assert certificate_tasks(Suite("few", "1", (untimed, packaged))) == [packaged]


def test_an_imported_sets_crash_on_a_large_input_costs_speed_and_not_correctness() -> None:
    task = make_task()
    lenient = replace(
        task,
        stress=lambda size, seed, batch: [
            replace(i, timeout_is_failure=False) for i in task.stress(size, seed, batch)
        ],
    )
    result = list(
        measure(lenient, {"r": RAISES, "w": WRONG_AT_L}, FakeSandbox(COSTS), 1, Plan(), ())
    )  # type: ignore[arg-type]
    crashed = [r for t in result for r in t.repetitions if r.arm == "r"]
    assert len(crashed) == 6  # censored twice at each of three sizes
    assert all(r.cut_off and not r.failed and r.ended == "raised" for r in crashed)
    assert any(r.failed for t in result for r in t.repetitions if r.arm == "w")


def test_a_suite_may_ask_for_fewer_blocks() -> None:
    from effbench.tasks.suite import Suite

    slow = Suite(name="s", version="1", tasks=(), max_blocks=8)
    plain = Suite(name="s", version="1", tasks=())
    assert Plan(precision=0.05).for_suite(slow).max_blocks == 8
    assert Plan(precision=0.05, max_blocks=96).for_suite(plain).max_blocks == 96


def test_a_candidate_that_sleeps_in_its_blocks_is_cut_off(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowance, "MAX_WAIT_SECONDS", 0.4)
    sleeps = "import time\ndef f(n):\n    time.sleep(0.25)\n    return n\n"
    (timing,) = measure(
        make_task(), {"a": sleeps, "b": SAME}, sandbox, 1, Plan(min_blocks=4, sizes=1)
    )
    own = [r for r in timing.repetitions if r.arm == "a"]
    assert [r.ended for r in own] in (
        ["returned"] * 2 + ["timeout"] * 2,
        ["returned"] + ["timeout"] * 3,
    )
    assert own[0].waited_ns > 10**8
    others = [r for r in timing.repetitions if r.arm != "a"]
    assert {r.ended for r in others} == {"returned"}
