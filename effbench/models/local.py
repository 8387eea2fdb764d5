"""Generate with a local Hugging Face folder, through transformers.

The module groups requests into batches and turns the output into generations. Loading is in
`weights`, sampling in `decoding`. An answer depends only on its request and the model, not on its
batch: rows are padded on the left with a mask, each row has its own random stream, and only rows
with the same token limit share a batch. Floating-point sums still differ slightly between batch
sizes. In half precision this occasionally changes a token; in float32 it practically never does.

The folder's own sampling defaults (`top_k`, `repetition_penalty`, …) are not applied: models are
compared with the settings of the run.
"""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from effbench.base import Generation, JsonObject, ModelError, one_line
from effbench.models.base import ModelOptions, Request, Sampling, failed
from effbench.models.decoding import FenceStop, SeededSampler
from effbench.models.tokens import Dialogue, Row
from effbench.models.weights import Loaded, fingerprint, load

_OUT_OF_MEMORY = ("out of memory", "can't allocate memory", "not enough memory")


class LocalModel:
    """A transformers model, loaded by the constructor.

    Raises ModelError if the folder or the device can't be used.
    """

    is_replay = False

    def __init__(
        self,
        folder: Path,
        *,
        sampling: Sampling,
        device: str | None = None,
        dtype: str = "auto",
        batch_size: int = 8,
        progress: Callable[[str], None] | None = None,
    ) -> None:
        self.label = folder.resolve().name
        self.warnings: list[str] = []
        self._say = progress or (lambda message: None)
        self._say(f"loading {folder}")
        self._loaded: Loaded = load(folder, device, dtype)
        self._dialogue = Dialogue(
            self._loaded.tokenizer,
            self._loaded.eos_token_ids,
            self._loaded.context,
            sampling.max_new_tokens,
        )
        self._sampling = sampling
        self._batch_size = max(1, batch_size)
        self._described = {
            "kind": "local",
            "label": self.label,
            "fingerprint": fingerprint(folder),
            **self._loaded.described,
            **self._dialogue.describe(),
            "sampling": sampling.as_dict(),
            "seeds": "one random stream a request, independent of batch and device",
        }

    def describe(self) -> JsonObject:
        """Return the model's fingerprint and the settings, for the manifest."""
        return dict(self._described)

    def generate(self, requests: Sequence[Request]) -> Iterator[Generation]:
        """Yield the answers batch by batch. Raises ModelError if the model fails."""
        rows: list[Row] = []
        for request in requests:
            row = self._dialogue.row(request)
            if isinstance(row, Generation):
                yield row
            else:
                rows.append(row)
        batches = deque(self._batches(rows))
        while batches:
            batch = batches.popleft()
            if len(batch) > self._batch_size:
                batches.extendleft(reversed(list(_chunks(batch, self._batch_size))))
                continue
            done = self._answer(batch)
            if done is not None:
                yield from done
            elif len(batch) == 1:
                n = len(batch[0].prompt_ids)
                words = f"out of memory with a single prompt of {n} tokens"
                yield failed(batch[0].request, words, blame="setup")
            else:
                self._batch_size = len(batch) // 2
                self._say(f"out of memory: batches of {self._batch_size} from here on")
                batches.appendleft(batch)

    def close(self) -> None:
        """Release the model and its GPU memory."""
        loaded = self.__dict__.pop("_loaded", None)
        if loaded is not None:
            cuda = loaded.torch.cuda
            del loaded
            if cuda.is_available():
                cuda.empty_cache()

    def _batches(self, rows: list[Row]) -> Iterator[list[Row]]:
        """Yield batches of rows with the same token limit, long prompts first.

        A batch that does not fit into memory then fails early.
        """
        ordered = sorted(rows, key=lambda row: (row.max_new_tokens, -len(row.prompt_ids)))
        for _, group in itertools.groupby(ordered, key=lambda row: row.max_new_tokens):
            yield from _chunks(list(group), self._batch_size)

    def _answer(self, batch: Sequence[Row]) -> list[Generation] | None:
        """Return the batch's generations, or None if memory ran out.

        Raises ModelError if the model fails in another way.
        """
        start = time.monotonic()
        try:
            new_ids = self._generate(batch)
        except Exception as error:  # the model's code may raise anything
            if not _is_out_of_memory(error):
                words = f"{type(error).__name__}: {one_line(error)}"
                raise ModelError(f"{self.label} failed while generating: {words}") from error
        else:
            seconds = time.monotonic() - start
            pairs = zip(batch, new_ids, strict=True)
            return [self._dialogue.generation(row, ids, seconds) for row, ids in pairs]
        if self._loaded.torch.cuda.is_available():  # outside the handler, which held the tensors
            self._loaded.torch.cuda.empty_cache()
        return None

    def _generate(self, batch: Sequence[Row]) -> list[list[int]]:
        """Return the new tokens of each row, including any after its end token."""
        torch, model = self._loaded.torch, self._loaded.model
        width = max(len(row.prompt_ids) for row in batch)
        gaps = [width - len(row.prompt_ids) for row in batch]
        padding = self._loaded.pad_token_id
        padded = [[padding] * gap + row.prompt_ids for gap, row in zip(gaps, batch, strict=True)]
        mask = [[0] * gap + [1] * (width - gap) for gap in gaps]
        hooks: JsonObject = {}
        if self._sampling.temperature > 0:
            seeds = [row.request.seed for row in batch]
            sampling = self._sampling
            sampler = SeededSampler(torch, seeds, sampling.temperature, sampling.top_p)
            hooks["logits_processor"] = self._loaded.transformers.LogitsProcessorList([sampler])
        if not self._dialogue.is_chat:
            stop = FenceStop(torch, self._dialogue.decode, width)
            hooks["stopping_criteria"] = self._loaded.transformers.StoppingCriteriaList([stop])
        with torch.inference_mode():
            output = model.generate(
                torch.tensor(padded, device=model.device),
                attention_mask=torch.tensor(mask, device=model.device),
                max_new_tokens=batch[0].max_new_tokens,
                do_sample=False,  # SeededSampler has drawn already
                **hooks,
            )
        new_ids: list[list[int]] = output[:, width:].tolist()
        return new_ids


def _chunks(rows: Sequence[Row], size: int) -> Iterator[list[Row]]:
    for start in range(0, len(rows), size):
        yield list(rows[start : start + size])


def _is_out_of_memory(error: Exception) -> bool:
    """CUDA raises its own type; the CPU allocator and some backends only say so in the message."""
    return isinstance(error, MemoryError) or any(
        words in str(error).lower() for words in _OUT_OF_MEMORY
    )


def open_folder(folder: str, options: ModelOptions) -> LocalModel:
    """Open the weights in a folder with transformers: `--backend hf`."""
    return LocalModel(
        Path(folder),
        sampling=options.sampling,
        device=options.device,
        dtype=options.dtype,
        batch_size=options.batch_size,
        progress=options.progress,
    )
