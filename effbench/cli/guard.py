"""Shared by all sub-commands: errors as one line with an exit code, and JSON on stdout."""

from __future__ import annotations

import contextlib
import errno
import functools
import inspect
import json
import os
import re
import shlex
import sys
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

import typer

from effbench.base import EffbenchError, one_line

_CREDENTIALS = re.compile(r"(://)[^/@\s]+@")
_PARAMETER = "context_of_typer"
CONTEXT: ContextVar[typer.Context | None] = ContextVar("CONTEXT", default=None)
"""Typer's context of the running command; None if the command is called from Python."""
_SECRET_VALUE = re.compile(
    r"([?&][^=&\s]*(?:key|token|secret|password|sig)[^=&\s]*=)[^&#\s]+", re.I
)
_OF_THE_PLACE = {
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOENT, errno.EEXIST,
    errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.EXDEV,
    errno.ENXIO, errno.EFBIG,
}  # fmt: skip
"""Operating system errors that concern a path chosen by the user."""
P = ParamSpec("P")
R = TypeVar("R")


def guarded(command: Callable[P, R]) -> Callable[P, R]:
    """Decorate a command: print errors as one line, exit with their code, handle Ctrl-C."""

    @functools.wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        CONTEXT.set(kwargs.pop(_PARAMETER, None))  # type: ignore[arg-type]  # passed by typer
        try:
            result = command(*args, **kwargs)
            sys.stdout.flush()  # raises here if the disk is full
            return result
        except EffbenchError as error:
            print(f"effbench: error: {_visible(str(error))}", file=sys.stderr)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            print(
                "\neffbench: interrupted; nothing is lost. To resume, run the same command:"
                f"\n  {command_line()}",
                file=sys.stderr,
            )
            raise typer.Exit(130) from None
        except BrokenPipeError:  # `effbench … | head`
            sys.stderr.close()
            raise typer.Exit(0) from None
        except OSError as error:  # a full disk, a folder without permission, a name too long
            words = _of_the_place(error)
            if words is None:
                raise
            print(f"effbench: error: {words}", file=sys.stderr)
            _give_up_stdout()
            raise typer.Exit(2) from None

    # Typer passes its context to a parameter of that type. The commands do not need one.
    signature = inspect.signature(command, eval_str=True)
    context = inspect.Parameter(
        _PARAMETER, inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context
    )
    parameters = [*signature.parameters.values(), context]
    guarded.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    guarded.__annotations__ = {name: p.annotation for name, p in signature.parameters.items()}
    guarded.__annotations__[_PARAMETER] = typer.Context
    return guarded


def _of_the_place(error: OSError) -> str | None:
    """One line about a path or disk chosen by the user, or None for any other error."""
    if error.filename is None and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{error.strerror}; free some space, then run the same command again"
    if error.filename is None or error.errno not in _OF_THE_PLACE:
        return None
    return f"{one_line(error.filename)}: {error.strerror}; choose another path, or fix this one"


def _give_up_stdout() -> None:
    """Flush stdout. If that fails, discard the rest so that it does not fail again at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        with contextlib.suppress(OSError), open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _visible(text: str) -> str:
    """`text` with control characters escaped. File names may contain them."""
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in text)


def command_line() -> str:
    """This command as typed, with passwords and keys in URLs replaced by `***`."""
    words = (_CREDENTIALS.sub(r"\1***@", word) for word in sys.argv[1:])
    words = (_SECRET_VALUE.sub(r"\1***", word) if "://" in word else word for word in words)
    return shlex.join(["effbench", *words])


def print_json(value: Any) -> None:
    """Print JSON on stdout. Characters that the encoding lacks are escaped."""
    text = json.dumps(value, allow_nan=False, ensure_ascii=False, indent=2)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, allow_nan=False, indent=2)
    print(text)
