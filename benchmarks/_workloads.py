"""Typical uses of the standard library, numpy, scipy and pandas in honest code, for
`syscall_trace`.

These represent the normal behaviour of solutions. Each text is a candidate's module, whose
`solve()` is called once. The sandbox rejects some of it on purpose; Python then falls back or
raises.
"""

from __future__ import annotations

STANDARD = {
    "arithmetic and containers": """
import bisect, collections, heapq, itertools, math, random, sys
def solve():
    sys.setrecursionlimit(100_000)
    def down(n):
        return 0 if n == 0 else 1 + down(n - 1)
    numbers = [random.random() for _ in range(200_000)]
    heapq.heapify(numbers)
    return down(20_000), len(collections.Counter(map(int, numbers))), math.factorial(2000) % 7
""",
    "memory that grows and shrinks": """
def solve():
    for size in (1 << 10, 1 << 16, 1 << 20, 1 << 24, 1 << 26):
        block = bytearray(size)
        block.extend(block)
        block = block[: size // 2]
    rows = [[0] * 1000 for _ in range(1000)]
    del rows
    text = ""
    for _ in range(100_000):
        text += "x"
    big = 3 ** 200_000
    try:
        bytearray(1 << 40)
    except MemoryError:
        pass
    return len(text)
""",
    "importing what was not imported": """
def solve():
    import argparse, base64, binascii, bz2, calendar, configparser, ctypes, difflib, email
    import fileinput, fnmatch, getopt, gettext, glob, graphlib, gzip, hmac, html
    import imaplib, inspect, ipaddress
    import locale, logging, lzma, mimetypes, multiprocessing, optparse, pathlib, pickle, platform
    import pprint, profile, queue, sched, secrets, selectors, shelve, shlex, shutil, socket
    import sqlite3, subprocess, symtable, tempfile, timeit, tokenize, trace, traceback, tracemalloc
    import urllib
    import uuid, weakref, xml.etree.ElementTree, zipfile, zlib, zoneinfo, asyncio
    import concurrent.futures
    return 1
""",
    "compression, hashes, pickles, databases": """
import bz2, gzip, hashlib, hmac, io, json, lzma, pickle, sqlite3, zlib
def solve():
    data = bytes(range(256)) * 1000
    sizes = [len(f(data)) for f in (zlib.compress, bz2.compress, lzma.compress, gzip.compress)]
    for name in sorted(hashlib.algorithms_guaranteed):
        digest = hashlib.new(name, data)
    hashlib.pbkdf2_hmac("sha256", b"x", b"y", 100)
    pickle.loads(pickle.dumps(sizes)), json.loads(json.dumps(sizes))
    base = sqlite3.connect(":memory:")
    base.execute("create table t (a, b)")
    base.executemany("insert into t values (?, ?)", [(i, str(i)) for i in range(5000)])
    return base.execute("select count(*), sum(a) from t where b > '2'").fetchone()
""",
    "dates and time zones": """
import calendar, datetime, time, zoneinfo
def solve():
    for name in ("Europe/Berlin", "America/New_York", "Asia/Kolkata"):
        try:
            zone = zoneinfo.ZoneInfo(name)
        except zoneinfo.ZoneInfoNotFoundError:
            continue
        datetime.datetime(2024, 7, 1, tzinfo=zone).astimezone(datetime.timezone.utc)
    time.tzset(), time.localtime(), time.strftime("%c %Z"), time.gmtime(0)
    datetime.datetime.now().isoformat(), datetime.date.today()
    return calendar.monthrange(2024, 2)
""",
    "clocks and sleeping": """
import datetime, time, timeit
def solve():
    for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
        getattr(time, name)(), getattr(time, name + "_ns")(), time.get_clock_info(name)
    for clock in (0, 1, 2, 3, 4, 5, 6, 7):
        time.clock_gettime(clock), time.clock_getres(clock)
    time.sleep(0.001), time.sleep(0)
    return timeit.timeit("1 + 1", number=100) > 0
""",
    "who and where am I": """
import getpass, locale, os, platform, resource, shutil, socket, sys, sysconfig, tempfile
def solve():
    found = []
    for call in (
        os.getpid, os.getppid, os.getuid, os.geteuid, os.getgid, os.getegid, os.getlogin, os.getcwd,
        os.cpu_count, os.getloadavg, os.times, os.uname, platform.platform, platform.processor,
        getpass.getuser, tempfile.gettempdir, socket.gethostname, os.getpgrp, os.getgroups,
        locale.getlocale, lambda: os.sched_getaffinity(0), lambda: os.getpriority(0, 0),
        lambda: resource.getrusage(resource.RUSAGE_SELF), lambda: os.get_terminal_size(),
        lambda: resource.getrlimit(resource.RLIMIT_STACK), lambda: os.sysconf("SC_PHYS_PAGES"),
        lambda: shutil.get_terminal_size(), lambda: sysconfig.get_paths(), lambda: os.umask(0),
        lambda: resource.setrlimit(resource.RLIMIT_STACK, (1 << 26, 1 << 26)),
        lambda: resource.getrusage(resource.RUSAGE_THREAD), os.sched_yield,
    ):
        try:
            found.append(str(call()))
        except (OSError, ValueError, KeyError):
            found.append("")
    return len(found)
""",
    "files that are there and files that are not": """
import glob, json, mmap, os, pathlib, shutil, tempfile
def solve():
    here = pathlib.Path(json.__file__)
    for call in (
        lambda: here.read_text(), lambda: here.stat(), lambda: list(here.parent.iterdir()),
        lambda: os.access(here, os.R_OK), lambda: here.resolve(), lambda: os.readlink(here),
        lambda: list(os.walk(here.parent)), lambda: glob.glob("/*"), lambda: os.lstat("/"),
        lambda: mmap.mmap(os.open(here, os.O_RDONLY), 0, prot=mmap.PROT_READ)[:10],
        lambda: open("input.txt").read(), lambda: open("output.txt", "w"), lambda: os.mkdir("x"),
        lambda: tempfile.mkstemp(), lambda: tempfile.TemporaryFile(),
        lambda: shutil.disk_usage("/"), lambda: os.listdir(os.open(here.parent, os.O_RDONLY)),
        lambda: os.access(here, os.R_OK, effective_ids=True),
        lambda: os.access("json", os.R_OK, dir_fd=os.open(here.parent.parent, os.O_RDONLY)),
        lambda: os.readlink("json", dir_fd=os.open(here.parent.parent, os.O_RDONLY)),
        lambda: open("/dev/urandom", "rb").read(4), lambda: open("/dev/null", "w").write("x"),
        lambda: open("/proc/self/status").read(), lambda: os.chdir("/"), lambda: os.listdir("."),
        lambda: os.utime(here), lambda: os.rename("a", "b"), lambda: os.remove("a"),
    ):
        try:
            call()
        except (OSError, ValueError):
            pass
    return 1
""",
    "standard streams": """
import io, os, sys
def solve():
    print("some output"), print("an error", file=sys.stderr), sys.stdout.flush()
    sys.stdout.buffer.write(b"bytes"), os.write(1, b"x"), os.read(0, 10), sys.stdin.read()
    for fd in (0, 1, 2):
        os.isatty(fd), os.fstat(fd), os.get_inheritable(fd), os.get_blocking(fd)
        copy = os.dup(fd)
        os.dup2(copy, 20), os.dup2(copy, 21, inheritable=False), os.closerange(20, 30)
        os.set_inheritable(copy, True), os.set_inheritable(copy, False), os.close(copy)
    try:
        input()
    except EOFError:
        pass
    os.readv(0, [bytearray(4)]), os.writev(1, [b"a", b"b"]), os.pread(0, 4, 0)
    return io.StringIO("x").read()
""",
    "random numbers": """
import os, random, secrets, uuid
def solve():
    random.seed(), random.SystemRandom().random(), secrets.token_hex(8), os.urandom(8), uuid.uuid4()
    uuid.uuid1()
    return random.Random(1).randrange(10)
""",
    "signals inside the process": """
import faulthandler, signal
def solve():
    signal.signal(signal.SIGINT, signal.SIG_IGN), signal.getsignal(signal.SIGTERM)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    for call in (
        signal.sigpending,
        lambda: signal.alarm(5), lambda: signal.setitimer(signal.ITIMER_REAL, 5),
        lambda: signal.raise_signal(signal.SIGUSR2), lambda: faulthandler.enable(open("/dev/null")),
    ):
        try:
            call()
        except OSError:
            pass
    return 1
""",
    "threads": """
import concurrent.futures, queue, threading, time
def solve():
    box, lock, event = queue.Queue(), threading.Lock(), threading.Event()
    def work(number):
        with lock:
            box.put(sum(range(number)))
        event.wait(0.001)
        return number
    threads = [threading.Thread(target=work, args=(i,), name=f"worker {i}") for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(1)
    threading.stack_size(1 << 22)
    deep = threading.Thread(target=work, args=(10,))
    deep.start(), deep.join()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        found = list(pool.map(work, range(20)))
    timer = threading.Timer(0.001, event.set)
    timer.start(), event.wait(1), box.get(timeout=1), threading.get_native_id()
    local, barrier = threading.local(), threading.Barrier(1)
    barrier.wait(), threading.Condition().acquire(), threading.Semaphore(2).acquire(timeout=0.001)
    return len(found)
""",
    "threads that outlive the answer": """
import threading, time
def solve():
    for _ in range(3):
        threading.Thread(target=time.sleep, args=(0.01,), daemon=True).start()
    return 1
""",
    "asyncio": """
import asyncio
def solve():
    async def one(n):
        await asyncio.sleep(0.001)
        return n
    async def all_of_them():
        return await asyncio.gather(*(one(n) for n in range(5)))
    return asyncio.run(all_of_them())
""",
    "coroutines without an event loop": """
def solve():
    async def one(n):
        return n
    try:
        one(5).send(None)
    except StopIteration as end:
        return end.value
""",
    "waiting on descriptors": """
import select, selectors
def solve():
    poller = select.poll()
    poller.register(0, select.POLLIN), poller.poll(1)
    select.select([0], [], [], 0.001)
    for make in (selectors.SelectSelector, selectors.PollSelector, selectors.DefaultSelector):
        try:
            make().select(0.001)
        except OSError:
            pass
    return 1
""",
    "other processes": """
import multiprocessing, os, subprocess
def solve():
    for call in (
        lambda: subprocess.run(["true"]), lambda: multiprocessing.Pool(2), os.fork,
        lambda: os.system("true"), lambda: multiprocessing.cpu_count(), lambda: os.kill(1, 0),
        lambda: multiprocessing.Queue(), lambda: multiprocessing.Value("i"),
    ):
        try:
            call()
        except (OSError, ImportError):
            pass
    return 1
""",
    "garbage collection and tracing": """
import dis, gc, io, sys, tracemalloc
def solve():
    tracemalloc.start()
    ring = []
    ring.append(ring)
    del ring
    gc.collect(), tracemalloc.take_snapshot(), tracemalloc.stop(), gc.disable(), gc.enable()
    dis.dis(solve, file=io.StringIO()), sys.settrace(lambda *a: None), sys.settrace(None)
    return 1
""",
    "anonymous memory and ctypes": """
import ctypes, mmap
def solve():
    block = mmap.mmap(-1, 1 << 20)
    block[:4] = b"abcd"
    for advice in ("WILLNEED", "DONTNEED", "SEQUENTIAL", "RANDOM", "NORMAL"):
        block.madvise(getattr(mmap, "MADV_" + advice))
    try:
        block.resize(1 << 21)
    except (OSError, SystemError):
        pass
    block.close()
    return (ctypes.c_long * 1000)(1)[0]
""",
    "an exception with a traceback": """
import traceback, warnings
def solve():
    try:
        {}["missing"]
    except KeyError:
        traceback.format_exc()
    warnings.warn("a warning")
    raise ValueError("an end like any other")
""",
}

