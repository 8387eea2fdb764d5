"""What the model is asked: a task and a template in, chat messages out.

Decides the words around a task, once, for every kind of model. It does not decide what the task
says (`SuiteTask.prompt`), nor how a chat becomes tokens (the model's backend). Efficiency results
depend on the wording, so there are two templates, PROMPT_VERSION goes up when either changes, and
every generation carries its prompt's SHA-256.

A task of an imported set is untrusted text. It is put after the instruction and nothing in it is
interpreted.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Sequence

from effbench.errors import UsageError
from effbench.suite import SuiteTask

PROMPT_VERSION = 1

Message = dict[str, str]
"""`role` and `content`."""

_FORM = (
    "Answer with one self-contained Python solution in a single fenced ```python block that "
    "defines `{entry_point}`."
)
TEMPLATES: dict[str, str] = {
    "neutral": f"Solve the following programming problem. {_FORM}",
    "fast": (
        "Solve the following programming problem. The solution must be correct and as efficient as "
        f"possible: the less CPU time it takes on large inputs, the better. {_FORM}"
    ),
}
DEFAULT_TEMPLATE = "neutral"
_ANSWER_OPENING = "```python\n"


def render(task: SuiteTask, template: str = DEFAULT_TEMPLATE) -> list[Message]:
    """The chat for one task: a single user message, which every chat template accepts.

    Raises UsageError for an unknown template.
    """
    instruction = TEMPLATES.get(template)
    if instruction is None:
        close = difflib.get_close_matches(template, TEMPLATES, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise UsageError(
            f"there is no prompt template {template!r}.{hint} The templates: {', '.join(TEMPLATES)}"
        )
    content = f"{instruction.format(entry_point=task.entry_point)}\n\n{task.prompt.strip()}\n"
    return [{"role": "user", "content": content}]


def prompt_sha256(messages: Sequence[Message]) -> str:
    """The prompt's identity: the same messages in the same order; their keys' order is nothing."""
    canonical = json.dumps(list(messages), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def as_plain_text(messages: Sequence[Message]) -> str:
    """For base models, which have no chat template: the messages, then the answer's block opened.

    The model goes on inside the block, so its text has no opening fence; `extract` knows that.
    """
    contents = [message["content"].strip() for message in messages]
    return "\n\n".join([*contents, _ANSWER_OPENING])
