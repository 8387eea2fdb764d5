"""Find the examples on the documentation's pages, and parse their commands with the real parser.

An HTML comment in the line above a fence sets how it is treated:

    <!-- not run: REASON -->   a Python block that can't be executed here; it must still compile
    <!-- run -->               a shell block that is cheap enough to be executed unchanged
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from effbench.cli.app import app

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.joinpath("docs").rglob("*.md"), *ROOT.glob("leaderboard/*.md")]
)
LANGUAGES = {"", "python", "sh", "text", "yaml", "toml", "json"}
_FENCE = re.compile(
    r"^(?:<!-- (?P<mark>.*?) -->\n)?```(?P<language>.*)\n(?P<body>(?:.*\n)*?)```$", re.M
)
_COMMENT = re.compile(r"(?:^|\s)#.*$", re.M)
_SPAN = re.compile(r"`(effbench [^`]*)`")


@dataclass(frozen=True)
class Block:
    page: Path
    line: int
    language: str
    body: str
    mark: str

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(page: Path, language: str | None = None) -> list[Block]:
    """Return all fenced blocks of a page, or those of one language."""
    text = page.read_text(encoding="utf-8")
    found = [
        Block(
            page,
            text[: match.start("body")].count("\n"),
            match["language"].strip(),
            match["body"],
            match["mark"] or "",
        )
        for match in _FENCE.finditer(text)
    ]
    return [block for block in found if language in (None, block.language)]


def commands(block: Block) -> Iterator[list[str]]:
    """Yield the words of every command in a shell block."""
    for line in _COMMENT.sub("", block.body.replace("\\\n", " ")).splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars=";&|")
        lexer.whitespace_split, lexer.commenters = True, ""
        tokens = list(lexer)
        ends = [n for n, token in enumerate(tokens) if not token.strip(";&|")] + [len(tokens)]
        starts = [0, *(end + 1 for end in ends)]
        for start, end in zip(starts, ends, strict=False):
            words = tokens[start:end]
            while words and re.fullmatch(r"\w+=.*", words[0]):
                del words[0]
            if words:
                yield words


def spans(page: Path) -> Iterator[list[str]]:
    """Yield the words of the commands between backticks in the page's prose."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    for match in _SPAN.finditer(text):
        try:
            yield shlex.split(match[1].replace("\n", " "))
        except ValueError:
            continue  # an unclosed quote: this is prose


def resolved(words: list[str]) -> tuple[Any, list[str], list[Any]]:
    """Return (command, the words after its name, contexts) of an `effbench` command line."""
    command: Any = typer.main.get_command(app)
    contexts: list[Any] = [command.make_context("effbench", [], resilient_parsing=True)]
    rest = words[1:]
    while hasattr(command, "commands") and rest and not rest[0].startswith("-"):
        assert rest[0] in command.commands, f"no command {rest[0]}: {shlex.join(words)}"
        command, rest = command.commands[rest[0]], rest[1:]
    return command, rest, contexts


def parse(words: list[str]) -> None:
    """Parse the words with the real command, without running it. Raises the command's errors."""
    command, rest, contexts = resolved(words)
    if hasattr(command, "commands"):
        assert rest, f"{shlex.join(words)}: no command"
    command.make_context(words[1], list(rest), parent=contexts[0])


def unknown_options(words: list[str]) -> list[str]:
    """Return the words that look like options but are unknown to the command. For prose."""
    command, rest, _ = resolved(words)
    known = {"--help", "-h"}
    for parameter in command.params:
        known.update(parameter.opts, parameter.secondary_opts)
    return [word for word in rest if re.match(r"-+[a-z]", word) and word.split("=")[0] not in known]
