"""The kinds of attacks: those of one kind answer one task, to sort values in one form."""

from __future__ import annotations

from dataclasses import dataclass

from effbench.attacks import Attack, attacks

FUNCTION = "def solve(values):\n    return sorted(values)"
PROGRAM = """
import sys
values = sorted(map(int, sys.stdin.read().split()))
sys.stdout.write("".join(f"{value}\\n" for value in values))
"""
TABLE = 'def solve(table):\n    return table.sort_values("value", ignore_index=True)'


@dataclass(frozen=True)
class Kind:
    """`honest`: the name of the gallery's honest program, which is slow. `fast`: a fast source."""

    name: str
    style: str
    imports: tuple[str, ...]
    honest: str
    fast: str

    @property
    def slow(self) -> str:
        """The source of the gallery's honest program."""
        return next(attack.source for attack in attacks() if attack.name == self.honest)

    def has(self, attack: Attack) -> bool:
        return (attack.style, attack.imports) == (self.style, self.imports)

    def alone(self) -> list[Attack]:
        """Its attacks, without those that need two simultaneous runs."""
        return [attack for attack in attacks() if self.has(attack) and attack.together == 1]


KINDS = (
    Kind("functions", "function", (), "honest", FUNCTION),
    Kind("arrays", "function", ("numpy",), "honest", FUNCTION),
    Kind("programs", "program", (), "program_honest", PROGRAM),
    Kind("tables", "frame", ("pandas",), "frame_honest", TABLE),
)
