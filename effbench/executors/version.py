"""Do two processes run the same effbench? Its version and a digest of its files.

Decides what is compared. Two checkouts of one version may differ, so the files count, too.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import effbench


@cache
def code_digest() -> str:
    """SHA-256 over the package's Python files, names and contents."""
    folder = Path(effbench.__file__).parent
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.py")):
        digest.update(f"\0{file.relative_to(folder).as_posix()}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
