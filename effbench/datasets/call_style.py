"""Contest problems that ask for a function or a method, with plain arguments and one answer each.

Decides what is called: the named method of a fresh `Solution` where the candidate has such a class,
else the function of that name. What every such site has imported already stands in the prelude.
"""

from __future__ import annotations

import keyword
from typing import Any

from effbench.datasets.rows import Row
from effbench.showing import shown
from effbench.suite import Arguments

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
"""builtins last: math and operator have a `pow` of their own."""
_FORWARDER = """

def _effbench_call(*arguments):
    scope = globals()
    owner = scope["Solution"]() if "Solution" in scope else None
    if hasattr(owner, NAME):
        return getattr(owner, NAME)(*arguments)
    return scope[NAME](*arguments)
"""


def prelude(name: str) -> str:
    """What stands before a candidate that is to define function or method `name`."""
    return IMPORTS + _FORWARDER.replace("NAME", repr(name))


def entry_point(name: object, starter_code: str, row: Row) -> str:
    """What a candidate has to define. DataError: `name` is not a name."""
    valid = isinstance(name, str) and name.isidentifier() and not keyword.iskeyword(name)
    if not isinstance(name, str) or not valid or name.startswith("__"):
        raise row.broken(f"{shown(name, 60)} is no function's name")
    return "Solution" if "class Solution" in starter_code else name


def equal(arguments: Arguments, returned: Any, expected: Any) -> str | None:
    """Python's `==`, with tuples as lists."""
    same = as_lists(returned) == as_lists(expected)
    return None if same else f"{shown(returned, 80)}, not {shown(expected, 80)}"


def as_lists(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [as_lists(item) for item in value]
    if isinstance(value, dict):
        return {key: as_lists(item) for key, item in value.items()}
    return value
