"""The page's content before rendering: a section for each suite, a row for each run.

This module groups and orders the runs. It reads no file. The only numbers that it computes are the
ranks, from `ranking`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from effbench.base import Certificate, Manifest, Metric, TaskResult
from effbench.leaderboard import facets, marks, ranking, text
from effbench.leaderboard.plot import Point
from effbench.leaderboard.reading import Run, SuiteKey
from effbench.machine import comparability
from effbench.results import ALPHA
from effbench.runs import STANDARD, meaning
from effbench.score import words

METRICS = ("eff@1", "pass@1", "speed_ratio", "memory_ratio")
"""The metrics of the columns with intervals, in order."""


@dataclass(frozen=True)
class Row:
    """One complete run within its suite."""

    number: int
    """The row's place in the table, which labels the run's point in the static figure."""
    rank: str
    rank_range: ranking.RankRange | None
    run: Run
    href: str
    facets: dict[str, list[str]]
    machine: str
    key: dict[str, str]
    """The comparability key of the machines that timed the run."""
    tier: str
    certificate: str
    precision: str
    """The number of ratios that missed the required precision; empty if the run required none."""
    badge: str
    reasons: tuple[str, ...]
    size: str
    about: tuple[str, ...]
    """Size, weights and licence, as far as the manifest has them."""
    mix: Markup
    tokens: float | None
    """The total number of answer tokens; None if the manifest does not have it."""

    def metric(self, name: str) -> Metric | None:
        """Return a metric of the run, or None if it is missing or has no value."""
        return self.run.metric(name)

    @property
    def without_time(self) -> str:
        """The text shown in place of a missing time."""
        fates = {words.fate(best) for best in self.run.best.values()}
        return "cut off" if "cut off" in fates else "not measured"

    @property
    def date(self) -> str:
        """The date on which the run was created, YYYY-MM-DD."""
        return self.run.manifest.created[:10]

    @property
    def failures(self) -> str:
        """The most frequent failure, e.g. `wrong answer 8 %, 3 more kinds`, or "no failure"."""
        statuses = self.run.summary.statuses if self.run.summary else {}
        failed = {name: count for name, count in statuses.items() if name != "pass" and count}
        total = sum(statuses.values())
        if not failed:
            return "no failure"
        name, count = min(failed.items(), key=lambda item: (-item[1], item[0]))
        more = len(failed) - 1
        kinds = f", {more} more kind{'s' if more > 1 else ''}" if more else ""
        return f"{name.replace('_', ' ')} {text.percent(count / total)}{kinds}"

    @property
    def pass_share(self) -> float:
        """The share of answers that passed; 0 without answers."""
        statuses = self.run.summary.statuses if self.run.summary else {}
        return statuses.get("pass", 0) / max(1, sum(statuses.values()))


@dataclass(frozen=True)
class Section:
    """The runs of one suite with one estimand, and their tasks."""

    suite: SuiteKey
    anchor: str
    """`s` and 8 hex digits that follow from the suite's name, version, digest and estimand."""
    ranked_by: str
    decided: str
    """The number of decided pairs of ranked runs, and the error rate; empty without a pair."""
    resolves: float | None
    """The smallest true difference in the ranking metric that these tasks can detect."""
    rows: tuple[Row, ...]
    task_ids: tuple[str, ...]
    scales: dict[str, marks.Scale]
    """Metric of METRICS -> the scale of its bars."""

    def points(self) -> list[Point]:
        """Return a point for every run that has both correctness and speed."""
        found = []
        for row in self.rows:
            correct, fast = row.metric("pass@1"), row.metric("speed_ratio")
            if correct and fast and correct.value is not None and fast.value:
                found.append(Point(row.number, correct.value, correct.ci, fast.value, fast.ci))
        return found

    def bar(self, name: str, metric: Metric) -> Markup:
        """Draw the interval bar of a metric's cell."""
        mark = 1.0 if name.endswith("ratio") or name == "eff@1" else None
        return marks.interval_bar(
            metric.value or 0.0, metric.ci, self.scales[name], mark, metric.ci_fixed_set
        )

    @property
    def resolved(self) -> str:
        """`resolves` as a sentence."""
        if self.resolves is None:
            return "The tasks have too few families to detect a difference between two runs."
        return (
            f"The test detects a difference between two runs in four of five cases if they truly "
            f"differ by {text.score(self.resolves)}."
        )

    @property
    def timed(self) -> str:
        """A description of the sizes and calls that were timed."""
        return meaning(self.suite.estimand)

    @property
    def is_part(self) -> bool:
        """True if only a part of the suite was run. Then no run is ranked."""
        return any(row.run.manifest.suite.subset for row in self.rows)

    @property
    def environments(self) -> str:
        """The parts of the comparability key in which the runs differ; empty if there are none."""
        parts = comparability.varying([row.key for row in self.rows])
        return ", ".join(f"{part} ({count} kinds)" for part, count in parts.items())

    @property
    def has_ranks(self) -> bool:
        """True if any run is ranked."""
        return any(row.rank_range for row in self.rows)

    def notes(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return (note, labels of the runs that have it), in the order of the rows."""
        found: dict[str, list[str]] = {}
        for row in self.rows:
            note = text.clean(row.run.words.notes).strip() if row.run.words else ""
            if note:
                found.setdefault(note, []).append(row.run.label)
        return [(note, tuple(labels)) for note, labels in found.items()]

    @property
    def has_fixed_set(self) -> bool:
        """True if any run has the second interval, which needs several samples per task."""
        metrics = [row.metric(name) for row in self.rows for name in METRICS]
        return any(metric is not None and metric.ci_fixed_set is not None for metric in metrics)

    def family(self, task_id: str) -> str:
        """Return the task's family; a task without one is its own family."""
        return self.about(task_id, "family") or task_id

    def about(self, task_id: str, name: str) -> str:
        """Return a task's `category`, `split`, `digest`, … from the first manifest that has it.

        Empty if no manifest has it.
        """
        for row in self.rows:
            task = row.run.manifest.suite.tasks.get(task_id)
            value = getattr(task, name) if task else None
            if value:
                return str(value)
        return ""


def sections(runs: Sequence[Run]) -> Iterator[Section]:
    """Yield a section for each suite and estimand. Suites with different digests are separate.

    They are sorted by name. Of one suite, the newest version comes first.
    """
    by_suite = sorted(runs, key=lambda run: _place(run.suite))
    for suite, group in groupby(by_suite, key=lambda run: run.suite):
        members = by_label(list(group))
        ranks = ranking.rank(members)
        ranked_by = ranking.ranking_metric(members)
        members.sort(key=lambda run: _order(run, ranks.ranges, ranked_by))
        rows = tuple(_row(place, run, ranks.ranges) for place, run in enumerate(members, start=1))
        tasks = {task.task_id for run in members for task in _summary_tasks(run)}
        yield Section(
            suite=suite,
            anchor=anchor(suite),
            ranked_by=ranked_by,
            decided=_decided(ranks),
            resolves=ranking.resolves(members, ranked_by),
            rows=rows,
            task_ids=tuple(sorted(tasks)),
            scales=_scales(members),
        )


def _place(suite: SuiteKey) -> tuple[str, tuple[int, ...], SuiteKey]:
    numbers = re.findall(r"[0-9]{1,9}", suite.version)
    return suite.name, tuple(-int(number) for number in numbers), suite


def _decided(ranks: ranking.Ranking) -> str:
    if not ranks.n_pairs:
        return ""
    return (
        f"{ranks.n_decided} of {ranks.n_pairs} pair{'s' if ranks.n_pairs > 1 else ''} decided; the "
        f"chance that any of them is wrong is at most {text.percent(ALPHA)}"
    )


def anchor(suite: SuiteKey) -> str:
    """Return the section's anchor. It depends only on this suite, so permalinks stay valid."""
    named = "\0".join((suite.name, suite.version, suite.digest))
    if suite.estimand != STANDARD:
        named += f"\0{suite.estimand}"
    return "s" + hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()[:8]


def by_label(runs: Sequence[Run]) -> list[Run]:
    """Sort runs by label, then by id."""
    return sorted(runs, key=lambda run: (run.label, run.id))


def _summary_tasks(run: Run) -> tuple[TaskResult, ...]:
    return run.summary.tasks if run.summary else ()


def _order(
    run: Run, ranks: Mapping[str, ranking.RankRange], ranked_by: str
) -> tuple[bool, int, float, float]:
    """Sort key: ranked runs first, by the middle of their range, the ranking metric, and pass@1.

    The range precedes the value because pairs are compared on their common tasks: if the runs'
    tasks differ, their values may have a different order. Ties stay in the order of the labels.
    """
    found = ranks.get(run.id)
    middle = found.best + found.worst if found else 0
    return found is None, middle, -_value(run, ranked_by), -_value(run, "pass@1")


def _value(run: Run, metric_id: str) -> float:
    metric = run.metric(metric_id)
    return -1.0 if metric is None or metric.value is None else metric.value


def _scales(runs: Sequence[Run]) -> dict[str, marks.Scale]:
    found = {"pass@1": marks.Scale(0.0, 1.0)}
    ends = _ends(runs, "eff@1")
    found["eff@1"] = marks.Scale(0.0, max([1.0, *ends]))
    for name in ("speed_ratio", "memory_ratio"):
        found[name] = marks.ratio_scale(_ends(runs, name))
    return found


def _ends(runs: Sequence[Run], name: str) -> list[float]:
    found = []
    for run in runs:
        metric = run.metric(name)
        if metric is not None and metric.value is not None:
            found += [metric.value, *(metric.ci or ()), *(metric.ci_fixed_set or ())]
    return found


def _row(number: int, run: Run, ranks: Mapping[str, ranking.RankRange]) -> Row:
    manifest = run.manifest
    return Row(
        number=number,
        rank=str(ranks[run.id]) if run.id in ranks else "–",
        rank_range=ranks.get(run.id),
        run=run,
        href=f"runs/{run.id}.html",
        facets=facets.facets(run),
        machine=facets.machine(run),
        key=comparability.key_of(manifest),
        tier=_tier(manifest),
        certificate=certificate_text(manifest.certificate),
        precision=_precision(run),
        badge=facets.status(run),
        reasons=manifest.unpublishable_reasons,
        size=facets.size_text(facets.parameters(manifest.model)),
        about=_about(manifest),
        mix=marks.mix_bar(run.summary.statuses if run.summary else {}),
        tokens=_tokens(manifest),
    )


def _about(manifest: Manifest) -> tuple[str, ...]:
    weights = facets.weights(manifest.model)
    return tuple(
        filter(
            None,
            (
                facets.size_text(facets.parameters(manifest.model)),
                f"{weights} weights" if weights != facets.NOT_SAID else "",
                facets.license_text(manifest.model),
            ),
        )
    )


def _tokens(manifest: Manifest) -> float | None:
    value = manifest.generation.tokens_out
    return float(value) if value is not None and 0 <= value < 1e18 else None


def _precision(run: Run) -> str:
    samples = run.summary.samples if run.summary else ()
    return words.precision_count(samples, words.asked_precision(run.manifest.timing))


def _tier(manifest: Manifest) -> str:
    return manifest.judge.tier or "not recorded"


def certificate_text(certificate: Certificate | None) -> str:
    """Describe a certificate in one line; "none" if there is none."""
    if certificate is None:
        return "none"
    verdict = "fit" if certificate.fit else "not fit"
    rule = ", made under the older rule" if certificate.rule == 1 else ""
    return (
        f"{verdict}: {text.number(certificate.ratio)} {text.interval(certificate.ci)}, "
        f"target ±{text.percent(certificate.target)}{rule}"
    )
