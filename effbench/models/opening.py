"""Models: parse `--model SPEC` and open the backend that it names.

This module writes the error messages for unknown specs. The backends are plug-ins, imported when
they are chosen, because two of them import heavy libraries.
"""

from __future__ import annotations

import difflib
import importlib
import importlib.util
from collections.abc import Callable
from pathlib import Path

from effbench.base import ModelError, Registry, UsageError, command
from effbench.models.base import Model, ModelOpener, ModelOptions

MODELS: Registry[ModelOpener] = Registry("effbench.models", Callable, "kind of model")
"""Kinds of models by the scheme of their spec, `SCHEME:REST`."""
BACKENDS: Registry[ModelOpener] = Registry("effbench.model_backends", Callable, "backend")
"""Engines for a folder of weights on this machine, by the name that `--backend` takes."""

SPECS = {
    "FOLDER": "a Hugging Face model on this machine (config.json and safetensors in it), by "
    "transformers or vLLM (--backend)",
    "openai:NAME": "a model behind an OpenAI-compatible server; see --base-url",
    "replay:FILE": "recorded answers: .jsonl with one {task_id, completion | solution} per line, "
    "or .json with codes[problem][sample]; .gz or not",
    "reference:fast|medium|slow": "the suite's reference solutions: the self-test",
}
"""The specs that effbench brings, for messages."""


def open_model(spec: str, options: ModelOptions) -> Model:
    """Open the model that `spec` names.

    Raises UsageError if the spec has no known form or its plug-in can't be used, ModelError if the
    model can't be used, and DataError if a file of recorded answers is malformed.
    """
    scheme, colon, rest = spec.partition(":")
    if not Path(spec).is_dir():
        if colon and not rest.strip():
            raise UsageError(f"--model {spec}: no name or file after the colon. {_known()}")
        if scheme in MODELS:
            return MODELS[scheme](rest, options)
    folder = _folder(spec)
    return BACKENDS[_backend(options)](str(folder), options)


def _backend(options: ModelOptions) -> str:
    """Resolve `auto`: vLLM if it is installed and a GPU is available, otherwise transformers."""
    wanted, device = options.backend, options.device
    if wanted != "auto" and wanted not in BACKENDS:
        raise UsageError(
            f"there is no backend {wanted!r}; choose one of {', '.join(['auto', *BACKENDS])}"
        )
    if wanted != "auto":
        return wanted
    if importlib.util.find_spec("vllm") is None or (device or "cuda").split(":")[0] != "cuda":
        return "hf"
    torch = importlib.import_module("torch")  # vLLM requires it
    return "vllm" if torch.cuda.is_available() else "hf"


def _folder(spec: str) -> Path:
    path = Path(spec)
    if (path / "config.json").is_file():
        return path
    if path.is_dir():
        raise ModelError(
            f"{path} is a folder without config.json, so not a Hugging Face model. {_known()}"
        )
    scheme, colon, rest = spec.partition(":")
    if colon and "/" not in scheme:
        raise UsageError(f"--model {spec}: {_scheme_hint(scheme, rest)}{_known()}")
    if path.name.endswith((".json", ".jsonl", ".json.gz", ".jsonl.gz")):
        raise UsageError(f"--model {spec} is a file of answers; write replay:{spec}")
    if path.exists():
        raise ModelError(f"{spec} is a file, but a model must be a folder. {_known()}")
    raise ModelError(f"there is no folder {spec}. {_path_hint(path)}{_known()}")


def _scheme_hint(scheme: str, rest: str) -> str:
    if scheme == "vllm":
        return (
            f"write --model {rest} --backend vllm for a folder on this machine; or start `vllm "
            f"serve {rest}` and use openai:{rest} with --base-url http://localhost:8000/v1. "
        )
    if scheme in ("hf", "local", "file"):
        return f"a folder needs no prefix, just {rest}. "
    close = difflib.get_close_matches(scheme, MODELS, n=1)
    return f"did you mean {close[0]}:{rest}? " if close else "this kind of model is unknown. "


def _path_hint(path: Path) -> str:
    parent = path.parent
    names = [entry.name for entry in parent.iterdir()] if parent.is_dir() else []
    close = difflib.get_close_matches(path.name, names, n=1)
    if close:
        return f"Did you mean {parent / close[0]}? "
    if not path.is_absolute() and len(path.parts) == 2 and path.parts[0] not in (".", ".."):
        return (
            "Nothing is downloaded: for a model of the Hugging Face Hub run "
            f"`{command('hf', 'download', path, '--local-dir', path.name)}` and give {path.name}. "
        )
    return ""


def _known() -> str:
    brought = {spec.partition(":")[0] for spec in SPECS}
    kinds = [f"{spec} ({what})" for spec, what in SPECS.items()]
    for scheme in MODELS:
        if scheme not in brought:
            kinds.append(f"{scheme}:… (from {' and '.join(MODELS.distributions(scheme))})")
    return "A model is one of: " + "; ".join(kinds)
