"""Parse request bodies: effbench's own format and those that trainers send to a reward URL.

Bodies are untrusted. A body without a known structure is rejected with the name of the field.

    /score      {"items": [{"task": T, "completion": C}, ...]} or {"task": T, "completion": C}
    /openrlhf   {"query": [...], "prompts": [...], "labels": [T, ...]}; a query is prompt + response
    /slime      {"prompt": ..., "response": C, "label": T}

OpenRLHF (0.11): openrlhf/utils/agent.py `_fetch_rewards_via_http`, answered as in
openrlhf/cli/serve_rm.py. slime (Aug 2026): slime/rollout/rm_hub/__init__.py `remote_rm`.
"""

from __future__ import annotations

import json
from typing import Any

from effbench.base import JsonObject, UsageError
from effbench.reward.adapters.openrlhf import response_of
from effbench.reward.transport import MAX_ITEMS

Pair = tuple[str, Any]
"""(task id or prompt, completion: a text or a chat)."""


class TooMuchError(UsageError):
    """The request holds more completions than allowed."""


def parse_json(body: bytes) -> Any:
    """Parse any JSON. Raises UsageError if it is invalid, or nested too deeply, or if a number is
    too long."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the body is not JSON: {error}") from None


def score_items(body: bytes) -> tuple[list[Pair], bool]:
    """Return the pairs of a /score request, and whether it was a single pair without a list."""
    asked = _object(parse_json(body), "the body")
    if "items" not in asked:
        return [_pair(asked, "the body")], True
    items = _list(asked, "items")
    return [_pair(_object(item, f"items[{i}]"), f"items[{i}]") for i, item in enumerate(items)], (
        False
    )


def probed_task(body: bytes) -> str:
    """Return the task of a /probe request."""
    return _text(_object(parse_json(body), "the body"), "task")


def openrlhf_items(body: bytes) -> list[Pair]:
    """Return the pairs of an /openrlhf request."""
    asked = _object(parse_json(body), "the body")
    queries, labels = _list(asked, "query"), _list(asked, "labels")
    prompts = _list(asked, "prompts")
    if not len(queries) == len(labels) == len(prompts):
        raise UsageError("query, prompts and labels have different lengths")
    for name, values in (("query", queries), ("prompts", prompts), ("labels", labels)):
        if not all(isinstance(value, str) for value in values):
            raise UsageError(f"{name} is a list of texts")
    return [
        (label, response_of(query, prompt))
        for query, prompt, label in zip(queries, prompts, labels, strict=True)
    ]


def slime_item(body: bytes) -> Pair:
    """Return the pair of a /slime request."""
    asked = _object(parse_json(body), "the body")
    return _text(asked, "label"), _text(asked, "response")


def _pair(item: JsonObject, where: str) -> Pair:
    if "completion" not in item:
        raise UsageError(f"{where} has no completion")
    return _text(item, "task"), item["completion"]


def _object(value: Any, where: str) -> JsonObject:
    if not isinstance(value, dict):
        raise UsageError(f"{where} is not a JSON object")
    return value


def _list(asked: JsonObject, name: str) -> list[Any]:
    values = asked.get(name)
    if not isinstance(values, list):
        raise UsageError(f"{name} is not a list")
    if len(values) > MAX_ITEMS:
        raise TooMuchError(f"{len(values)} completions: at most {MAX_ITEMS} in one request")
    return values


def _text(asked: JsonObject, name: str) -> str:
    value = asked.get(name)
    if not isinstance(value, str):
        raise UsageError(f"{name} is not a text")
    return value
