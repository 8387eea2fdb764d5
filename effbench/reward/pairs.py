"""Preference pairs from judged completions, for DPO and similar methods.

There are two kinds of pairs. A pass is preferred to a failure (`correctness`); of two passes, the
one that is faster by more than the measurement noise is preferred (`efficiency`). The chosen
completion always has the larger reward. This module neither generates nor judges completions.
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

from effbench.base import UsageError
from effbench.reward.core import completion_text
from effbench.reward.data import Form, as_datasets
from effbench.reward.verdict import RewardVerdict

Kind = Literal["correctness", "efficiency"]
_DEFAULT_FRACTION = 0.25
_DEFAULT_MOST = 4


@dataclass(frozen=True)
class Scored:
    """A completion with its prompt (a text, or a chat's messages) and its verdict."""

    prompt: Any
    completion: Any
    verdict: RewardVerdict


_Candidate = tuple[Scored, Scored, float | None]
"""(chosen, rejected, minimum ratio); the last is None for correctness pairs."""


@dataclass(frozen=True)
class Pair:
    """One row. If `prompt` is a chat, `chosen` and `rejected` are chats of one message."""

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
    """The rejected completion's time divided by the chosen one's; None for correctness pairs."""
    min_ratio: float | None
    """The threshold for `speed_ratio`: the larger of the pair's noise and `min_speed_ratio`."""
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
    """Return rows with the fields of `Pair`: `prompt`, `chosen`, `rejected`, rewards and more.

    - `efficiency_pair_fraction`: the maximum share of efficiency pairs (two passes) among the rows;
      with 1, there are no other pairs. If few passes can be told apart, correctness pairs take
      their places.
    - `min_speed_ratio`: the minimum ratio between the times of two passes. The ratio must also
      exceed the pair's noise (`distinguishable_ratio`), so with 1 only the noise counts.
    - `max_pairs_per_prompt`: the limit for both kinds together. Pairs are chosen so that the
      completions are used about equally often.
    - `form`: "datasets" returns a `datasets.Dataset` (extra `datasets`), "list" dicts, "pairs"
      `Pair`s.

    Completions with the same source count once. Infrastructure failures are dropped, and passes
    without an interval are in no efficiency pair. The rows depend on the completions and the seed,
    not on the order of the completions.

    Raises UsageError for a setting out of range, and if the verdicts on one prompt have several
    specs: their rewards are not comparable.
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
    """Return the ratio of two passes' times above which they differ by more than the noise.

    It is the exponential of the root of the summed squared half-widths of their 95 % intervals in
    logarithms, as in the dead band for samples timed on different inputs. It is infinite if one has
    no interval.
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
    """Group the distinct judged completions by prompt, each group in a canonical order."""
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
    """Return the sort key among completions with one source: known speed first, then text."""
    return one.verdict.efficiency_ci is None, completion_text(one.completion), repr(one.verdict)


def _slots(most: int, fraction: float, rng: random.Random) -> int:
    """Return a prompt's number of efficiency pairs: most * fraction, randomly rounded."""
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
    """Draw `count` candidates, using every completion about equally often."""
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
