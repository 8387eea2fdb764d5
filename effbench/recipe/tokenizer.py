"""A tokenizer for a tiny model, whose tokens are common sequences of lines, words, or bytes.

A solution of thirty lines is about ten tokens, which a model of a million weights learns to write
in minutes on one core. Parts that answers recombine are separate tokens: the words that they copy
from prompts, and the lines of constants. The line that opens an answer is also a separate token, so
that a prompt's tokens are a prefix of the tokens of prompt and answer. Any text can be encoded, in
bytes if necessary.
"""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

PAD, END = "<|pad|>", "<|end|>"
OPENING = "```python\n"
MAX_MERGES = 30_000
MAX_PIECE_BYTES = 160
MIN_USES = 3
"""The minimum number of uses in the corpus. A rarer token would never be learned."""
_CONSTANT_LINE = r"(?m)^[A-Z][A-Z_]* = [^\n]*\n"
_PIECE_SCORE, _BYTE_SCORE = -1.0, -10.0


def train_tokenizer(texts: Sequence[str], apart: Sequence[str]) -> Any:
    """Train a `PreTrainedTokenizerFast` on `texts`. `apart`: words that no larger token contains.

    Byte-pair merges run until no pair repeats (at most MAX_MERGES tokens). The vocabulary consists
    of the pieces in the final segmentation of the corpus, without intermediate pieces. The result
    splits a text into the fewest pieces (a unigram model with equal scores).
    """
    tokenizers, models = _library("tokenizers"), _library("tokenizers.models")
    bpe = tokenizers.Tokenizer(models.BPE())
    bpe.pre_tokenizer = _splitter(apart)
    alphabet = _byte_alphabet()
    trainer = _library("tokenizers.trainers").BpeTrainer(
        vocab_size=MAX_MERGES,
        min_frequency=MIN_USES,
        max_token_length=MAX_PIECE_BYTES,
        initial_alphabet=alphabet,
        show_progress=False,
    )
    bpe.train_from_iterator(texts, trainer)
    uses = Counter(token for row in bpe.encode_batch(list(texts)) for token in row.tokens)
    pieces = sorted(piece for piece, n in uses.items() if n >= MIN_USES and len(piece) > 1)
    vocabulary = [(PAD, 0.0), (END, 0.0)]
    vocabulary += [(letter, _BYTE_SCORE) for letter in alphabet]
    vocabulary += [(piece, _PIECE_SCORE) for piece in pieces]
    tokenizer = tokenizers.Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=False))
    tokenizer.pre_tokenizer = bpe.pre_tokenizer
    tokenizer.decoder = _library("tokenizers.decoders").ByteLevel()
    return _library("transformers").PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=PAD,
        eos_token=END,
        clean_up_tokenization_spaces=False,
    )


def _splitter(apart: Sequence[str]) -> Any:
    regex, pre_tokenizers = _library("tokenizers").Regex, _library("tokenizers.pre_tokenizers")
    words = [re.escape(word) for word in sorted(apart, key=len, reverse=True)]
    patterns = [re.escape(OPENING), _CONSTANT_LINE, *(["|".join(words)] if words else [])]
    parts = [pre_tokenizers.Split(regex(pattern), "isolated") for pattern in patterns]
    parts.append(pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False))
    return pre_tokenizers.Sequence(parts)


def _byte_alphabet() -> list[str]:
    return sorted(_library("tokenizers.pre_tokenizers").ByteLevel.alphabet())


def _library(name: str) -> Any:
    """Import a library when it is used. Any, because type checks run without these libraries."""
    return importlib.import_module(name)
