"""Options that several sub-commands share, each defined once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

# Suite and tasks
Suite = Annotated[
    str,
    typer.Option(help="`core`, `hard`, `core+hard`, or an imported set (see docs/datasets.md)."),
]
SuitePath = Annotated[
    Path | None,
    typer.Option(
        help="File or folder of the imported set. Some sets also take hf:OWNER/NAME or "
        "hf:OWNER/NAME@REVISION."
    ),
]
TasksPath = Annotated[list[Path] | None, typer.Option(help="Folder of additional task files.")]
Tasks = Annotated[
    list[str] | None, typer.Option("--tasks", "-t", help="Task ids or wildcards. Repeatable.")
]
Split = Annotated[
    str,
    typer.Option(
        help="Which tasks of a built-in suite: all, public, dev, generated (variants; needs "
        "--suite-seed), or baseline (tasks for the bundled tiny model)."
    ),
]
SplitOrBaseline = Annotated[
    str | None,
    typer.Option(
        "--split",
        help="Which tasks of a built-in suite: all (default), public, dev, generated (variants; "
        "needs --suite-seed), or baseline (tasks for the bundled tiny model; the default if "
        "neither --model nor tasks are given).",
    ),
]
SuiteSeed = Annotated[
    int | None,
    typer.Option(
        min=0, help="Selects the task variants. Below 2**31: training; 2**31 and up: evaluation."
    ),
]
SuiteSeedFile = Annotated[
    Path | None,
    typer.Option(
        help="File with the seed of a private edition (`effbench edition`), in place of "
        "--suite-seed."
    ),
]
Limit = Annotated[int | None, typer.Option(min=1, help="Use only the first N tasks.")]
Seed = Annotated[int | None, typer.Option(help="Root seed. Default: random, and recorded.")]

# The model
ModelSpec = Annotated[
    str,
    typer.Option(
        "--model",
        "-m",
        help="Folder of a local Hugging Face model, openai:NAME (a server), replay:FILE "
        "(recorded answers), or reference:fast|medium|slow (the suite's own solutions).",
    ),
]
ModelOrBaseline = Annotated[
    str | None,
    typer.Option(
        "--model",
        "-m",
        help="Folder of a local Hugging Face model, openai:NAME (a server), replay:FILE "
        "(recorded answers), or reference:fast|medium|slow (the suite's own solutions). Default: "
        "the bundled tiny model.",
    ),
]
BaseUrl = Annotated[str | None, typer.Option(help="URL of the OpenAI-compatible server.")]
Name = Annotated[str | None, typer.Option(help="Label of the model in tables.")]
NSamples = Annotated[
    int | None,
    typer.Option(
        "--n-samples",
        "-n",
        min=1,
        help="Answers per task. Default: 1; for recorded answers, as many as every task has.",
    ),
]
AnsweredOnly = Annotated[
    bool,
    typer.Option(
        "--answered-only",
        help="Recorded answers: skip tasks with too few answers. The run cannot be published.",
    ),
]
MissingAsWrong = Annotated[
    bool,
    typer.Option(
        "--missing-as-wrong", help="Recorded answers: count a missing answer as a failure."
    ),
]
Temperature = Annotated[
    float, typer.Option(min=0.0, max=100.0, help="Sampling temperature. 0 is greedy.")
]
TopP = Annotated[
    float, typer.Option(min=0.0, max=1.0, help="Nucleus sampling: probability of the nucleus.")
]
MaxNewTokens = Annotated[int, typer.Option(min=1, help="Maximum tokens per answer.")]
Prompt = Annotated[str, typer.Option(help="Prompt template: neutral or fast.")]
SystemPrompt = Annotated[str, typer.Option(help="System message sent before each prompt.")]
FewShot = Annotated[
    int, typer.Option(min=0, max=2, help="Worked examples before each prompt; for base models.")
]
Concurrency = Annotated[
    int, typer.Option(min=1, help="Maximum concurrent API requests. Lowered on HTTP 429.")
]
Rpm = Annotated[float | None, typer.Option(min=0.01, help="Maximum API requests per minute.")]
Tpm = Annotated[float | None, typer.Option(min=1, help="Maximum API tokens per minute.")]
ServerN = Annotated[
    bool, typer.Option("--server-n", help="Request all samples of a prompt in one API call.")
]
RequestTimeout = Annotated[
    float, typer.Option(min=1, help="Seconds that an API request may go without data.")
]
Backend = Annotated[
    str,
    typer.Option(help="For local weights: hf (transformers), vllm, or auto (vllm on a GPU)."),
]
TensorParallel = Annotated[
    int, typer.Option(min=1, help="For vllm: number of GPUs to split the model over.")
]
Device = Annotated[str | None, typer.Option(help="For hf: cpu, cuda, …")]
Dtype = Annotated[str, typer.Option(help="For local weights: auto, float32, bfloat16, …")]
BatchSize = Annotated[
    int, typer.Option(min=1, help="For hf: prompts per batch. Halved when memory runs out.")
]
RetryFailed = Annotated[
    bool,
    typer.Option(
        "--retry-failed", help="In a finished run, retry answers that were lost to failures."
    ),
]

# The model card
Parameters = Annotated[
    str | None, typer.Option(help="Number of parameters, shown on the page: 7.6B, 350M, 7.6e9.")
]
OpenWeights = Annotated[
    bool | None,
    typer.Option("--open-weights/--closed-weights", help="Are the weights public?"),
]
License = Annotated[str | None, typer.Option(help="SPDX identifier of the weights' licence.")]
Tag = Annotated[list[str] | None, typer.Option(help="Word to filter by on the page. Repeatable.")]
TrainedOnSuite = Annotated[
    bool | None,
    typer.Option(
        "--trained-on-suite/--not-trained-on-suite",
        help="Was the model trained on the suite's tasks or families? If so, it is not ranked.",
    ),
]

# Judging and timing
Timing = Annotated[
    str,
    typer.Option(
        help="How precisely to time: off, quick (few blocks; separate ranking), standard (±5 %), "
        "or strict (±2 %)."
    ),
]
RewardTiming = Annotated[
    str,
    typer.Option(
        help="How precisely to time: off, reward (7 short blocks, sizes S and M), quick, standard, "
        "or strict."
    ),
]
K = Annotated[
    str | None,
    typer.Option("--k", help="Values of k for pass@k and eff@k, such as 2,3. Default: 1,5,10,100."),
]
Tier = Annotated[
    str,
    typer.Option(
        "--sandbox",
        help="Sandbox tier: auto (T1), T1 or T2. Not publishable: T3, and T4 (no isolation; for "
        "trusted code only).",
    ),
]
Workers = Annotated[
    int | None, typer.Option(min=1, help="Parallel judging processes; on a cluster, per node.")
]
Executor = Annotated[
    str,
    typer.Option(
        help="Where to judge and time: local, or ray (the cluster at RAY_ADDRESS, else one "
        "started here; docs/scale.md)."
    ),
]
TimingLanes = Annotated[
    int,
    typer.Option(min=1, help="With ray: tasks timed in parallel per node, each on its own cores."),
]

# Output
Out = Annotated[Path | None, typer.Option(help="Run folder. Default: derived from the settings.")]
Results = Annotated[Path, typer.Option(help="Parent of run folders.")]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable output on stdout.")]
