# expect: pass
# attack: read facts about the host from environment, arguments and descriptors
KNOWN = {
    "PYTHONHASHSEED",
    "LANG",
    "LC_CTYPE",
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
}


def solve(values):
    worked = [name for name in os.environ if name not in KNOWN]
    worked += [word for word in sys.argv + sys.orig_argv if word]
    for fd in range(5, 1024):
        try:
            os.fstat(fd)
            worked.append(f"descriptor {fd}")
        except OSError:
            pass
    if os.getcwd() != (SCRATCH or "/"):
        worked.append(os.getcwd())
    return escaped(*worked) if worked else sorted(values)
