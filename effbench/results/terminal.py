"""Terminal output for runs and samples.

This module holds the wording and layout of tables on stdout, and the same content as plain data for
`--json`. It computes no numbers. Text from a model or a file is shown without control characters,
so that it cannot control the terminal.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from effbench.base import (
    Generation,
    JsonObject,
    Manifest,
    Metric,
    NodeRecord,
    SampleResult,
    Summary,
    Timing,
    UsageError,
    Verdict,
    command,
    one_line,
)
from effbench.measure import agreement, agreement_as_dict, agreement_in_words, in_one_line
from effbench.results.console import add_row, open_console, printable, table_of
from effbench.runs import estimand_of, named, store
from effbench.score import METRIC_COLUMNS, RESOLVES, best_sample, metric_cells, planned, words


@dataclass(frozen=True)
class Sample:
    """All records of one sample in a run folder."""

    generation: Generation | None
    verdict: Verdict
    result: SampleResult | None
    timings: tuple[Timing, ...]
    precision: float | None = None
    """The precision that the run requested for every ratio."""

    def as_dict(self) -> JsonObject:
        """Return the sample as plain data for `--json`."""
        return {
            "generation": msgspec.to_builtins(self.generation),
            "verdict": msgspec.to_builtins(self.verdict),
            "result": msgspec.to_builtins(self.result),
        }


# --- runs -------------------------------------------------------------------------------------


def as_dict(folder: Path, manifest: Manifest, summary: Summary, page: Path | None) -> JsonObject:
    """Return a run as plain data: identity, metrics, per-task rows."""
    return {
        "run": str(folder),
        "page": None if page is None else str(page),
        "estimand": estimand_of(manifest.timing),
        "resolves": {m.id: planned(m.id, m.n_families) for m in summary.metrics},
        "manifest": msgspec.to_builtins(manifest),
        "summary": msgspec.to_builtins(summary),
        "agreement": agreement_as_dict(manifest.nodes),
    }


def print_run(
    folder: Path, manifest: Manifest, summary: Summary, page: Path | None, tasks: bool = False
) -> None:
    """Print the metrics, the failures, the paths of the results, and what to look at next."""
    console = open_console()
    suite = manifest.suite
    console.print(
        printable(
            f"{one_line(manifest.model.label)} on {suite.name} "
            f"({suite.n_tasks} tasks x {manifest.generation.n_samples}), "
            f"sandbox {manifest.judge.tier}, timing {manifest.timing.profile}"
        )
    )
    estimand = estimand_of(manifest.timing)
    console.print(_metric_table(summary.metrics, estimand))
    console.print(RESOLVES, soft_wrap=True)
    if tasks:
        console.print()
        console.print(_task_table(summary, estimand))
    console.print()
    mix = " · ".join(f"{name} {count}" for name, count in summary.statuses.items() if count)
    console.print(f"samples: {mix or 'none'}")
    for task_id, why in (suite.left_out or {}).items():
        console.print(printable(f"left out: task {task_id}: {why}"))
    ends = [(g.fault, g.finish_reason) for g in store.generations(folder)]
    if lost := words.blamed(fault for fault, _ in ends):
        console.print(f"no answer: {lost}")
    cut_off = sum(reason == "length" for _, reason in ends)
    if cut_off:
        generated = manifest.generation
        limit = generated.max_new_tokens_sent or generated.max_new_tokens
        console.print(f"cut off at {limit} tokens (--max-new-tokens): {cut_off} answers")
    precision = words.precision_count(summary.samples, words.asked_precision(manifest.timing))
    if precision:
        console.print(f"precision: {precision}")
    if manifest.certificate is not None:
        console.print(printable(f"machine: {in_one_line(manifest.certificate)}"))
    if manifest.nodes:
        _print_nodes(console, manifest.nodes)
    if manifest.publishable is False:
        console.print(printable("not publishable: " + "; ".join(manifest.unpublishable_reasons)))
    console.print(printable(f"run folder: {folder}"), soft_wrap=True)
    if page is not None:
        console.print(printable(f"page: {page}"), soft_wrap=True)
    failure = next((s for s in summary.samples if s.status != "pass"), None)
    if failure is not None:
        command = show_command(folder, failure.task_id, failure.sample_index)
        console.print(printable(f"first failure: {command}"), soft_wrap=True)


def _print_nodes(console: Console, nodes: Sequence[NodeRecord]) -> None:
    """Print each node's own certificate, and its result on the shared audit samples."""
    found = agreement(nodes)
    table = table_of(
        ("node", "left"),
        ("slots", "right"),
        ("tier", "left"),
        ("A/A", "right"),
        ("beside the others", "left"),
        ("tasks timed", "right"),
        ("", "left"),
    )
    for node in nodes:
        one = found.get(node.name)
        beside = "–" if one is None else f"{words.ratio(one.ratio)} ({words.ratios(one.ci)})"
        own = words.ratio(None if node.certificate is None else node.certificate.ratio)
        cells = (node.name, str(node.slots), node.tier, own, beside, str(node.n_timed))
        add_row(table, *cells, node.refused and f"not timed on: {node.refused}")
    console.print()
    console.print(table)
    if found:
        worst = max((abs(math.log(one.ratio)) for one in found.values()), default=0.0)
        console.print(
            f"nodes on shared audit samples: at most {math.expm1(worst):.1%} apart, "
            f"{agreement_in_words(nodes)}"
        )


