"""Parse text as Python. Names are not resolved and code is not executed."""

from __future__ import annotations

import ast
import textwrap
import threading
import warnings

MAX_PARSED_CHARS = 200_000
"""Longer text is not parsed: dense text of this size takes half a second and 80 MB. Solutions are
far shorter."""
_filters = threading.Lock()  # warnings.catch_warnings swaps process-wide state


def parsed(source: str) -> ast.Module | SyntaxError | None:
    """Return the tree, the syntax error, or None if the source exceeds the parser's limits."""
    if len(source) > MAX_PARSED_CHARS:
        return None
    try:
        with _filters, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # for example "invalid escape sequence"
            return ast.parse(source)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError, OverflowError):
        return None  # null bytes, lone surrogates, nesting too deep


def is_python(text: str) -> bool:
    """Tell whether the whole text is code, or a function's body. Prose and single words are not."""
    tree = parsed(textwrap.dedent(text))
    return isinstance(tree, ast.Module) and any(
        not isinstance(node, ast.Expr) or isinstance(node.value, ast.Call) for node in tree.body
    )
