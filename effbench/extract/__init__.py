"""Which part of an answer is the code: text in, source and the rule that found it out.

Decides where the code begins and ends, once, for every model and every trainer. It does not run,
repair or tidy the code: the chosen block keeps every statement (decorators, constants, calls at the
top level such as `sys.setrecursionlimit(…)`), because dropping one changes speed or meaning. The
exceptions are an `if __name__ == "__main__":` block at the end, which does not run when a function
is called, and words around the code that are no code. Whether the code is right, or even valid, is
the judge's business.

The text is hostile. Nothing here raises, and the work is bounded: the text and its pieces are
capped, and so is the number of characters that one answer may have parsed. That is no bound on what
Python's parser makes of them, so `extract_for`, which everything that judges uses, works in a
process of its own with a budget of CPU time and memory (`confined`). Parsing only builds a tree;
nothing in it is looked up or executed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from effbench import confined
from effbench.answers import normal_newlines, split_reasoning
from effbench.answers.syntax import MAX_PARSED_CHARS
from effbench.answers.wrappers import first_turn, without_echo, without_header
from effbench.extract.choosing import chosen, second_best
from effbench.extract.completing import completed, continued, starts_indented
from effbench.extract.parsing import (
    MAX_CUTS,
    MAX_FENCES,
    PARSE_BUDGET_CHARS,
    Extracted,
    Parser,
)

if TYPE_CHECKING:  # the confined process has no site-packages, which tasks' records need
    from effbench.suite import SuiteTask

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
"""Goes up with every change that may choose other code from the same text, budgets left aside."""

MAX_TEXT_CHARS = 1_000_000


def extract(text: str, entry_point: str) -> Extracted:
    """The code in an answer that should define `entry_point`, or that is a program if it is empty.

    In this process: for texts that somebody vouches for. For others there is `extract_for`.

    A program's code is found by the last rules; its main block stays, as a program is run whole.
    Of several fences, one that reads and writes comes before one that does not.

    The rules in order; the first that fits gives its name. Reasoning is left out, and all but the
    last four look at the answer without its wrapping (`answers.wrappers`) too:
    `text`: the whole answer is code that defines the entry point (`text_unwrapped`: the rest of it
    is template tokens and the like);
    `fence_last`: the last Python fence that defines it (a fence without a tag counts as Python);
    `fence_span`: from the first fence mark to the last; the marks between lie in strings;
    `fences_joined`: `fence_last` with other fences that bind names which it lacks, or all fences;
    `text_trimmed`: code that defines it amid the prose outside closed fences;
    `json`, `text_indented`, `session`: code in a JSON string, an indented listing, a session;
    `fence_imports`, `fence_code`: the last fence that imports it, or that is code at all;
    `text_code`: the whole answer is code, but does not define it;
    `fence_unparsed`: the last fence that names it, for the judge to call a syntax error;
    `none`. A text longer than MAX_TEXT_CHARS is `too_long`.
    """
    if len(text) > MAX_TEXT_CHARS:
        return Extracted(None, "too_long")
    parser = Parser(entry_point)
    answer = _answer(normal_newlines(text), parser)
    return chosen(answer, parser) or second_best(answer, parser)


def extract_for(task: SuiteTask, text: str) -> Extracted:
    """The code in an answer to `task`, which the answer may also continue where it is a prefix.

    A body alone completes the task's signature, where the task has one. A text that is too dear to
    read (`confined`) is `over_budget`. Raises SandboxError when reading fails through no fault of
    the text.
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
    """`extract_for` as it is called in the confined process: (source, rule)."""
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
    """As `extract`, in this process too, but the text may also continue `prompt` where it ends.

    A text whose first line is indented is tried as a continuation first, any other one last. The
    continuation is cut where a statement at the top level leaves the function's code, provided that
    the rest parses, defines the entry point and adds at least one line of code to the prompt (rule
    `continuation`). It may have lost the indentation of its first line or of all lines, and it may
    be a fence that holds the body alone (rule `body`).
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
    """The text without its reasoning, and without the blank lines that part them."""
    if parser.defines(text):
        return text
    text = without_echo(text)
    answer = without_header(split_reasoning(text, parser.is_code)[1])
    return text if answer == text else answer.strip("\n")