def show_command(folder: Path, task_id: str, sample_index: int) -> str:
    """Return the `effbench show` command for a sample."""
    return command("effbench", "show", folder, f"{task_id}#{sample_index}")


def _metric_table(metrics: Sequence[Metric], estimand: str) -> Table:
    table = table_of(*METRIC_COLUMNS)
    for metric in metrics:
        add_row(table, *metric_cells(metric, estimand))
    return table


def _task_table(summary: Summary, estimand: str) -> Table:
    table = table_of(
        ("task", "left"),
        ("correct", "right"),
        (named("eff@1", estimand), "right"),
        ("time / fast", "right"),
        ("memory / fast", "right"),
        ("time grows like", "left"),
        ("samples", "left"),
    )
    groups = summary.samples_by_task()
    for task in summary.tasks:
        mix = ", ".join(f"{name} {count}" for name, count in task.statuses.items() if count)
        add_row(
            table,
            task.task_id,
            f"{task.n_correct}/{task.n_samples}",
            words.score(task.eff_at_1),
            words.time_ratio(task, best_sample(groups.get(task.task_id, ()))),
            words.memory_ratio(task.memory),
            words.exponent(task.scaling),
            mix,
        )
    return table


# --- one sample -------------------------------------------------------------------------------


def find_sample(folder: Path, name: str) -> Sample:
    """Find `TASK` or `TASK#SAMPLE` in a run folder. A UsageError lists the samples that exist."""
    task_id, _, index_text = name.rpartition("#") if "#" in name else (name, "", "0")
    if not index_text.isdigit():
        raise UsageError(f"{name!r}: after # comes the sample's number, as in {task_id}#0")
    index = int(index_text)
    manifest = store.load_manifest(folder)
    verdict = None
    known = set()
    for item in store.verdicts(folder):
        known.add(item.task_id)
        if (item.task_id, item.sample_index) == (task_id, index):
            verdict = item
    if verdict is None:
        raise UsageError(_no_sample(folder, task_id, index, known))
    generation = next(
        (g for g in store.generations(folder) if (g.task_id, g.sample_index) == (task_id, index)),
        None,
    )
    summary = store.load_summary(folder)
    results = summary.samples if summary is not None else ()
    result = next((r for r in results if (r.task_id, r.sample_index) == (task_id, index)), None)
    timings = tuple(t for t in store.timings(folder) if t.task_id == task_id)
    precision = words.asked_precision(manifest.timing)
    return Sample(generation, verdict, result, timings, precision)


def _no_sample(folder: Path, task_id: str, index: int, known: set[str]) -> str:
    if task_id in known:
        listed = command("effbench", "report", folder)
        return f"{folder} has no sample {index} of {task_id}; to list its samples: {listed}"
    import difflib

    close = difflib.get_close_matches(task_id, known, n=3)
    hint = (
        f"did you mean {' or '.join(close)}?"
        if close
        else f"to list the tasks: {command('effbench', 'report', folder)}"
    )
    return f"{folder} has no judged sample of task {task_id!r}; {hint}"


def print_sample(sample: Sample) -> None:
    """Print a sample's verdict, speed, answer and extracted code."""
    console = open_console()
    verdict, result = sample.verdict, sample.result
    final = result.status if result is not None else verdict.status
    detail = (result.detail if result is not None else "") or verdict.detail
    head = f"{verdict.task_id}#{verdict.sample_index}: {final}"
    console.print(printable(f"{head}  {detail}" if detail else head), soft_wrap=True)
    console.print(f"correctness inputs passed: {verdict.n_passed} of {verdict.n_inputs}")
    if verdict.failed_input is not None:
        failed = verdict.failed_input
        for label, text in (
            ("failed on ", failed.label),
            ("arguments ", failed.arguments),
            ("expected  ", failed.expected),
            ("returned  ", failed.returned),
        ):
            console.print(printable(f"  {label} {text}"), soft_wrap=True)
    if result is not None and result.sizes:
        _print_speed(console, result, sample.precision)
    if sample.generation is not None and sample.generation.fault is not None:
        console.print(f"no answer; blame: {sample.generation.fault}")
    elif sample.generation is not None and not sample.generation.is_code:
        console.print(f"\n--- answer (finish: {sample.generation.finish_reason}) ---")
        console.print(printable(sample.generation.text), soft_wrap=True)
    if verdict.source is not None:
        console.print(f"\n--- code (extracted by rule: {verdict.extract_rule}) ---")
        console.print(printable(verdict.source), soft_wrap=True)


def _print_speed(console: Console, result: SampleResult, precision: float | None) -> None:
    """Print ratio and efficiency by size, growth over the sizes, and memory at the largest."""
    table = table_of(
        ("size", "left"),
        ("time / fast", "right"),
        ("95 % interval", "left"),
        ("blocks", "right"),
        ("efficiency", "right"),
        ("", "left"),
    )
    for size in result.sizes:
        add_row(
            table,
            size.size,
            words.size_ratio(size),
            words.ratios(size.ci),
            str(size.n_blocks),
            words.score(size.efficiency),
            words.remark(size, precision),
        )
    console.print(table)
    if result.scaling is not None:
        console.print(f"time {words.growth(result.scaling)}", soft_wrap=True)
    if result.memory is not None:
        console.print(printable(f"memory: {words.memory(result.memory)}"), soft_wrap=True)
