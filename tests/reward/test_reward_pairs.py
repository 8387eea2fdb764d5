"""Preference pairs: the chosen completion is clearly better; limits hold; rows are reproducible."""

from __future__ import annotations

import math
import random
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reward_answers import FAST, SLOWER, WRONG, fenced

from effbench.base.errors import UsageError
from effbench.reward import Judge, Pair, RewardVerdict, Scored, preference_pairs
from effbench.reward.pairs import distinguishable_ratio
from effbench.reward.samples import Sample, efficiency
from effbench.reward.specs import parse

SPEC = parse("gated-log:v2")


def passed(ratio: float, noise: float = 1.02, *, name: str = "", prompt: Any = "p") -> Scored:
    """A pass with the interval ratio / noise to ratio * noise, or none if noise is 0."""
    ends = (min(10.0, ratio * noise), ratio / noise) if noise else None
    found = RewardVerdict(
        task_id="t",
        reward=SPEC.reward(Sample("pass", ratio)),
        status="pass",
        detail="",
        spec=str(SPEC),
        efficiency=efficiency(ratio),
        efficiency_ci=None if ends is None else (efficiency(ends[0]), efficiency(ends[1])),
        ratio=ratio,
        source_sha256=name or f"{ratio}{noise}",
    )
    return Scored(prompt, f"fast {ratio} {name}", found)


def failed(name: str, status: Any = "wrong_answer", prompt: Any = "p") -> Scored:
    reward = SPEC.reward(Sample(status))
    found = RewardVerdict("t", reward, status, "", str(SPEC), source_sha256=name)
    return Scored(prompt, f"wrong {name}", found)


def built(scored: list[Scored], **settings: Any) -> list[Pair]:
    return preference_pairs(scored, form="pairs", **settings)


def test_a_pass_is_preferred_to_a_failure_and_fast_to_slow() -> None:
    some = [passed(1.0), passed(2.0), failed("a"), failed("b", "timeout")]
    rows = built(some, efficiency_pair_fraction=0.5, max_pairs_per_prompt=4)
    kinds = Counter(row.kind for row in rows)
    assert kinds == {"correctness": 3, "efficiency": 1}
    (faster,) = [row for row in rows if row.kind == "efficiency"]
    assert faster.chosen.startswith("fast 1.0") and faster.rejected.startswith("fast 2.0")
    assert faster.speed_ratio == pytest.approx(2.0)
    assert faster.min_ratio == pytest.approx(math.exp(math.sqrt(2) * math.log(1.02)))
    assert all(row.chosen_status == "pass" for row in rows)
    assert {r.rejected_status for r in rows if r.kind == "correctness"} <= {
        "wrong_answer",
        "timeout",
    }


def test_inside_the_noise_there_is_no_pair() -> None:
    wide = [passed(1.0, 1.3), passed(1.4, 1.3)]
    assert not built(wide, efficiency_pair_fraction=1.0)
    assert len(built([passed(1.0, 1.05), passed(1.4, 1.05)], efficiency_pair_fraction=1.0)) == 1
    assert distinguishable_ratio(wide[0].verdict, wide[1].verdict) == pytest.approx(
        math.exp(math.hypot(math.log(1.3), math.log(1.3)))
    )


def test_the_floor_is_a_floor() -> None:
    two = [passed(1.0), passed(1.4)]
    assert built(two, efficiency_pair_fraction=1.0)
    assert not built(two, efficiency_pair_fraction=1.0, min_speed_ratio=1.5)
    (row,) = built(two, efficiency_pair_fraction=1.0, min_speed_ratio=1.3)
    assert row.min_ratio == 1.3


def test_what_is_not_known_is_in_no_pair() -> None:
    assert not built([passed(1.0, 0), passed(5.0, 0)], efficiency_pair_fraction=1.0)
    lost = replace(passed(9.0).verdict, reward=None, status="infra_error", ratio=None)
    assert not built([passed(1.0), Scored("p", "lost", lost)], efficiency_pair_fraction=0.0)
    equal = [passed(1.0), passed(3.0)]  # a dead band gave them equal rewards
    level = [Scored(s.prompt, s.completion, replace(s.verdict, reward=1.5)) for s in equal]
    assert not built(level, efficiency_pair_fraction=1.0)


def test_one_source_counts_once_and_prompts_are_kept_apart() -> None:
    copies = [failed("same"), failed("same"), passed(1.0), passed(1.0)]
    assert len(built(copies, efficiency_pair_fraction=0.0)) == 1
    apart = [passed(1.0, prompt="one"), failed("a", prompt="two")]
    assert not built(apart, efficiency_pair_fraction=0.0)


def test_chats_stay_chats() -> None:
    chat = [{"role": "user", "content": "Write it."}]
    answer = [{"role": "assistant", "content": "good"}]
    good = replace(passed(1.0, prompt=chat), completion=answer)
    (row,) = built([good, failed("a", prompt=chat)], efficiency_pair_fraction=0.0)
    assert row.prompt == chat and row.chosen == answer
    assert row.rejected == [{"role": "assistant", "content": "wrong a"}]


