"""The command `report`: a run's tables in several formats, and exports to other projects."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from effbench.base import FORMATS, Column, Manifest, Summary, Table, UsageError
from effbench.cli import options as o
from effbench.cli.given import check_machine_readable, one_of, parse_ks, refuse
from effbench.cli.guard import guarded, print_json
from effbench.runs import estimand_of, named

_GROUPS = "category, tag, family, split, imports, size"
FORMS = (*FORMATS, "json", "hf-yaml", "eee")


@guarded
def report_command(
    run: Annotated[Path, typer.Argument(help="A run folder.")],
    by: Annotated[str | None, typer.Option("--by", help=f"Group the numbers by {_GROUPS}.")] = None,
    field: Annotated[
        bool, typer.Option("--field", help="Other benchmarks' metrics, computed for this run.")
    ] = False,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            help="table, md, latex, csv, json; hf-yaml (Hugging Face .eval_results), "
            "eee (Every Eval Ever).",
        ),
    ] = "table",
    dataset_id: Annotated[
        str, typer.Option(help="For hf-yaml: Hub dataset of the suite.")
    ] = "effbench/core",
    as_json: Annotated[bool, typer.Option("--json", help="Same as --format json.")] = False,
    k: o.K = None,
) -> None:
    """Print the tables of a finished run."""
    from effbench import score
    from effbench.results import breakdown, exports
    from effbench.results import terminal as report
    from effbench.runs import store

    one_of("by", "field")
    check_machine_readable(as_json, form)
    form = "json" if as_json else form
    if form not in FORMS:
        raise UsageError(f"--format {form}: choose one of {', '.join(FORMS)}")
    if form != "hf-yaml":
        refuse(["dataset_id"], "only with --format hf-yaml")
    manifest, summary = store.load_manifest(run), store.require_summary(run)
    if k is not None:
        why = "sets the k of pass@k and eff@k, which --by and --field don't show"
        refuse(["k"] if field or by is not None else [], why)
        summary = score.for_ks(summary, parse_ks(k), manifest)
    if field:
        from effbench.results import field_metrics

        table = field_metrics(summary, store.timings(run), manifest.frozen() or None)
        table.rows = [(_named(name, manifest), *rest) for name, *rest in table.rows]
        print(_as_table(table, "--field", form), end="")
    elif by is not None:
        print(_as_table(breakdown.breakdown(manifest, summary, by), "--by", form), end="")
    elif form == "json":
        print_json(report.as_dict(run, manifest, summary, None))
    elif form == "hf-yaml":
        print(exports.hf_yaml(manifest, summary, dataset_id), end="")
    elif form == "eee":
        print_json(exports.every_eval_ever(manifest, summary))
    elif form == "table":
        report.print_run(run, manifest, summary, None, tasks=True)
    else:
        print(_metrics(manifest, summary).render(form), end="")


def _named(name: str, manifest: Manifest) -> str:
    """Add the timing profile to a metric's name, unless the row is an explanation (no name)."""
    return named(name, estimand_of(manifest.timing)) if name.strip() else name


def _as_table(table: Table, option: str, form: str) -> str:
    if form not in FORMATS:
        raise UsageError(f"{option} needs --format {', '.join(FORMATS)}, not {form}")
    return table.render(form)


def _metrics(manifest: Manifest, summary: Summary) -> Table:
    from effbench.score import METRIC_COLUMNS, RESOLVES, metric_cells

    estimand = estimand_of(manifest.timing)
    table = Table(
        columns=[Column(name, right=side == "right") for name, side in METRIC_COLUMNS],
        title=f"{manifest.model.label} on {manifest.suite.name}",
    )
    for metric in summary.metrics:
        table.add(*metric_cells(metric, estimand))
    mix = ", ".join(f"{name} {count}" for name, count in summary.statuses.items() if count)
    table.notes = [RESOLVES, f"samples: {mix or 'none'}"]
    return table
