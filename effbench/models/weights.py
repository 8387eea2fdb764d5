"""Load a Hugging Face folder into a model that can generate.

Only safetensors are loaded (loading a pickle runs code). The loader runs no code from the folder,
does not use the network, and accepts no weights left at random values. If the libraries can't load
a folder, their message is passed on in one line.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import importlib.util
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from effbench.base import ModelError, UsageError, one_line, open_file

DTYPES = ("auto", "float32", "bfloat16", "float16")
_WHOLE_BYTES = 4 << 20
_CHUNK_BYTES = 64 << 10
_N_CHUNKS = 64
_IDENTITY = ("*.json", "*.jinja", "*.txt", "*.model", "*.safetensors")


@dataclass(frozen=True)
class Loaded:
    """A model in evaluation mode on its device. The libraries' objects are typed `Any` here."""

    torch: Any
    transformers: Any
    model: Any
    tokenizer: Any
    eos_token_ids: tuple[int, ...]
    pad_token_id: int
    context: int | None
    """The number of positions that prompt and answer share, or None if the folder doesn't say."""
    described: dict[str, str]


def check_folder(folder: Path) -> None:
    """Raise ModelError if the folder is an adapter or has no safetensors.

    The check needs no heavy import.
    """
    if (folder / "adapter_config.json").is_file():
        raise ModelError(
            f"{folder}: this is an adapter; merge it into its base model (peft: merge_and_unload) "
            "and give the merged folder"
        )
    if not any(folder.glob("*.safetensors")):
        pickled = sorted(path.name for path in folder.glob("*.bin"))
        found = f"only {pickled[0]}, a pickle, and loading one runs code" if pickled else ""
        raise ModelError(
            f"{folder}: no *.safetensors weights, {found or 'and no others'}. Load the model "
            "where you trust it and save it again with save_pretrained(…, safe_serialization=True)"
        )


def load(folder: Path, device: str | None, dtype: str) -> Loaded:
    """Load the folder. `device` None means a GPU if there is one, otherwise the CPU.

    Raises ModelError if a library is missing or the folder or the device is unusable, and
    UsageError if `dtype` is unknown.
    """
    if dtype not in DTYPES:
        raise UsageError(f"there is no dtype {dtype!r}; choose one of {', '.join(DTYPES)}")
    check_folder(folder)
    torch, transformers = _libraries()
    wanted = device or ("cuda" if torch.cuda.is_available() else "cpu")
    try:
        target = torch.device(wanted)
        if dtype == "auto" and target.type == "cpu":
            dtype = "float32"  # half precision is emulated there: slower, and batches disagree
        with _quiet(transformers):
            tokenizer, model = _from_folder(transformers, folder, dtype)
        model = model.to(target).eval()
    except ModelError:
        raise
    except Exception as error:  # the libraries raise all kinds for a bad folder or device
        words = f"{type(error).__name__}: {one_line(error)}"
        raise ModelError(f"{folder}: can't be loaded on {wanted!r}: {words}") from error
    eos = _eos_token_ids(model, tokenizer)
    pad = _pad_token_id(model, tokenizer, eos)
    model.generation_config = transformers.GenerationConfig(
        eos_token_id=list(eos) or None, pad_token_id=pad
    )
    return Loaded(
        torch=torch,
        transformers=transformers,
        model=model,
        tokenizer=tokenizer,
        eos_token_ids=eos,
        pad_token_id=pad,
        context=_context(model, tokenizer),
        described={
            "architecture": type(model).__name__,
            "dtype": str(model.dtype).removeprefix("torch."),
            "device": torch.cuda.get_device_name(target) if target.type == "cuda" else wanted,
            "torch": str(torch.__version__),  # a subclass of str, which msgspec does not write
            "transformers": transformers.__version__,
        },
    )


def fingerprint(folder: Path) -> str:
    """Return a SHA-256 digest that identifies the weights, in about a second for any size.

    Files of up to 4 MiB are hashed whole. A larger file contributes its size and 64 evenly spaced
    pieces of 64 KiB, including the first and the last. Training changes practically every piece.
    """
    digest = hashlib.sha256()
    for path in sorted({path for pattern in _IDENTITY for path in folder.glob(pattern)}):
        size = path.stat().st_size
        digest.update(f"{path.name} {size}\n".encode())
        with open_file(path) as file:
            if size <= _WHOLE_BYTES:
                digest.update(file.read())
                continue
            for number in range(_N_CHUNKS):
                file.seek((size - _CHUNK_BYTES) * number // (_N_CHUNKS - 1))
                digest.update(file.read(_CHUNK_BYTES))
    return digest.hexdigest()


def require_libraries() -> None:
    """Raise ModelError if torch or transformers is missing. Neither is imported."""
    missing = [n for n in ("torch", "transformers") if importlib.util.find_spec(n) is None]
    if missing:
        raise ModelError(
            f"a local model needs torch and transformers (no {' and no '.join(missing)} here): pip "
            "install 'effbench[local]'. `effbench run --model reference:medium` needs neither"
        )


def _libraries() -> tuple[Any, Any]:
    try:
        return importlib.import_module("torch"), importlib.import_module("transformers")
    except ImportError as error:
        raise ModelError(
            f"a local model needs torch and transformers ({one_line(error)}): "
            "pip install 'effbench[local]'"
        ) from error


def _from_folder(transformers: Any, folder: Path, dtype: str) -> tuple[Any, Any]:
    safe = {"local_files_only": True, "trust_remote_code": False}
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(folder), **safe)
    model, info = transformers.AutoModelForCausalLM.from_pretrained(
        str(folder), use_safetensors=True, output_loading_info=True, dtype=dtype, **safe
    )
    missing = sorted(info["missing_keys"])
    if missing:
        raise ModelError(
            f"{folder}: the files lack {len(missing)} of the model's weights (the first is "
            f"{missing[0]!r}), which would keep random values; copy the folder again"
        )
    return tokenizer, model


def _eos_token_ids(model: Any, tokenizer: Any) -> tuple[int, ...]:
    """Return all end tokens. Chat models name theirs only in the generation config."""
    sources = (model.generation_config, model.config, tokenizer)
    return token_ids(getattr(source, "eos_token_id", None) for source in sources)


def token_ids(values: Iterable[int | list[int] | None]) -> tuple[int, ...]:
    """Return the sorted, distinct ids in `values`. A value is an id, a list of ids, or None."""
    lists = (value if isinstance(value, list) else [value] for value in values)
    return tuple(sorted({one for some in lists for one in some if one is not None}))


def _pad_token_id(model: Any, tokenizer: Any, eos: tuple[int, ...]) -> int:
    """Return a token for padding. Any token of the model will do, because padding is masked.

    Some tokenizers name a padding token outside the model's vocabulary.
    """
    n_tokens = model.get_input_embeddings().weight.shape[0]
    wanted = (tokenizer.pad_token_id, *eos)
    return next((token for token in wanted if token is not None and token < n_tokens), 0)


def _context(model: Any, tokenizer: Any) -> int | None:
    positions = getattr(model.config.get_text_config(), "max_position_embeddings", None)
    if positions is None and tokenizer.model_max_length < 10**9:  # "unknown" is 10**30 there
        positions = tokenizer.model_max_length
    return positions


@contextlib.contextmanager
def _quiet(transformers: Any) -> Iterator[None]:
    """Suppress the library's progress bars and messages: the command line shows its own."""
    logging = transformers.utils.logging
    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()
