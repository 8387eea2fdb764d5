"""A solution's normalised syntax tree as a hash. Runs in the confined process: the text is hostile.

Two solutions with the same hash differ at most in layout, comments, docstrings, annotations,
`from __future__` imports, and the names that the solution itself binds.
"""

from __future__ import annotations

import ast
import hashlib
import warnings
from collections.abc import Iterator

_ANNOTATIONS = {("arg", "annotation"), ("FunctionDef", "returns"), ("AsyncFunctionDef", "returns")}
_BINDING = {
    "arg": "arg",
    "FunctionDef": "name",
    "AsyncFunctionDef": "name",
    "ClassDef": "name",
    "ExceptHandler": "name",
    "MatchAs": "name",
    "MatchStar": "name",
    "MatchMapping": "rest",
}
"""Type of node -> the field with a name that the node binds."""
Item = tuple[str, object]
"""An event of the walk: `node`, `name` or `value`, with its text."""


def digest_of(source: str) -> tuple[str, int] | None:
    """Return (SHA-256 of the normalised tree, its number of nodes); None if it is not Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None
    bound = _bound(tree)
    numbers: dict[str, int] = {}
    digest, nodes = hashlib.sha256(), 0
    for kind, value in _events(tree):
        if kind == "name" and str(value) in bound:
            kind, value = "local", numbers.setdefault(str(value), len(numbers))
        nodes += kind == "node"
        digest.update(f"{kind}\0{value!r}\0".encode("utf-8", "backslashreplace"))
    return digest.hexdigest(), nodes


def _bound(tree: ast.Module) -> set[str]:
    """Return every name that the solution binds anywhere."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).split(".")[0])
        elif name := getattr(node, _BINDING.get(type(node).__name__, ""), None):
            found.add(name)
    return found


def _events(tree: ast.Module) -> Iterator[Item]:
    """Walk the tree in order, without recursion: a hostile text may be nested deeply."""
    todo: list[Item] = [("tree", tree)]
    while todo:
        kind, value = todo.pop()
        if kind != "tree":
            yield kind, value
        elif isinstance(value, ast.AST):
            if isinstance(value, ast.AnnAssign) and value.value is not None:
                value = ast.Assign([value.target], value.value)
            yield "node", type(value).__name__
            todo.extend(reversed(list(_parts(value))))


def _parts(node: ast.AST) -> Iterator[Item]:
    if isinstance(node, ast.alias):
        yield "value", node.name
        yield "name", (node.asname or node.name).split(".")[0]
        return
    if isinstance(node, ast.Constant):
        yield "value", _constant(node.value)
        return
    kind = type(node).__name__
    for field, value in ast.iter_fields(node):
        if (kind, field) in _ANNOTATIONS or field in ("ctx", "type_comment", "kind"):
            continue
        if isinstance(value, list):
            yield "value", field
            kept = [item for item in value if not _is_idle(item)]
            yield from (("tree", x) if isinstance(x, ast.AST) else ("name", x) for x in kept)
        elif isinstance(value, ast.AST):
            yield "tree", value
        elif (kind, field) == ("Name", "id") or _BINDING.get(kind) == field:
            yield "name", value
        else:
            yield "value", value


def _constant(value: object) -> tuple[str, object]:
    """Return a constant's type and value. `repr` refuses long integers, `hex` does not."""
    return type(value).__name__, hex(value) if type(value) is int else value


def _is_idle(node: object) -> bool:
    """Return True for a constant as a statement (a docstring), a bare annotation, and
    `from __future__`.
    """
    if isinstance(node, ast.ImportFrom):
        return node.module == "__future__"
    if isinstance(node, ast.AnnAssign):
        return node.value is None
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
