"""docs/metrics.md names every metric that effbench emits. test_docs_examples runs its examples."""

import ast
import re
from pathlib import Path

import pytest
from score_records import score, timing, verdict

from effbench.base.records import NOOP_ARM, REFERENCE_ARM
from effbench.stats import peers as metrics
from effbench.stats.scaling import CLASS_MARGIN, CLASS_NAMES

MANUAL = Path(__file__).parents[3] / "docs" / "metrics.md"
TEXT = MANUAL.read_text(encoding="utf-8")
NAMED_OTHERWISE = {
    "speed_on_common": "of two runs: `effbench compare`",
    "pass_at_1": "EvalPerf's, in percent",
}
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_metric_that_is_emitted_has_a_section():
    mebibyte = 1 << 20
    rss = {NOOP_ARM: mebibyte, REFERENCE_ARM: 5 * mebibyte, "a": 9 * mebibyte}
    summary = score([verdict(index=i) for i in range(10)], [timing(rss=rss, a=10.0)])
    emitted = {re.sub(r"(?<!uncapped)@\d+", "@k", metric.id) for metric in summary.metrics}
    timed = {"eff@k", "eff_uncapped@1", "speed_ratio", "mem_eff@k", "memory_ratio"}
    assert emitted == {"pass@k", *timed}
    assert emitted <= set(re.findall(r"^## (\S+)$", TEXT, re.MULTILINE))
    assert emitted == set(re.findall(r"^\| \[`(\S+)`\]", TEXT, re.MULTILINE))


@pytest.mark.parametrize("section", ["pass@k", "eff@k", "speed_ratio", "mem_eff@k", "Scaling"])
def test_a_section_has_formula_edges_warning_and_example(section):
    body = re.split(r"^## ", TEXT.split(f"\n## {section}\n")[1], flags=re.MULTILINE)[0]
    assert "Edges:" in body and "misleads" in body and BLOCK.search(body)


@pytest.mark.parametrize(
    "section",
    re.findall(r"^### (.+)$", TEXT.split("\n## The field's metrics\n")[1], re.MULTILINE),
)
def test_a_metric_of_the_field_has_source_warning_and_example(section):
    body = re.split(r"^##+ ", TEXT.split(f"\n### {section}\n")[1], flags=re.MULTILINE)[0]
    assert "misleads" in body and BLOCK.search(body)
    assert re.search(r"\b(Ours|et al\.)", body)


def test_every_function_of_the_fields_metrics_is_named():
    part = TEXT.split("\n## The field's metrics\n")[1]
    for path in sorted(Path(metrics.__file__).parent.glob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        for item in module.body:
            if isinstance(item, ast.FunctionDef) and not item.name.startswith("_"):
                known = part if path.stem != "ours" else TEXT
                named = item.name in known or item.name in NAMED_OTHERWISE
                assert named, f"docs/metrics.md does not name {path.stem}.{item.name}"


def test_both_intervals_are_documented():
    part = TEXT.split("\n## Intervals\n")[1].split("\n## ")[0]
    for name in ("ci", "ci_fixed_set", "n_tasks", "n_families", "method", "method_fixed_set"):
        assert f"`{name}`" in part
    assert "Coverage" in part


def test_links_inside_the_manual_lead_somewhere():
    heads = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
    assert set(re.findall(r"\(#([^)]+)\)", TEXT)) <= anchors


def test_constants_are_those_of_the_code():
    assert f"widened by\n{CLASS_MARGIN} to either side" in TEXT
    assert {"linear", "n log n", "quadratic"} <= set(CLASS_NAMES)
