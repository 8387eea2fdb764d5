"""Write the picture in `docs/architecture.md` from the code: `python docs/make_architecture.py`.

Each row is a package with the first line of its docstring and the packages that it imports. A
test compares the page with this script's output.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "effbench"
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- picture: begin -->\n", "<!-- picture: end -->\n"


def packages() -> list[str]:
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def imported(package: str, known: list[str]) -> set[str]:
    """The other packages that this one imports, lazy imports included."""
    found = set()
    for path in (PACKAGE / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                parts = node.module.split(".")
                if parts[0] == "effbench":
                    found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
    return (found & set(known)) - {package}


def floors(edges: dict[str, set[str]]) -> list[list[str]]:
    """Packages by the length of their longest chain of imports, the lowest first."""
    level: dict[str, int] = {}

    def of(package: str) -> int:
        if package not in level:
            level[package] = 1 + max((of(other) for other in edges[package]), default=0)
        return level[package]

    rows: list[list[str]] = [[] for _ in range(max(map(of, edges)))]
    for package in sorted(edges):
        rows[of(package) - 1].append(package)
    return rows


def holds(package: str) -> str:
    """The first line of the package's docstring."""
    tree = ast.parse((PACKAGE / package / "__init__.py").read_text())
    return (ast.get_docstring(tree) or "").splitlines()[0]


def picture() -> str:
    known = packages()
    edges = {package: imported(package, known) for package in known}
    rows = floors(edges)
    lines = ["| floor | package | holds | imports |", "|---|---|---|---|"]
    for number in range(len(rows), 0, -1):
        for package in rows[number - 1]:
            names = ", ".join(f"`{other}`" for other in sorted(edges[package])) or "–"
            lines.append(f"| {number} | `{package}` | {holds(package)} | {names} |")
    return "\n".join(lines) + "\n"


def page(text: str) -> str:
    """Return `text` with the current picture between its two marks."""
    head, rest = text.split(BEGIN)
    _, tail = rest.split(END)
    return f"{head}{BEGIN}\n{picture()}\n{END}{tail}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text()))
    sys.stderr.write(f"wrote {PAGE}\n")
