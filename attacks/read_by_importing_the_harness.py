# expect: pass
# attack: import the project, its dependencies, or other installed packages
import importlib
import importlib.metadata


def solve(values):
    worked = []
    sys.path[:0] = [REPOSITORY, REPOSITORY + "/tasks", CANARY]
    importlib.invalidate_caches()
    for name in (
        "effbench",
        "effbench.judge",
        "effbench.sandbox.host",
        "effbench.sandbox.zygote",
        "psutil",
        "msgspec",
        "pytest",
        "numpy",
        "scipy",
        "pandas",
        "torch",
        "pip",
        "setuptools",
        "msgpack",
    ):
        try:
            importlib.import_module(name)
            worked.append(name)
        except ImportError:
            pass
    try:
        worked += [d.name for d in importlib.metadata.distributions()]
    except OSError:
        pass
    return escaped(*worked) if worked else sorted(values)
