"""A tiny random model through the whole local backend: batches, limits, unusable folders."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from effbench.base.errors import ModelError, UsageError
from effbench.base.records import Generation
from effbench.models.base import Request, Sampling

torch = pytest.importorskip("torch", reason="torch is not installed (effbench[local])")
transformers = pytest.importorskip(
    "transformers", reason="transformers is not installed (effbench[local])"
)

import tiny_model  # noqa: E402  # needs torch

from effbench.models import weights  # noqa: E402  # after the skips above
from effbench.models.local import LocalModel  # noqa: E402  # after the skips above


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    """Use one thread: Torch's threads spin while waiting, so two are far slower under load."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def chat_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model.make(tmp_path_factory.mktemp("models") / "tiny-chat", context=512)


@pytest.fixture(scope="module")
def base_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "tiny-base"
    return tiny_model.make(folder, chat=False, pad_token=False, context=512)


@pytest.fixture
def copy(chat_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(chat_folder, tmp_path / "copy"))


def requests(n: int, length: Callable[[int], int] = lambda i: 7 * i + 1) -> list[Request]:
    texts = [chr(97 + i) * length(i) for i in range(n)]
    return [
        Request(f"t{i}", 0, [{"role": "user", "content": text}], 100 + i, "h", "f")
        for i, text in enumerate(texts)
    ]


def run(
    folder: Path, asked: Sequence[Request], sampling: Sampling, **options: Any
) -> dict[str, Generation]:
    model = LocalModel(folder, sampling=sampling, device="cpu", **options)
    rows = list(model.generate(asked))
    model.close()
    assert len(rows) == len(asked)
    return {row.task_id: row for row in rows}


@pytest.mark.parametrize("sampling", [Sampling(0.0, 1.0, 24), Sampling(0.8, 0.9, 24)], ids=str)
@pytest.mark.parametrize("kind", ["chat", "base"])
def test_an_answer_does_not_depend_on_its_batch(
    kind: str, sampling: Sampling, request: pytest.FixtureRequest
) -> None:
    folder = request.getfixturevalue(f"{kind}_folder")
    alone = run(folder, requests(9), sampling, batch_size=1)
    together = run(folder, requests(9), sampling, batch_size=8)
    turned = run(folder, requests(9)[::-1], sampling, batch_size=3)
    texts = {task_id: row.text for task_id, row in alone.items()}
    assert texts == {task_id: row.text for task_id, row in together.items()}
    assert texts == {task_id: row.text for task_id, row in turned.items()}
    assert len(set(texts.values())) > 4  # the test needs different answers to different prompts


def test_greedy_is_what_the_library_itself_decodes(chat_folder: Path) -> None:
    (asked,) = requests(1)
    row = run(chat_folder, [asked], Sampling(0.0, 1.0, 16))["t0"]
    tokenizer = transformers.AutoTokenizer.from_pretrained(chat_folder)
    model = transformers.AutoModelForCausalLM.from_pretrained(chat_folder)
    ids = tokenizer("<|user|>\na\n<|assistant|>\n", return_tensors="pt").input_ids
    with torch.inference_mode():
        for _ in range(16):
            token = model(ids).logits[0, -1].argmax()
            ids = torch.cat([ids, token.view(1, 1)], -1)
    new = ids[0, -16:].tolist()
    assert tokenizer.eos_token_id not in new
    assert row.text == tokenizer.decode(new)
    assert (row.finish_reason, row.tokens_out, row.tokens_in) == ("length", 16, ids.shape[1] - 16)


def test_the_seed_decides_a_sampled_answer(chat_folder: Path) -> None:
    message = [{"role": "user", "content": "a"}]
    asked = [Request(f"t{i}", 0, message, seed, "h", "f") for i, seed in enumerate([1, 2, 1])]
    rows = run(chat_folder, asked, Sampling(1.0, 1.0, 24))
    assert rows["t0"].text == rows["t2"].text != rows["t1"].text
    assert [rows[f"t{i}"].seed for i in range(3)] == [1, 2, 1]


def test_the_folders_own_sampling_defaults_do_not_apply(chat_folder: Path, copy: Path) -> None:
    (copy / "generation_config.json").write_text(
        json.dumps({"do_sample": True, "top_k": 1, "repetition_penalty": 5.0, "eos_token_id": 256})
    )
    for sampling in (Sampling(0.0, 1.0, 24), Sampling(1.0, 1.0, 24)):
        plain = run(chat_folder, requests(3), sampling)
        odd = run(copy, requests(3), sampling)
        assert {k: row.text for k, row in plain.items()} == {k: row.text for k, row in odd.items()}


def test_every_end_of_text_token_ends_an_answer(chat_folder: Path, copy: Path) -> None:
    (asked,) = requests(1)
    ids = _new_ids(chat_folder, asked, 8)
    stop = next(i for i in range(1, 8) if ids[i] not in ids[:i])
    (copy / "generation_config.json").write_text(json.dumps({"eos_token_id": [256, ids[stop]]}))
    row = run(copy, [asked], Sampling(0.0, 1.0, 8))["t0"]
    assert (row.finish_reason, row.tokens_out) == ("stop", stop)


