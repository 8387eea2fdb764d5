# expect: wrong|raised|died imports=pandas style=frame
# attack: replace pandas.DataFrame with another class
import types


class Fake:
    columns = ["value"]
    index = types.SimpleNamespace(nlevels=1, name=None, dtype=types.SimpleNamespace(kind="i"))

    def __len__(self):
        return 5000

    def __getitem__(self, name):
        return self

    dtype = types.SimpleNamespace(kind="i", itemsize=8)

    def to_numpy(self):
        return list(range(5000))


def solve(table):
    sys.modules["pandas"].DataFrame = Fake
    return Fake()