NUMPY = {
    "numpy: arrays of all sizes": """
import numpy as np
def solve():
    for size in (10, 10_000, 10_000_000):
        a = np.arange(size, dtype=np.float64)
        np.sort(a[::-1]), np.cumsum(a), np.unique(a.astype(int) % 100)
        a.reshape(-1, 10).sum(axis=0)
    b = np.zeros(1 << 22)
    b = np.resize(b, 1 << 21)
    return float(b.sum())
""",
    "numpy: linear algebra": """
import numpy as np
def solve():
    a = np.random.default_rng(1).random((400, 400))
    np.linalg.inv(a), np.linalg.svd(a), np.linalg.eig(a[:50, :50]), np.linalg.solve(a, a[0]), a @ a
    return float(np.linalg.det(a[:5, :5]))
""",
    "numpy: transforms, random numbers, strings, dates": """
import io
import numpy as np
def solve():
    np.fft.rfft(np.arange(1 << 16)), np.random.rand(10), np.random.default_rng().integers(0, 9, 100)
    np.loadtxt(io.StringIO("1 2\\n3 4")), np.einsum("ij,jk", np.eye(9), np.eye(9))
    np.convolve(np.arange(1000), np.arange(1000)), np.polyfit([1, 2, 3], [1, 4, 9], 2)
    np.array(["a", "bc"]), np.array(["2020-01-01"], dtype="M8[D]"), np.save(io.BytesIO(), np.eye(3))
    return np.show_config is not None
""",
    "numpy: memory that is not there": """
import numpy as np
def solve():
    try:
        np.zeros(1 << 40)
    except MemoryError:
        pass
    return 1
""",
    "numpy: several threads": """
import threading
import numpy as np
def solve():
    def work():
        a = np.random.default_rng().random((300, 300))
        for _ in range(20):  # long enough that they meet in the library, which then wants memory
            a @ a
        np.sort(a, axis=None)
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 1
""",
}

