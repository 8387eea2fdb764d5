"""Options that several sub-commands share, each said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

# What is run
Suite = Annotated[str, typer.Option(help="`core`, or an imported set: see docs/datasets.md.")]
SuitePath = Annotated[
    Path | None,
    typer.Option(
        help="The imported set's file or folder; of some sets hf:OWNER/NAME or "
        "hf:OWNER/NAME@REVISION."
    ),
]
TasksPath = Annotated[list[Path] | None, typer.Option(help="A further folder of task files.")]
Tasks = Annotated[
    list[str] | None, typer.Option("--tasks", "-t", help="Task ids or wildcards; repeatable.")
]
Split = Annotated[
    str,
    typer.Option(
        help="Of core: all, public, dev, generated (variants, with --suite-seed), or baseline "
        "(variants for the tiny model that effbench brings)."
    ),
]
SplitOrBaseline = Annotated[
    str | None,
    typer.Option(
        "--split",
        help="Of core: all (default), public, dev, generated (variants, with --suite-seed), or "
        "baseline, the default where neither model nor tasks are given.",
    ),
]
SuiteSeed = Annotated[
    int | None,
    typer.Option(
        min=0, help="Chooses the variants; below 2**31 for training, from there to judge."
    ),
]
Limit = Annotated[int | None, typer.Option(min=1, help="Only the first N tasks.")]
Seed = Annotated[int | None, typer.Option(help="Root seed; default: drawn, and recorded.")]

# The model
ModelSpec = Annotated[
    str,
    typer.Option(
        "--model",
        "-m",
        help="The folder of a local Hugging Face model, openai:NAME, replay:FILE (recorded "
        "answers), or reference:fast|medium|slow.",
    ),
]
ModelOrBaseline = Annotated[
    str | None,
    typer.Option(
        "--model",
        "-m",
        help="The folder of a local Hugging Face model, openai:NAME, replay:FILE (recorded "
        "answers), or reference:fast|medium|slow. Default: the tiny model that effbench brings.",
    ),
]
BaseUrl = Annotated[str | None, typer.Option(help="The OpenAI-compatible server's URL.")]
Name = Annotated[str | None, typer.Option(help="The model's label in tables.")]
NSamples = Annotated[
    int | None,
    typer.Option(
        "--n-samples",
        "-n",
        min=1,
        help="Answers a task (default: 1; of recorded answers as many as each task has).",
    ),
]
AnsweredOnly = Annotated[
    bool,
    typer.Option(
        "--answered-only",
        help="Of recorded answers: leave out tasks without one. Such a run can't be published.",
    ),
]
MissingAsWrong = Annotated[
    bool,
    typer.Option(
        "--missing-as-wrong", help="Of recorded answers: count a missing one as a failure."
    ),
]
Temperature = Annotated[float, typer.Option(min=0.0, max=100.0, help="0 is greedy.")]
TopP = Annotated[float, typer.Option(min=0.0, max=1.0)]
MaxNewTokens = Annotated[int, typer.Option(min=1)]
Prompt = Annotated[str, typer.Option(help="Prompt template: neutral, or fast.")]
SystemPrompt = Annotated[str, typer.Option(help="A system message before each prompt.")]
FewShot = Annotated[
    int, typer.Option(min=0, max=2, help="Worked examples before each prompt (for base models).")
]
Concurrency = Annotated[
    int, typer.Option(min=1, help="API requests at once, at most; fewer when the server says so.")
]
Rpm = Annotated[float | None, typer.Option(min=0.01, help="API requests a minute, at most.")]
Tpm = Annotated[float | None, typer.Option(min=1, help="API tokens a minute, at most.")]
ServerN = Annotated[
    bool, typer.Option("--server-n", help="Ask for all samples of a prompt in one API request.")
]
RequestTimeout = Annotated[float, typer.Option(min=1, help="Seconds for one API answer.")]
Backend = Annotated[
    str,
    typer.Option(help="For local weights: hf (transformers), vllm, or auto (vllm on a GPU)."),
]
TensorParallel = Annotated[int, typer.Option(min=1, help="For vllm: GPUs that share the model.")]
Device = Annotated[str | None, typer.Option(help="For hf: cpu, cuda, …")]
Dtype = Annotated[str, typer.Option(help="For local weights: auto, float32, bfloat16, …")]
BatchSize = Annotated[int, typer.Option(min=1, help="For hf; halved when memory runs out.")]
RetryFailed = Annotated[
    bool,
    typer.Option(
        "--retry-failed", help="Of a finished run, ask again for answers lost to server failures."
    ),
]

# What is said of it
Parameters = Annotated[
    str | None, typer.Option(help="How many the model has: 7.6B, 350M, 7.6e9. For readers.")
]
OpenWeights = Annotated[
    bool | None,
    typer.Option("--open-weights/--closed-weights", help="Can anybody download its weights?"),
]
License = Annotated[str | None, typer.Option(help="The weights' licence, as SPDX writes it.")]
Tag = Annotated[list[str] | None, typer.Option(help="A word to filter by; repeatable.")]
TrainedOnSuite = Annotated[
    bool | None,
    typer.Option(
        "--trained-on-suite/--not-trained-on-suite",
        help="Was it trained on the suite's own tasks or families? Shown then, but not ranked.",
    ),
]

# Judging and timing
Timing = Annotated[
    str,
    typer.Option(
        help="off, quick (few blocks, a number of its own), standard (±5 %), strict (±2 %)."
    ),
]
RewardTiming = Annotated[
    str,
    typer.Option(help="off, reward (7 short blocks at S and M), quick, standard, strict."),
]
K = Annotated[
    str | None,
    typer.Option("--k", help="The k of pass@k and eff@k, like 2,3; default 1,5,10,100."),
]
Tier = Annotated[
    str, typer.Option("--sandbox", help="auto (T1), T1, T2; unpublishable: T3, T4 (trusted code).")
]
Workers = Annotated[
    int | None, typer.Option(min=1, help="Judging processes at once; on a cluster, on each node.")
]
Executor = Annotated[
    str,
    typer.Option(
        help="Where answers are judged and timed: local, or ray (the cluster at RAY_ADDRESS, or "
        "one started here): see docs/scale.md."
    ),
]
TimingLanes = Annotated[
    int,
    typer.Option(min=1, help="With ray: tasks timed at once on a node, each on cores of its own."),
]

# Where things go
Out = Annotated[Path | None, typer.Option(help="The run folder (default: by its settings).")]
Results = Annotated[Path, typer.Option(help="Where run folders go.")]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable output on stdout.")]
