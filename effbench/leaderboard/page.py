"""From runs to pages: what is shown, in what order.

Decides sections, rows and their order. It does not read or write files, and computes no number but
ranks. Jinja escapes everything; what may pass unescaped is the figure, in which there is no text of
a run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from effbench import __version__
from effbench.leaderboard import ranking, text
from effbench.leaderboard.plot import Point, scatter_svg
from effbench.leaderboard.reading import Run, SuiteKey, first_text
from effbench.records import Certificate, Manifest
from effbench.score import words


@dataclass(frozen=True)
class Row:
    """One complete run within its suite."""

    number: int
    """Place in the table; names the run's point in the figure."""
    rank: str
    run: Run
    href: str
    machine: str
    tier: str
    certificate: str
    precision: str
    """How many ratios are not as precise as asked; empty when the run asked for no precision."""
    badge: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """One suite: its runs and their figure."""

    suite: SuiteKey
    anchor: str
    ranked_by: str
    rows: tuple[Row, ...]
    figure: Markup | None


def render(runs: Sequence[Run]) -> dict[str, str]:
    """Relative path -> HTML of every page: index.html and runs/<id>.html for each complete run."""
    environment = Environment(
        loader=PackageLoader("effbench.leaderboard"),
        autoescape=True,
        finalize=text.finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(text=text, words=words, version=__version__)
    complete = [run for run in runs if run.summary is not None]
    incomplete = [run for run in runs if run.summary is None]
    sections = list(_sections(complete))
    index = environment.get_template("index.html.j2")
    pages = {"index.html": index.render(sections=sections, incomplete=_by_label(incomplete))}
    page = environment.get_template("run.html.j2")
    for section in sections:
        for row in section.rows:
            pages[row.href] = page.render(section=section, row=row, run=row.run)
    return pages


def _sections(runs: Sequence[Run]) -> Iterator[Section]:
    """One for each suite; two suites of one name but another digest stay apart."""
    by_suite = sorted(runs, key=lambda run: run.suite)
    for number, (suite, group) in enumerate(groupby(by_suite, key=lambda run: run.suite), start=1):
        members = _by_label(list(group))
        ranks = ranking.rank(members)
        ranked_by = ranking.ranking_metric(members)
        members.sort(key=lambda run: _order(run, ranks, ranked_by))
        rows = tuple(_row(place, run, ranks) for place, run in enumerate(members, start=1))
        anchor = f"suite-{number}"
        yield Section(suite, anchor, ranked_by, rows, _figure(rows, anchor))


def _by_label(runs: Sequence[Run]) -> list[Run]:
    return sorted(runs, key=lambda run: (run.label, run.id))


def _order(
    run: Run, ranks: dict[str, ranking.RankRange], ranked_by: str
) -> tuple[bool, float, float]:
    """Ranked runs first, then by the ranking metric, then by pass@1; labels settle the rest."""
    return run.id not in ranks, -_value(run, ranked_by), -_value(run, "pass@1")


def _value(run: Run, metric_id: str) -> float:
    metric = run.metric(metric_id)
    return -1.0 if metric is None or metric.value is None else metric.value


def _row(number: int, run: Run, ranks: dict[str, ranking.RankRange]) -> Row:
    manifest = run.manifest
    badge = {True: "publishable", False: "not publishable", None: "not checked"}
    return Row(
        number=number,
        rank=str(ranks[run.id]) if run.id in ranks else "–",
        run=run,
        href=f"runs/{run.id}.html",
        machine=first_text(manifest.machine, "class_label", "cpu_model") or "not recorded",
        tier=_tier(manifest),
        certificate=_certificate(manifest.certificate),
        precision=_precision(run),
        badge=badge[manifest.publishable],
        reasons=manifest.unpublishable_reasons,
    )


def _precision(run: Run) -> str:
    samples = run.summary.samples if run.summary else ()
    return words.precision_count(samples, words.asked_precision(run.manifest.timing))


def _tier(manifest: Manifest) -> str:
    tier = manifest.judge.get("tier")
    return "not recorded" if tier is None else str(tier)


def _certificate(certificate: Certificate | None) -> str:
    if certificate is None:
        return "none"
    verdict = "fit" if certificate.fit else "not fit"
    return (
        f"{verdict}: {text.number(certificate.ratio)} {text.interval(certificate.ci)}, "
        f"target ±{text.percent(certificate.target)}"
    )


def _figure(rows: Sequence[Row], anchor: str) -> Markup | None:
    """The scatter of the runs that have both metrics; None when there are none."""
    points = []
    for row in rows:
        correct, fast = row.run.metric("pass@1"), row.run.metric("eff@1")
        if correct and fast and correct.value is not None and fast.value is not None:
            points.append(Point(row.number, correct.value, correct.ci, fast.value, fast.ci))
    # Safe to mark: the figure holds only the row numbers of these points and our own axis labels.
    return Markup(scatter_svg(points, anchor)) if points else None
