"""Tier T2's children find modules and see files although the filter refuses `stat`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sandbox_users import require_tier

from effbench.sandbox import Limits, Sandbox

LIMITS = Limits(cpu_seconds=20)


@pytest.fixture(scope="module")
def t2() -> Iterator[Sandbox]:
    require_tier("T2")
    with Sandbox("T2") as made:
        yield made


def run(t2: Sandbox, body: str, imports: tuple[str, ...] = ()) -> Any:
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    found = t2.run(f"import os, stat\ndef solve():\n{lines}", "solve", [()], LIMITS, imports)
    assert found.ended == "returned", found.detail
    return found.values[0]


def test_facts_about_a_library_file(t2: Sandbox) -> None:
    found = run(
        t2,
        "s = os.stat(os.__file__)\n"
        "return s.st_size == len(open(os.__file__, 'rb').read()), stat.S_ISREG(s.st_mode), "
        "s.st_mtime > 1e9, s.st_atime, s.st_atime_ns, s.st_ino, s.st_dev",
    )
    assert found == (True, True, True, 0.0, 0, 0, 0)


def test_what_is_there_and_what_is_not(t2: Sandbox) -> None:
    found = run(
        t2,
        "p = os.path\n"
        "return [p.exists('/usr'), p.isdir('/'), p.isdir(p.dirname(os.__file__)), "
        "p.isfile(os.__file__), p.exists('/nowhere'), p.isfile('/usr'), p.exists('/dev/null')]",
    )
    assert found == [True, True, True, True, False, False, True]


def test_errors_are_those_of_stat(t2: Sandbox) -> None:
    found = run(
        t2,
        "out = []\n"
        "for call in (os.stat, os.lstat, os.path.getsize):\n"
        "    try: call('/nowhere/at/all')\n"
        "    except FileNotFoundError as e: out.append(e.filename)\n"
        "try: os.fstat(77)\n"
        "except OSError as e: out.append(e.errno)\n"
        "return out",
    )
    assert found == ["/nowhere/at/all"] * 3 + [9]


def test_kinds_of_descriptors(t2: Sandbox) -> None:
    found = run(
        t2,
        "f = open(os.__file__)\nd = os.open(os.path.dirname(os.__file__), os.O_RDONLY)\n"
        "return [stat.S_IFMT(os.fstat(x).st_mode) for x in (0, 3, f.fileno(), d)]",
    )
    assert found == [0o020000, 0o010000, 0o100000, 0o040000]


def test_the_size_of_a_file_leaves_its_offset(t2: Sandbox) -> None:
    found = run(
        t2,
        "fd = os.open(os.__file__, os.O_RDONLY)\nos.read(fd, 7)\n"
        "return os.fstat(fd).st_size > 1000, os.lseek(fd, 0, os.SEEK_CUR)",
    )
    assert found == (True, 7)


def test_folders_of_the_library_are_listed_and_no_others(t2: Sandbox) -> None:
    found = run(
        t2,
        "folder = os.path.dirname(os.__file__)\nout = ['os.py' in os.listdir(folder)]\n"
        "out.append(b'os.py' in os.listdir(folder.encode()))\n"
        "out.append(any('packages' in name for name in os.listdir(folder)))\n"
        "for other in ('/', '/usr', folder + '/site-packages'):\n"
        "    try: out.append(os.listdir(other))\n"
        "    except OSError as e: out.append(type(e).__name__)\n"
        "return out",
    )
    assert found[:3] == [True, True, False]
    assert set(found[3:]) <= {"PermissionError", "FileNotFoundError"}


def test_every_module_of_the_standard_library_is_imported_as_elsewhere(t2: Sandbox) -> None:
    """So are modules in C, on which the C library would call `stat`. The same ones fail at T1."""
    body = (
        "import importlib, sys\nout = []\n"
        "odd = ('test', 'idlelib', 'lib2to3', 'turtle', 'tkinter', 'antigravity', 'this', "
        "'curses', 'syslog', 'nis', 'ossaudiodev', 'spwd', 'crypt', 'audioop')\n"
        "for name in sorted(sys.stdlib_module_names):\n"
        "    if not name.startswith(('_', *odd)):\n"
        "        try: importlib.import_module(name)\n"
        "        except Exception as e: out.append(name + ': ' + type(e).__name__)\n"
        "return out"
    )
    require_tier("T1")
    with Sandbox("T1") as t1:
        assert run(t2, body) == run(t1, body)


@pytest.mark.parametrize(
    ("imports", "names"),
    [
        (("numpy",), "numpy.random numpy.fft numpy.linalg numpy.ma numpy.polynomial"),
        (
            ("numpy", "scipy"),
            "scipy.optimize scipy.signal scipy.io scipy.cluster.hierarchy scipy.interpolate "
            "scipy.ndimage scipy.integrate scipy.fft scipy.linalg scipy.sparse.csgraph",
        ),
        (("numpy", "pandas"), "pandas.tseries.offsets pandas.api.types pandas.io.json"),
    ],
)
def test_parts_of_packages_are_imported_late(
    t2: Sandbox, imports: tuple[str, ...], names: str
) -> None:
    body = f"import importlib\nfor name in {names.split()}: importlib.import_module(name)\nreturn 1"
    assert run(t2, body, imports) == 1


def test_time_zones_are_found(t2: Sandbox) -> None:
    body = (
        "import datetime, zoneinfo\nzone = zoneinfo.ZoneInfo('Europe/Berlin')\n"
        "return str(datetime.datetime(2024, 1, 1, tzinfo=zone).utcoffset())"
    )
    assert run(t2, body) == "1:00:00"


def test_mapping_a_whole_file(t2: Sandbox) -> None:
    found = run(
        t2,
        "import mmap\nf = open(os.__file__, 'rb')\n"
        "m = mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ)\n"
        "own = mmap.mmap(-1, 100)\nown[:3] = b'abc'\n"
        "return m[:] == f.read(), m.size() == len(m), own[:3], own.size(), "
        "len(mmap.mmap(f.fileno(), 10, access=mmap.ACCESS_READ))",
    )
    assert found == (True, True, b"abc", 100, 10)


def test_mapping_what_is_empty_is_refused(t2: Sandbox) -> None:
    body = (
        "import mmap\ntry: mmap.mmap(0, 0, prot=mmap.PROT_READ)\n"
        "except (ValueError, OSError) as e: return type(e).__name__"
    )
    assert run(t2, body) == "ValueError"


def test_compiled_modules_are_used(t2: Sandbox) -> None:
    """A cached module must not be compiled again: the recorded modification times are the
    files'.
    """
    body = (
        "import builtins, sys\ncalls = []\n"
        "import importlib._bootstrap_external as external\n"
        "compile_ = external._bootstrap._call_with_frames_removed\n"
        "real = external.SourceLoader.source_to_code\n"
        "def count(self, data, path, **named):\n    calls.append(path)\n"
        "    return real(self, data, path, **named)\n"
        "external.SourceLoader.source_to_code = count\n"
        "import argparse\n"
        "from importlib.util import cache_from_source\n"
        "cached = True\n"
        "try: open(cache_from_source(argparse.__file__), 'rb').close()\n"
        "except OSError: cached = False\n"
        "return cached, len([path for path in calls if 'argparse' in path])"
    )
    cached, compiled = run(t2, body)
    if not cached:
        pytest.skip("this interpreter's library was never compiled")
    assert compiled == 0
