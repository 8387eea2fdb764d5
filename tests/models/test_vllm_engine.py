"""The vLLM backend against a fake engine, and against vLLM itself if there is a GPU."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("transformers", reason="local models need the extra `local`")
pytest.importorskip("torch", reason="local models need the extra `local`")

import tiny_model

from effbench.base.errors import ModelError, UsageError
from effbench.base.records import Generation
from effbench.models import ModelOptions, open_model, vllm_engine
from effbench.models.base import Request, Sampling
from effbench.models.vllm_engine import VllmModel

SAMPLING = Sampling(temperature=0.7, top_p=0.8, max_new_tokens=40)


@dataclass
class Completion:
    token_ids: list[int]
    finish_reason: str


@dataclass
class Output:
    request_id: str
    finished: bool
    outputs: list[Completion]


@dataclass
class FakeEngine:
    """Adds one token per step to every request, the last one first. `script` makes the answers."""

    arguments: dict[str, Any]
    script: Any = None
    requests: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    aborted: list[str] = field(default_factory=list)
    breaks: bool = False

    def __post_init__(self) -> None:
        from transformers import AutoTokenizer

        self.tokenizer = AutoTokenizer.from_pretrained(self.arguments["model"])
        text_config = types.SimpleNamespace(eos_token_id=self.tokenizer.eos_token_id)
        self.model_config = types.SimpleNamespace(
            max_model_len=500,
            architectures=["Qwen2ForCausalLM"],
            dtype="torch.bfloat16",
            hf_text_config=text_config,
            try_get_generation_config=lambda: {"eos_token_id": [self.tokenizer.eos_token_id]},
        )

    def add_request(self, name: str, prompt: Any, parameters: Any) -> None:
        self.requests[name] = prompt, parameters

    def has_unfinished_requests(self) -> bool:
        return bool(self.requests)

    def step(self) -> list[Output]:
        if self.breaks:
            raise RuntimeError("CUDA error: an illegal memory access")
        name, (prompt, parameters) = self.requests.popitem()
        going_on = [Output(other, False, []) for other in self.requests]
        return [*going_on, Output(name, True, [self.script(self, name, prompt, parameters)])]

    def abort_request(self, names: list[str]) -> None:
        self.aborted += names
        for name in names:
            self.requests.pop(name, None)


def says(text: str, reason: str = "stop") -> Any:
    def script(engine: FakeEngine, name: str, prompt: Any, parameters: Any) -> Completion:
        return Completion(engine.tokenizer(text)["input_ids"], reason)

    return script


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[FakeEngine]]:
    made: list[FakeEngine] = []

    def from_engine_args(arguments: dict[str, Any]) -> FakeEngine:
        made.append(FakeEngine(arguments, says("x = 1")))
        return made[-1]

    fake: Any = types.ModuleType("vllm")
    fake.EngineArgs = lambda **arguments: arguments
    fake.SamplingParams = lambda **arguments: arguments
    fake.LLMEngine = types.SimpleNamespace(from_engine_args=from_engine_args)
    fake.__version__ = "0.33.0"
    fake.__spec__ = ModuleSpec("vllm", None)
    monkeypatch.setitem(sys.modules, "vllm", fake)
    yield made


@pytest.fixture(scope="module")
def chat_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model.make(tmp_path_factory.mktemp("chat"))


@pytest.fixture(scope="module")
def base_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model.make(tmp_path_factory.mktemp("base"), chat=False)


def requests(n: int = 3) -> list[Request]:
    message = {"role": "user", "content": "Say f."}
    return [Request(f"task{i}", 0, [message], 2**33 + i, "hash", "f") for i in range(n)]


def test_requests_are_tokens_with_their_own_seed(
    chat_folder: Path, engines: list[FakeEngine]
) -> None:
    model = VllmModel(chat_folder, sampling=SAMPLING, tensor_parallel=2, dtype="bfloat16")
    (engine,) = engines
    seen: list[tuple[Any, Any]] = []

    def script(engine: FakeEngine, name: str, prompt: Any, parameters: Any) -> Completion:
        seen.append((prompt, parameters))
        return says("def f(): ...")(engine, name, prompt, parameters)

    engine.script = script
    rows = list(model.generate(requests()))
    assert [row.task_id for row in rows] == ["task2", "task1", "task0"]  # as they finish
    assert {(row.text, row.finish_reason) for row in rows} == {("def f(): ...", "stop")}
    assert all(row.tokens_in == len(seen[0][0]["prompt_token_ids"]) for row in rows)
    assert {row.tokens_out for row in rows} == {len("def f(): ...")}
    assert engine.tokenizer.decode(seen[0][0]["prompt_token_ids"]) == (
        "<|user|>\nSay f.\n<|assistant|>\n"
    )
    assert [parameters["seed"] for _, parameters in seen] == [2, 1, 0]
    parameters = seen[0][1]
    assert (parameters["temperature"], parameters["top_p"]) == (0.7, 0.8)
    assert parameters["max_tokens"] == 40
    assert "stop" not in parameters
    assert engine.arguments["tensor_parallel_size"] == 2
    assert engine.arguments["trust_remote_code"] is False
    assert engine.arguments["generation_config"] == "vllm"
    described = model.describe()
    assert described["kind"] == "vllm"
    assert described["vllm"] == "0.33.0"
    assert str(chat_folder) not in repr(described)


def test_a_base_model_stops_at_the_closing_fence(
    base_folder: Path, engines: list[FakeEngine]
) -> None:
    model = VllmModel(base_folder, sampling=SAMPLING)
    engines[0].script = says("def f(): ...\n```\nAnd now")
    (row,) = model.generate(requests(1))
    assert (row.text, row.finish_reason) == ("def f(): ...\n```\n", "stop")


def test_length_and_abort(chat_folder: Path, engines: list[FakeEngine]) -> None:
    model = VllmModel(chat_folder, sampling=SAMPLING)
    engines[0].script = says("def f(", "length")
    (row,) = model.generate(requests(1))
    assert (row.text, row.finish_reason) == ("def f(", "length")
    for reason in ("abort", "error", "brandnew"):
        engines[0].script = says("half", reason)
        (row,) = model.generate(requests(1))
        assert (row.finish_reason, row.fault, row.text) == ("error", "server", "")


def test_a_prompt_beyond_the_context_is_a_row(chat_folder: Path, engines: list[FakeEngine]) -> None:
    model = VllmModel(chat_folder, sampling=SAMPLING)
    long = Request("long", 0, [{"role": "user", "content": "x" * 600}], 1, "hash", "f")
    rows = list(model.generate([long, *requests(1)]))
    assert [(row.task_id, row.finish_reason) for row in rows] == [
        ("long", "error"),
        ("task0", "stop"),
    ]


def test_closing_early_aborts_what_is_left(chat_folder: Path, engines: list[FakeEngine]) -> None:
    rows: Any = VllmModel(chat_folder, sampling=SAMPLING).generate(requests())
    assert next(rows).task_id == "task2"
    rows.close()
    assert sorted(engines[0].aborted) == ["0", "1"]
    assert not engines[0].requests


def test_an_engine_that_breaks_ends_the_run(chat_folder: Path, engines: list[FakeEngine]) -> None:
    model = VllmModel(chat_folder, sampling=SAMPLING)
    engines[0].breaks = True
    with pytest.raises(ModelError, match=r"failed while generating: RuntimeError: CUDA error"):
        list(model.generate(requests()))


def test_without_vllm_the_extra_and_the_server_are_named(
    chat_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "vllm", None)
    with pytest.raises(ModelError, match=r"pip install 'effbench\[vllm\]'.*vllm serve"):
        VllmModel(chat_folder, sampling=SAMPLING)


def test_what_vllm_says_of_a_folder_is_passed_on(
    chat_folder: Path, engines: list[FakeEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(arguments: Any) -> None:
        raise ValueError("no GPU\nfound")

    monkeypatch.setattr(sys.modules["vllm"].LLMEngine, "from_engine_args", refuse)
    with pytest.raises(ModelError, match="vLLM can't load it: ValueError: no GPU found"):
        VllmModel(chat_folder, sampling=SAMPLING)


def test_the_backend_is_chosen(chat_folder: Path, engines: list[FakeEngine]) -> None:
    def opened(backend: str, device: str | None = None) -> dict[str, Any]:
        options = ModelOptions(SAMPLING, {}, 1, backend=backend, device=device)
        return open_model(str(chat_folder), options).describe()

    assert opened("vllm")["kind"] == "vllm"
    assert opened("hf", "cpu")["kind"] == "local"
    assert opened("auto", "cpu")["kind"] == "local"
    with pytest.raises(UsageError, match="choose one of auto, hf, vllm"):
        opened("onnx")


@pytest.mark.gpu
def test_vllm_itself_answers_as_transformers_does(chat_folder: Path) -> None:
    torch: Any = pytest.importorskip("torch")
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    pytest.importorskip("vllm", reason="vLLM is not installed")
    greedy = Sampling(max_new_tokens=16)
    answers: list[list[Generation]] = []
    for backend in ("hf", "vllm"):
        options = ModelOptions(greedy, {}, 1, backend=backend, dtype="float32")
        model = open_model(str(chat_folder), options)
        answers.append(sorted(model.generate(requests()), key=lambda row: row.task_id))
        model.close()
    ours, theirs = answers
    assert [row.tokens_in for row in ours] == [row.tokens_in for row in theirs]
    assert sum(a.text == b.text for a, b in zip(ours, theirs, strict=True)) >= 2


def test_the_module_imports_without_vllm() -> None:
    assert "vllm" not in vars(vllm_engine)
