"""What every sub-command shares: our errors as one line and an exit code, and JSON on stdout."""

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
"""The running command's; None when it is called from Python."""
_SECRET_VALUE = re.compile(
    r"([?&][^=&\s]*(?:key|token|secret|password|sig)[^=&\s]*=)[^&#\s]+", re.I
)
_OF_THE_PLACE = {
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOENT, errno.EEXIST,
    errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.EXDEV,
    errno.ENXIO, errno.EFBIG,
}  # fmt: skip
"""Errors of the operating system that speak of a path which the user chose."""
P = ParamSpec("P")
R = TypeVar("R")


def guarded(command: Callable[P, R]) -> Callable[P, R]:
    """Turn our errors into one line and an exit code; say how to go on after Ctrl-C."""

    @functools.wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        CONTEXT.set(kwargs.pop(_PARAMETER, None))  # type: ignore[arg-type]  # typer hands it over
        try:
            result = command(*args, **kwargs)
            sys.stdout.flush()  # the last moment at which a full disk can be told
            return result
        except EffbenchError as error:
            print(f"effbench: error: {_visible(str(error))}", file=sys.stderr)
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
        except OSError as error:  # a full disk, a folder without permission, a name too long
            words = _of_the_place(error)
            if words is None:
                raise
            print(f"effbench: error: {words}", file=sys.stderr)
            _give_up_stdout()
            raise typer.Exit(2) from None

    # Typer gives its context to a parameter of that type; the commands themselves don't need one.
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
    """One line about a path or a disk that the user chose; None for any other error."""
    if error.filename is None and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{error.strerror}; free some space, then give the same command again"
    if error.filename is None or error.errno not in _OF_THE_PLACE:
        return None
    return f"{one_line(error.filename)}: {error.strerror}; choose another place, or mend it"


def _give_up_stdout() -> None:
    """Write out what can be written; the rest must not fail once more when the process ends."""
    try:
        sys.stdout.flush()
    except OSError:
        with contextlib.suppress(OSError), open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _visible(text: str) -> str:
    """`text` with control characters spelled out: a file's name may hold them."""
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in text)


def command_line() -> str:
    """This command as one types it, without a password or a key that stands in a URL."""
    words = (_CREDENTIALS.sub(r"\1***@", word) for word in sys.argv[1:])
    words = (_SECRET_VALUE.sub(r"\1***", word) if "://" in word else word for word in words)
    return shlex.join(["effbench", *words])


def print_json(value: Any) -> None:
    """JSON on stdout, whole wherever it goes: what the encoding lacks is escaped."""
    text = json.dumps(value, allow_nan=False, ensure_ascii=False, indent=2)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, allow_nan=False, indent=2)
    print(text)
