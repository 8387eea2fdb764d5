"""The whole site, parsed with an HTML parser."""

import csv
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser

import msgspec
import pytest
from leaderboard_runs import GOOD, POOR, certificate, manifest, summary, write_run

from effbench.base.errors import DataError
from effbench.base.records import CertificateArm, FailedInput, SizeResult
from effbench.leaderboard import build
from effbench.leaderboard.reading import read_runs
from effbench.leaderboard.sections import sections
from effbench.score.planning import planned
from effbench.tasks import registry

VOID = {"meta", "link", "img", "br", "hr", "input", "base"}
FETCHING = {"src", "srcset", "data", "action", "formaction", "poster", "background", "ping"}


class Page(HTMLParser):
    """Collects elements with their attributes, text by element, and unclosed tags."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.texts, self.open = [], [], []
        self.tables = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self.tables[-1][-1].append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data):
        self.texts.append(data)
        if self.tables and {"td", "th"} & set(self.open):
            self.tables[-1][-1][-1] += data

    def tags(self):
        return {tag for tag, _ in self.elements}

    def text(self):
        return " ".join("".join(self.texts).split())

    def rows(self, table):
        return [[" ".join(cell.split()) for cell in row] for row in self.tables[table][1:]]


def pages(index):
    """Return path relative to the site -> Page for every HTML file, which must be well nested."""
    found = {}
    for path in sorted(index.parent.rglob("*.html")):
        page = Page(path.read_text(encoding="utf-8"))
        assert page.open == [], f"{path.name} leaves {page.open} open"
        found[str(path.relative_to(index.parent))] = page
    return found


def run_pages(found):
    return [page for name, page in found.items() if name.startswith("runs/")]


def board(page, suite=0):
    """Return rank, model, … of each row of a suite's table; the model without its hidden number."""
    return [[row[0], row[1].split(" ", 1)[1], *row[2:]] for row in page.rows(2 * suite)]


def contents(index):
    folder = index.parent
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_index_and_a_page_for_each_run(make_run, tmp_path):
    index = build([make_run("good"), make_run("poor", POOR)], tmp_path / "site")
    assert index == tmp_path / "site" / "index.html"
    found = pages(index)
    assert len(run_pages(found)) == 2
    rows = board(found["index.html"])
    assert [row[:2] for row in rows] == [["1", "good"], ["2", "poor"]]
    assert rows[0][2:5] == ["0.86 [0.76, 0.96]", "0.92 [0.82, 1.00]", "1.500 [1.250, 1.750]"]
    assert rows[0][5] == "1.100 [0.900, 1.300]"
    assert rows[0][6] == "wrong answer 8 %"
    assert rows[0][7:10] == ["self-reported", "Some CPU", "T1"]
    assert rows[0][10] == "fit: 1.002 [0.990, 1.013], target ±5 %"
    assert rows[0][11:] == ["–", "–", "2026-01-02"]  # no eff_uncapped@1 in older summaries
    links = {a["href"] for tag, a in found["index.html"].elements if tag == "a"}
    linked = {link for link in links if link.startswith(("runs/", "tasks/"))}
    assert linked | {"certificates.html"} == set(found) - {"index.html"}


def test_task_pages_show_every_run_and_the_best_code(make_run, tmp_path):
    found = pages(build([make_run("good"), make_run("poor", POOR)], tmp_path / "site"))
    (page,) = (page for name, page in found.items() if "-task00-" in name)
    assert [row[:5] for row in page.rows(0)] == [
        ["good", "1", "1.00", "0.90", "1.259"],
        ["poor", "2", "1.00", "0.20", "6.310"],
    ]
    assert "solved in 2 of 2 runs mean pass@1 1.00" in page.text()
    assert "The statement isn't shown" in page.text()
    assert "good and 1 more with the same text, efficiency 0.90" in page.text()
    assert "doesn't publish its code" in page.text()


def test_a_task_of_the_built_in_suite_has_its_statement(make_run, tmp_path):
    task = registry.open_tasks(["anagram_windows"])[0].task
    suite = {
        "name": "core",
        "version": "1",
        "digest": "d",
        "tasks": {task.id: {"digest": task.digest}},
    }
    folder = make_run("a", task_ids=[task.id, *[f"t{i}" for i in range(11)]], suite=suite)
    found = pages(build([folder], tmp_path / "site"))
    (page,) = (page for name, page in found.items() if "-anagram-windows-" in name)
    assert " ".join(task.prompt.split()) in page.text()
    assert "effbench canary" in page.text()
    assert [row[0] for row in page.rows(1)] == ["fast", "medium", "slow"]


