"""docs/metrics.md: its examples compute what it says, and it names what effbench emits."""

import doctest
import re
from pathlib import Path

import pytest
from score_records import score, timing, verdict

from effbench.records import NOOP_ARM, REFERENCE_ARM
from effbench.stats.scaling import CLASS_MARGIN, CLASS_NAMES

MANUAL = Path(__file__).parents[1] / "docs" / "metrics.md"
TEXT = MANUAL.read_text(encoding="utf-8")
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_examples_compute_what_they_say():
    """All blocks are one session, so that a later one may use the names of an earlier one."""
    examples = []
    for block in BLOCK.finditer(TEXT):
        line = TEXT[: block.start(1)].count("\n")
        found = doctest.DocTestParser().get_examples(block[1], MANUAL.name)
        assert found, f"{MANUAL.name}, line {line + 1}: a python block without an example"
        for example in found:
            example.lineno += line
        examples += found
    session = doctest.DocTest(examples, {}, MANUAL.name, str(MANUAL), 0, TEXT)
    complaints: list[str] = []
    failed, tried = doctest.DocTestRunner(verbose=False).run(session, out=complaints.append)
    assert failed == 0, "".join(complaints)
    assert tried > 30


def test_every_metric_that_is_emitted_has_a_section():
    mebibyte = 1 << 20
    rss = {NOOP_ARM: mebibyte, REFERENCE_ARM: 5 * mebibyte, "a": 9 * mebibyte}
    summary = score([verdict(index=i) for i in range(10)], [timing(rss=rss, a=10.0)])
    emitted = {re.sub(r"@\d+", "@k", metric.id) for metric in summary.metrics}
    assert emitted == {"pass@k", "eff@k", "speed_ratio", "mem_eff@k", "memory_ratio"}
    assert emitted <= set(re.findall(r"^## (\S+)$", TEXT, re.MULTILINE))
    assert emitted == set(re.findall(r"^\| \[`(\S+)`\]", TEXT, re.MULTILINE))


@pytest.mark.parametrize("section", ["pass@k", "eff@k", "speed_ratio", "mem_eff@k", "Scaling"])
def test_a_section_has_formula_edges_warning_and_example(section):
    body = re.split(r"^## ", TEXT.split(f"\n## {section}\n")[1], flags=re.MULTILINE)[0]
    assert "Edges:" in body and "misleads" in body and BLOCK.search(body)


def test_links_inside_the_manual_lead_somewhere():
    heads = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
    assert set(re.findall(r"\(#([^)]+)\)", TEXT)) <= anchors


def test_constants_are_those_of_the_code():
    assert f"widened by\n{CLASS_MARGIN} to either side" in TEXT
    assert {"linear", "n log n", "quadratic"} <= set(CLASS_NAMES)
