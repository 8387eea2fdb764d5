"""Make a tiny, randomly initialised Qwen2 folder, to try `effbench run --model OUT_DIR`.

    python tests/models/tiny_model.py OUT_DIR

The result is a real Hugging Face folder: config, byte-level tokenizer and safetensors weights of
some 100 kB. The model writes noise, at half a second per answer, and scores 0; it serves to try out
the rest of a run.
"""

from __future__ import annotations

import sys
from pathlib import Path

CHAT_TEMPLATE = (
    "{% for message in messages %}<|{{ message.role }}|>\n{{ message.content }}\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>\n{% endif %}"
)
END = "<|end|>"
PAD = "<|pad|>"


def make(
    folder: Path,
    *,
    seed: int = 0,
    chat: bool = True,
    pad_token: bool = True,
    context: int = 8192,
    scale: float = 0.5,
) -> Path:
    """Write the model into `folder` and return it. Needs torch and transformers.

    `scale` is the weights' standard deviation. It is large enough for the text to vary with the
    prompt.
    """
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    core = Tokenizer(models.BPE(vocab={c: i for i, c in enumerate(alphabet)}, merges=[]))
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    special = {"eos_token": END} | ({"pad_token": PAD} if pad_token else {})
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=core, model_max_length=context, **special)
    if chat:
        tokenizer.chat_template = CHAT_TEMPLATE
    config = Qwen2Config(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        max_position_embeddings=context,
        initializer_range=scale,
        tie_word_embeddings=False,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    torch.manual_seed(seed)
    model = Qwen2ForCausalLM(config)
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python tests/models/tiny_model.py OUT_DIR")
    print(make(Path(sys.argv[1])))
