"""Texts as words, and their 13-grams.

A word is a maximal run of letters, in lower case (`str.casefold`). Every maximal run of digits
becomes the word `0`, and neighbouring `0`s become one: numbers, and lists of numbers, do not tell
two texts apart. Everything else (punctuation, underscores, white space) only separates words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

N = 13
"""The number of words in a gram. A text with fewer words has one gram: all of them."""
_WORD = re.compile(r"[^\W\d_]+|\d+")
_NUMBER = "0"


def words_of(text: str) -> list[str]:
    """Return the words of a text. Takes time in proportion to its length."""
    found: list[str] = []
    for word in _WORD.findall(text.casefold()):
        if not word[0].isdecimal():
            found.append(word)
        elif not found or found[-1] != _NUMBER:
            found.append(_NUMBER)
    return found


def grams_of(words: Sequence[str]) -> dict[int, int]:
    """Return the distinct grams, as 64-bit hashes -> the place of the gram's first word.

    Of equal grams the first place is kept.
    """
    found: dict[int, int] = {}
    for start in range(max(1, len(words) - N + 1) if words else 0):
        found.setdefault(_hash(words[start : start + N]), start)
    return found


def _hash(words: Sequence[str]) -> int:
    text = " ".join(words).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")