def test_a_certificate_of_the_older_rule_is_named_so(make_run, tmp_path):
    older = certificate(rule=1, checks=())
    found = pages(build([make_run("a", certificate=older)], tmp_path / "site"))
    assert found["certificates.html"].rows(0)[0][5] == "fit (older rule)"
    assert board(found["index.html"])[0][10].endswith("made under the older rule")


def test_the_run_page_shows_each_check_of_the_certificate(make_run, tmp_path):
    found = pages(build([make_run("good")], tmp_path / "site"))
    (page,) = run_pages(found)
    rows = [row for number in range(len(page.tables)) for row in page.rows(number)]
    assert ["drift", "identical code", "1.010", "[0.990, 1.020]", "±7.5 %", "yes"] in rows


def test_certificates_page(make_run, tmp_path):
    found = pages(build([make_run("a"), make_run("b", certificate=None)], tmp_path / "site"))
    rows = found["certificates.html"].rows(0)
    assert rows[0][:6] == ["a", "1.002", "[0.990, 1.013]", "48", "±5 %", "fit"]
    assert rows[1][:2] == ["b", "none"]


def test_downloads_hold_the_tables_numbers(make_run, tmp_path):
    index = build([make_run("=HYPERLINK(1)"), make_run("poor", POOR)], tmp_path / "site")
    (table,) = index.parent.glob("downloads/s????????.csv")
    rows = list(csv.DictReader(table.read_text().splitlines()))
    assert [row["rank"] for row in rows] == ["1", "2"]
    assert rows[0]["model"] == "'=HYPERLINK(1)"
    assert float(rows[0]["eff@1"]) == pytest.approx(sum(GOOD) / 12)
    (tasks,) = index.parent.glob("downloads/*-tasks.csv")
    assert len(tasks.read_text().splitlines()) == 1 + 24
    (whole,) = index.parent.glob("downloads/*.json")
    assert [run["rank"] for run in json.loads(whole.read_text())["runs"]] == [[1, 1], [2, 2]]


def test_run_page_shows_metrics_tasks_certificate_and_settings(make_run, tmp_path):
    found = pages(build([make_run("good")], tmp_path / "site"))
    (page,) = run_pages(found)
    metrics, tasks, arms, _, settings = (page.rows(i) for i in range(5))
    assert metrics[1][:7] == ["eff@1", "0.86", "[0.76, 0.96]", "no interval", "–", "–", "0.950"]
    assert metrics[2][8:11] == ["lower", "12", "how speed_ratio was made"]
    assert len(tasks) == 12
    assert tasks[0][:5] == ["task00", "1", "1.00", "0.90", "1.259"]
    assert tasks[0][5:] == ["1.500", "n^1.02 ± 0.03", "pass 1 (100 %)", "–"]
    assert tasks[9][4:7] == ["–"] * 3
    assert "sample 0: wrong answer: differs at [3]" in tasks[9][8]
    assert "expected 3 returned 4" in tasks[9][8]
    assert arms == [["task00", "start", "1.010", "no interval", "2"]]
    assert ["machine.cores_logical", "2"] in settings
    assert "an idle machine" in page.text()


def test_every_page_has_its_meaning_in_its_marks(make_run, tmp_path):
    found = pages(build([make_run("a"), make_run("b", status="running")], tmp_path / "site"))
    for page in found.values():
        headers = [attributes for tag, attributes in page.elements if tag == "th"]
        assert headers and all(a.get("scope") in ("col", "row") for a in headers)
        tables = [tag for tag, _ in page.elements].count("table")
        assert tables == [tag for tag, _ in page.elements].count("caption") > 0
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        labelled = {a["aria-labelledby"] for _, a in page.elements if "aria-labelledby" in a}
        assert labelled <= set(ids)
        assert ("html", {"lang": "en"}) in page.elements
        assert [tag for tag, _ in page.elements].count("h1") == 1
        fragments = {a["href"][1:] for _, a in page.elements if a.get("href", "").startswith("#")}
        assert {name for name in fragments if "=" not in name} <= set(ids)