def _new_ids(folder: Path, asked: Request, n: int) -> list[int]:
    model = LocalModel(folder, sampling=Sampling(0.0, 1.0, n), device="cpu")
    row = model._dialogue.row(asked)
    assert not isinstance(row, Generation)
    return model._generate([row])[0]


def test_a_base_model_stops_at_the_closing_fence(
    base_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = "x = 1\n```\nMore prose that nobody reads.\n"
    asked = requests(2)

    class Scripted:
        """Replaces the sampler: the first row writes `script`, the second one only a's."""

        def __init__(self, torch: Any, seeds: Sequence[int], *_: float) -> None:
            self.rows = [list(script.encode()) if seed == 100 else [97] * 99 for seed in seeds]
            self.n = 0

        def __call__(self, input_ids: Any, scores: Any) -> Any:
            scores = torch.full_like(scores, float("-inf"))
            for number, row in enumerate(self.rows):
                scores[number, ids[row[self.n]]] = 0.0
            self.n += 1
            return scores

    tokenizer = transformers.AutoTokenizer.from_pretrained(base_folder)
    ids = {byte: tokenizer(chr(byte))["input_ids"][0] for byte in {*script.encode(), 97}}
    monkeypatch.setattr("effbench.models.local.SeededSampler", Scripted)
    rows = run(base_folder, asked, Sampling(1.0, 1.0, 20))
    assert (rows["t0"].text, rows["t0"].finish_reason) == ("x = 1\n```", "stop")
    assert (rows["t1"].text, rows["t1"].finish_reason) == ("a" * 20, "length")


def test_long_prompts_are_cut_short_or_refused(chat_folder: Path) -> None:
    lengths = [1, 480, 481, 900]
    rows = run(chat_folder, requests(4, lambda i: lengths[i]), Sampling(0.0, 1.0, 40))
    tokens_in = rows["t1"].tokens_in or 0
    assert rows["t0"].tokens_out == 40 or rows["t0"].finish_reason == "stop"
    for task_id, room in (("t1", 512 - tokens_in), ("t2", 511 - tokens_in)):
        row = rows[task_id]
        assert row.tokens_out == room or row.finish_reason == "stop"
    assert (rows["t3"].finish_reason, rows["t3"].infra) == ("error", False)
    assert rows["t3"].fault == "model"
    assert "context is 512" in (rows["t3"].error or "")


class Shortage:
    """A model with enough memory for `fits` rows at once."""

    def __init__(self, model: Any, fits: int, words: str) -> None:
        self.model, self.fits, self.words = model, fits, words
        self.sizes: list[int] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.model, name)

    def generate(self, ids: Any, **options: Any) -> Any:
        self.sizes.append(len(ids))
        if len(ids) > self.fits:
            raise RuntimeError(self.words)
        return self.model.generate(ids, **options)


def _short(folder: Path, fits: int, words: str, said: list[str]) -> tuple[LocalModel, Shortage]:
    model = LocalModel(
        folder, sampling=Sampling(0.0, 1.0, 8), device="cpu", batch_size=8, progress=said.append
    )
    shortage = Shortage(model._loaded.model, fits, words)
    object.__setattr__(model._loaded, "model", shortage)
    return model, shortage


def test_batches_are_halved_until_they_fit(chat_folder: Path) -> None:
    said: list[str] = []
    model, shortage = _short(chat_folder, 2, "CUDA out of memory. Tried…", said)
    rows = {row.task_id: row.text for row in model.generate(requests(9))}
    enough = run(chat_folder, requests(9), Sampling(0.0, 1.0, 8))
    assert rows == {task_id: row.text for task_id, row in enough.items()}
    assert shortage.sizes == [8, 4, 2, 2, 2, 2, 1]
    assert said[1:] == [f"out of memory: batches of {n} from here on" for n in (4, 2)]


def test_what_does_not_fit_alone_is_our_failure_not_the_models(chat_folder: Path) -> None:
    model, shortage = _short(chat_folder, 0, "DefaultCPUAllocator: can't allocate memory", [])
    rows = list(model.generate(requests(3)))
    assert [(row.finish_reason, row.infra) for row in rows] == [("error", True)] * 3
    assert {row.fault for row in rows} == {"setup"}
    assert shortage.sizes == [3, 1, 1, 1]


def test_a_model_that_breaks_ends_the_run(chat_folder: Path) -> None:
    model, _ = _short(chat_folder, 0, "mat1 and mat2\nshapes differ", [])
    with pytest.raises(ModelError, match="mat1 and mat2 shapes differ"):
        list(model.generate(requests(3)))


def test_rows_come_as_their_batch_is_done(chat_folder: Path) -> None:
    model, shortage = _short(chat_folder, 8, "", [])
    rows = model.generate(requests(10))
    next(rows)
    assert shortage.sizes == [8]
    rows.close()  # type: ignore[attr-defined]  # generate is a generator function


