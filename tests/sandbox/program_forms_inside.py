"""Program forms that end in different ways or inspect the sandbox: rows of `program_forms.py`."""

# ruff: noqa: E501  a line of a program is a line

from __future__ import annotations

from program_form import Form, says

END = {
    "os._exit(0) after a flush": says("import os\nprint('hello', flush=True)\nos._exit(0)"),
    "os._exit(0) without a flush": Form("import os\nprint('hello')\nos._exit(0)", ""),
    "os._exit(0) in a thread": says(
        "import os, threading, time\nprint('hello', flush=True)\n"
        "threading.Thread(target=os._exit, args=(0,)).start()\ntime.sleep(60)"
    ),
    "from os import _exit": says("from os import _exit\nprint('hello', flush=True)\n_exit(0)"),
    "os._exit(0) in a handler at exit": says(
        "import atexit, os\natexit.register(os._exit, 0)\nprint('hello', flush=True)"
    ),
    "os._exit(3)": Form("import os\nprint(1, flush=True)\nos._exit(3)", ended="died",
                        detail="exited with status 3"),
    "os._exit(256) is status 0": says("import os\nprint('hello', flush=True)\nos._exit(256)"),
    "os.abort": Form("import os\nprint(1, flush=True)\nos.abort()", ended="died",
                     detail="killed by"),
    "sys.exit()": says("import sys\nprint('hello')\nsys.exit()"),
    "sys.exit(0)": says("import sys\nprint('hello')\nsys.exit(0)"),
    "sys.exit(None)": says("import sys\nprint('hello')\nsys.exit(None)"),
    "sys.exit(False)": says("import sys\nprint('hello')\nsys.exit(False)"),
    "exit()": says("print('hello')\nexit()"),
    "exit(print())": says("exit(print('hello'))"),
    "quit()": says("print('hello')\nquit()"),
    "exit in a function": says("def main():\n    print('hello')\n    exit(0)\nmain()\nprint('no')"),
    "exit in a thread ends the thread": says(
        "import sys, threading\n"
        "t = threading.Thread(target=sys.exit, args=(3,))\nt.start()\nt.join()\nprint('hello')"
    ),
    "an exception in a thread": says(
        "import threading\n"
        "t = threading.Thread(target=lambda: 1 / 0)\nt.start()\nt.join()\nprint('hello')"
    ),
    "an exception in a handler at exit": says(
        "import atexit\natexit.register(lambda: 1 / 0)\nprint('hello')"
    ),
    "KeyboardInterrupt": Form("raise KeyboardInterrupt", ended="raised", detail="KeyboardInterrupt"),
    "sys.exit(3)": Form("import sys\nprint(1)\nsys.exit(3)", ended="raised", detail="exit code 3"),
    "sys.exit(text)": Form("import sys\nsys.exit('no')", ended="raised", detail="exit code 1"),
    "sys.exit(256) is status 0": says("import sys\nprint('hello')\nsys.exit(256)"),
    "exit(1)": Form("print(1)\nexit(1)", ended="raised", detail="exit code 1"),
    "raise SystemExit": says("print('hello')\nraise SystemExit"),
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
    "the guard": says("def main(): print('hello')\nif __name__ == '__main__': main()"),
    "import __main__": says("import __main__\nx = 'hello'\nprint(__main__.x)"),
    "sys.modules": says("import sys\nx = 'hello'\nprint(sys.modules[__name__].x)"),
    "__file__": says(
        "import os\nassert os.path.isabs(os.path.abspath(__file__))\n"
        "assert __file__.endswith('.py')\nprint('hello')"
    ),
    "sys.argv": says("import sys\nassert sys.argv == [__file__]\nprint('hello')"),
    "the folder of __file__": says(
        "import os, pathlib, sys\nsys.path.append(os.path.dirname(os.path.abspath(__file__)))\n"
        "pathlib.Path(__file__).resolve().parent\nprint('hello')"
    ),
    "its own text": says("x = 'hello'\nprint(open(__file__).read()[5:10])", needs="scratch"),
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
    "the traceback's file": says(
        "import sys\ntry:\n    1 / 0\nexcept Exception as e:\n"
        "    assert e.__traceback__.tb_frame.f_code.co_filename == __file__\nprint('hello')"
    ),
    "module attributes": Form(
        "print(__doc__, __package__, __spec__, type(__builtins__).__name__, __annotations__)",
        "None None None module {}\n",
    ),
    "a docstring": Form("'''Doc.'''\nprint(__doc__)", "Doc.\n"),
    "pickle of its own class": says(
        "import pickle\nclass A:\n    x = 'hello'\nprint(pickle.loads(pickle.dumps(A())).x)"
    ),
    "a dataclass": Form(
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\nprint(P(1))", "P(x=1)\n"
    ),
    "type hints": says(
        "from __future__ import annotations\nimport typing\n"
        "def f(x: list[int]): ...\nassert typing.get_type_hints(f)['x'] == list[int]\nprint('hello')"
    ),
    "runpy's guard": says("import sys\nassert __name__ in sys.modules\nprint('hello')"),
    "builtins of site": says("assert callable(help) and callable(exit)\nprint('hello')"),
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
    "half a gigabyte of stack": says(
        "import threading\nthreading.stack_size(512 * 1024 * 1024)\n"
        "t = threading.Thread(target=print, args=('hello',))\nt.start()\nt.join()"
    ),
    "the stack without a limit": says(
        "import resource\nresource.setrlimit(\n"
        "    resource.RLIMIT_STACK, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\nprint('hello')"
    ),
    "the soft limit to the hard one": says(
        "import resource as r\nsoft, hard = r.getrlimit(r.RLIMIT_STACK)\n"
        "r.setrlimit(r.RLIMIT_STACK, (hard, hard))\nprint('hello')"
    ),
    "every soft limit to its hard one": says(
        "import resource as r\n"
        "for kind in (r.RLIMIT_STACK, r.RLIMIT_DATA, r.RLIMIT_AS, r.RLIMIT_NOFILE, r.RLIMIT_CORE):\n"
        "    soft, hard = r.getrlimit(kind)\n    r.setrlimit(kind, (hard, hard))\nprint('hello')"
    ),
    "a finite stack": says(
        "import resource as r\nr.setrlimit(r.RLIMIT_STACK, (1 << 28, r.getrlimit(r.RLIMIT_STACK)[1]))\n"
        "print('hello')"
    ),
    "asyncio.run": says(
        "import asyncio\nasync def main():\n    await asyncio.sleep(0.001)\n    print('hello')\n"
        "asyncio.run(main())"
    ),
    "asyncio twice": says(
        "import asyncio\nasync def part(x): return x\n"
        "print(asyncio.run(part('hel')) + asyncio.run(part('lo')))"
    ),
    "asyncio.gather": Form(
        "import asyncio\nasync def one(n):\n    await asyncio.sleep(0.001 * n)\n    return n\n"
        "async def main(): print(await asyncio.gather(*(one(n) for n in range(5))))\n"
        "asyncio.run(main())", "[0, 1, 2, 3, 4]\n",
    ),
    "asyncio with threads": says(
        "import asyncio, time\nasync def main():\n"
        "    await asyncio.to_thread(time.sleep, 0.01)\n"
        "    loop = asyncio.get_running_loop()\n"
        "    print(await loop.run_in_executor(None, lambda: 'hello'))\nasyncio.run(main())"
    ),
    "asyncio with a queue and a timeout": says(
        "import asyncio\nasync def main():\n    queue = asyncio.Queue()\n"
        "    try:\n        await asyncio.wait_for(queue.get(), 0.02)\n"
        "    except asyncio.TimeoutError: print('hello')\nasyncio.run(main())"
    ),
    "asyncio by hand": says(
        "import asyncio\nasync def main(): return 'hello'\n"
        "loop = asyncio.new_event_loop()\nasyncio.set_event_loop(loop)\n"
        "print(loop.run_until_complete(main()))\nloop.close()"
    ),
    "asyncio woken by a thread": says(
        "import asyncio, threading, time\nasync def main():\n"
        "    loop, future = asyncio.get_running_loop(), asyncio.Future()\n"
        "    def work():\n        time.sleep(0.02)\n"
        "        loop.call_soon_threadsafe(future.set_result, 'hello')\n"
        "    threading.Thread(target=work).start()\n    print(await future)\nasyncio.run(main())"
    ),
    "asyncio with a handler of signals": says(
        "import asyncio, signal\nasync def main():\n"
        "    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, print)\n"
        "    print('hello')\nasyncio.run(main())"
    ),
    "asyncio that runs until it is stopped": says(
        "import asyncio\nloop = asyncio.new_event_loop()\nloop.call_later(0.01, loop.stop)\n"
        "loop.run_forever()\nloop.close()\nprint('hello')"
    ),
    "asyncio in other threads": Form(
        "import asyncio, threading\nasync def main():\n    await asyncio.sleep(0.01)\n    print(1)\n"
        "threads = [threading.Thread(target=asyncio.run, args=(main(),)) for _ in range(3)]\n"
        "for t in threads: t.start()\nfor t in threads: t.join()", "1\n1\n1\n",
    ),
    "asyncio's loop in a daemon": says(
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
    "signal": says(
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "signal.signal(signal.SIGPIPE, signal.SIG_DFL)\nprint('hello')"
    ),
    "locale": says("import locale\nlocale.setlocale(locale.LC_ALL, '')\nprint('hello')"),
    "os.environ": says(
        "import os\nassert os.environ.get('ONLINE_JUDGE') is None\nos.environ['X'] = 'hello'\n"
        "print(os.environ['X'])"
    ),
    "os.getcwd": says("import os, pathlib\nassert os.getcwd() == str(pathlib.Path.cwd())\nprint('hello')"),
    "time and random": says("import random, time\ntime.sleep(0.001)\nrandom.seed(1)\nprint('hello')"),
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
    name: says("import tempfile\n" + text, needs="scratch") for name, text in _TEMPORARY.items()
}
