"""Make a model from scratch: its tokenizer and its random weights.

The architecture is OLMo 2's, a plain decoder whose norms tolerate a large learning rate. Also,
transformers has no tokenizer of its own for OLMo 2. For Qwen2 and Llama it has one, and would use
it in place of ours.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from effbench.recipe.config import FromScratch
from effbench.recipe.corpus import words_apart
from effbench.recipe.folder import read_json, write_json
from effbench.recipe.tokenizer import train_tokenizer

MAX_TEXTS = 800
"""More texts add no new lines to the vocabulary."""


def save_new_model(
    folder: Path, shape: FromScratch, rows: Sequence[Mapping[str, str]], seed: int
) -> None:
    """Write a tokenizer for `rows` (`prompt`, `completion`) and random weights into `folder`."""
    transformers: Any = importlib.import_module("transformers")
    texts = [row["prompt"] + row["completion"] for row in rows[:MAX_TEXTS]]
    tokenizer = train_tokenizer(texts, words_apart())
    tokenizer.model_max_length = shape.context
    transformers.set_seed(seed)
    model = transformers.Olmo2ForCausalLM(
        transformers.Olmo2Config(
            vocab_size=len(tokenizer),
            hidden_size=shape.hidden,
            intermediate_size=shape.feed_forward,
            num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads,
            num_key_value_heads=shape.heads,
            max_position_embeddings=shape.context,
            tie_word_embeddings=True,
            pad_token_id=tokenizer.pad_token_id,
            eos_token_id=tokenizer.eos_token_id,
            bos_token_id=None,
        )
    )
    tokenizer.save_pretrained(folder)
    name_tokenizer(folder)
    model.save_pretrained(folder)


def name_tokenizer(folder: Path) -> None:
    """Set the class of a saved tokenizer to a name that transformers 4 also knows."""
    file = folder / "tokenizer_config.json"
    write_json(file, {**read_json(file), "tokenizer_class": "PreTrainedTokenizerFast"})
