"""Generate the mutants of a solution: small changes, each a likely mistake.

A mutant's id follows from the code before and after the change, not from its line. So the id stays
the same when other lines are edited.
"""

from __future__ import annotations

import ast
import copy
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

MAX_MUTANTS = 64

_COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
}
_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
_MAX_SWAPPED = 3


@dataclass(frozen=True)
class Mutant:
    """A changed program: its id and source, and the changed line before and after."""

    id: str
    source: str
    line: int
    before: str
    after: str

    @property
    def change(self) -> str:
        """The change as text: `line 7: BEFORE  ->  AFTER`."""
        return f"line {self.line}: {self.before}  ->  {self.after}"


@dataclass(frozen=True)
class _Slot:
    """The place of a node in the tree, where another node can replace it temporarily."""

    node: ast.AST
    parent: ast.AST
    name: str
    index: int | None
    statement: ast.stmt
    """The innermost statement that contains the node."""

    def put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.name, node)
        else:
            getattr(self.parent, self.name)[self.index] = node


def mutants(source: str, limit: int = MAX_MUTANTS) -> list[Mutant]:
    """Return at most `limit` mutants of `source`, in the order of their lines.

    The same source gives the same mutants. Raises SyntaxError if it can't be parsed.
    """
    tree = ast.parse(source)
    found: dict[str, tuple[_Slot, ast.AST, str, str]] = {}
    seen: Counter[str] = Counter()
    for slot, kind, other in _changes(tree):
        before = _first_line(slot.statement)
        slot.put(other)
        after = _first_line(other if slot.node is slot.statement else slot.statement)
        slot.put(slot.node)
        if before == after:
            continue
        key = f"{kind}\0{before}\0{after}"
        seen[key] += 1
        code = hashlib.sha256(f"{key}\0{seen[key]}".encode()).hexdigest()[:8]
        found[f"{kind}-{code}"] = (slot, other, before, after)
    picked = sorted(found, key=lambda name: hashlib.sha256(name.encode()).digest())[:limit]
    made = []
    for name in picked:
        slot, other, before, after = found[name]
        slot.put(other)
        text = ast.unparse(ast.fix_missing_locations(tree))
        slot.put(slot.node)
        made.append(Mutant(name, text, slot.statement.lineno, before, after))
    return sorted(made, key=lambda mutant: (mutant.line, mutant.id))


def _first_line(node: ast.AST) -> str:
    return ast.unparse(ast.fix_missing_locations(node)).split("\n")[0]


def _changes(tree: ast.Module) -> Iterator[tuple[_Slot, str, ast.AST]]:
    """Yield (place, kind of change, replacement) for every change."""
    skipped = _skipped(tree)
    for slot in list(_slots(tree, tree.body[0])):
        if id(slot.node) not in skipped:
            for kind, other in _others(slot.node):
                yield slot, kind, other


def _slots(parent: ast.AST, statement: ast.stmt) -> Iterator[_Slot]:
    for name, value in ast.iter_fields(parent):
        for index, node in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(node, ast.AST):
                within = node if isinstance(node, ast.stmt) else statement
                yield _Slot(node, parent, name, index if isinstance(value, list) else None, within)
                yield from _slots(node, within)


def _skipped(tree: ast.Module) -> set[int]:
    """Return the ids of nodes that are not changed, as a change there is not a likely mistake.

    These are annotations, docstrings, imports, f-strings, `strict=` of a zip, named constants (a
    parameter or a tuning value), and the tests that `_is_extreme` describes.
    """
    roots: list[ast.AST] = [node for node in tree.body if _names_constants(node)]
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "strict":
            roots.append(node)
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            roots.append(node.annotation)
        if isinstance(node, ast.FunctionDef) and node.returns is not None:
            roots.append(node.returns)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            roots.append(node)
        if isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr):
            roots.append(node)
    found = {id(part) for root in roots for part in ast.walk(root)}
    extremes = [node for node in ast.walk(tree) if _is_extreme(node)]
    return found | {id(node.test) for node in extremes if isinstance(node, ast.If | ast.IfExp)}


def _names_constants(node: ast.stmt) -> bool:
    """True for `NAME = …`."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return all(isinstance(target, ast.Name) and target.id.isupper() for target in targets)


def _is_extreme(node: ast.AST) -> bool:
    """True for `if a > b: b = a` and `a if a < b else b`, where `<` and `<=` are equivalent."""
    if isinstance(node, ast.IfExp):
        pair, test = {_plain(node.body), _plain(node.orelse)}, node.test
    elif isinstance(node, ast.If) and len(node.body) == 1 and not node.orelse:
        (only,), test = node.body, node.test
        if not isinstance(only, ast.Assign) or len(only.targets) != 1:
            return False
        pair = {_plain(only.targets[0]), _plain(only.value)}
    else:
        return False
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return False
    ordered = isinstance(test.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE)
    return ordered and pair == {_plain(test.left), _plain(test.comparators[0])}


def _plain(node: ast.expr) -> str:
    """Return the expression's source, the same for loads and stores."""
    return ast.unparse(node)


def _others(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Compare):
        yield from _other_compares(node)
    elif isinstance(node, ast.BinOp | ast.AugAssign):
        op = _ARITHMETIC.get(type(node.op))
        if op is not None and not _is_text(node):
            yield "arith", _with(node, op=op())
    elif isinstance(node, ast.BoolOp):
        yield "bool", _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        if not isinstance(node.operand, ast.Constant):
            yield "unary", copy.deepcopy(node.operand)
    elif isinstance(node, ast.Constant):
        yield from _other_constants(node)
    elif isinstance(node, ast.Call):
        yield from _other_calls(node)
    elif isinstance(node, ast.IfExp):
        yield "swap", _with(node, body=node.orelse, orelse=node.body)
    if isinstance(node, ast.If | ast.While):
        yield "negate", _with(node, test=ast.UnaryOp(ast.Not(), node.test))
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr | ast.Continue | ast.Break):
        yield "drop", ast.Pass()


def _other_compares(node: ast.Compare) -> Iterator[tuple[str, ast.AST]]:
    for index, op in enumerate(node.ops):
        ops = list(node.ops)
        ops[index] = _COMPARE[type(op)]()
        yield "compare", _with(node, ops=ops)


def _other_constants(node: ast.Constant) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node.value, bool):
        yield "constant", ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield "constant", ast.Constant(node.value + 1)
        if node.value > 0:
            yield "constant", ast.Constant(node.value - 1)


def _other_calls(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node.func, ast.Name) and node.func.id in _NAMES:
        yield "call", _with(node, func=ast.Name(_NAMES[node.func.id], ast.Load()))
    elif 2 <= len(node.args) <= _MAX_SWAPPED:
        yield "swap", _with(node, args=[node.args[1], node.args[0], *node.args[2:]])


def _is_text(node: ast.BinOp | ast.AugAssign) -> bool:
    """True for formatting or joining text, where another operator would raise an exception."""
    sides = [node.left, node.right] if isinstance(node, ast.BinOp) else [node.value]
    return any(isinstance(s, ast.Constant) and isinstance(s.value, str | bytes) for s in sides)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return copy.deepcopy(changed)
