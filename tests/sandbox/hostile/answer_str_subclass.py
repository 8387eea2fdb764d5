# expect: raised
# attack: a string that is not plain, among plain ones (51)
class Text(str):
    def encode(self, *a):
        return b""


def solve(values):
    return [Text("x"), *map(str, values)]
