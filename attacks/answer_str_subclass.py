# expect: wrong
# attack: a string that lies about its bytes, among plain ones (51)
class Text(str):
    def encode(self, *a):
        return b""


def solve(values):
    return [Text("x"), *map(str, values)]