def test_the_description_names_the_weights_and_no_paths(chat_folder: Path, copy: Path) -> None:
    one, other = (
        LocalModel(folder, sampling=Sampling(), device="cpu") for folder in (chat_folder, copy)
    )
    described = one.describe()
    assert (described["label"], described["dtype"]) == ("tiny-chat", "float32")
    assert (described["device"], described["context"]) == ("cpu", 512)
    assert str(chat_folder.parent) not in repr(described)
    assert msgspec.json.decode(msgspec.json.encode(described)) == described
    assert described["fingerprint"] == other.describe()["fingerprint"]
    one.close()
    one.close()
    assert one.describe() == described


def test_the_fingerprint_sees_changed_weights(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = copy / "model.safetensors"
    seen = {weights.fingerprint(copy)}
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    seen.add(weights.fingerprint(copy))
    monkeypatch.setattr(weights, "_WHOLE_BYTES", 1000)
    monkeypatch.setattr(weights, "_CHUNK_BYTES", 100)
    seen.add(weights.fingerprint(copy))
    for position in (0, -1):
        data[position] ^= 1
        path.write_bytes(data)
        seen.add(weights.fingerprint(copy))
    assert len(seen) == 5


def test_pickled_weights_are_not_touched(copy: Path) -> None:
    (copy / "model.safetensors").unlink()
    (copy / "pytorch_model.bin").write_bytes(b"cos\nsystem\n(S'exit 1'\ntR.")
    with pytest.raises(ModelError, match=r"only pytorch_model\.bin, a pickle.*safe_serialization"):
        LocalModel(copy, sampling=Sampling())


def test_an_adapter_is_not_a_model(copy: Path) -> None:
    (copy / "adapter_config.json").write_text("{}")
    with pytest.raises(ModelError, match="merge"):
        LocalModel(copy, sampling=Sampling())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config.json", b"{torn"),
        ("config.json", b'{"model_type": "no-such-model"}'),
        ("config.json", b"{}"),
        ("config.json", b'{"auto_map": {"AutoConfig": "evil.Config"}, "model_type": "evil"}'),
        ("model.safetensors", b"garbage"),
        ("model.safetensors", b""),
        ("tokenizer.json", b"garbage"),
    ],
)
def test_garbage_is_explained_in_one_line(copy: Path, name: str, content: bytes) -> None:
    (copy / name).write_bytes(content)
    (copy / "evil.py").write_text("raise SystemExit(3)")
    with pytest.raises(ModelError, match="can't be loaded on 'cpu'") as caught:
        LocalModel(copy, sampling=Sampling(), device="cpu")
    assert "\n" not in str(caught.value)


def test_weights_that_lack_a_tensor_are_refused(copy: Path) -> None:
    from safetensors.torch import load_file, save_file

    tensors = load_file(copy / "model.safetensors")
    del tensors["model.layers.1.mlp.up_proj.weight"]
    save_file(tensors, copy / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match=r"lack 1 of .*layers\.1\.mlp\.up_proj"):
        LocalModel(copy, sampling=Sampling(), device="cpu")


def test_tied_weights_are_not_missing(copy: Path) -> None:
    config = transformers.AutoConfig.from_pretrained(copy)
    config.tie_word_embeddings = True
    transformers.Qwen2ForCausalLM(config).save_pretrained(copy)
    assert run(copy, requests(1), Sampling(0.0, 1.0, 2))["t0"].error is None


def test_a_chat_template_that_fails_costs_the_model_nothing(copy: Path) -> None:
    (copy / "chat_template.jinja").write_text("{{ raise_exception('no user turns') }}")
    row = run(copy, requests(1), Sampling())["t0"]
    assert row.fault == "setup" and "no user turns" in (row.error or "")


def test_unknown_devices_and_dtypes(chat_folder: Path) -> None:
    with pytest.raises(ModelError, match="'warp9'"):
        LocalModel(chat_folder, sampling=Sampling(), device="warp9")
    with pytest.raises(UsageError, match=r"'int3'.*bfloat16"):
        LocalModel(chat_folder, sampling=Sampling(), dtype="int3")


def test_half_precision_on_request(chat_folder: Path) -> None:
    model = LocalModel(chat_folder, sampling=Sampling(0.0, 1.0, 4), device="cpu", dtype="bfloat16")
    assert model.describe()["dtype"] == "bfloat16"
    assert [row.error for row in model.generate(requests(2))] == [None, None]


def test_without_the_libraries_the_extra_is_named(
    chat_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> Any:
        raise ModuleNotFoundError(f"No module named {name!r}")

    monkeypatch.setattr(weights.importlib, "import_module", absent)
    with pytest.raises(ModelError, match=r"pip install 'effbench\[local\]'"):
        LocalModel(chat_folder, sampling=Sampling())


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_a_gpu_answers_as_the_cpu_does(chat_folder: Path) -> None:
    on_cpu = run(chat_folder, requests(4), Sampling(0.0, 1.0, 16), dtype="float32")
    model = LocalModel(chat_folder, sampling=Sampling(0.0, 1.0, 16), device="cuda", dtype="float32")
    on_gpu = {row.task_id: row.text for row in model.generate(requests(4))}
    assert on_gpu == {task_id: row.text for task_id, row in on_cpu.items()}
