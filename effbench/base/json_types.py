"""The types of JSON data without a record of its own: another program's, or written for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "str | float | bool | Sequence[Json] | Mapping[str, Json] | None"
"""A JSON value. Lists may be any sequences, and objects any mappings, until they are written."""

JsonObject: TypeAlias = dict[str, "Json"]
"""A JSON object. Data that comes from outside needs a check of each value before its use."""