def test_only_the_sites_own_files_are_loaded(make_run, tmp_path):
    index = build([make_run("a"), make_run("b", POOR)], tmp_path / "site")
    for name, page in pages(index).items():
        assert not page.tags() & {"iframe", "object", "embed", "base", "form", "style"}
        folder = (index.parent / name).parent
        for tag, attributes in page.elements:
            assert "style" not in attributes, (tag, attributes)
            for fetched in FETCHING & attributes.keys():
                assert fetched == "src" and tag in ("script", "img")
                assert folder.joinpath(attributes["src"]).is_file()
            if tag == "link":
                assert folder.joinpath(attributes["href"]).is_file()
            assert not [key for key in attributes if key.startswith("on")]
            target = attributes.get("href", "")
            if tag == "a":
                assert folder.joinpath(target.split("#")[0]).exists()
            elif tag != "link":
                assert target == "" or target.startswith("#")
        html = (index.parent / name).read_text(encoding="utf-8")
        assert "://" not in html and "@import" not in html and "<script>" not in html
        assert re.findall(r"url\((?!#)", html) == []
        (policy,) = (
            a["content"]
            for tag, a in page.elements
            if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"
        )
        assert "default-src 'none'" in policy
        sources = {part.split()[0]: set(part.split()[1:]) for part in policy.split(";")}
        assert sources["script-src"] == sources["style-src"] == {"'self'", "file:"}
        assert "unsafe" not in policy and "*" not in policy
    for path in index.parent.glob("assets/*.js"):
        code = path.read_text()
        assert not re.search(r"\beval\(|new Function|innerHTML|insertAdjacentHTML|fetch\(", code)
        assert "://" not in code.replace("http://www.w3.org/2000/svg", "")


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "</style><style>body{display:none}",
    "</title></svg><svg onload=alert(1)>",
    '" onmouseover="alert(1)',
    "{{ 7 * 7 }}{% raw %}",
    "$\\frac{",
    "../../../etc/passwd",
    "\x1b[31mred\x1b]0;title\x07\x00\u202e",
    "&lt;b&gt;",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_stays_text(make_run, tmp_path, hostile):
    folder = make_run(
        hostile,
        GOOD,
        task_ids=[hostile, *[f"t{i}" for i in range(11)]],
        failed_input=FailedInput(label=hostile, arguments=hostile, expected=hostile, returned=""),
        run_id=hostile,
        created=hostile,
        command=hostile,
        suite={
            **dict.fromkeys(("name", "version", "digest"), hostile),
            "left_out": {hostile: hostile},
        },
        machine={"cpu_model": hostile, "libraries": {hostile: hostile}},
        judge={"tier": hostile},
        publishable=False,
        unpublishable_reasons=(hostile,),
        certificate=certificate(
            note=hostile,
            arms=(CertificateArm(task_id=hostile, ratio=1.0, ci=None, log_ratios=()),),
        ),
    )
    running = make_run(hostile, status="running")
    harmless = pages(build([make_run("a"), make_run("b", status="running")], tmp_path / "plain"))
    index = build([folder, running], tmp_path / "site")
    for name, page in pages(index).items():
        kind = name.split("/")[0]
        like = next(page for other, page in harmless.items() if other.split("/")[0] == kind)
        assert page.tags() <= like.tags() | {"ul", "li", "p"}
        assert not [key for _, a in page.elements for key in a if key.startswith("on")]
        html = (index.parent / name).read_text(encoding="utf-8")
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e]", html)
        plain = "red" if hostile.startswith("\x1b") else hostile
        assert " ".join(plain.split()) in page.text()
    assert {path.name for path in tmp_path.iterdir()} == {"runs", "plain", "site"}


def test_byte_identical_for_the_same_runs_in_any_order(make_run, tmp_path):
    folders = [
        make_run("a"),
        make_run("b", POOR),
        make_run("a", GOOD[::-1]),
        make_run("c", status="interrupted"),
    ]
    first = contents(build(folders, tmp_path / "one"))
    assert contents(build(folders[::-1], tmp_path / "two")) == first
    assert contents(build(folders, tmp_path / "one")) == first


def test_byte_identical_in_another_process(make_run, tmp_path):
    folder = make_run("a")
    here = contents(build([folder], tmp_path / "one"))
    code = "import sys, pathlib; from effbench.leaderboard import build; build(*eval(sys.argv[1]))"
    arguments = f"[pathlib.Path({str(folder)!r})], pathlib.Path({str(tmp_path / 'two')!r})"
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", code, arguments], check=True, env=environment)
    assert contents(tmp_path / "two" / "index.html") == here


def test_equal_runs_stand_in_the_order_of_their_labels(make_run, tmp_path):
    labels = ["c", "a", "d", "b", "f", "e"]
    page = pages(build([make_run(label) for label in labels], tmp_path / "site"))["index.html"]
    assert [row[1] for row in board(page)] == sorted(labels)
    assert {row[0] for row in board(page)} == {"1–6"}


