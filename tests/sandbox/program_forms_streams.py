"""Program forms that read input and write output in different ways: rows of `program_forms.py`."""

# ruff: noqa: E501  a line of a program is a line

from __future__ import annotations

from dataclasses import replace

from program_form import TEXT, Form, copies, says

READ = {
    "open /dev/stdin": copies("open('/dev/stdin').read()"),
    "open /dev/fd/0": copies("open('/dev/fd/0').read()"),
    "open /proc/self/fd/0": copies("open('/proc/self/fd/0').read()"),
    "open /dev/stdin as bytes": copies("open('/dev/stdin', 'rb').read().decode()"),
    "open bytes path": copies("open(b'/dev/stdin').read()"),
    "a keyword": copies("open(file='/dev/stdin', mode='r', encoding='utf-8').read()"),
    "io.open": copies("io.open('/dev/stdin').read()", "import io"),
    "codecs.open": copies("codecs.open('/dev/stdin', 'r', 'utf-8').read()", "import codecs"),
    "os.open /dev/stdin": copies(
        "os.read(os.open('/dev/stdin', os.O_RDONLY), 1000).decode()", "import os"
    ),
    "pathlib": copies("pathlib.Path('/dev/stdin').read_text()", "import pathlib"),
    "pathlib open": copies(
        "''.join(pathlib.Path('/dev/stdin').open())", "import pathlib"
    ),
    "sys.stdin from /dev/stdin": copies("''.join(sys.stdin)", "sys.stdin = open('/dev/stdin')"),
    "with": copies("text", "with open('/dev/stdin') as file: text = file.read()"),
    "opened twice, each from the start": Form(
        "a = open('/dev/stdin').readline()\nb = open('/dev/stdin').read()\nprint(a + b, end='')",
        "3\n" + TEXT,
    ),
    "opened after a line of sys.stdin": Form(
        "n = input()\nprint(open('/dev/stdin').read(), end='')\nprint(input())", TEXT + "10 20 30\n"
    ),
    "the descriptor's rest": Form(
        "import os\nos.read(0, 2)\nprint(open(0).readline(), end='')", "10 20 30\n"
    ),
    "open(0)": copies("open(0).read()"),
    "open(0, 'rb')": copies("open(0, 'rb').read().decode()"),
    "sys.stdin.buffer": copies("sys.stdin.buffer.read().decode()"),
    "sys.stdin.buffer.raw": copies("sys.stdin.buffer.raw.read().decode()"),
    "os.read": copies("os.read(0, 10000).decode()", "import os"),
    "os.fdopen": copies("os.fdopen(0).read()", "import os"),
    "os.dup": copies("open(os.dup(0)).read()", "import os"),
    "fileno": copies("open(sys.stdin.fileno()).read()"),
    "os.readv": copies(
        "bytes(part[:n]).decode()",
        "import os\npart = bytearray(100)\nn = os.readv(0, [part])",
    ),
    "os.pread": copies("os.pread(0, 100, 0).decode()", "import os"),
    "a template's own buffers": Form(
        "import io, os, sys\n"
        "class Fast(io.IOBase):\n"
        "    def __init__(self, file): self.fd, self.buffer = file.fileno(), io.BytesIO()\n"
        "    def readline(self):\n"
        "        while part := os.read(self.fd, max(os.fstat(self.fd).st_size, 8192)):\n"
        "            at = self.buffer.tell()\n"
        "            self.buffer.seek(0, 2), self.buffer.write(part), self.buffer.seek(at)\n"
        "        return self.buffer.readline().decode()\n"
        "    def write(self, text): self.buffer.write(text.encode())\n"
        "    def flush(self):\n"
        "        os.write(self.fd, self.buffer.getvalue())\n"
        "        self.buffer.truncate(0), self.buffer.seek(0)\n"
        "sys.stdin, sys.stdout = Fast(sys.stdin), Fast(sys.stdout)\n"
        "sys.stdin.readline()\nprint(sum(map(int, sys.stdin.readline().split())))\n"
        "sys.stdout.flush()", "60\n",
    ),
    "os.fstat": copies("os.read(0, os.fstat(0).st_size).decode()", "import os"),
    "io.BytesIO of the whole": copies(
        "io.BytesIO(os.read(0, os.fstat(0).st_size)).read().decode()", "import io, os"
    ),
    "io.FileIO": copies("io.FileIO(0).readall().decode()", "import io"),
    "reopened as utf-8": copies(
        "io.TextIOWrapper(sys.stdin.buffer, encoding='utf-8').read()", "import io"
    ),
    "reconfigure": copies("sys.stdin.read()", "sys.stdin.reconfigure(encoding='latin-1')"),
    "mmap": copies("mmap.mmap(0, 0, access=mmap.ACCESS_READ)[:].decode()", "import mmap"),
    "fileinput": copies("''.join(fileinput.input())", "import fileinput"),
    "fileinput of a dash": copies("''.join(fileinput.input(files=('-',)))", "import fileinput"),
    "fileinput of /dev/stdin": copies("''.join(fileinput.input('/dev/stdin'))", "import fileinput"),
    "csv": copies(
        "'\\n'.join(' '.join(row) for row in csv.reader(sys.stdin, delimiter=' ')) + '\\n'",
        "import csv",
    ),
    "iter with a sentinel": copies("''.join(iter(sys.stdin.readline, ''))"),
    "argparse's FileType": copies(
        "p.parse_args().file.read()",
        "import argparse\np = argparse.ArgumentParser()\n"
        "p.add_argument('file', nargs='?', type=argparse.FileType('r'), default=sys.stdin)",
    ),
    "EOFError caught": Form(
        "lines = []\n"
        "try:\n    while True: lines.append(input())\nexcept EOFError: pass\nprint(len(lines))",
        "3\n",
    ),
    "select on stdin": Form("import select\nprint(len(select.select([0], [], [], 5)[0]))", "1\n"),
    "no terminal": Form("import os, sys\nprint(sys.stdin.isatty(), os.isatty(1))", "False False\n"),
    "no such descriptor": Form("print(open('/dev/fd/77').read())", ended="raised",
                               detail="FileNotFoundError"),
    "no such file": Form("print(open('input.txt').read())", ended="raised",
                         detail="FileNotFoundError"),
    "input.txt where it is": Form(
        "import os, sys\nif os.path.exists('input.txt'): sys.stdin = open('input.txt')\n"
        "print(input())", "3\n",
    ),
}  # fmt: skip

