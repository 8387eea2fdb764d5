"""The verdicts that the sources of the answer files publish, as facts without any text.

    python -m benchmarks._published_sources FOLDER

It reads each source's verdict on each answer from git clones of the repositories at
FOLDER/OWNER/NAME (bare or not), at the commit that the answers were taken from. The result,
`published_verdicts.json`, is committed, so `published_answers` needs no clone. It holds the
repository, commit and path of each set, and for each HumanEval problem in order a word with one
digit per sample: 1 passed, 0 failed. Four sources publish no verdicts on single answers and are not
included.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "results" / "published_verdicts.json"
PROBLEMS = 164
Pair = tuple[str, bool]
"""Task id, and whether the answer passed; a task's answers are in the order of their samples."""


@dataclass(frozen=True)
class Source:
    """Location and format of a source's verdicts."""

    repository: str
    commit: str
    path: str
    read: Callable[[str], Iterator[Pair]]
    runs_prompt: bool = False
    """True if its harness runs the prompt before the answer, as HumanEval's own program does."""


def _rows(text: str) -> Iterator[dict[str, Any]]:
    for line in text.splitlines():
        yield json.loads(line)


def _solved(text: str) -> Iterator[Pair]:
    for row in _rows(text):
        yield row["task_id"], row["is_solved"] is True


def _passed(text: str) -> Iterator[Pair]:
    for row in _rows(text):
        yield row["task_id"], row["passed"] is True


def _evalplus(text: str) -> Iterator[Pair]:
    """From EvalPlus' result file, on the base inputs, which are HumanEval's."""
    for task_id, samples in json.loads(text)["eval"].items():
        for sample in samples:
            yield task_id, sample["base_status"] == "pass"


def _ldb(name: str) -> Source:
    path = f"input_data/humaneval/seed/{name}/seed.jsonl"
    return Source("FloridSleeves/LLMDebugger", "49ac191f", path, _solved)


def _mapcoder(path: str) -> Source:
    return Source(
        "Md-Ashraful-Pramanik/MapCoder", "0027da71", f"final-results/{path}.jsonl", _solved
    )


def _reproduction(model: str) -> Source:
    path = f"results/HumanEval/{model}-Direct-HumanEval-Python3-0.0-1-merged.jsonl"
    return Source("zaiyichen0411/MapCoder-Reproduction", "52084c79", path, _solved)


def _mgdebugger(name: str) -> Source:
    path = f"input_data/humaneval/seed/{name}/seed.jsonl"
    return Source("YerbaPage/MGDebugger", "9edf906b", path, _solved)


def _mistral(name: str) -> Source:
    path = f"data/{name}_samples.jsonl_results.jsonl"
    return Source("bdytx5/humanEval_mistral_vs_zephyr", "60f18a6e", path, _passed, True)


def _poe(name: str) -> Source:
    path = f"results/{name}_results.jsonl"
    return Source("tcc-inatel-2025/PoE-Evaluation", "0a9c1798", path, _passed, True)


SOURCES = {
    "codeup/codeup-llama3-8b": Source(
        "juyongjiang/CodeUp",
        "cf59c8b8",
        "evaluation/evalplus-codeup_llama3_lora_sft_code-humaneval_eval_results.json",
        _evalplus,
    ),
    "ldb/codellama-34b-instruct": _ldb("codellama"),
    "ldb/gpt-3.5-turbo-0613": _ldb("gpt-3.5-turbo-0613"),
    "ldb/gpt-4-1106-preview": _ldb("gpt-4-1106-preview"),
    "ldb/starcoder-15b": _ldb("starcoder"),
    "mapcoder/gemini-1.0-pro-direct": _mapcoder("Gemini/HumanEval/Gemini-Direct-Human-Python3-0-1"),
    "mapcoder/gpt-3.5-turbo-cot": _mapcoder("ChatGPT/HumanEval/ChatGPT-CoT-Python3-0-1"),
    "mapcoder/gpt-4-turbo-cot": _mapcoder("GPT4/HumanEval/GPT4-Turbo-CoT-Human-Python3-0-1"),
    "mapcoder-reproduction/qwen-coder-turbo-direct": _reproduction("QwenCoderTurbo"),
    "mapcoder-reproduction/qwen3-coder-480b-direct": _reproduction("QwenCoder480b"),
    "mgdebugger/codeqwen1.5-7b-chat": _mgdebugger("codeqwen"),
    "mgdebugger/codestral-22b": _mgdebugger("codestral"),
    "mgdebugger/deepseek-coder-v2-lite-16b": _mgdebugger("deepseekcoder"),
    "mistral-vs-zephyr/mistral-7b-instruct-v0.1.10": _mistral("mistral"),
    "mistral-vs-zephyr/zephyr-7b-alpha.10": _mistral("zephyr"),
    "poe-evaluation/codegemma-7b": _poe("codegemma_7b"),
    "poe-evaluation/qwen2.5-coder-7b": _poe("qwen2.5-coder_7b"),
    "reflexion/gpt-4-2023-simple": Source(
        "noahshinn/reflexion",
        "218cf0ef",
        "programming_runs/root/simple_human_eval_py_logging/"
        "humaneval-py..gz_simple_1_gpt-4_pass_at_k_1_py.jsonl",
        _solved,
    ),
    "starcoder2-self-align/starcoder2-15b-instruct-v0.1": Source(
        "bigcode-project/starcoder2-self-align",
        "0b19dbcd",
        "evaluation/evalplus_results/"
        "evalplus-starcoder2-15b-instruct-v0.1-humaneval_eval_results.json",
        _evalplus,
    ),
}


def words(pairs: Iterator[Pair]) -> str:
    """Return one word per problem, with one digit per sample."""
    found: dict[int, str] = {}
    for task_id, passed in pairs:
        number = int(task_id.rpartition("/")[2])
        found[number] = found.get(number, "") + str(int(passed))
    assert sorted(found) == list(range(PROBLEMS)), "a verdict on every problem"
    return " ".join(found[number] for number in range(PROBLEMS))


def read_verdicts(path: Path = FILE) -> dict[str, dict[str, list[bool]]]:
    """Return set -> task id -> whether each sample passed."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return {
        name: {
            f"HumanEval/{number}": [digit == "1" for digit in word]
            for number, word in enumerate(row["passed"].split())
        }
        for name, row in data.items()
    }


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("python -m benchmarks._published_sources FOLDER")
    found = {}
    for name, source in SOURCES.items():
        clone = Path(sys.argv[1]) / source.repository
        shown = ["git", "-C", str(clone), "show", f"{source.commit}:{source.path}"]
        text = subprocess.run(shown, check=True, capture_output=True, text=True).stdout
        found[name] = {
            "repository": source.repository,
            "commit": source.commit,
            "path": source.path,
            "passed": words(source.read(text)),
        }
    FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
