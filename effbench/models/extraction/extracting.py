"""Extract the code from a model's answer: return the source and the name of the rule that found it.

The same rules apply to every model and every trainer. The code is not run, repaired or tidied. The
selected block keeps every statement (decorators, constants, top-level calls such as
`sys.setrecursionlimit(…)`), because dropping one changes speed or meaning. There are two
exceptions: an `if __name__ == "__main__":` block at the end, which does not run when a function is
called, and words around the code that are not code. The judge decides if the code is valid and
correct.

The text is hostile. Extraction does not raise on any text, and its work is bounded: the length of
the text and its parts and the number of characters parsed per answer are limited. These limits do
not bound the cost of Python's parser. `extract_for`, which all judging uses, therefore runs in a
helper process with a CPU and memory budget (`confined`). Parsing only builds a tree; names in it
are not resolved and code is not executed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from effbench.base import confined
from effbench.models.extraction.choosing import chosen, second_best
from effbench.models.extraction.completing import completed, continued, starts_indented
from effbench.models.extraction.fences import normal_newlines
from effbench.models.extraction.parsing import (
    MAX_CUTS,
    MAX_FENCES,
    PARSE_BUDGET_CHARS,
    Extracted,
    Parser,
)
from effbench.models.extraction.reasoning import split_reasoning
from effbench.models.extraction.syntax import MAX_PARSED_CHARS
from effbench.models.extraction.wrappers import first_turn, without_echo, without_header

if TYPE_CHECKING:  # task records need site-packages, which the confined process lacks
    from effbench.tasks import SuiteTask

__all__ = [
    "EXTRACTOR_VERSION",
    "MAX_CUTS",
    "MAX_FENCES",
    "MAX_PARSED_CHARS",
    "MAX_TEXT_CHARS",
    "PARSE_BUDGET_CHARS",
    "Extracted",
    "extract",
    "extract_completion",
    "extract_for",
    "extract_parts",
]

EXTRACTOR_VERSION = 3
"""Increased with every change that may select different code from a text, budgets aside."""

MAX_TEXT_CHARS = 1_000_000


def extract(text: str, entry_point: str) -> Extracted:
    """Extract code that defines `entry_point`, or a program if `entry_point` is empty.

    This function runs in the calling process: use it for trusted text only, and `extract_for` for
    all other text.

    The last rules find a program's code. It keeps its main block, because a program is run whole.
    Of several fences, one that reads input and writes output is preferred.

    The rules are tried in order, and the first match names the rule. Reasoning is removed first.
    All rules except the last four also examine the answer without its wrapping
    (`extraction.wrappers`): `text`: the whole answer is code that defines the entry point
    (`text_unwrapped`: after the removal of template tokens and similar wrapping); `fence_last`: the
    last Python fence that defines it (a fence without a tag counts as Python); `fence_span`: from
    the first fence marker to the last; those between are inside strings; `fences_joined`:
    `fence_last` plus other fences that bind its missing names, or all fences; `text_trimmed`: code
    that defines it within the prose outside closed fences; `json`, `text_indented`, `session`: code
    in a JSON string, an indented listing, a session; `fence_imports`, `fence_code`: the last fence
    that imports it, or that is code at all; `text_code`: the whole answer is code, but does not
    define it; `fence_unparsed`: the last fence that names it; the judge reports a syntax error;
    `none`: no code. A text longer than MAX_TEXT_CHARS is `too_long`.
    """
    if len(text) > MAX_TEXT_CHARS:
        return Extracted(None, "too_long")
    parser = Parser(entry_point)
    answer = _answer(normal_newlines(text), parser)
    return chosen(answer, parser) or second_best(answer, parser)


def extract_for(task: SuiteTask, text: str) -> Extracted:
    """Extract the code from an answer to `task`, in the confined process.

    If the task's prompt is the beginning of the code, the answer may continue it. If the task has
    a signature, a function body alone completes it. A text that exceeds the limits of `confined` is
    `over_budget`. Raises SandboxError if the confined process fails for another reason.
    """
    if len(text) > MAX_TEXT_CHARS:
        return Extracted(None, "too_long")
    prompt = task.prompt if task.prelude else None
    question = [prompt, task.signature, task.entry_point, text]
    try:
        source, rule = confined.call(__name__, "extract_parts", *question)
    except confined.OverBudgetError as error:
        return Extracted(None, "over_budget", str(error))
    return Extracted(source, rule)


def extract_parts(
    prompt: str | None, signature: str, entry_point: str, text: str
) -> tuple[str | None, str]:
    """Do the work of `extract_for` in the confined process. Returns (source, rule)."""
    if prompt is not None:
        found = extract_completion(prompt, text, entry_point)
    else:
        found = extract(text, entry_point)
        if signature and found.rule in ("fence_code", "text_code", "fence_unparsed", "none"):
            head = signature.rstrip().rstrip(":") + ":\n"
            parser = Parser(entry_point)
            found = completed(head, _answer(normal_newlines(text), parser), parser) or found
    return found.source, found.rule


def extract_completion(prompt: str, text: str, entry_point: str) -> Extracted:
    """Like `extract`, also in the calling process, but the text may also continue `prompt`.

    A text with an indented first line is tried as a continuation first, any other text last. The
    continuation is cut before the first top-level statement outside the function's code, provided
    that the rest parses, defines the entry point and adds at least one line of code to the prompt
    (rule `continuation`). The first line or all lines may have lost their indentation, and the body
    may be in a fence of its own (rule `body`).
    """
    if len(text) + len(prompt) > MAX_TEXT_CHARS:
        return Extracted(None, "too_long")
    parser = Parser(entry_point)
    prompt = normal_newlines(prompt)
    answer = _answer(normal_newlines(text), parser)
    if starts_indented(answer):
        for head in (first_turn(answer), answer):
            if head is not None and (found := continued(prompt, head, parser)):
                return found
    if found := chosen(answer, parser):
        return found
    return completed(prompt, answer, parser) or second_best(answer, parser)


def _answer(text: str, parser: Parser) -> str:
    """Return the text without its reasoning and the blank lines between them."""
    if parser.defines(text):
        return text
    text = without_echo(text)
    answer = without_header(split_reasoning(text, parser.is_code)[1])
    return text if answer == text else answer.strip("\n")
