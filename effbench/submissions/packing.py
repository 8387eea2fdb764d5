"""Write records as compressed lines, with the same bytes for the same records.

The field order and the compression are fixed, and there are no timestamps.
"""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Iterable

import msgspec

from effbench.base import Record
from effbench.submissions.files import FileDigest


def packed_lines(records: Iterable[Record]) -> bytes:
    """Return gzip of one JSON line per record, in the given order; level 9, no name, no time."""
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as file:
        for record in records:
            file.write(msgspec.json.encode(record) + b"\n")
    return buffer.getvalue()


def pretty(record: Record) -> bytes:
    """Return a record as indented JSON, readable for people."""
    return msgspec.json.format(msgspec.json.encode(record)) + b"\n"


def digest_of_bytes(data: bytes) -> FileDigest:
    """Return the digest and size that `submission.json` records for a file."""
    return FileDigest(sha256=hashlib.sha256(data).hexdigest(), bytes=len(data))
