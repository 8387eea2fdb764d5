"""What all benchmarks share: the command line, the table, the JSON file."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from pathlib import Path

from effbench import machine


def parse(description: str, **counts: int) -> argparse.Namespace:
    """`--json FILE` and one integer option for each of `counts` (its default)."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", type=Path, help="write the figures here too")
    for name, default in counts.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=default)
    return parser.parse_args()


def table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    for row in [header, *rows]:
        first, *rest = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join([row[0].ljust(widths[0]), *rest]) if first else "")


def write(path: Path | None, figures: dict[str, float]) -> None:
    if path is None:
        return
    command = shlex.join(["python", "-m", f"benchmarks.{Path(sys.argv[0]).stem}", *sys.argv[1:]])
    data = {"figures": figures, "machine": machine.describe(), "command": command}
    path.write_text(json.dumps(data, indent=2, allow_nan=False) + "\n")