def test_bad_settings_are_told() -> None:
    for settings in (
        {"efficiency_pair_fraction": 1.5},
        {"efficiency_pair_fraction": math.nan},
        {"min_speed_ratio": 0.9},
        {"min_speed_ratio": math.inf},
        {"max_pairs_per_prompt": 0},
        {"form": "csv"},
    ):
        with pytest.raises(UsageError, match=next(iter(settings))):
            preference_pairs([], **{"form": "list", **settings})  # type: ignore[arg-type]
    other = replace(failed("a").verdict, spec="kevin:v1")
    with pytest.raises(UsageError, match="two specs"):
        built([passed(1.0), Scored("p", "x", other)])


def test_rows_are_a_dataset() -> None:
    # Not "datasets": without the library, a folder of that name would be imported.
    datasets = pytest.importorskip("datasets.arrow_dataset", reason="needs the extra datasets")
    rows = preference_pairs([passed(1.0), failed("a")])
    assert isinstance(rows, datasets.Dataset)
    assert rows[0]["prompt"] == "p" and rows[0]["chosen"] == "fast 1.0 "
    assert preference_pairs([], form="list") == []
    nothing = preference_pairs([passed(1.0)])
    assert len(nothing) == 0 and nothing.column_names == rows.column_names
    chat = [{"role": "user", "content": "p"}]
    mixed = [passed(1.0), failed("a"), passed(1.0, prompt=chat), failed("a", prompt=chat)]
    with pytest.raises(UsageError, match="all texts or all chats"):
        preference_pairs(mixed)
    with pytest.raises(UsageError, match="chat's messages"):
        preference_pairs([passed(1.0, prompt=object())])


samples = st.lists(
    st.one_of(
        st.builds(
            lambda ratio, noise, name, prompt: passed(
                ratio, noise, name=f"{name} {noise}", prompt=prompt
            ),
            st.floats(0.2, 10.0),
            st.sampled_from([0, 1.01, 1.1, 1.5]),
            st.sampled_from("abcdefgh"),
            st.sampled_from(["p", "q"]),
        ),
        st.builds(
            failed,
            st.sampled_from("uvwxyz"),
            st.sampled_from(["wrong_answer", "timeout", "infra_error", "no_code"]),
            prompt=st.sampled_from(["p", "q"]),
        ),
    ),
    max_size=24,
)


@given(
    samples, st.floats(0, 1), st.floats(1, 2), st.integers(1, 6), st.integers(0, 3), st.randoms()
)
def test_every_pair_is_right_bounded_and_the_same_every_time(
    scored: list[Scored], fraction: float, floor: float, most: int, seed: int, order: random.Random
) -> None:
    settings = {
        "efficiency_pair_fraction": fraction,
        "min_speed_ratio": floor,
        "max_pairs_per_prompt": most,
        "seed": seed,
    }
    rows = built(scored, **settings)
    # A source may have been judged twice, with two verdicts.
    known = {(s.prompt, s.completion, s.verdict.status, s.verdict.reward): s for s in scored}
    for row in rows:
        better = known[row.prompt, row.chosen, row.chosen_status, row.chosen_reward].verdict
        worse = known[row.prompt, row.rejected, row.rejected_status, row.rejected_reward].verdict
        assert better.passed and not better.infra_error and not worse.infra_error
        assert row.chosen_reward > row.rejected_reward
        if row.kind == "efficiency":
            assert worse.passed and row.speed_ratio is not None and row.min_ratio is not None
            assert row.speed_ratio > row.min_ratio >= floor
            assert row.min_ratio >= distinguishable_ratio(better, worse)
        else:
            assert worse.passed is False
    assert len(rows) == len({(r.prompt, r.chosen, r.rejected) for r in rows})
    assert max(Counter(row.prompt for row in rows).values(), default=0) <= most
    n_faster = sum(row.kind == "efficiency" for row in rows)
    assert n_faster <= fraction * len(rows) + 1e-6
    shuffled = list(scored)
    order.shuffle(shuffled)
    assert built(shuffled, **settings) == rows


def test_completions_take_turns() -> None:
    many = [passed(1.0 + i / 100, name=f"p{i}") for i in range(6)] + [failed(c) for c in "abcdef"]
    rows = built(many, efficiency_pair_fraction=0.0, max_pairs_per_prompt=6)
    assert len({row.chosen for row in rows}) == len({row.rejected for row in rows}) == 6


@pytest.mark.slow
def test_from_a_judge(judge: Judge) -> None:
    """With measured times, a program with four times the work loses to the other."""
    texts = [fenced(FAST), fenced(SLOWER), fenced(WRONG), "no code at all"]
    verdicts = judge.score_many([("squares", text) for text in texts])
    scored = [Scored("Sum.", t, v) for t, v in zip(texts, verdicts, strict=True)]
    rows = built(scored, efficiency_pair_fraction=0.5, max_pairs_per_prompt=6)
    faster = [row for row in rows if row.kind == "efficiency"]
    assert [(r.chosen, r.rejected) for r in faster] == [(texts[0], texts[1])]
    assert len(rows) == 5