WRITE = {
    "print without a newline": Form("print('hello', end='')", "hello"),
    "print with flush": says("print('hello', flush=True)"),
    "open /dev/stdout": says("print('hello', file=open('/dev/stdout', 'w'))"),
    "open /dev/fd/1": says("with open('/dev/fd/1', 'w') as out: out.write('hello\\n')"),
    "open /proc/self/fd/1": says("open('/proc/self/fd/1', 'wb').write(b'hello\\n')"),
    "append to /dev/stdout": Form(
        "print('a', flush=True)\nwith open('/dev/stdout', 'a') as out: out.write('b\\n')", "a\nb\n"
    ),
    "/dev/stdout empties the file": Form(
        "print('before', flush=True)\nwith open('/dev/stdout', 'w') as out: out.write('after')",
        "after",
    ),
    "sys.stdout is /dev/stdout": says(
        "import sys\nsys.stdout = open('/dev/stdout', 'w')\nprint('hello')"
    ),
    "pathlib to /dev/stdout": says(
        "import pathlib\npathlib.Path('/dev/stdout').write_text('hello\\n')"
    ),
    "os.open /dev/stdout": says(
        "import os\nos.write(os.open('/dev/stdout', os.O_WRONLY), b'hello\\n')"
    ),
    "os.write": says("import os\nos.write(1, b'hello\\n')"),
    "os.fdopen for writing": says("import os\nwith os.fdopen(1, 'w') as out: out.write('hello\\n')"),
    "sys.stdout.buffer": says("import sys\nsys.stdout.buffer.write(b'hello\\n')"),
    "sys.stdout.buffer.raw": says("import sys\nsys.stdout.buffer.raw.write(b'hello\\n')"),
    "writelines": says("import sys\nsys.stdout.writelines(['hel', 'lo\\n'])"),
    "the original stdout": says(
        "import io, sys\nsys.stdout = io.StringIO()\nprint('lost')\n"
        "print('hello', file=sys.__stdout__)"
    ),
    "redirect_stdout": says(
        "import contextlib, io\nkept = io.StringIO()\n"
        "with contextlib.redirect_stdout(kept): print('hello')\nprint(kept.getvalue(), end='')"
    ),
    "line buffered": says("import sys\nsys.stdout.reconfigure(line_buffering=True)\nprint('hello')"),
    "unbuffered": says("import os\nos.fdopen(1, 'wb', 0).write(b'hello\\n')"),
    "logging": says(
        "import logging, sys\nlogging.basicConfig(stream=sys.stdout, format='%(message)s')\n"
        "logging.warning('hello')"
    ),
    "standard error beside it": says(
        "import os, sys\nprint('x', file=sys.stderr)\nopen('/dev/stderr', 'w').write('y')\n"
        "os.write(2, b'z')\nprint('hello')"
    ),
    "bytes that are not UTF-8": Form(
        "import sys\nsys.stdout.buffer.write(b'a\\xffb\\n')", "a\ufffdb\n"
    ),
    "lines that end with a carriage return": Form(
        "import sys\nsys.stdout.buffer.write(b'a\\r\\nb\\r\\n')", "a\r\nb\r\n"
    ),
    "not ASCII": Form("print('é€𝄞')", "é€𝄞\n"),
    "a thread": says("import threading\nthreading.Thread(target=print, args=('hello',)).start()"),
    "a thread after the main one": says(
        "import threading, time\n"
        "def late(): time.sleep(0.05); print('hello')\nthreading.Thread(target=late).start()"
    ),
    "a timer": says("import threading\nthreading.Timer(0.02, print, ['hello']).start()"),
    "a daemon is not waited for": says(
        "import threading, time\n"
        "threading.Thread(target=lambda: (time.sleep(60), print('late')), daemon=True).start()\n"
        "print('hello')"
    ),
    "a pool of threads": says(
        "from concurrent.futures import ThreadPoolExecutor\n"
        "pool = ThreadPoolExecutor(2)\npool.submit(print, 'hello')"
    ),
    "atexit": says("import atexit\natexit.register(print, 'hello')"),
    "atexit in reverse": Form(
        "import atexit\natexit.register(print, 'b')\natexit.register(print, 'a')", "a\nb\n"
    ),
    "a destructor of a cycle": says(
        "class Last:\n    def __del__(self): print('hello')\nkept = Last()\nkept.kept = kept"
    ),
    "a destructor that needs the program's names": says(
        "def say(): print(TEXT)\nTEXT = 'hello'\n"
        "class Last:\n    def __del__(self): say()\nkept = [Last()]"
    ),
    "a generator's last words": says(
        "TEXT = 'hello'\ndef lines():\n    try: yield\n    finally: print(TEXT)\n"
        "kept = lines()\nnext(kept)"
    ),
    "stdout closed by the program": says("import sys\nprint('hello')\nsys.stdout.close()"),
    "a prompt": Form("print(int(input('n = ')))", "n = 3\n"),
    "a destructor at the end": says(
        "class Last:\n    def __del__(self): print('hello')\nkept = Last()"
    ),
}  # fmt: skip

_OPENED_FOR_WRITING = (
    "open /dev/stdout", "open /dev/fd/1", "open /proc/self/fd/1", "append to /dev/stdout",
    "/dev/stdout empties the file", "sys.stdout is /dev/stdout", "pathlib to /dev/stdout",
    "os.open /dev/stdout", "standard error beside it",
)  # fmt: skip
WRITE |= {name: replace(WRITE[name], needs="writing") for name in _OPENED_FOR_WRITING}
