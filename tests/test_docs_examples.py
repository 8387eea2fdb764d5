"""Every example on every page: Python is executed, commands are parsed, cheap ones are run."""

from __future__ import annotations

import doctest
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from doc_examples import (
    LANGUAGES,
    PAGES,
    ROOT,
    Block,
    blocks,
    commands,
    parse,
    spans,
    unknown_options,
)

NOT_RUN = "not run: "
LOOKS_LIKE_CODE = re.compile(r"^(?:\$ |effbench |pip |python |from |import |>>> )", re.M)
EVERY = [block for page in PAGES for block in blocks(page)]
SHELL = [block for block in EVERY if block.language == "sh"]
WITH_PYTHON = [page for page in PAGES if blocks(page, "python")]


def name(value: Any) -> str:
    return value.place if isinstance(value, Block) else str(value.relative_to(ROOT))


def test_the_pages_are_found_and_no_block_is_of_an_unknown_kind() -> None:
    assert len(PAGES) > 20 and len(SHELL) > 20 and len(WITH_PYTHON) > 5
    for block in EVERY:
        assert block.language in LANGUAGES, f"{block.place}: a block of an unknown language"
        if not block.language:
            assert not LOOKS_LIKE_CODE.search(block.body), f"{block.place}: say sh or python"
        if block.mark.startswith("run") or block.mark.startswith("not"):
            assert block.mark == "run" or len(block.mark) > len(NOT_RUN) + 10, block.place
    fences = sum(page.read_text(encoding="utf-8").count("\n```") for page in PAGES)
    assert fences == 2 * len(EVERY), "a fence was not read: it may be indented or not closed"


@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize("page", WITH_PYTHON, ids=name)
def test_python_examples_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The blocks of a page share a session: a later one may use the names of an earlier one."""
    place_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    session: dict[str, Any] = {}
    n_run = 0
    for block in blocks(page, "python"):
        if block.mark.startswith(NOT_RUN):
            compile(block.body, block.place, "exec")
        elif ">>>" in block.body:
            check_session(block, session)
            n_run += 1
        else:
            exec(compile("\n" * block.line + block.body, name(page), "exec"), session)
            n_run += 1
    assert n_run or all(block.mark for block in blocks(page, "python"))


def place_files(folder: Path) -> None:
    """Create the files that the pages name: a submission at NAME/DATE."""
    committed = sorted(ROOT.glob("leaderboard/submissions/*/*/submission.json"))[0].parent
    shutil.copytree(committed, folder / "leaderboard" / "submissions" / "NAME" / "DATE")


def check_session(block: Block, session: dict[str, Any]) -> None:
    test = doctest.DocTestParser().get_doctest(
        block.body, session, block.place, str(block.page), block.line
    )
    assert test.examples, f"{block.place}: no example in it"
    complaints: list[str] = []
    test.globs = session  # the parser made a copy
    failed, _ = doctest.DocTestRunner(verbose=False).run(
        test, out=complaints.append, clear_globs=False
    )
    assert failed == 0, "".join(complaints)


@pytest.mark.parametrize("block", SHELL, ids=name)
def test_commands_are_as_the_command_line_has_them(block: Block) -> None:
    for words in commands(block):
        tool = words[0].rpartition("/")[2]
        if tool == "effbench":
            parse(words)
        elif tool == "python" and words[1] == "-m" and words[2].startswith("benchmarks"):
            assert importlib.util.find_spec(words[2]), f"{block.place}: no module {words[2]}"
        elif tool == "python" and words[1].endswith(".py"):
            assert (ROOT / words[1]).is_file(), f"{block.place}: no file {words[1]}"


def test_a_wrong_option_would_be_found() -> None:
    with pytest.raises(Exception, match="No such option"):
        parse(["effbench", "judge", "x", "--no-such-option"])
    with pytest.raises(AssertionError, match="no command"):
        parse(["effbench", "leaderboard", "burn"])
    assert unknown_options(["effbench", "run", "…", "--modle", "x", "-n"]) == ["--modle"]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_in_prose_name_real_options(page: Path) -> None:
    for words in spans(page):
        if len(words) > 1 and words[1].isascii():
            assert unknown_options(words) == [], f"{name(page)}: {words}"


@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize("block", [b for b in SHELL if b.mark == "run"], ids=name)
def test_cheap_commands_run(block: Block, tmp_path: Path) -> None:
    place_files(tmp_path)
    here = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euc", block.body],
        cwd=tmp_path,
        env={**os.environ, "PATH": here},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{block.place}\n{done.stdout}\n{done.stderr}"


def test_some_commands_are_run() -> None:
    assert sum(block.mark == "run" for block in SHELL) >= 3
