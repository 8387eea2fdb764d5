"""Forms that whole programs take, with what `python program.py < in > out` makes of each.

Data for `test_program_forms.py`. A row is a program, its input, and either the output that it must
have or how it ends. `needs` names what a tier must offer: `scratch` is a folder to write to,
`writing` is opening a file that is there for writing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

TEXT = "3\n10 20 30\nlast\n"


@dataclass(frozen=True)
class Form:
    source: str
    output: str = ""
    ended: str = "returned"
    detail: str = ""
    stdin: str = TEXT
    needs: str = ""


def _copies(expression: str, setup: str = "") -> Form:
    """A program that prints its input as it is."""
    return Form(f"import sys\n{setup}\nsys.stdout.write({expression})\n", TEXT)


READ = {
    "open /dev/stdin": _copies("open('/dev/stdin').read()"),
    "open /dev/fd/0": _copies("open('/dev/fd/0').read()"),
    "open /proc/self/fd/0": _copies("open('/proc/self/fd/0').read()"),
    "open /dev/stdin as bytes": _copies("open('/dev/stdin', 'rb').read().decode()"),
    "open bytes path": _copies("open(b'/dev/stdin').read()"),
    "a keyword": _copies("open(file='/dev/stdin', mode='r', encoding='utf-8').read()"),
    "io.open": _copies("io.open('/dev/stdin').read()", "import io"),
    "codecs.open": _copies("codecs.open('/dev/stdin', 'r', 'utf-8').read()", "import codecs"),
    "os.open /dev/stdin": _copies(
        "os.read(os.open('/dev/stdin', os.O_RDONLY), 1000).decode()", "import os"
    ),
    "pathlib": _copies("pathlib.Path('/dev/stdin').read_text()", "import pathlib"),
    "pathlib open": _copies(
        "''.join(pathlib.Path('/dev/stdin').open())", "import pathlib"
    ),
    "sys.stdin from /dev/stdin": _copies("''.join(sys.stdin)", "sys.stdin = open('/dev/stdin')"),
    "with": _copies("text", "with open('/dev/stdin') as file: text = file.read()"),
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
    "open(0)": _copies("open(0).read()"),
    "open(0, 'rb')": _copies("open(0, 'rb').read().decode()"),
    "sys.stdin.buffer": _copies("sys.stdin.buffer.read().decode()"),
    "sys.stdin.buffer.raw": _copies("sys.stdin.buffer.raw.read().decode()"),
    "os.read": _copies("os.read(0, 10000).decode()", "import os"),
    "os.fdopen": _copies("os.fdopen(0).read()", "import os"),
    "os.dup": _copies("open(os.dup(0)).read()", "import os"),
    "fileno": _copies("open(sys.stdin.fileno()).read()"),
    "os.readv": _copies(
        "bytes(part[:n]).decode()",
        "import os\npart = bytearray(100)\nn = os.readv(0, [part])",
    ),
    "os.pread": _copies("os.pread(0, 100, 0).decode()", "import os"),
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
    "os.fstat": _copies("os.read(0, os.fstat(0).st_size).decode()", "import os"),
    "io.BytesIO of the whole": _copies(
        "io.BytesIO(os.read(0, os.fstat(0).st_size)).read().decode()", "import io, os"
    ),
    "io.FileIO": _copies("io.FileIO(0).readall().decode()", "import io"),
    "reopened as utf-8": _copies(
        "io.TextIOWrapper(sys.stdin.buffer, encoding='utf-8').read()", "import io"
    ),
    "reconfigure": _copies("sys.stdin.read()", "sys.stdin.reconfigure(encoding='latin-1')"),
    "mmap": _copies("mmap.mmap(0, 0, access=mmap.ACCESS_READ)[:].decode()", "import mmap"),
    "fileinput": _copies("''.join(fileinput.input())", "import fileinput"),
    "fileinput of a dash": _copies("''.join(fileinput.input(files=('-',)))", "import fileinput"),
    "fileinput of /dev/stdin": _copies("''.join(fileinput.input('/dev/stdin'))", "import fileinput"),
    "csv": _copies(
        "'\\n'.join(' '.join(row) for row in csv.reader(sys.stdin, delimiter=' ')) + '\\n'",
        "import csv",
    ),
    "iter with a sentinel": _copies("''.join(iter(sys.stdin.readline, ''))"),
    "argparse's FileType": _copies(
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

HELLO = "hello\n"


def _says(source: str, needs: str = "") -> Form:
    return Form(source, HELLO, needs=needs)


WRITE = {
    "print without a newline": Form("print('hello', end='')", "hello"),
    "print with flush": _says("print('hello', flush=True)"),
    "open /dev/stdout": _says("print('hello', file=open('/dev/stdout', 'w'))"),
    "open /dev/fd/1": _says("with open('/dev/fd/1', 'w') as out: out.write('hello\\n')"),
    "open /proc/self/fd/1": _says("open('/proc/self/fd/1', 'wb').write(b'hello\\n')"),
    "append to /dev/stdout": Form(
        "print('a', flush=True)\nwith open('/dev/stdout', 'a') as out: out.write('b\\n')", "a\nb\n"
    ),
    "/dev/stdout empties the file": Form(
        "print('before', flush=True)\nwith open('/dev/stdout', 'w') as out: out.write('after')",
        "after",
    ),
    "sys.stdout is /dev/stdout": _says(
        "import sys\nsys.stdout = open('/dev/stdout', 'w')\nprint('hello')"
    ),
    "pathlib to /dev/stdout": _says(
        "import pathlib\npathlib.Path('/dev/stdout').write_text('hello\\n')"
    ),
    "os.open /dev/stdout": _says(
        "import os\nos.write(os.open('/dev/stdout', os.O_WRONLY), b'hello\\n')"
    ),
    "os.write": _says("import os\nos.write(1, b'hello\\n')"),
    "os.fdopen for writing": _says("import os\nwith os.fdopen(1, 'w') as out: out.write('hello\\n')"),
    "sys.stdout.buffer": _says("import sys\nsys.stdout.buffer.write(b'hello\\n')"),
    "sys.stdout.buffer.raw": _says("import sys\nsys.stdout.buffer.raw.write(b'hello\\n')"),
    "writelines": _says("import sys\nsys.stdout.writelines(['hel', 'lo\\n'])"),
    "the original stdout": _says(
        "import io, sys\nsys.stdout = io.StringIO()\nprint('lost')\n"
        "print('hello', file=sys.__stdout__)"
    ),
    "redirect_stdout": _says(
        "import contextlib, io\nkept = io.StringIO()\n"
        "with contextlib.redirect_stdout(kept): print('hello')\nprint(kept.getvalue(), end='')"
    ),
    "line buffered": _says("import sys\nsys.stdout.reconfigure(line_buffering=True)\nprint('hello')"),
    "unbuffered": _says("import os\nos.fdopen(1, 'wb', 0).write(b'hello\\n')"),
    "logging": _says(
        "import logging, sys\nlogging.basicConfig(stream=sys.stdout, format='%(message)s')\n"
        "logging.warning('hello')"
    ),
    "standard error beside it": _says(
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
    "a thread": _says("import threading\nthreading.Thread(target=print, args=('hello',)).start()"),
    "a thread after the main one": _says(
        "import threading, time\n"
        "def late(): time.sleep(0.05); print('hello')\nthreading.Thread(target=late).start()"
    ),
    "a timer": _says("import threading\nthreading.Timer(0.02, print, ['hello']).start()"),
    "a daemon is not waited for": _says(
        "import threading, time\n"
        "threading.Thread(target=lambda: (time.sleep(60), print('late')), daemon=True).start()\n"
        "print('hello')"
    ),
    "a pool of threads": _says(
        "from concurrent.futures import ThreadPoolExecutor\n"
        "pool = ThreadPoolExecutor(2)\npool.submit(print, 'hello')"
    ),
    "atexit": _says("import atexit\natexit.register(print, 'hello')"),
    "atexit in reverse": Form(
        "import atexit\natexit.register(print, 'b')\natexit.register(print, 'a')", "a\nb\n"
    ),
    "a destructor of a cycle": _says(
        "class Last:\n    def __del__(self): print('hello')\nkept = Last()\nkept.kept = kept"
    ),
    "a destructor that needs the program's names": _says(
        "def say(): print(TEXT)\nTEXT = 'hello'\n"
        "class Last:\n    def __del__(self): say()\nkept = [Last()]"
    ),
    "a generator's last words": _says(
        "TEXT = 'hello'\ndef lines():\n    try: yield\n    finally: print(TEXT)\n"
        "kept = lines()\nnext(kept)"
    ),
    "stdout closed by the program": _says("import sys\nprint('hello')\nsys.stdout.close()"),
    "a prompt": Form("print(int(input('n = ')))", "n = 3\n"),
    "a destructor at the end": _says(
        "class Last:\n    def __del__(self): print('hello')\nkept = Last()"
    ),
}  # fmt: skip

_OPENED_FOR_WRITING = (
    "open /dev/stdout", "open /dev/fd/1", "open /proc/self/fd/1", "append to /dev/stdout",
    "/dev/stdout empties the file", "sys.stdout is /dev/stdout", "pathlib to /dev/stdout",
    "os.open /dev/stdout", "standard error beside it",
)  # fmt: skip
WRITE |= {name: replace(WRITE[name], needs="writing") for name in _OPENED_FOR_WRITING}

END = {
    "os._exit(0) after a flush": _says("import os\nprint('hello', flush=True)\nos._exit(0)"),
    "os._exit(0) without a flush": Form("import os\nprint('hello')\nos._exit(0)", ""),
    "os._exit(0) in a thread": _says(
        "import os, threading, time\nprint('hello', flush=True)\n"
        "threading.Thread(target=os._exit, args=(0,)).start()\ntime.sleep(60)"
    ),
    "from os import _exit": _says("from os import _exit\nprint('hello', flush=True)\n_exit(0)"),
    "os._exit(0) in a handler at exit": _says(
        "import atexit, os\natexit.register(os._exit, 0)\nprint('hello', flush=True)"
    ),
    "os._exit(3)": Form("import os\nprint(1, flush=True)\nos._exit(3)", ended="died",
                        detail="exited with status 3"),
    "os._exit(256) is status 0": _says("import os\nprint('hello', flush=True)\nos._exit(256)"),
    "os.abort": Form("import os\nprint(1, flush=True)\nos.abort()", ended="died",
                     detail="killed by"),
    "sys.exit()": _says("import sys\nprint('hello')\nsys.exit()"),
    "sys.exit(0)": _says("import sys\nprint('hello')\nsys.exit(0)"),
    "sys.exit(None)": _says("import sys\nprint('hello')\nsys.exit(None)"),
    "sys.exit(False)": _says("import sys\nprint('hello')\nsys.exit(False)"),
    "exit()": _says("print('hello')\nexit()"),
    "exit(print())": _says("exit(print('hello'))"),
    "quit()": _says("print('hello')\nquit()"),
    "exit in a function": _says("def main():\n    print('hello')\n    exit(0)\nmain()\nprint('no')"),
    "exit in a thread ends the thread": _says(
        "import sys, threading\n"
        "t = threading.Thread(target=sys.exit, args=(3,))\nt.start()\nt.join()\nprint('hello')"
    ),
    "an exception in a thread": _says(
        "import threading\n"
        "t = threading.Thread(target=lambda: 1 / 0)\nt.start()\nt.join()\nprint('hello')"
    ),
    "an exception in a handler at exit": _says(
        "import atexit\natexit.register(lambda: 1 / 0)\nprint('hello')"
    ),
    "KeyboardInterrupt": Form("raise KeyboardInterrupt", ended="raised", detail="KeyboardInterrupt"),
    "sys.exit(3)": Form("import sys\nprint(1)\nsys.exit(3)", ended="raised", detail="exit code 3"),
    "sys.exit(text)": Form("import sys\nsys.exit('no')", ended="raised", detail="exit code 1"),
    "sys.exit(256) is status 0": _says("import sys\nprint('hello')\nsys.exit(256)"),
    "exit(1)": Form("print(1)\nexit(1)", ended="raised", detail="exit code 1"),
    "raise SystemExit": _says("print('hello')\nraise SystemExit"),
    "an exception after the output": Form("print('hello')\n1 / 0", ended="raised",
                                          detail="ZeroDivisionError: division by zero (line 2)"),
    "an assertion": Form("assert False, 'no'", ended="raised", detail="AssertionError: no (line 1)"),
    "EOFError": Form("while True: input()", ended="raised", detail="EOFError"),
    "another process": Form(
        "import multiprocessing\nif __name__ == '__main__':\n"
        "    with multiprocessing.Pool(2) as pool: print(pool.map(abs, [1]))",
        ended="raised", detail="PermissionError",
    ),
}  # fmt: skip

SELF = {
    "__name__": Form("print(__name__)", "__main__\n"),
    "the guard": _says("def main(): print('hello')\nif __name__ == '__main__': main()"),
    "import __main__": _says("import __main__\nx = 'hello'\nprint(__main__.x)"),
    "sys.modules": _says("import sys\nx = 'hello'\nprint(sys.modules[__name__].x)"),
    "__file__": _says(
        "import os\nassert os.path.isabs(os.path.abspath(__file__))\n"
        "assert __file__.endswith('.py')\nprint('hello')"
    ),
    "sys.argv": _says("import sys\nassert sys.argv == [__file__]\nprint('hello')"),
    "the folder of __file__": _says(
        "import os, pathlib, sys\nsys.path.append(os.path.dirname(os.path.abspath(__file__)))\n"
        "pathlib.Path(__file__).resolve().parent\nprint('hello')"
    ),
    "its own text": _says("x = 'hello'\nprint(open(__file__).read()[5:10])", needs="scratch"),
    "inspect.getsource": Form(
        "import inspect\ndef f(x):\n    return x + 1\nprint(inspect.getsource(f), end='')",
        "def f(x):\n    return x + 1\n",
    ),
    "inspect.getsource of itself": Form(
        "import inspect, sys\nprint(inspect.getsource(sys.modules['__main__'])[:14])",
        "import inspect\n",
    ),
    "a traceback with the line": Form(
        "import traceback\ntry:\n    1 / 0\nexcept Exception:\n"
        "    print(traceback.format_exc().splitlines()[2].strip())", "1 / 0\n",
    ),
    "the traceback's file": _says(
        "import sys\ntry:\n    1 / 0\nexcept Exception as e:\n"
        "    assert e.__traceback__.tb_frame.f_code.co_filename == __file__\nprint('hello')"
    ),
    "module attributes": Form(
        "print(__doc__, __package__, __spec__, type(__builtins__).__name__, __annotations__)",
        "None None None module {}\n",
    ),
    "a docstring": Form("'''Doc.'''\nprint(__doc__)", "Doc.\n"),
    "pickle of its own class": _says(
        "import pickle\nclass A:\n    x = 'hello'\nprint(pickle.loads(pickle.dumps(A())).x)"
    ),
    "a dataclass": Form(
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\nprint(P(1))", "P(x=1)\n"
    ),
    "type hints": _says(
        "from __future__ import annotations\nimport typing\n"
        "def f(x: list[int]): ...\nassert typing.get_type_hints(f)['x'] == list[int]\nprint('hello')"
    ),
    "runpy's guard": _says("import sys\nassert __name__ in sys.modules\nprint('hello')"),
    "builtins of site": _says("assert callable(help) and callable(exit)\nprint('hello')"),
}  # fmt: skip

SYSTEM = {
    "a high recursion limit": Form(
        "import sys\nsys.setrecursionlimit(10**6)\n"
        "def down(n): return 0 if n == 0 else 1 + down(n - 1)\nprint(down(50_000))", "50000\n",
    ),
    "a large stack for a thread": Form(
        "import sys, threading\nsys.setrecursionlimit(10**7)\nthreading.stack_size(2**27)\n"
        "def down(n): return 0 if n == 0 else 1 + down(n - 1)\n"
        "t = threading.Thread(target=lambda: print(down(100_000)))\nt.start()\nt.join()", "100000\n",
    ),
    "half a gigabyte of stack": _says(
        "import threading\nthreading.stack_size(512 * 1024 * 1024)\n"
        "t = threading.Thread(target=print, args=('hello',))\nt.start()\nt.join()"
    ),
    "the stack without a limit": _says(
        "import resource\nresource.setrlimit(\n"
        "    resource.RLIMIT_STACK, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\nprint('hello')"
    ),
    "the soft limit to the hard one": _says(
        "import resource as r\nsoft, hard = r.getrlimit(r.RLIMIT_STACK)\n"
        "r.setrlimit(r.RLIMIT_STACK, (hard, hard))\nprint('hello')"
    ),
    "every soft limit to its hard one": _says(
        "import resource as r\n"
        "for kind in (r.RLIMIT_STACK, r.RLIMIT_DATA, r.RLIMIT_AS, r.RLIMIT_NOFILE, r.RLIMIT_CORE):\n"
        "    soft, hard = r.getrlimit(kind)\n    r.setrlimit(kind, (hard, hard))\nprint('hello')"
    ),
    "a finite stack": _says(
        "import resource as r\nr.setrlimit(r.RLIMIT_STACK, (1 << 28, r.getrlimit(r.RLIMIT_STACK)[1]))\n"
        "print('hello')"
    ),
    "asyncio.run": _says(
        "import asyncio\nasync def main():\n    await asyncio.sleep(0.001)\n    print('hello')\n"
        "asyncio.run(main())"
    ),
    "asyncio twice": _says(
        "import asyncio\nasync def part(x): return x\n"
        "print(asyncio.run(part('hel')) + asyncio.run(part('lo')))"
    ),
    "asyncio.gather": Form(
        "import asyncio\nasync def one(n):\n    await asyncio.sleep(0.001 * n)\n    return n\n"
        "async def main(): print(await asyncio.gather(*(one(n) for n in range(5))))\n"
        "asyncio.run(main())", "[0, 1, 2, 3, 4]\n",
    ),
    "asyncio with threads": _says(
        "import asyncio, time\nasync def main():\n"
        "    await asyncio.to_thread(time.sleep, 0.01)\n"
        "    loop = asyncio.get_running_loop()\n"
        "    print(await loop.run_in_executor(None, lambda: 'hello'))\nasyncio.run(main())"
    ),
    "asyncio with a queue and a timeout": _says(
        "import asyncio\nasync def main():\n    queue = asyncio.Queue()\n"
        "    try:\n        await asyncio.wait_for(queue.get(), 0.02)\n"
        "    except asyncio.TimeoutError: print('hello')\nasyncio.run(main())"
    ),
    "asyncio by hand": _says(
        "import asyncio\nasync def main(): return 'hello'\n"
        "loop = asyncio.new_event_loop()\nasyncio.set_event_loop(loop)\n"
        "print(loop.run_until_complete(main()))\nloop.close()"
    ),
    "asyncio woken by a thread": _says(
        "import asyncio, threading, time\nasync def main():\n"
        "    loop, future = asyncio.get_running_loop(), asyncio.Future()\n"
        "    def work():\n        time.sleep(0.02)\n"
        "        loop.call_soon_threadsafe(future.set_result, 'hello')\n"
        "    threading.Thread(target=work).start()\n    print(await future)\nasyncio.run(main())"
    ),
    "asyncio with a handler of signals": _says(
        "import asyncio, signal\nasync def main():\n"
        "    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, print)\n"
        "    print('hello')\nasyncio.run(main())"
    ),
    "asyncio that runs until it is stopped": _says(
        "import asyncio\nloop = asyncio.new_event_loop()\nloop.call_later(0.01, loop.stop)\n"
        "loop.run_forever()\nloop.close()\nprint('hello')"
    ),
    "asyncio in other threads": Form(
        "import asyncio, threading\nasync def main():\n    await asyncio.sleep(0.01)\n    print(1)\n"
        "threads = [threading.Thread(target=asyncio.run, args=(main(),)) for _ in range(3)]\n"
        "for t in threads: t.start()\nfor t in threads: t.join()", "1\n1\n1\n",
    ),
    "asyncio's loop in a daemon": _says(
        "import asyncio, threading\nloop = asyncio.new_event_loop()\n"
        "threading.Thread(target=loop.run_forever, daemon=True).start()\n"
        "async def main(): return 'hello'\n"
        "print(asyncio.run_coroutine_threadsafe(main(), loop).result())"
    ),
    "asyncio reads lines in a thread": Form(
        "import asyncio, sys\nasync def main():\n    loop = asyncio.get_running_loop()\n"
        "    print(await loop.run_in_executor(None, sys.stdin.readline), end='')\n"
        "asyncio.run(main())", "3\n",
    ),
    "signal": _says(
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "signal.signal(signal.SIGPIPE, signal.SIG_DFL)\nprint('hello')"
    ),
    "locale": _says("import locale\nlocale.setlocale(locale.LC_ALL, '')\nprint('hello')"),
    "os.environ": _says(
        "import os\nassert os.environ.get('ONLINE_JUDGE') is None\nos.environ['X'] = 'hello'\n"
        "print(os.environ['X'])"
    ),
    "os.getcwd": _says("import os, pathlib\nassert os.getcwd() == str(pathlib.Path.cwd())\nprint('hello')"),
    "time and random": _says("import random, time\ntime.sleep(0.001)\nrandom.seed(1)\nprint('hello')"),
    "subprocess is refused": Form(
        "import subprocess\nsubprocess.run(['true'])", ended="raised", detail="PermissionError"
    ),
}  # fmt: skip

_TEMPORARY = {
    "TemporaryFile": "with tempfile.TemporaryFile('w+') as f:\n    f.write('hello\\n')\n    f.seek(0)\n    print(f.read(), end='')",
    "NamedTemporaryFile": (
        "with tempfile.NamedTemporaryFile('w+') as f:\n    f.write('hello\\n')\n    f.flush()\n"
        "    print(open(f.name).read(), end='')"
    ),
    "TemporaryDirectory": (
        "import os\nwith tempfile.TemporaryDirectory() as d:\n    p = os.path.join(d, 'x')\n"
        "    open(p, 'w').write('hello\\n')\n    assert os.listdir(d) == ['x']\n"
        "    print(open(p).read(), end='')\nassert not os.path.exists(d)"
    ),
    "mkstemp": (
        "import os\nfd, name = tempfile.mkstemp()\nos.write(fd, b'hello\\n')\nos.close(fd)\n"
        "print(open(name).read(), end='')\nos.remove(name)"
    ),
    "SpooledTemporaryFile": (
        "f = tempfile.SpooledTemporaryFile(4, 'w+')\nf.write('hello\\n')\nf.seek(0)\n"
        "print(f.read(), end='')"
    ),
    "shutil": (
        "import os, shutil\nd = tempfile.mkdtemp()\nopen(d + '/a', 'w').write('hello\\n')\n"
        "os.mkdir(d + '/b')\nos.rename(d + '/a', d + '/b/c')\nprint(open(d + '/b/c').read(), end='')\n"
        "shutil.rmtree(d)"
    ),
    "the working folder": (
        "open('out.txt', 'w').write('hello\\n')\nprint(open('out.txt').read(), end='')\n"
        "import os\nos.remove('out.txt')"
    ),
    "mmap of a file": (
        "import mmap\nf = tempfile.TemporaryFile()\nf.write(b'hello\\n')\nf.flush()\n"
        "print(mmap.mmap(f.fileno(), 0)[:].decode(), end='')"
    ),
}  # fmt: skip
SCRATCH = {
    name: _says("import tempfile\n" + text, needs="scratch") for name, text in _TEMPORARY.items()
}

FORMS = READ | WRITE | END | SELF | SYSTEM | SCRATCH