def test_suites_are_kept_apart(make_run, tmp_path):
    other = {"name": "core", "version": "1", "digest": "e" * 64, "locked": True}
    index = build(
        [make_run("a"), make_run("b", POOR), make_run("c", POOR, suite=other)], tmp_path / "s"
    )
    page = pages(index)["index.html"]
    assert [[row[:2] for row in board(page, i)] for i in range(2)] == [
        [["1", "a"], ["2", "b"]],
        [["1", "c"]],
    ]
    assert len(list(index.parent.glob("figures/*.svg"))) == 2


def test_each_version_of_a_suite_has_its_own_table_the_newest_first(make_run, tmp_path):
    def suite(name, version, digest):
        return {"name": name, "version": version, "digest": digest * 64, "locked": True}

    versions = [suite("core", "2", "e"), suite("core+hard", "2+1", "a"), suite("core", "10", "f")]
    runs = [make_run(f"run{i}", suite=one) for i, one in enumerate(versions)]
    page = pages(build([make_run("old"), *runs], tmp_path / "s"))["index.html"]
    labels = [board(page, i)[0][1] for i in range(4)]
    assert labels == ["run2", "run0", "old", "run1"]  # core 10, core 2, core 1, core+hard 2+1


def test_a_run_that_is_not_publishable_has_reasons_and_no_rank(make_run, tmp_path):
    folder = make_run("b", publishable=False, unpublishable_reasons=("3 % infra errors", "tier T3"))
    unchecked = make_run("c", publishable=None)
    found = pages(build([make_run("a", POOR), folder, unchecked], tmp_path / "site"))
    rows = board(found["index.html"])
    assert [row[:2] for row in rows] == [["1", "a"], ["–", "b"], ["–", "c"]]
    assert rows[1][7] == "self-reported not publishable"
    assert rows[2][7] == "self-reported not checked"
    said = "not publishable 3 % infra errors tier T3"
    assert [said in page.text() for page in run_pages(found)].count(True) == 1


def test_incomplete_runs_are_listed_apart(make_run, tmp_path):
    folder = make_run("b", status="interrupted")
    (folder / "summary.json").unlink()
    page = pages(build([make_run("a"), folder], tmp_path / "site"))["index.html"]
    assert [row[1] for row in board(page)] == ["a"]
    assert page.rows(2) == [["b", "core 1", "run-of-b", "2026-01-02T03:04:05Z", "interrupted"]]


def test_runs_without_speed_have_no_figure_and_rank_by_pass_at_1(make_run, tmp_path):
    index = build([make_run("a", speed=False), make_run("b", POOR, speed=False)], tmp_path / "site")
    page = pages(index)["index.html"]
    assert "No figure" in page.text() and not list(index.parent.glob("figures/*"))
    assert "ranked by pass@1" in page.text()
    assert board(page)[0][:4] == ["1–2", "a", "not measured", "0.92 [0.82, 1.00]"]


def test_missing_machine_certificate_and_tier_are_said_to_be_missing(make_run, tmp_path):
    folder = make_run("a", machine={}, judge={}, certificate=None)
    rows = board(pages(build([folder], tmp_path / "site"))["index.html"])
    assert rows[0][8:11] == ["not recorded", "not recorded", "none"]


def test_no_runs_give_a_page_that_says_so(tmp_path):
    page = pages(build([], tmp_path / "site"))["index.html"]
    assert "There is no complete run yet" in page.text()


