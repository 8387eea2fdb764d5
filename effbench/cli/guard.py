"""What every sub-command shares: our errors as one line and an exit code, and JSON on stdout."""

from __future__ import annotations

import functools
import json
import re
import shlex
import sys
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import typer

from effbench.errors import EffbenchError

_CREDENTIALS = re.compile(r"(://)[^/@\s]+@")
_SECRET_VALUE = re.compile(
    r"([?&][^=&\s]*(?:key|token|secret|password|sig)[^=&\s]*=)[^&#\s]+", re.I
)
P = ParamSpec("P")
R = TypeVar("R")


def guarded(command: Callable[P, R]) -> Callable[P, R]:
    """Turn our errors into one line and an exit code; say how to go on after Ctrl-C."""

    @functools.wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except EffbenchError as error:
            print(f"effbench: error: {error}", file=sys.stderr)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            print(
                "\neffbench: interrupted; nothing is lost. The same command goes on where it "
                f"stopped:\n  {command_line()}",
                file=sys.stderr,
            )
            raise typer.Exit(130) from None
        except BrokenPipeError:  # `effbench … | head`
            sys.stderr.close()
            raise typer.Exit(0) from None

    return guarded


def command_line() -> str:
    """This command as one types it, without a password or a key that stands in a URL."""
    words = (_CREDENTIALS.sub(r"\1***@", word) for word in sys.argv[1:])
    words = (_SECRET_VALUE.sub(r"\1***", word) if "://" in word else word for word in words)
    return shlex.join(["effbench", *words])


def print_json(value: Any) -> None:
    print(json.dumps(value, allow_nan=False, ensure_ascii=False, indent=2))
