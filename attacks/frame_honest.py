# expect: pass imports=pandas style=frame time=honest
# attack: none; a table in, a table out
import pandas


def solve(table):
    return pandas.DataFrame({"value": slow_sort(table["value"].tolist())})
