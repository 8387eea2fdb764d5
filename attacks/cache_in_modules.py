# expect: pass runs=3
# attack: store results in modules, builtins, caches and the environment for the next repetition
import builtins
import functools


@functools.lru_cache(None)
def seen():
    return (
        os.environ.get("SEEN")
        or getattr(builtins, "seen", None)
        or sys.modules.get("seen")
        or sys.flags.debug
    )


def solve(values):
    if seen():
        return escaped("seen before")
    builtins.seen = sys.modules["seen"] = sys
    os.environ["SEEN"] = "1"
    os.putenv("SEEN", "1")
    return sorted(values)
