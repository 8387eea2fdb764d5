"""Models: parse `--model SPEC` and open the backend that it names.

This is the only module that lists the backends. It also writes the error messages for unknown
specs. Each backend is imported on first use, because two of them import heavy libraries.
"""

from __future__ import annotations

import difflib
import importlib
import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path

from effbench.base import ModelError, UsageError, command
from effbench.models.base import Model, Request, Sampling

__all__ = ["BACKENDS", "SPECS", "Model", "Request", "Sampling", "open_model"]

SPECS = {
    "FOLDER": "a Hugging Face model on this machine (config.json and safetensors in it), by "
    "transformers or vLLM (--backend)",
    "openai:NAME": "a model behind an OpenAI-compatible server; see --base-url",
    "replay:FILE": "recorded answers: .jsonl with one {task_id, completion | solution} per line, "
    "or .json with codes[problem][sample]; .gz or not",
    "reference:fast|medium|slow": "the suite's reference solutions: the self-test",
}

BACKENDS = ("auto", "hf", "vllm")


def open_model(
    spec: str,
    *,
    base_url: str | None = None,
    api_key: str | None = None,
    sampling: Sampling,
    references: Mapping[str, Mapping[str, str]],
    n_samples: int,
    concurrency: int = 8,
    rpm: float | None = None,
    tpm: float | None = None,
    server_n: bool = False,
    timeout_seconds: float = 120.0,
    backend: str = "auto",
    tensor_parallel: int = 1,
    device: str | None = None,
    dtype: str = "auto",
    batch_size: int = 8,
    progress: Callable[[str], None] | None = None,
) -> Model:
    """Open the model that `spec` names. `references` maps task id -> tier -> source.

    Raises UsageError if the spec has no known form, ModelError if the model can't be used, and
    DataError if a file of recorded answers is malformed.
    """
    scheme, colon, rest = spec.partition(":")
    if Path(spec).is_dir():
        scheme = ""
    elif colon and not rest.strip():
        raise UsageError(f"--model {spec}: no name or file after the colon. {_known()}")
    if scheme == "reference":
        from effbench.models.reference import ReferenceModel

        return ReferenceModel(rest, references)
    if scheme == "replay":
        from effbench.models.replay import ReplayModel

        return ReplayModel(rest, references.keys(), n_samples)
    if scheme == "openai":
        from effbench.models.openai_api import OpenAIModel

        return OpenAIModel(
            rest,
            base_url=base_url,
            api_key=api_key,
            sampling=sampling,
            concurrency=concurrency,
            rpm=rpm,
            tpm=tpm,
            server_n=server_n,
            timeout_seconds=timeout_seconds,
        )
    folder = _folder(spec)
    if _backend(backend, device) == "vllm":
        from effbench.models.vllm_engine import VllmModel

        return VllmModel(
            folder,
            sampling=sampling,
            dtype=dtype,
            tensor_parallel=tensor_parallel,
            progress=progress,
        )
    from effbench.models.local import LocalModel

    return LocalModel(
        folder,
        sampling=sampling,
        device=device,
        dtype=dtype,
        batch_size=batch_size,
        progress=progress,
    )


def _backend(wanted: str, device: str | None) -> str:
    """Resolve `auto`: vLLM if it is installed and a GPU is available, otherwise transformers."""
    if wanted not in BACKENDS:
        raise UsageError(f"there is no backend {wanted!r}; choose one of {', '.join(BACKENDS)}")
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
    close = difflib.get_close_matches(scheme, ["openai", "replay", "reference"], n=1)
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
    return "A model is one of: " + "; ".join(f"{spec} ({what})" for spec, what in SPECS.items())
