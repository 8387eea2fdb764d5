"""Batch generation through files: write the missing requests, read the answers.

This module selects the requests and appends the answers to the run folder. The file formats are in
`models.batch`.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from effbench.base import Manifest, UsageError, command
from effbench.models import batch
from effbench.pipeline.config import Reporter, RunConfig
from effbench.pipeline.stages import missing_requests
from effbench.runs import GENERATIONS, RunFolder
from effbench.tasks import Suite


def write(
    config: RunConfig,
    suite: Suite,
    files: RunFolder,
    reporter: Reporter,
    manifest: Manifest,
    path: Path,
) -> None:
    """Write the missing requests as a file for OpenAI's Batch API or `vllm run-batch`."""
    requests = missing_requests(config, suite, files.path, manifest)
    if not requests:
        reporter.message(f"{files.path} has all its answers; {path} is not written")
        return
    key = manifest.generation.key
    lines = batch.request_lines(requests, _server_model(config), config.sampling, key)
    count = batch.write_requests(path, lines)
    vllm = command("vllm", "run-batch", "-i", path, "-o", "ANSWERS", "--model", "NAME")
    reporter.message(
        f"{path}: {count} requests. Run them (OpenAI's Batch API, or `{vllm}`), then the "
        "same command with --batch-in ANSWERS instead"
    )


def read(
    config: RunConfig,
    suite: Suite,
    files: RunFolder,
    reporter: Reporter,
    manifest: Manifest,
    path: Path,
) -> None:
    """Append the answers in `path` to requests that have none yet."""
    _server_model(config)
    requests = missing_requests(config, suite, files.path, manifest)
    if not requests:
        reporter.message(f"{files.path} has all its answers; {path} is not read")
        return
    key = manifest.generation.key
    reporter.stage("read answers", len(requests))

    def warn(text: str) -> None:
        reporter.message(f"warning: {text}")

    for generation in batch.read_answers(path, requests, key, warn):
        files.append(GENERATIONS, msgspec.structs.replace(generation, key=key))
        reporter.advance(tokens=generation.tokens_out or 0)


def _server_model(config: RunConfig) -> str:
    scheme, _, name = config.model.partition(":")
    if scheme != "openai" or not name:
        raise UsageError(
            "--batch-out and --batch-in need --model openai:NAME (the name that the server knows), "
            f"not {config.model}"
        )
    return name
