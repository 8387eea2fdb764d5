"""Preference pairs from judged completions, for DPO and its kin.

Decides which two completions of a prompt make a pair. There are two kinds: a pass is preferred to a
failure (`correctness`), and of two passes the one that is faster by more than the measurement's own
noise (`efficiency`). A pair never contradicts the reward: what is chosen has the larger one. It
neither samples nor judges.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from effbench.errors import UsageError
from effbench.reward.core import completion_text
from effbench.reward.data import Form, as_datasets
from effbench.reward.verdict import RewardVerdict

Kind = Literal["correctness", "efficiency"]
_DEFAULT_FRACTION = 0.25
_DEFAULT_MOST = 4


@dataclass(frozen=True)
class Scored:
    """A completion with its prompt (a text, or a chat's messages) and what the judge said of it."""

    prompt: Any
    completion: Any
    verdict: RewardVerdict


_Candidate = tuple[Scored, Scored, float | None]
"""Chosen, rejected, and the least ratio for pairs of efficiency."""


@dataclass(frozen=True)
class Pair:
    """One row. `chosen` and `rejected` are texts, or chats of one message where `prompt` is one."""

    prompt: Any
    chosen: Any
    rejected: Any
    task_id: str
    kind: Kind
    chosen_reward: float
    rejected_reward: float
    chosen_status: str
    rejected_status: str
    speed_ratio: float | None
    """The rejected one's time over the chosen one's; None for pairs of correctness."""
    min_ratio: float | None
    """What `speed_ratio` had to exceed: the noise of these two, or the floor where that is more."""
    spec: str


def preference_pairs(
    scored: Iterable[Scored],
    *,
    efficiency_pair_fraction: float = _DEFAULT_FRACTION,
    min_speed_ratio: float = 1.0,
    max_pairs_per_prompt: int = _DEFAULT_MOST,
    seed: int = 0,
    form: Form | Literal["pairs"] = "datasets",
) -> Any:
    """Rows with `prompt`, `chosen`, `rejected` and what they were made of (`Pair`).

    `efficiency_pair_fraction`: at most this share of the rows are pairs of two passes; with 1 all
    are. There are fewer where few passes can be told apart; their places go to correctness.
    `min_speed_ratio`: the least ratio of two passes' times; a pair's own noise
    (`distinguishable_ratio`) is the least in any case, so 1 leaves it to the measurement.
    `max_pairs_per_prompt`: of both kinds together. A completion is used again only when all that
    could take its place were used as often.

    Completions with the same source count once. Infrastructure failures are in no pair, passes
    without an interval in none of efficiency: nothing is known of them. The same completions give
    the same rows for the same seed, in whatever order they come. `form`: "datasets" gives a
    `datasets.Dataset` (extra `datasets`), "list" dicts, "pairs" `Pair`s.

    Raises UsageError for settings out of range, and for verdicts of several specs on one prompt:
    their rewards can't be compared.
    """
    _check(efficiency_pair_fraction, min_speed_ratio, max_pairs_per_prompt, form)
    correctness: list[Pair] = []
    efficiency: list[Pair] = []
    for name, group in sorted(_by_prompt(scored).items()):
        rng = random.Random(f"{seed} {name}")
        slots = _slots(max_pairs_per_prompt, efficiency_pair_fraction, rng)
        faster = _efficiency_pairs(group, slots, min_speed_ratio, rng)
        efficiency += faster
        if efficiency_pair_fraction < 1.0:
            correctness += _correctness_pairs(group, max_pairs_per_prompt - len(faster), rng)
    if efficiency_pair_fraction < 1.0:
        share = efficiency_pair_fraction / (1.0 - efficiency_pair_fraction)
        most = math.floor(share * len(correctness) + 1e-9)  # 1e-9: 0.1 / 0.9 * 9 is one
        random.Random(seed).shuffle(efficiency)
        efficiency = efficiency[:most]
    rows = sorted([*correctness, *efficiency], key=_order)
    if form == "pairs":
        return rows
    plain = [asdict(row) for row in rows]
    return plain if form == "list" else as_datasets(plain, [field.name for field in fields(Pair)])


def distinguishable_ratio(one: RewardVerdict, other: RewardVerdict) -> float:
    """The ratio of two passes' times above which they differ by more than the measured noise.

    exp of the root of the summed squares of the half-widths of their 95 % intervals, in logarithms
    (as the dead band has it for what wasn't timed on the same inputs). Infinite where one has no
    interval.
    """
    if one.efficiency_ci is None or other.efficiency_ci is None:
        return math.inf
    halves = [(ci[1] - ci[0]) / 2 for ci in (one.efficiency_ci, other.efficiency_ci)]
    return float(10.0 ** math.hypot(*halves))  # efficiency is 1 - log10(ratio)


def _check(fraction: float, floor: float, most: int, form: str) -> None:
    if not 0.0 <= fraction <= 1.0:
        raise UsageError(f"efficiency_pair_fraction={fraction}: a share from 0 to 1")
    if not (math.isfinite(floor) and floor >= 1.0):
        raise UsageError(f"min_speed_ratio={floor}: a ratio of at least 1")
    if most < 1:
        raise UsageError(f"max_pairs_per_prompt={most}: at least 1")
    if form not in ("datasets", "list", "pairs"):
        raise UsageError(f"form={form!r}: datasets, list or pairs")


def _by_prompt(scored: Iterable[Scored]) -> dict[str, list[Scored]]:
    """A prompt's distinct completions, in an order of their own; judged ones only."""
    groups: dict[str, dict[str, Scored]] = {}
    specs: dict[str, str] = {}
    for one in scored:
        found = one.verdict
        if found.reward is None:
            continue
        try:
            name = json.dumps([found.task_id, one.prompt], sort_keys=True)
        except (TypeError, ValueError) as error:
            raise UsageError(
                f"task {found.task_id}: a prompt is a text or a chat's messages: {error}"
            ) from error
        if specs.setdefault(name, found.spec) != found.spec:
            raise UsageError(
                f"task {found.task_id}: verdicts of {specs[name]} and of {found.spec}: rewards of "
                "two specs can't be compared; judge all with one"
            )
        text = completion_text(one.completion)
        key = found.source_sha256 or hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        group = groups.setdefault(name, {})
        if key not in group or _rank(one) < _rank(group[key]):
            group[key] = one
    return {name: [group[key] for key in sorted(group)] for name, group in groups.items()}


def _rank(one: Scored) -> tuple[bool, str, str]:
    """Of several completions with one source: the one whose speed is known, then by the text."""
    return one.verdict.efficiency_ci is None, completion_text(one.completion), repr(one.verdict)


def _slots(most: int, fraction: float, rng: random.Random) -> int:
    """How many of a prompt's pairs may be of efficiency: most * fraction, rounded by lot."""
    whole = math.floor(most * fraction)
    return whole + (rng.random() < most * fraction - whole)


def _correctness_pairs(group: Sequence[Scored], count: int, rng: random.Random) -> list[Pair]:
    passes = [one for one in group if one.verdict.passed]
    failures = [one for one in group if not one.verdict.passed]
    candidates: list[_Candidate] = [
        (chosen, rejected, None)
        for chosen, rejected in itertools.product(passes, failures)
        if _reward(chosen) > _reward(rejected)
    ]
    return [_pair("correctness", *found) for found in _spread(candidates, count, rng)]


def _efficiency_pairs(
    group: Sequence[Scored], count: int, floor: float, rng: random.Random
) -> list[Pair]:
    passes = [one for one in group if one.verdict.passed and one.verdict.ratio is not None]
    candidates: list[_Candidate] = []
    for one, other in itertools.combinations(passes if count else [], 2):
        fast, slow = (one, other) if _ratio(one) < _ratio(other) else (other, one)
        least = max(floor, distinguishable_ratio(fast.verdict, slow.verdict))
        if _ratio(slow) / _ratio(fast) > least and _reward(fast) > _reward(slow):
            candidates.append((fast, slow, least))
    return [_pair("efficiency", *found) for found in _spread(candidates, count, rng)]


def _spread(candidates: list[_Candidate], count: int, rng: random.Random) -> list[_Candidate]:
    """`count` of them, drawn so that each completion is used about as often as any other."""
    rng.shuffle(candidates)
    used: dict[int, int] = {}
    found = []
    for _ in range(min(count, len(candidates))):
        place = min(
            range(len(candidates)),
            key=lambda i: used.get(id(candidates[i][0]), 0) + used.get(id(candidates[i][1]), 0),
        )
        taken = candidates.pop(place)
        found.append(taken)
        for one in taken[:2]:
            used[id(one)] = used.get(id(one), 0) + 1
    return found


def _pair(kind: Kind, chosen: Scored, rejected: Scored, least: float | None) -> Pair:
    chat = not isinstance(chosen.prompt, str)
    ratio = None if kind == "correctness" else _ratio(rejected) / _ratio(chosen)
    return Pair(
        prompt=chosen.prompt,
        chosen=_answer(chosen, chat),
        rejected=_answer(rejected, chat),
        task_id=chosen.verdict.task_id,
        kind=kind,
        chosen_reward=_reward(chosen),
        rejected_reward=_reward(rejected),
        chosen_status=chosen.verdict.status,
        rejected_status=rejected.verdict.status,
        speed_ratio=ratio,
        min_ratio=least,
        spec=chosen.verdict.spec,
    )


def _answer(one: Scored, chat: bool) -> Any:
    text = completion_text(one.completion)
    return [{"role": "assistant", "content": text}] if chat else text


def _order(pair: Pair) -> tuple[str, str, str, str, str]:
    return (
        pair.task_id,
        json.dumps(pair.prompt, sort_keys=True),
        pair.kind,
        str(pair.chosen),
        str(pair.rejected),
    )


def _reward(one: Scored) -> float:
    assert one.verdict.reward is not None
    return one.verdict.reward


def _ratio(one: Scored) -> float:
    assert one.verdict.ratio is not None
    return one.verdict.ratio
