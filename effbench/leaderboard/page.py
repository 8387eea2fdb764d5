"""Render the site's files from runs.

`sections` and `taskviews` select the content; the templates and the style sheet set its form. Jinja
escapes everything except two kinds of Markup: `marks`, which contain no text of a run, and `code`,
which Pygments escapes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from effbench import __version__
from effbench.leaderboard import facets, marks, payload, statements, text
from effbench.leaderboard.links import links_of
from effbench.leaderboard.plot import figure_svg
from effbench.leaderboard.reading import Run
from effbench.leaderboard.sections import METRICS, Section, by_label, sections
from effbench.leaderboard.taskviews import TaskView, task_views
from effbench.score import planned, words

STATIC = ("style.css", "theme.js", "state.js", "table.js", "scatter.js", "paired.js", "compare.js")
"""The files in static/ that are copied to assets/, in the order in which the page loads them."""
CITATION = f"""@software{{effbench,
  title   = {{effbench: correctness and speed of code written by language models}},
  author  = {{{{The effbench developers}}}},
  version = {{{__version__}}},
  license = {{Apache-2.0}}
}}"""
N_NEWEST = 12


def render(runs: Sequence[Run]) -> dict[str, str]:
    """Return relative path -> text for every file of the site, including index.html."""
    complete = [run for run in runs if run.summary is not None]
    incomplete = by_label([run for run in runs if run.summary is None])
    environment = _environment()
    known = statements.builtin() if complete else {}
    found = list(sections(complete))
    views = {section.anchor: task_views(section, known) for section in found}
    files = _assets()
    index = environment.get_template("index.html.j2")
    files["index.html"] = index.render(
        sections=found,
        views=views,
        links=links_of(found),
        incomplete=incomplete,
        newest=_newest(found),
        scripts=[name for name in STATIC if name.endswith(".js") and name != "theme.js"],
        root="",
    )
    files["certificates.html"] = environment.get_template("certificates.html.j2").render(
        sections=found, root=""
    )
    for section in found:
        files.update(_of_section(environment, section, views[section.anchor]))
    return files


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("effbench.leaderboard"),
        autoescape=True,
        finalize=text.finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(
        text=text,
        words=words,
        version=__version__,
        metrics=METRICS,
        planned=planned,
        columns=COLUMNS,
        facet_names=facets.NAMES,
        statuses=marks.STATUSES,
        citation=CITATION,
        trained=facets.TRAINED,
        few_notes=4,
        most_notes=20,
    )
    environment.filters["compact"] = _compact
    return environment


COLUMNS = (
    ("rank", "Rank", True),
    ("model", "Model", True),
    ("eff", "eff@1", True),
    ("pass", "pass@1", True),
    ("speed", "Time on passed", True),
    ("memory", "Memory", True),
    ("mix", "Answers", True),
    ("badge", "Badges", True),
    ("machine", "Machine", True),
    ("tier", "Tier", False),
    ("certificate", "Certificate", False),
    ("uncapped", "eff_uncapped@1", False),
    ("tokens", "Tokens", False),
    ("date", "Date", False),
)
"""The table's columns as (key, heading, shown by default). Without JavaScript all are shown."""


def _compact(value: object) -> Markup:
    """Encode plain data as JSON, escaped for use in an attribute."""
    return Markup.escape(json.dumps(value, separators=(",", ":"), ensure_ascii=True))


def _assets() -> dict[str, str]:
    static = resources.files("effbench.leaderboard") / "static"
    return {f"assets/{name}": (static / name).read_text(encoding="utf-8") for name in STATIC}


def _of_section(
    environment: Environment, section: Section, views: Sequence[TaskView]
) -> Iterator[tuple[str, str]]:
    """Yield the section's pages of runs and tasks, comparison data, figure and downloads."""
    hrefs = {view.task_id: view.href for view in views}
    page = environment.get_template("run.html.j2")
    for row in section.rows:
        yield row.href, page.render(section=section, row=row, run=row.run, hrefs=hrefs, root="../")
    page = environment.get_template("task.html.j2")
    for view in views:
        yield view.href, page.render(section=section, view=view, root="../")
    yield from payload.comparison_files(section, views).items()
    yield from payload.downloads(section).items()
    points = section.points()
    if points:
        yield f"figures/{section.anchor}.svg", figure_svg(points)


def _newest(found: Sequence[Section]) -> list[tuple[Section, object]]:
    """Return the N_NEWEST latest runs of all suites, newest first."""
    listed = [(section, row) for section in found for row in section.rows]
    listed.sort(key=lambda item: (item[1].run.manifest.created, item[1].run.id), reverse=True)
    return [(section, row) for section, row in listed[:N_NEWEST]]
