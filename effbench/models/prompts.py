"""Prompts: combine a task and a template into chat messages.

The text around a task is the same for every kind of model. The task's own text is
`SuiteTask.prompt`, and the model's backend turns a chat into tokens. Efficiency results depend on
the wording. Therefore there are two templates, PROMPT_VERSION increases if either changes, and
every generation records its prompt's SHA-256.

A task of an imported set is untrusted text. It follows the instruction, and nothing in it is
interpreted.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Sequence

from effbench.base import UsageError
from effbench.tasks import SuiteTask

PROMPT_VERSION = 1

Message = dict[str, str]
"""A chat message with the keys `role` and `content`."""

_FORM = (
    "Answer with one self-contained Python solution in a single fenced ```python block that "
    "defines `{entry_point}`."
)
_PROGRAM_FORM = "Answer with one self-contained Python program in a single fenced ```python block."
TEMPLATES: dict[str, str] = {
    "neutral": "Solve the following programming problem.",
    "fast": (
        "Solve the following programming problem. The solution must be correct and as efficient as "
        "possible: the less CPU time it takes on large inputs, the better."
    ),
}
DEFAULT_TEMPLATE = "neutral"
_ANSWER_OPENING = "```python\n"
_WORKED = (
    (
        """Count how often each word occurs in `words` and return the counts as a list of pairs
(word, count), the most frequent word first; words that occur equally often in alphabetical order.

Signature:

    def word_counts(words: list[str]) -> list[tuple[str, int]]
""",
        "word_counts",
        """from collections import Counter


def word_counts(words: list[str]) -> list[tuple[str, int]]:
    return sorted(Counter(words).items(), key=lambda pair: (-pair[1], pair[0]))
""",
    ),
    (
        """For every position of `values`, return the sum of the elements up to and including it.

Signature:

    def running_sums(values: list[int]) -> list[int]
""",
        "running_sums",
        """from itertools import accumulate


def running_sums(values: list[int]) -> list[int]:
    return list(accumulate(values))
""",
    ),
)
"""Worked examples: (problem, entry point, solution). None is a task of any suite."""
MAX_FEW_SHOT = len(_WORKED)


def render(
    task: SuiteTask,
    template: str = DEFAULT_TEMPLATE,
    system_prompt: str = "",
    few_shot: int = 0,
) -> list[Message]:
    """Return the chat for one task. Its last message is the user message with the task.

    Before it come the system prompt, if any, and `few_shot` worked examples (at most MAX_FEW_SHOT)
    as separate turns. By default the chat is a single user message, which every chat template
    accepts. Worked examples help base models, which otherwise have to guess the answer's form.

    Raises UsageError if the template is unknown or there are too many examples.
    """
    instruction = TEMPLATES.get(template)
    if instruction is None:
        close = difflib.get_close_matches(template, TEMPLATES, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise UsageError(
            f"there is no prompt template {template!r}.{hint} The templates: {', '.join(TEMPLATES)}"
        )
    if not 0 <= few_shot <= MAX_FEW_SHOT:
        raise UsageError(f"--few-shot {few_shot}: there are {MAX_FEW_SHOT} worked examples")
    messages = [{"role": "system", "content": system_prompt}] if system_prompt.strip() else []
    for problem, entry_point, solution in _WORKED[:few_shot]:
        messages += [
            {"role": "user", "content": _question(instruction, entry_point, problem)},
            {"role": "assistant", "content": f"{_ANSWER_OPENING}{solution}```"},
        ]
    content = _question(instruction, task.entry_point, task.prompt)
    return [*messages, {"role": "user", "content": content}]


def _question(instruction: str, entry_point: str, problem: str) -> str:
    form = _FORM.format(entry_point=entry_point) if entry_point else _PROGRAM_FORM
    return f"{instruction} {form}\n\n{problem.strip()}\n"


def prompt_sha256(messages: Sequence[Message]) -> str:
    """Return the prompt's digest. It depends on the order of messages, but not of their keys."""
    canonical = json.dumps(list(messages), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def as_plain_text(messages: Sequence[Message]) -> str:
    """Return the prompt for a base model without a chat template: the messages, then an open fence.

    The model continues inside the code block, so its text has no opening fence. `extract` handles
    that.
    """
    contents = [message["content"].strip() for message in messages]
    return "\n\n".join([*contents, _ANSWER_OPENING])
