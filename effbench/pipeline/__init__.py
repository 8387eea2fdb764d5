"""The line from a configuration to a summary, over one run folder. Every stage can resume.

    suite -> prompts -> model -> extract -> judge -> measure -> score
             generations.jsonl          verdicts   timings    summary

`run` is the whole line; `generate` and `judge` are its halves, for two machines.
"""

from effbench.pipeline.config import Reporter, RunConfig, load_suite
from effbench.pipeline.ending import RunResult
from effbench.pipeline.freezing import freeze_for_lock
from effbench.pipeline.line import generate, judge, run

__all__ = [
    "Reporter",
    "RunConfig",
    "RunResult",
    "freeze_for_lock",
    "generate",
    "judge",
    "load_suite",
    "run",
]