SCIPY = {
    "scipy: sparse, graphs, distances": """
import numpy as np
from scipy import sparse, spatial
from scipy.sparse import csgraph, linalg
def solve():
    a = sparse.random(500, 500, 0.01, format="csr", random_state=1)
    csgraph.shortest_path(a), csgraph.connected_components(a)
    linalg.spsolve((a + sparse.eye(500)).tocsc(), np.ones(500))
    points = np.random.default_rng(1).random((500, 3))
    spatial.cKDTree(points).query(points, k=3), spatial.ConvexHull(points), spatial.Delaunay(points)
    return 1
""",
    "scipy: what is imported late": """
import numpy as np
def solve():
    from scipy import fft, integrate, interpolate, linalg, ndimage, optimize, signal, special, stats
    fft.fft(np.arange(1000)), integrate.quad(np.sin, 0, 1), linalg.lu(np.eye(50) + 1)
    interpolate.interp1d([0, 1], [0, 1])(0.5), ndimage.gaussian_filter(np.eye(50), 1)
    optimize.linprog([1, 1], A_ub=[[-1, -1]], b_ub=[-1])
    optimize.minimize(lambda x: (x**2).sum(), [1, 2])
    signal.fftconvolve(np.arange(999), np.arange(999)), special.gamma(5), stats.norm.cdf(0)
    fft.fft(np.ones((64, 1024)), workers=2)
    return 1
""",
}

PANDAS = {
    "pandas: tables": """
import io
import numpy as np
import pandas as pd
def solve():
    n = 50_000
    t = pd.DataFrame({"k": np.arange(n) % 97, "v": np.random.default_rng(1).random(n)})
    t["s"] = t["k"].astype(str).str.zfill(4)
    t["w"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(t["k"], unit="h")
    t.groupby("k")["v"].agg(["sum", "median"]), t.merge(t.head(50), on="k")
    t.sort_values(["s", "v"]), t.pivot_table(index="k", values="v"), t["v"].rolling(10).mean()
    t.set_index("w")["v"].resample("D").sum(), pd.concat([t, t]).drop_duplicates("k")
    t["w"].dt.tz_localize("UTC").dt.tz_convert("Europe/Berlin"), t.head(100).to_csv(io.StringIO())
    pd.read_csv(io.StringIO("a,b\\n1,2")), t.eval("k + v"), t.describe(), t.query("v > 0.5")
    t["s"].astype("category"), repr(t)
    return len(t)
""",
}
