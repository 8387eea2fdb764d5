"""Parse candidate code and report facts about it, within a parsing budget per answer."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from effbench.models.extraction import syntax
from effbench.models.extraction.fences import Layout, layout, loose_layout

MAX_FENCES = 200
MAX_CUTS = 8
PARSE_BUDGET_CHARS = 3 * syntax.MAX_PARSED_CHARS
MAX_PARSES = 2 * MAX_FENCES + 5 * MAX_CUTS
_READS = re.compile(r"\binput\b|stdin|\bopen\b|\bos\.read\b|\bfileinput\b|/fd/0")
_BUILTINS = frozenset(dir(builtins))


@dataclass(frozen=True)
class Extracted:
    """The result of an extraction. `rule` is a stable name.

    `source` is None exactly if the rule is `none`, `too_long` or `over_budget`; `detail` may then
    give the reason.
    """

    source: str | None
    rule: str
    detail: str = ""

    @property
    def why_none(self) -> str:
        """The reason why there is no source."""
        return self.detail or "no code in the answer"


@dataclass(frozen=True)
class Facts:
    """The names bound at the top level, including under `if`, `try`, `with` and loops."""

    is_code: bool
    """The text parses and is more than bare expressions, such as a word or a list of numbers."""
    imported: frozenset[str] = frozenset()
    defined: frozenset[str] = frozenset()
    """Empty for a function body alone, which has a `return` and can't be executed."""


_NOT_CODE = Facts(is_code=False)


@dataclass
class Parser:
    """Parses pieces of one answer within its budget, and caches the results.

    `budget` is the number of characters, and `left` the number of parses, that remain.
    """

    entry_point: str
    budget: int = PARSE_BUDGET_CHARS
    left: int = MAX_PARSES
    known: dict[str, Facts] = field(default_factory=dict)
    read: dict[str, list[Layout]] = field(default_factory=dict)
    last: tuple[str, ast.Module | SyntaxError | None] = ("", None)

    def tree(self, source: str) -> ast.Module | SyntaxError | None:
        """Return the tree, the syntax error, or None if the source exceeds a limit or budget."""
        if source != self.last[0]:
            if len(source) > self.budget or self.left < 1 or len(source) > syntax.MAX_PARSED_CHARS:
                return None
            self.budget -= len(source)
            self.left -= 1
            self.last = source, syntax.parsed(source)
        return self.last[1]

    def layouts(self, text: str) -> list[Layout]:
        """Return the strict reading of the fences, and the loose one if there is one."""
        if text not in self.read:
            both = layout(text), loose_layout(text)
            self.read[text] = [part for part in both if part is not None]
        return self.read[text]

    def facts(self, source: str) -> Facts:
        """Return the facts about the source; not code if it does not parse."""
        if source not in self.known:
            tree = self.tree(source)
            self.known[source] = facts_of(tree.body) if isinstance(tree, ast.Module) else _NOT_CODE
        return self.known[source]

    def defines(self, source: str) -> bool:
        """Tell whether the source defines the entry point at its top level."""
        return self.entry_point in source and self.entry_point in self.facts(source).defined

    def is_program(self, source: str) -> bool:
        """Tell whether the source is code that seems to write output."""
        return self.facts(source).is_code and ("print" in source or "write" in source)

    def likeliest(self, programs: Sequence[str]) -> str:
        """Return the last program that reads and writes, else the last that writes, else the last.

        A program is often followed by examples and tests of its parts.
        """
        writing = [source for source in programs if self.is_program(source)]
        reading = [source for source in writing if _READS.search(source)]
        return (reading or writing or programs)[-1]

    def is_code(self, text: str) -> bool:
        """Tell whether the text is code, including the indented rest of a function."""
        if text.lstrip("\n")[:1] in (" ", "\t"):
            return self.facts("if 1:\n" + text).is_code
        return self.facts(text).is_code

    def is_stub(self, source: str) -> bool:
        """Tell whether the entry point is a stub (`...`, `pass`, NotImplementedError)."""
        tree = self.tree(source)
        nodes = tree.body if isinstance(tree, ast.Module) else []
        found = [node for node in nodes if getattr(node, "name", None) == self.entry_point]
        return bool(found) and isinstance(found[-1], ast.FunctionDef) and _is_empty(found[-1].body)

    def found(self, source: str, rule: str) -> Extracted:
        """Return the result for `source`, without its main block and without surrounding words."""
        return Extracted(self._without_main_block(self._without_words(ended(source))), rule)

    def _without_main_block(self, source: str) -> str:
        tree = self.tree(source) if "__main__" in source else None
        if not isinstance(tree, ast.Module) or not tree.body or not _is_main_block(tree.body[-1]):
            return source
        if self.entry_point not in facts_of(tree.body[:-1]).defined:
            return source
        block = tree.body[-1]
        lines = source.split("\n")
        return ended("\n".join(lines[: block.lineno - 1] + lines[block.end_lineno :]))

    def _without_words(self, source: str) -> str:
        """Remove words around the code that are not code: `python`, `[BEGIN]`, `Time: O(n)`.

        Such an expression at the start or the end reads only names that are never bound, so it
        could only raise a NameError.
        """
        tree = self.tree(source)
        body = tree.body if isinstance(tree, ast.Module) else []
        if not body or not (_is_bare(body[0]) or _is_bare(body[-1])):
            return source
        loose = unbound(tree)
        first, last = 0, len(body)
        while first < last and _is_bare(body[first]) and _reads_only(body[first], loose):
            first += 1
        while last > first and _is_bare(body[last - 1]) and _reads_only(body[last - 1], loose):
            last -= 1
        if first == last or "*" in loose:
            return source
        lines = source.split("\n")
        start = (body[first - 1].end_lineno or 0) if first else 0
        end = body[last].lineno - 1 if last < len(body) else len(lines)
        if start >= _first_line(body[first]) or end < (body[last - 1].end_lineno or 0):
            return source  # a word shares its line with a statement
        return ended("\n".join(lines[start:end]))


