"""Export a finished run to other projects' formats: Hugging Face `.eval_results`, Every Eval Ever.

This module maps our numbers to their fields. Both formats hold less than a run folder; the run's
identity is included so that a reader can find it.

- `hf_yaml`: a list of entries for `.eval_results/*.yaml` in a model's repository, one per metric
  (https://huggingface.co/docs/hub/eval-results). `dataset.id` has to name a dataset repository that
  carries the benchmark: the caller supplies it.
- `every_eval_ever`: the aggregate record of schema 0.3.0 (https://github.com/evaleval/every_eval_ever).
"""

from __future__ import annotations

import datetime
import json

from effbench.base import JsonObject, Manifest, Metric, Summary
from effbench.runs import estimand_of, named

EEE_VERSION = "0.3.0"
_EPOCH = "1970-01-01T00:00:00+00:00"


def hf_yaml(manifest: Manifest, summary: Summary, dataset_id: str) -> str:
    """Return the entries as YAML. Strings are written as JSON strings, which are valid YAML."""
    lines: list[str] = []
    date = (manifest.finished or manifest.created)[:10]
    for metric in summary.metrics:
        if metric.value is None:
            continue
        name = named(metric.id, estimand_of(manifest.timing))
        task_id = f"{manifest.suite.name}-{name}"
        notes = (
            f"{_label(manifest)}: {name} on {_n(metric)}, "
            f"95 % {_interval(metric.ci)} for new tasks, {_interval(metric.ci_fixed_set)} for "
            f"these, suite version {manifest.suite.version}, "
            f"timing {manifest.timing.profile}, sandbox {manifest.judge.tier}"
        )
        lines += [
            "- dataset:",
            f"    id: {_quoted(dataset_id)}",
            f"    task_id: {_quoted(task_id)}",
            f"    revision: {_quoted((manifest.suite.digest or '')[:40])}",
            f"  value: {metric.value:.6g}",
            f"  date: {_quoted(date)}",
            f"  notes: {_quoted(notes)}",
        ]
    return "\n".join(lines) + "\n" if lines else "[]\n"


def every_eval_ever(manifest: Manifest, summary: Summary) -> JsonObject:
    """Return the aggregate record as plain data. Metrics without a value are left out."""
    model_id = manifest.model.model or manifest.model.spec or "unknown"
    suite = str(manifest.suite.name)
    finished = str(_unix(manifest.finished or manifest.created))
    local = manifest.model.kind in ("local", "vllm")
    engines = (("vllm", manifest.model.vllm), ("transformers", manifest.model.transformers))
    model: JsonObject = {
        "name": _label(manifest),
        "id": model_id,
        "additional_details": {
            "deployment_type": "self_deployed" if local else "unknown",
            "model_availability": "open_weights" if local else "unknown",
        },
    }
    for name, version in engines:
        if version is not None:
            model["inference_engine"] = {"name": name, "version": version}
            break
    return {
        "schema_version": EEE_VERSION,
        "evaluation_id": f"effbench-{suite}/{model_id}/{finished}",
        "evaluation_timestamp": finished,
        "retrieved_timestamp": finished,
        "source_metadata": {
            "source_name": "effbench",
            "source_type": "evaluation_run",
            "source_organization_name": "unknown",
            "evaluator_relationship": "other",
        },
        "eval_library": {
            "name": "effbench",
            "version": manifest.effbench_version,
            "additional_details": {
                "run_id": manifest.run_id,
                "publishable": json.dumps(manifest.publishable),
            },
        },
        "model_info": model,
        "evaluation_results": [
            _result(metric, manifest, suite)
            for metric in summary.metrics
            if metric.value is not None
        ],
    }


def _result(metric: Metric, manifest: Manifest, suite: str) -> JsonObject:
    shown = named(metric.id, estimand_of(manifest.timing))
    generation = manifest.generation
    arguments = {
        "temperature": generation.temperature,
        "top_p": generation.top_p,
        "max_tokens": generation.max_new_tokens,
        "execution_command": manifest.command,
        "prompt_template": str(generation.prompt),
        "sandbox": {"type": f"effbench {manifest.judge.tier}"},
    }
    return {
        "evaluation_result_id": f"{manifest.run_id}:{metric.id}",
        "evaluation_name": f"effbench {suite} {shown}",
        "source_data": {
            "dataset_name": f"effbench {suite}",
            "source_type": "other",
            "additional_details": {
                "version": str(manifest.suite.version),
                "digest": str(manifest.suite.digest),
            },
        },
        "metric_config": _config(metric, shown),
        "score_details": _details(metric, estimand_of(manifest.timing)),
        "generation_config": {
            "generation_args": {k: v for k, v in arguments.items() if v is not None},
            "additional_details": {"n_samples": str(generation.n_samples)},
        },
    }


def _config(metric: Metric, shown: str) -> JsonObject:
    name, _, k = metric.id.partition("@")
    proportion = metric.unit == "proportion"
    config: JsonObject = {
        "metric_id": f"effbench.{shown}",
        "metric_name": shown,
        "metric_kind": {"pass": "pass_rate"}.get(name, name),
        "metric_unit": metric.unit,
        "lower_is_better": not metric.higher_is_better,
        "score_type": "continuous",
        "min_score": 0,
        "max_score": 1 if proportion else "Infinity",
    }
    if k:
        config["metric_parameters"] = {"k": int(k)}
    return config


def _details(metric: Metric, estimand: str) -> JsonObject:
    details: JsonObject = {
        "score": metric.value,
        "details": {
            "n_tasks": str(metric.n_tasks),
            "n_families": str(metric.n_families),
            "method": metric.method,
            # The schema has room for only one interval, and that is the one for new tasks.
            "interval_of_these_tasks": json.dumps(metric.ci_fixed_set),
            "method_of_these_tasks": metric.method_fixed_set,
            "interval_of_timing_alone": json.dumps(metric.ci_timing),
            "method_of_timing_alone": metric.method_timing,
            "estimand_of_times": estimand,
        },
    }
    if metric.ci is not None:
        details["uncertainty"] = {
            "confidence_interval": {
                "lower": metric.ci[0],
                "upper": metric.ci[1],
                "confidence_level": metric.level,
                "method": metric.method,
            },
            "num_samples": metric.n_tasks,
        }
    return details


def _label(manifest: Manifest) -> str:
    return manifest.model.label or manifest.model.spec or "unknown"


def _n(metric: Metric) -> str:
    families = "" if metric.n_families is None else f" of {metric.n_families} families"
    return f"{metric.n_tasks} tasks{families}"


def _interval(ci: tuple[float, float] | None) -> str:
    return "no interval" if ci is None else f"[{ci[0]:.3f}, {ci[1]:.3f}]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=True)


def _unix(stamp: str) -> int:
    try:
        return int(datetime.datetime.fromisoformat(stamp).timestamp())
    except ValueError:  # a manifest may come from strangers
        return int(datetime.datetime.fromisoformat(_EPOCH).timestamp())
