"""Whether a text is Python, by its grammar alone: nothing is looked up or executed."""

from __future__ import annotations

import ast
import textwrap
import threading
import warnings

MAX_PARSED_CHARS = 200_000
"""A longer piece is not parsed here (a dense one of this size takes half a second and 80 MB); no
solution comes near it."""
_filters = threading.Lock()  # warnings.catch_warnings swaps process-wide state


def parsed(source: str) -> ast.Module | SyntaxError | None:
    """The tree, the syntax error, or None when the source is beyond what is parsed here."""
    if len(source) > MAX_PARSED_CHARS:
        return None
    try:
        with _filters, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "invalid escape sequence" is not our message
            return ast.parse(source)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError, OverflowError):
        return None  # null bytes, lone surrogates, nesting beyond the parser's limits


def is_python(text: str) -> bool:
    """Is the whole text code, the body of a function included? Prose and single words are not."""
    tree = parsed(textwrap.dedent(text))
    return isinstance(tree, ast.Module) and any(
        not isinstance(node, ast.Expr) or isinstance(node.value, ast.Call) for node in tree.body
    )