def ended(source: str) -> str:
    """Return the source with a newline at its end."""
    return source if source.endswith("\n") else source + "\n"


def is_sendable(source: str) -> bool:
    """Tell whether the source is valid UTF-8 without null bytes, as files and the sandbox need."""
    try:
        return b"\0" not in source.encode()
    except UnicodeEncodeError:
        return False


def facts_of(body: Sequence[ast.stmt]) -> Facts:
    """Return the facts about a module's statements."""
    is_code = is_body = False
    imported: set[str] = set()
    defined: set[str] = set()
    stack: list[ast.AST] = list(body)
    while stack:
        node = stack.pop()
        is_code = is_code or not isinstance(node, ast.Expr) or isinstance(node.value, ast.Call)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            defined.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            imported.update(alias.asname or alias.name.split(".")[0] for alias in node.names)
        else:
            defined.update(_assigned(node))
            is_body = is_body or isinstance(node, ast.Return)
            stack.extend(_nested(node))
    return Facts(is_code, frozenset(imported), frozenset() if is_body else frozenset(defined))


def _assigned(node: ast.AST) -> Iterator[str]:
    targets = node.targets if isinstance(node, ast.Assign) else []
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        targets = [node.target]
    for target in targets:
        for leaf in ast.walk(target):
            if isinstance(leaf, ast.Name) and isinstance(leaf.ctx, ast.Store):
                yield leaf.id


def _nested(node: ast.AST) -> Iterator[ast.stmt]:
    """Yield the statements of a compound statement that does not open a new scope."""
    for block in (node, *getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        for part in ("body", "orelse", "finalbody"):
            statements = getattr(block, part, None)
            if isinstance(statements, list):
                yield from statements


def unbound(tree: ast.AST | SyntaxError | None) -> set[str]:
    """Return the names that are read but never bound in the tree, ignoring scopes.

    A star import, which may bind any name, is represented as `*`.
    """
    read: set[str] = set()
    bound: set[str] = set(_BUILTINS)
    for node in ast.walk(tree) if isinstance(tree, ast.AST) else ():
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.alias):
            (read if node.name == "*" else bound).add(node.asname or node.name.split(".")[0])
        else:
            name = getattr(node, "name", None)  # def, class, except … as name, case … as name
            bound.update([name] if isinstance(name, str) else [])
    return read - bound


def _is_bare(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) or (isinstance(node, ast.AnnAssign) and node.value is None)


def _reads_only(node: ast.stmt, names: set[str]) -> bool:
    leaves = list(ast.walk(node))
    if isinstance(node, ast.Expr) and any(isinstance(leaf, ast.Call) for leaf in leaves):
        return False  # part of the model's program, even if it fails
    read = {x.id for x in leaves if isinstance(x, ast.Name) and isinstance(x.ctx, ast.Load)}
    return bool(read) and read <= names


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _is_empty(body: Sequence[ast.stmt]) -> bool:
    for node in body:
        constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        gives_up = isinstance(node, ast.Raise) and "NotImplementedError" in ast.dump(node)
        if not constant and not gives_up and not isinstance(node, ast.Pass):
            return False
    return True


def _is_main_block(node: ast.stmt) -> bool:
    if not isinstance(node, ast.If) or node.orelse or not isinstance(node.test, ast.Compare):
        return False
    sides = [node.test.left, *node.test.comparators]
    return (
        len(sides) == 2
        and isinstance(node.test.ops[0], ast.Eq)
        and any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
        and any(isinstance(side, ast.Constant) and side.value == "__main__" for side in sides)
    )
