# expect: raised imports=pandas style=frame
# attack: a column in place of a table
def solve(table):
    return table["value"].sort_values()
