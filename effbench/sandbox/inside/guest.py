"""The part of the harness that runs in the candidate's process. It makes no decisions.

The process is already confined when it enters `serve` (`zygote.py`). It then

1. reads the source and compiles it. No code of the candidate has run yet;
2. reports that it is ready and blocks. The host reads the CPU clock of the blocked process;
3. reads the calls and decodes them *before* it executes the candidate's module, so that the
   candidate's code can't interfere with the decoding. Everything the candidate does, including its
   imports, happens after the clock reading and is charged;
4. executes the module, makes the calls, encodes the results into one frame and exits. The host
   reads the clock again when the process is dead. Without an entry point the module is a whole
   program, and each call executes it once (`programs.py`).

The output is data that the host checks, never a verdict or a time. Standard library only.
"""

from __future__ import annotations

import os
import struct
import sys
import types
from collections.abc import Callable
from typing import Any, NoReturn

from effbench.sandbox.inside import programs, reader, wire

FD_IN, FD_OUT = 3, 4
READY = b"ready"
SOURCE = "<candidate>"  # the file name of a function's source; a program has a path
_HEAD = struct.Struct("<Q")
_MAX_TEXT = 500  # characters of an exception's message


def read_frame(fd: int) -> bytes:
    """Read one frame. Exits the process if the stream ends."""
    head = b""
    while len(head) < _HEAD.size:
        piece = os.read(fd, _HEAD.size - len(head))
        if not piece:
            os._exit(122)
        head += piece
    (size,) = _HEAD.unpack(head)
    return _read(fd, size)


def _read(fd: int, size: int) -> bytes:
    # One read into an object of the right size avoids copying pieces. The buffered file reads no
    # further than `size`, because the host sends no more data before it gets an answer.
    with open(fd, "rb", closefd=False) as file:
        data = file.read(size)
    if len(data) < size:
        os._exit(122)  # the host is gone
    return data


def write_frame(fd: int, payload: bytes) -> None:
    """Write one frame."""
    view = memoryview(frame(payload))
    while view:
        view = view[os.write(fd, view) :]


def frame(payload: bytes) -> bytes:
    """Return `payload` preceded by its length in 8 little-endian bytes."""
    return _HEAD.pack(len(payload)) + payload


def serve(ready: Callable[[], bytes] = lambda: READY) -> NoReturn:
    """Serve one job and exit. `ready` returns the message to send once the source is compiled."""
    prelude, source, entry_point = wire.decode(read_frame(FD_IN))
    if not entry_point:
        programs.show_source(source)
    try:
        codes = [
            compile(prelude, "<prelude>", "exec", dont_inherit=True),
            compile(source, SOURCE if entry_point else programs.PATH, "exec", dont_inherit=True),
        ]
    except BaseException as error:  # hostile text can make the parser raise almost anything
        write_frame(FD_OUT, wire.encode(("syntax_error", *_describe(error))))
        os._exit(0)
    write_frame(FD_OUT, ready())
    calls = wire.decode(read_frame(FD_IN), "any")
    write_frame(FD_OUT, _answer(codes, entry_point, calls))
    os._exit(0)


def _answer(codes: list[types.CodeType], entry_point: str, calls: list[tuple[Any, ...]]) -> bytes:
    try:
        if entry_point:
            function = _load(codes, entry_point)
            values = [function(*arguments) for arguments in calls]
        else:
            values = _run_program(codes, calls)
        return _encoded(values)
    except MemoryError:
        pass  # leave the stack frames, which frees their memory, before answering
    except BaseException as error:
        return wire.encode(("raised", *_describe(error)))
    return wire.encode(("memory", "MemoryError", "", 0))


def _run_program(codes: list[types.CodeType], calls: list[tuple[Any, ...]]) -> list[str]:
    outputs: list[str] = []

    def end(output: str) -> None:
        """Send the answer of a program that exits the process itself."""
        write_frame(FD_OUT, wire.encode(("returned", [*outputs, output])))

    for (text,) in calls:
        outputs.append(programs.run(codes, text, end))
    return outputs


def _encoded(values: list[Any]) -> bytes:
    try:
        return wire.encode(("returned", values))
    except RecursionError:  # from encoding; the candidate has already returned
        raise wire.WireError(f"an answer nested deeper than {reader.MAX_DEPTH}") from None


def _load(codes: list[types.CodeType], entry_point: str) -> Callable[..., Any]:
    module = types.ModuleType("candidate")
    sys.modules["candidate"] = module  # dataclasses and pickle look up the module
    for code in codes:
        exec(code, module.__dict__)
    function: Callable[..., Any] = getattr(module, entry_point)
    return function


def _describe(error: BaseException) -> tuple[str, str, int]:
    """Return the type, message and candidate's line. The message is untrusted text."""
    line = getattr(error, "lineno", None) or 0
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in (SOURCE, programs.PATH):
            line = trace.tb_lineno
        trace = trace.tb_next
    try:
        # str() of a SyntaxError also contains the file and the line, so use `msg`.
        message = str(error.msg if isinstance(error, SyntaxError) else error)[:_MAX_TEXT]
    except BaseException:  # a hostile __str__ must not hide the failure
        message = ""
    return type(error).__name__[:100], message, line if type(line) is int else 0
