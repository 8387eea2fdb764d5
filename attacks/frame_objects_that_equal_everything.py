# expect: raised imports=pandas style=frame
# attack: cells that equal everything
class Any:
    def __eq__(self, other):
        return True

    __hash__ = None


def solve(table):
    table["value"] = [Any() for _ in range(len(table))]
    return table
