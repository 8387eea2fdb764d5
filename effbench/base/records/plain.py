"""The base of all records."""

from __future__ import annotations

import msgspec

SCHEMA_VERSION = 1


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all records."""