def test_an_unreadable_run_writes_nothing(make_run, tmp_path):
    broken = make_run("b")
    (broken / "summary.json").write_text("{")
    with pytest.raises(DataError, match=r"summary\.json"):
        build([make_run("a"), broken], tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_a_later_build_drops_the_page_of_a_run_that_is_gone(make_run, tmp_path):
    first, second = make_run("a"), make_run("b")
    build([first, second], tmp_path / "site")
    found = pages(build([first], tmp_path / "site"))
    assert len(run_pages(found)) == 1
    assert len(list((tmp_path / "site" / "data").glob("?" * 16 + ".js"))) == 1


def test_a_run_with_a_metric_of_no_value(make_run, tmp_path):
    folder = make_run("a")
    path = folder / "summary.json"
    content = msgspec.json.decode(path.read_bytes())
    for metric in content["metrics"]:
        metric.update(value=None, ci=None)
    path.write_bytes(msgspec.json.encode(content))
    rows = board(pages(build([folder], tmp_path / "site"))["index.html"])
    assert rows[0][0] == "–"
    assert rows[0][2:6] == ["not measured"] * 4


@pytest.mark.parametrize(
    ("timing", "said"),
    [
        ({"precision": 0.05}, "Precision: 11 of 22 ratios not within ±5 % after up to 96 blocks"),
        ({"precision": 7.0}, "11 of 22 ratios not within the requested precision"),
    ],
)
def test_run_page_counts_what_is_not_as_precise_as_asked(make_run, tmp_path, timing, said):
    found = pages(build([make_run("a", timing=timing)], tmp_path / "site"))
    (page,) = run_pages(found)
    assert said in page.text()


def test_run_page_without_speed_says_nothing_of_precision(make_run, tmp_path):
    found = pages(build([make_run("a", speed=False)], tmp_path / "site"))
    (page,) = run_pages(found)
    assert "Precision:" not in page.text()


CUT_OFF = SizeResult(
    size="S", ratio=None, ci=None, n_blocks=1, censored=True, efficiency=0.0, precise=True
)


def one_pass(tmp_path, label, **changes):
    """Make the folder of a run with one passing answer to one task, without a time."""
    made = summary([0.9], speed=False)
    sample = msgspec.structs.replace(made.samples[0], efficiency=0.0, **changes)
    made = msgspec.structs.replace(made, samples=(sample,))
    return write_run(tmp_path / "runs" / label, manifest(label), made)


def task_page(index):
    (page,) = (page for name, page in pages(index).items() if name.startswith("tasks/"))
    return page.text()


def test_code_that_was_not_timed_is_not_called_slow(tmp_path):
    words = task_page(build([one_pass(tmp_path, "untimed")], tmp_path / "site"))
    assert "untimed, not timed" in words
    assert "Fastest code" not in words
    assert "efficiency 0.00" not in words


def test_timed_code_stands_before_code_that_was_not_timed(tmp_path):
    untimed = one_pass(tmp_path, "aaa", source_sha256="c" * 64)
    cut_off = one_pass(tmp_path, "bbb", sizes=(CUT_OFF,))
    words = task_page(build([untimed, cut_off], tmp_path / "site"))
    assert "Fastest code bbb, efficiency 0.00" in words
    assert words.index("bbb, efficiency") < words.index("aaa, not timed")


def test_a_run_that_was_cut_off_everywhere_is_not_called_unmeasured(tmp_path):
    folders = [one_pass(tmp_path, "slow", sizes=(CUT_OFF,)), one_pass(tmp_path, "untimed")]
    page = pages(build(folders, tmp_path / "site"))["index.html"]
    assert {row[1]: row[4] for row in board(page)} == {"slow": "cut off", "untimed": "not measured"}


def test_one_run_and_one_task_are_no_plural(tmp_path):
    words = pages(build([one_pass(tmp_path, "only")], tmp_path / "site"))["index.html"].text()
    assert "1 run on exactly this task" in words
    assert "How the run did on each task" in words


def test_runs_whose_times_estimate_different_things_share_no_table(make_run, tmp_path):
    """On one suite, `standard` and `strict` share a table; `quick` and an earlier `quick` each have
    their own."""
    timings = {
        "standard": {"profile": "standard"},
        "strict": {"profile": "strict"},
        "quick": {"profile": "quick", "estimand": "quick"},
        "earlier": {"profile": "quick", "min_blocks": 8},
        "untimed": {"profile": "off"},
    }
    runs = [make_run(name, timing=timing) for name, timing in timings.items()]
    index = build(runs, tmp_path / "site")
    found = list(sections(read_runs(runs)))
    tables = {section.suite.title: {row.run.label for row in section.rows} for section in found}
    assert tables == {
        "core 1": {"standard", "strict"},
        "core 1, timing quick": {"quick"},
        "core 1, timing quick-2-sizes": {"earlier"},
        "core 1, not timed": {"untimed"},
    }
    files = contents(index)
    shared = [name for name in files if re.fullmatch(r"data/s[0-9a-f]{8}\.js", name)]
    assert len(shared) == len(tables)  # one head-to-head comparison for each table
    for name in files:
        if name.startswith("downloads/") and name.endswith(".json"):
            whole = json.loads(files[name])
            labels = {run["model"] for run in whole["runs"]}
            assert labels in tables.values()
    page = pages(index)["index.html"].text()
    assert "eff@1 (quick)" in page and "eff@1 (quick-2-sizes)" in page
    assert "These numbers can't be compared with those of other tables" in page


def test_a_table_says_what_it_resolves(make_run, tmp_path):
    runs = [make_run("good"), make_run("poor", POOR)]
    (section,) = sections(read_runs(runs))
    assert section.resolves is not None and 0.05 < section.resolves < 0.6
    page = pages(build(runs, tmp_path / "site"))["index.html"].text()
    assert f"truly differ by {section.resolves:.2f}" in page
    (alone,) = sections(read_runs(runs[:1]))
    assert alone.resolves == planned("eff@1", len(alone.task_ids))
