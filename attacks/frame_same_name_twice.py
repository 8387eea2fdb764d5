# expect: raised imports=pandas style=frame
# attack: two columns of one name, one right and one wrong
import pandas


def solve(table):
    return pandas.concat([table.sort_values("value"), table], axis=1)
