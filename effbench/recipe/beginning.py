"""A model that starts from nothing: its tokenizer, its random weights, what it learns first.

Decides the architecture and nothing about training. It is OLMo 2's, a plain decoder whose norms
forgive a large learning rate; and transformers has no tokenizer of its own for it that it would put
in place of ours, as it does for Qwen2 and Llama.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from effbench.recipe.config import FromScratch
from effbench.recipe.corpus import words_apart
from effbench.recipe.folder import read_json, write_json
from effbench.recipe.tokenizer import train_tokenizer

MAX_TEXTS = 800
"""More of them add no new lines to the vocabulary."""


def save_new_model(
    folder: Path, shape: FromScratch, rows: Sequence[dict[str, Any]], seed: int
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
    """Call a saved tokenizer by the name that transformers 4 knows, too."""
    file = folder / "tokenizer_config.json"
    write_json(file, {**read_json(file), "tokenizer_class": "PreTrainedTokenizerFast"})
