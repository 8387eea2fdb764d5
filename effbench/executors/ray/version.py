"""The digest of the package's files: do two processes run the same effbench?

Two checkouts of one version may differ, so the version number is not enough.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import effbench


@cache
def code_digest() -> str:
    """Return the SHA-256 of the names and contents of the package's Python files."""
    folder = Path(effbench.__file__).parent
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.py")):
        digest.update(f"\0{file.relative_to(folder).as_posix()}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
