"""A tokenizer for a tiny model: stretches of lines where these are common, else words and bytes.

Decides what a token is. A solution of thirty lines is some ten tokens then, which a model of a
million weights learns to write in minutes on one core. Tokens of their own are what answers put
together anew: the words that they copy from prompts, and the lines of constants. So is the line
that opens an answer: a prompt's tokens are a prefix of the tokens of prompt and answer. Any text
can be written, in bytes if need be.
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
"""A piece that the corpus needs less often would be a token that is never learned."""
_CONSTANT_LINE = r"(?m)^[A-Z][A-Z_]* = [^\n]*\n"
_PIECE_SCORE, _BYTE_SCORE = -1.0, -10.0


def train_tokenizer(texts: Sequence[str], apart: Sequence[str]) -> Any:
    """A `PreTrainedTokenizerFast` for `texts`. `apart`: words that are in no larger token.

    Byte-pair merges run until nothing repeats; the pieces that the corpus ends up with are the
    vocabulary, those on the way to them are not. The result cuts a text into the fewest pieces (a
    unigram model with equal scores).
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
    """Imported when used, and Any: these are absent where the types are checked."""
    return importlib.import_module(name)
