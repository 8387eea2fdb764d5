"""All stages with a mini model: killed, resumed, stopped by a gate. Skipped without TRL."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("trl", reason="TRL is not installed (the extra train)")

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

MINI = """
name = "mini"
threads = 1
gate_samples = 2
[model.from_scratch]
hidden = 32
layers = 1
heads = 2
feed_forward = 64
[data]
source = "baseline"
families = ["lattice_points_line"]
per_family = 2
[judge]
workers = 1
[sampling]
max_new_tokens = 60
batch_size = 16
[sft]
steps = 120
batch_size = 16
learning_rate = 1e-2
per_family = 8
save_every = 20
shares = { slow = 0.5, wrong = 0.5 }
[pairs]
samples = 8
[dpo]
steps = 3
batch_size = 4
[rloo]
steps = 2
batch_size = 8
group = 4
[eval]
tasks = ["lattice*~e0"]
samples = 1
timing = "quick"
stages = ["rloo"]
"""


def command(config: Path, out: Path) -> list[str]:
    return [
        sys.executable, "-m", "effbench", "train", "--config", str(config), "--out", str(out),
        "--json",
    ]  # fmt: skip


def environment() -> dict[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}


@pytest.mark.nightly
@pytest.mark.usefixtures("sandbox")  # skips without a sandbox
def test_killed_in_a_training_it_goes_on_and_ends(tmp_path: Path) -> None:
    config, out = tmp_path / "mini.toml", tmp_path / "out"
    config.write_text(MINI)
    with (tmp_path / "log").open("wb") as log:
        first = subprocess.Popen(
            command(config, out), env=environment(), stdout=log, stderr=log, start_new_session=True
        )
        wait_for(lambda: any((out / "sft" / "trainer").glob("checkpoint-*/trainer_state.json")))
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    assert not (out / "sft" / "done.json").exists()
    done = subprocess.run(
        command(config, out), env=environment(), capture_output=True, text=True, timeout=400
    )
    assert done.returncode == 0, done.stderr[-2000:]
    figures = json.loads(done.stdout)
    assert set(figures) == {"sft", "pairs", "dpo", "rloo", "eval"}
    steps = [json.loads(line)["step"] for line in (out / "sft" / "metrics.jsonl").open()]
    assert steps[-1] == 120
    assert steps.count(1) == 1  # the second process did not start over
    assert (out / "curves.png").stat().st_size > 1000
    assert (out / "eval" / "rloo" / "summary.json").exists()
    assert (out / "rloo" / "model" / "model.safetensors").exists()
    assert not list(out.glob("*/trainer"))
    begun = time.monotonic()
    again = subprocess.run(command(config, out), env=environment(), capture_output=True, text=True)
    assert again.returncode == 0 and json.loads(again.stdout) == figures
    assert time.monotonic() - begun < 120  # no stage is repeated


def test_a_stage_below_its_gate_ends_the_recipe(tmp_path: Path) -> None:
    config, out = tmp_path / "gate.toml", tmp_path / "out"
    text = MINI.replace("steps = 120", "steps = 1\nmin_pass_at_1 = 0.9").replace("hidden", "hidden")
    config.write_text(text)
    done = subprocess.run(
        command(config, out), env=environment(), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 3, done.stderr[-2000:]
    errors = [line for line in done.stderr.splitlines() if "error:" in line]
    assert len(errors) == 1 and "sft.min_pass_at_1 = 0.9" in errors[0]
    assert not (out / "pairs" / "done.json").exists()


@pytest.mark.gpu
def test_the_line_on_a_gpu(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device here")
    config, out = tmp_path / "mini.toml", tmp_path / "out"
    larger = MINI.replace("hidden = 32", "hidden = 256\ncontext = 512").replace(
        "layers = 1", "layers = 4"
    )
    config.write_text(larger)
    done = subprocess.run(
        command(config, out), env=environment(), capture_output=True, text=True, timeout=500
    )
    assert done.returncode == 0, done.stderr[-2000:]
    rows = [json.loads(line) for line in (out / "rloo" / "metrics.jsonl").open()]
    assert 0.0 <= rows[-1]["judge_share"] <= 1.0
    print({name: rows[-1][name] for name in ("num_tokens", "seconds", "judge_share")})


def wait_for(condition: object, seconds: float = 240.0) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "the training did not get that far"
        time.sleep(0.2)
