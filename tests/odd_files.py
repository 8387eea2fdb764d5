"""Objects in place of an expected file: pipes, sockets, devices, folders, links, huge files."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

HUGE = 1 << 40


def fifo(path: Path) -> None:
    os.mkfifo(path)


def unix_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's address is limited to about 100 characters
    try:
        with socket.socket(socket.AF_UNIX) as sock:
            sock.bind(path.name)
    finally:
        os.chdir(here)


def folder(path: Path) -> None:
    path.mkdir()


def link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def link_to_a_pipe(path: Path) -> None:
    os.mkfifo(path.with_name("the-pipe"))
    path.symlink_to("the-pipe")


def link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(HUGE)


ODD: dict[str, Callable[[Path], None]] = {
    "a pipe": fifo,
    "a socket": unix_socket,
    "a folder": folder,
    "a link to a device": link_to_a_device,
    "a link to a pipe": link_to_a_pipe,
    "a link to itself": link_to_itself,
    "a terabyte": sparse,
}


def put(kind: str, path: Path) -> None:
    """Replace `path` with one of ODD."""
    path.unlink(missing_ok=True)
    ODD[kind](path)
