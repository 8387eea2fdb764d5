"""Check ENAMEL's source texts. It runs in the confined process, because the file is untrusted."""

from __future__ import annotations

import ast
import warnings


def parse(source: str) -> ast.Module:
    """`ast.parse` without the warnings about escape sequences in untrusted code."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def what_is_wrong(source: str, name: str) -> str | None:
    """Return why `source` is not a module that defines the function `name`; None if it is."""
    try:
        body = parse(source).body
    except SyntaxError as error:
        return f"not Python ({error.msg}, line {error.lineno})"
    except (ValueError, RecursionError, MemoryError) as error:  # null bytes, absurd nesting
        return f"not Python ({type(error).__name__})"
    if any(isinstance(node, ast.FunctionDef) and node.name == name for node in body):
        return None
    return f"it doesn't define the function {name[:60]!r}"
