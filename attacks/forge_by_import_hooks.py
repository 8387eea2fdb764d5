# expect: wrong
# attack: import hooks and replaced modules
import builtins


class Hook:
    @staticmethod
    def find_spec(name, *a):
        return None


def solve(values):
    sys.meta_path.insert(0, Hook)
    builtins.__import__ = lambda *a, **k: sys
    for name in list(sys.modules):
        if name not in ("sys", "builtins", "os"):
            sys.modules.pop(name)
    return ["pass"]
