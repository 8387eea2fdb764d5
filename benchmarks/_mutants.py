"""Mutants of a Python source: one small change each, such as `<` for `<=` or 1.5 for 0.5.

Annotations, decorators, docstrings, `__all__` and error messages are not changed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div, ast.Mod: ast.Mult, ast.Pow: ast.Mult,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
_NAMES = {
    "min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor",
    "minimum": "maximum", "maximum": "minimum",
}  # fmt: skip
_LEFT_ALONE = ("annotation", "returns", "decorator_list", "type_params")


@dataclass(frozen=True)
class Mutant:
    """A changed expression, its lines, and the text of the first of them."""

    file: str
    line: int
    last_line: int
    before: str
    after: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.before} -> {self.after}  in  {self.text}"


def count(source: str) -> int:
    """Return the number of mutants of the source."""
    return len(list(_places(ast.parse(source))))


def mutant(root: Path, file: str, number: int) -> tuple[Mutant, str]:
    """Return a file's mutant by its number, counted from 0, and the whole source."""
    source = (root / file).read_text(encoding="utf-8")
    tree = ast.parse(source)
    node, field, new = list(_places(tree))[number]
    before = ast.unparse(node)
    _put(node, field, new)
    ast.fix_missing_locations(tree)
    text = source.splitlines()[node.lineno - 1].strip()
    last = node.end_lineno or node.lineno
    return Mutant(file, node.lineno, last, before, ast.unparse(node), text), ast.unparse(tree)


def of_folder(root: Path, folder: str) -> list[tuple[str, int]]:
    """Return the files below a folder of the checkout, each with the numbers of its mutants."""
    return [
        (str(path.relative_to(root)), number)
        for path in sorted((root / folder).rglob("*.py"))
        for number in range(count(path.read_text(encoding="utf-8")))
    ]


_Node = ast.expr | ast.stmt
_Place = tuple[_Node, str, object]


def _places(node: ast.AST) -> Iterator[_Place]:
    """Yield the nodes that mutants change, each with the field and its new value."""
    if isinstance(node, ast.Raise | ast.Assert | ast.JoinedStr) or _is_list_of_names(node):
        return
    if isinstance(node, _Node):
        yield from ((node, field, new) for field, new in _changes(node))
    for name, value in ast.iter_fields(node):
        if name not in _LEFT_ALONE:
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from _places(child)


def _is_list_of_names(node: ast.AST) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else []
    return any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets)


def _changes(node: ast.AST) -> Iterator[tuple[str, object]]:
    match node:
        case ast.Compare(ops=[op, *others]) if type(op) in _OPERATORS:
            yield "ops", [_OPERATORS[type(op)](), *others]
        case ast.BinOp(op=op) | ast.BoolOp(op=op) | ast.AugAssign(op=op) if type(op) in _OPERATORS:
            yield "op", _OPERATORS[type(op)]()
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield "op", ast.UAdd() if isinstance(node.op, ast.USub) else _Nothing()
        case ast.Constant(value=bool(value)):
            yield "value", not value
        case ast.Constant(value=int(value) | float(value)):
            yield "value", value + 1
        case ast.Call(func=ast.Name(id=name)) if name in _NAMES:
            yield "func.id", _NAMES[name]
        case ast.Call(func=ast.Attribute(attr=name)) if name in _NAMES:
            yield "func.attr", _NAMES[name]


class _Nothing(ast.unaryop):
    """Marks the removal of a `not`."""


def _put(node: ast.AST, field: str, new: object) -> None:
    if isinstance(new, _Nothing):  # `not x` becomes `bool(x)`
        assert isinstance(node, ast.UnaryOp)
        node.op, node.operand = ast.Not(), ast.UnaryOp(op=ast.Not(), operand=node.operand)
        return
    *way, last = field.split(".")
    for name in way:
        node = getattr(node, name)
    setattr(node, last, new)
