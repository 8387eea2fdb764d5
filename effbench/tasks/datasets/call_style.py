"""Contest problems whose solution is a function or a method, with plain arguments and one answer.

The candidate's named method is called on a fresh `Solution` if the candidate defines that class;
otherwise the function of that name is called. The prelude imports the names that contest sites
provide.
"""

from __future__ import annotations

import keyword
from typing import Any

from effbench.base import shown
from effbench.tasks.datasets.rows import Row
from effbench.tasks.suite import Arguments

FORWARDER = "_effbench_call"
IMPORTS = """\
from typing import *
import bisect, collections, copy, datetime, functools, heapq, itertools, math, operator, random
import re, string, sys
from bisect import *
from collections import *
from functools import *
from heapq import *
from itertools import *
from math import *
from builtins import *
sys.setrecursionlimit(50_000)
"""
"""`builtins` comes last, because math and operator define their own `pow`."""
_FORWARDER = """

def _effbench_call(*arguments):
    scope = globals()
    owner = scope["Solution"]() if "Solution" in scope else None
    if hasattr(owner, NAME):
        return getattr(owner, NAME)(*arguments)
    return scope[NAME](*arguments)
"""


def prelude(name: str) -> str:
    """Return the code inserted before a candidate that defines the function or method `name`."""
    return IMPORTS + _FORWARDER.replace("NAME", repr(name))


def entry_point(name: object, starter_code: str, row: Row) -> str:
    """Return the name that a candidate must define. DataError if `name` is not a valid name."""
    valid = isinstance(name, str) and name.isidentifier() and not keyword.iskeyword(name)
    if not isinstance(name, str) or not valid or name.startswith("__"):
        raise row.broken(f"{shown(name, 60)} is not a function name")
    return "Solution" if "class Solution" in starter_code else name


def equal(arguments: Arguments, returned: Any, expected: Any) -> str | None:
    """A `check` with Python's `==` that treats tuples as lists."""
    same = as_lists(returned) == as_lists(expected)
    return None if same else f"{shown(returned, 80)}, not {shown(expected, 80)}"


def as_lists(value: Any) -> Any:
    """Replace tuples by lists, also inside lists, tuples and the values of dicts."""
    if isinstance(value, list | tuple):
        return [as_lists(item) for item in value]
    if isinstance(value, dict):
        return {key: as_lists(item) for key, item in value.items()}
    return value
