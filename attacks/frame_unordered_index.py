# expect: pass imports=pandas style=frame
# attack: none; the index that sorting leaves behind says nothing
def solve(table):
    return table.sort_values("value")
