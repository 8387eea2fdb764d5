# expect: raised imports=pandas style=frame
# attack: a column where a table belongs
def solve(table):
    return table["value"].sort_values()
