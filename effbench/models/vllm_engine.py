"""Generate with a local Hugging Face folder on GPUs, through vLLM.

Prompts become tokens in the same way as for transformers (`tokens`), so both backends send the same
input. The engine gets all requests at once and batches them continuously; an answer is yielded as
soon as it is finished. Each request has its own seed and therefore its own random stream.
Floating-point sums still depend on the batch, so an answer may differ from that of transformers, or
of another run, when two tokens are almost equally likely.

The folder's own sampling defaults are not applied, and no code from the folder is run.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from effbench.base import Generation, JsonObject, ModelError, one_line, shown
from effbench.models.base import ModelOptions, Request, Sampling, failed
from effbench.models.tokens import Dialogue, Row
from effbench.models.weights import check_folder, fingerprint, token_ids

CLOSING_FENCE = "\n```"
_ENDS = frozenset({"stop", "length"})
"""The finish reasons of an answer. Any other (abort, error) is the engine's failure."""
_SEED_BITS = 0x7FFFFFFF


class VllmModel:
    """A vLLM engine, started by the constructor.

    Raises ModelError if vLLM is not installed or can't use the folder.
    """

    is_replay = False

    def __init__(
        self,
        folder: Path,
        *,
        sampling: Sampling,
        dtype: str = "auto",
        tensor_parallel: int = 1,
        progress: Callable[[str], None] | None = None,
    ) -> None:
        check_folder(folder)
        self.label = folder.resolve().name
        self.warnings: list[str] = []
        self._sampling = sampling
        self._vllm = _library(folder)
        if progress is not None:
            progress(f"loading {folder} with vLLM")
        try:
            arguments = self._vllm.EngineArgs(
                model=str(folder),
                dtype=dtype,
                tensor_parallel_size=tensor_parallel,
                trust_remote_code=False,
                load_format="safetensors",
                generation_config="vllm",  # not the folder's sampling defaults
                disable_log_stats=True,
            )
            self._engine = self._vllm.LLMEngine.from_engine_args(arguments)
            config = self._engine.model_config
            tokenizer = _tokenizer(folder)
        except Exception as error:  # vLLM raises all kinds for a bad folder or device
            words = f"{type(error).__name__}: {one_line(error)}"
            raise ModelError(f"{folder}: vLLM can't load it: {words}") from error
        self._eos = _eos_token_ids(config, tokenizer)
        self._dialogue = Dialogue(
            tokenizer, self._eos, int(config.max_model_len), sampling.max_new_tokens
        )
        self._described = {
            "kind": "vllm",
            "label": self.label,
            "fingerprint": fingerprint(folder),
            "architecture": one_line(", ".join(getattr(config, "architectures", None) or [])),
            "dtype": str(config.dtype).removeprefix("torch."),
            "tensor_parallel": tensor_parallel,
            "vllm": str(self._vllm.__version__),
            **self._dialogue.describe(),
            "sampling": sampling.as_dict(),
            "seeds": "one a request, its low 31 bits are used",
        }

    def describe(self) -> JsonObject:
        """Return the model's fingerprint and the settings, for the manifest."""
        return dict(self._described)

    def generate(self, requests: Sequence[Request]) -> Iterator[Generation]:
        """Yield the answers as they finish. Raises ModelError if the engine fails."""
        rows: dict[str, Row] = {}
        for number, request in enumerate(requests):
            row = self._dialogue.row(request)
            if isinstance(row, Generation):
                yield row
            else:
                rows[str(number)] = row
        start = time.monotonic()
        try:
            yield from self._answers(rows, start)
        finally:
            if rows:  # closed early: the engine must not continue with them
                self._engine.abort_request(list(rows))

    def close(self) -> None:
        """Shut the engine down."""
        engine = self.__dict__.pop("_engine", None)
        core = getattr(engine, "engine_core", None)
        if core is not None and hasattr(core, "shutdown"):
            core.shutdown()

    def _answers(self, rows: dict[str, Row], start: float) -> Iterator[Generation]:
        """Yield rows as they finish, and remove them from `rows`."""
        try:
            for name, row in list(rows.items()):
                prompt = {"prompt_token_ids": row.prompt_ids}
                self._engine.add_request(name, prompt, self._parameters(row))
            while self._engine.has_unfinished_requests():
                for output in self._engine.step():
                    if output.finished:
                        yield self._generation(rows.pop(output.request_id), output, start)
        except Exception as error:  # the engine may raise anything
            words = f"{type(error).__name__}: {one_line(error)}"
            raise ModelError(f"{self.label} failed while generating: {words}") from error
        for name in list(rows):  # an engine that forgets a request must not lose a row
            row = rows.pop(name)
            yield failed(row.request, "vLLM ended without an answer", blame="server")

    def _parameters(self, row: Row) -> Any:
        fences = {} if self._dialogue.is_chat else {"stop": [CLOSING_FENCE]}
        return self._vllm.SamplingParams(
            temperature=self._sampling.temperature,
            top_p=self._sampling.top_p,
            max_tokens=row.max_new_tokens,
            seed=row.request.seed & _SEED_BITS,
            stop_token_ids=list(self._eos),
            **fences,
        )

    def _generation(self, row: Row, output: Any, start: float) -> Generation:
        answer = output.outputs[0]
        ids = list(answer.token_ids)
        if answer.finish_reason not in _ENDS:
            words = f"vLLM broke the answer off: finish_reason {shown(answer.finish_reason, 60)}"
            return failed(row.request, words, blame="server")
        if answer.finish_reason == "stop" and not (ids and ids[-1] in self._eos):
            ids += self._eos[:1]  # ended by a stop string, or by an end token that vLLM left out
        return self._dialogue.generation(row, ids, time.monotonic() - start)


def _library(folder: Path) -> Any:
    try:
        return importlib.import_module("vllm")
    except ImportError as error:
        raise ModelError(
            f"--backend vllm needs vLLM ({one_line(error)}): pip install 'effbench[vllm]' on a "
            f"machine with a GPU; or start `vllm serve {folder.name}` anywhere and use "
            f"--model openai:{folder.name} --base-url http://HOST:8000/v1"
        ) from error


def _tokenizer(folder: Path) -> Any:
    transformers = importlib.import_module("transformers")  # vLLM requires it
    return transformers.AutoTokenizer.from_pretrained(
        str(folder), local_files_only=True, trust_remote_code=False
    )


def _eos_token_ids(config: Any, tokenizer: Any) -> tuple[int, ...]:
    """Return all end tokens. Chat models name theirs only in the generation config."""
    generation = config.try_get_generation_config() or {}
    of_config = getattr(config.hf_text_config, "eos_token_id", None)
    return token_ids([generation.get("eos_token_id"), of_config, tokenizer.eos_token_id])


def open_folder(folder: str, options: ModelOptions) -> VllmModel:
    """Open the weights in a folder with vLLM: `--backend vllm`."""
    return VllmModel(
        Path(folder),
        sampling=options.sampling,
        dtype=options.dtype,
        tensor_parallel=options.tensor_parallel,
        progress=options.progress,
    )
