# expect: wrong
# attack: a string among plain ones that gives false bytes
class Text(str):
    def encode(self, *a):
        return b""


def solve(values):
    return [Text("x"), *map(str, values)]
