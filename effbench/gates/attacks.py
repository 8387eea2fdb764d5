"""G12: check that attacks gain nothing on this task.

The gate runs a few attacks that are written for the task's entry point. Other tests attack the
sandbox (tests/sandbox). This gate tests the task: no trick with its types, its checker or its
batches may pass, or be faster than the fast tier.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from effbench.base import SizeResult, TaskError, Verdict
from effbench.gates.bench import Bench
from effbench.gates.finding import Figures, Finding, Problem, finding
from effbench.judging import CorrectnessJudge, source_sha256
from effbench.measure import Plan, measure
from effbench.score import summarise

GATE = "G12"
_GAIN = 0.9  # an attack's interval must not lie entirely below this share of fast's time
_BLOCKS = 6
_ATTEMPTS = 2  # on a busy machine one of two equal programs may be faster once by chance

_CHEATS = {
    "nothing": "def {name}(*arguments):\n    return None\n",
    "lying_equality": (
        "class Same({base}):\n"
        "    __hash__ = None\n"
        "    def __eq__(self, other): return True\n"
        "    def __ne__(self, other): return False\n"
        "    def __len__(self): return 1\n"
        "def {name}(*arguments):\n    return Same()\n"
    ),
    "lazy": "def {name}(*arguments):\n    return (item for item in arguments)\n",
    "argument_back": "def {name}(first, *rest):\n    return first\n",
    "leaves": "import os\ndef {name}(*arguments):\n    os._exit(0)\n",
    "looks_for_the_answer": (
        "import gc, sys\n"
        "def {name}(*arguments):\n"
        "    for module in list(sys.modules.values()):\n"
        "        for word in ('expected', 'answer', 'cases', 'TASK'):\n"
        "            if hasattr(module, word): return getattr(module, word)\n"
        "    frame = sys._getframe()\n"
        "    while frame:\n"
        "        for word in ('expected', 'answer', 'right'):\n"
        "            if word in frame.f_locals: return frame.f_locals[word]\n"
        "        frame = frame.f_back\n"
        "    return [o for o in gc.get_objects() if type(o) is dict and 'expected' in o][:1]\n"
    ),
    "reads_the_task": (
        "import glob\n"
        "def {name}(*arguments):\n"
        "    files = glob.glob('/**/{task}*.py', recursive=True)\n"
        "    return open(files[0]).read()\n"
    ),
    "examples_by_heart": (
        "def {name}(*arguments):\n    return {{{known}}}.get(repr(arguments), {last})\n"
    ),
}
_PROGRAM_CHEATS = {
    "nothing": "",
    "argument_back": "import sys\nsys.stdout.write(sys.stdin.read())\n",
    "leaves": "import os\nos._exit(0)\n",
}
# Right answers from a cache, which is faster only if a process gets the same input twice.
_MEMO = """
{source}

def _effbench_remembering(function, seen={{}}):
    import marshal
    def remembering(*arguments):
        try:
            key = marshal.dumps(arguments)
        except ValueError:
            key = repr(arguments)
        if key not in seen:
            seen[key] = function(*arguments)
        return seen[key]
    return remembering

{name} = _effbench_remembering({name})
"""


def examine(bench: Bench) -> Finding:
    """Run the gate. Raises TaskError if the sandbox fails during an attack."""
    figures: Figures = {}
    problems = [*_cheats(bench, figures), *_memo(bench, figures)]
    return finding(GATE, bench.files.file, problems, figures)


def _cheats(bench: Bench, figures: Figures) -> Iterator[Problem]:
    judge = CorrectnessJudge(bench.sandbox, bench.seed)
    sources = dict(_sources(bench))
    judge.judge(bench.task, bench.task.fast)  # caches the expected answers before threads start
    results = bench.parallel(lambda name: judge.judge(bench.task, sources[name]), sources)
    figures["cheats"] = {name: result.status for name, result in zip(sources, results, strict=True)}
    for name, result in zip(sources, results, strict=True):
        if result.status == "pass":
            yield Problem(
                str(bench.files.file),
                f"the attack {name!r} passes",
                "make the checker or the correctness inputs stricter",
            )
        elif result.status == "infra_error":
            raise TaskError(f"{bench.files.file}: the sandbox failed: {result.detail}")


def _sources(bench: Bench) -> Iterator[tuple[str, str]]:
    cheats = _CHEATS if bench.task.entry_point else _PROGRAM_CHEATS
    examples = bench.authored.examples
    last = examples[-1][1] if examples else None
    base = type(last).__name__ if type(last) in (int, float, str, bytes, list, tuple) else "list"
    plain = [(repr(tuple(a)), e) for a, e in examples if _is_plain(e)]
    known = ", ".join(f"{key!r}: {value!r}" for key, value in plain)
    fields = {
        "name": bench.task.entry_point,
        "task": bench.files.file.stem,
        "base": base,
        "known": known,
        "last": repr(last) if _is_plain(last) else "None",
    }
    for name, text in cheats.items():
        yield name, text.format(**fields) if bench.task.entry_point else text


def _is_plain(value: Any) -> bool:
    return type(value) in (int, float, str, bytes, bool, list, tuple, type(None))


def _memo(bench: Bench, figures: Figures) -> Iterator[Problem]:
    """Check that a cache across the calls of one process is no faster than the fast tier."""
    if not bench.task.entry_point:
        return
    ratios = []
    for attempt in range(_ATTEMPTS):
        one = _memo_at_smallest(bench, attempt)
        figures["memo_ratio"] = None if one is None or one.ratio is None else round(one.ratio, 3)
        if one is None or one.ratio is None or one.ci is None or one.ci[1] >= _GAIN:
            return
        ratios.append(one.ratio)
    yield Problem(
        str(bench.files.file),
        f"caching answers is faster: {max(ratios):.2f} of fast's time at S",
        "draw every input of a batch anew from `rng`",
    )


def _memo_at_smallest(bench: Bench, attempt: int) -> SizeResult | None:
    """Time the fast tier with a cache against the fast tier at S."""
    task = bench.task
    source = _MEMO.format(source=task.fast, name=task.entry_point)
    name = source_sha256(source)
    plan = Plan(min_blocks=_BLOCKS, sizes=1)
    timings = list(measure(task, {name: source}, bench.sandbox, bench.seed + attempt, plan))
    verdict = Verdict(task_id=task.id, sample_index=0, status="pass", source_sha256=name)
    labels = {task.id: [timing.size for timing in timings]}
    summary = summarise([verdict], timings, labels, seed=1, speed_measured=True)
    return next(iter(summary.samples[0].sizes), None)
