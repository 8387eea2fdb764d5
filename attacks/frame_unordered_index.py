# expect: pass imports=pandas style=frame
# attack: none; the index left by sorting is ignored
def solve(table):
    return table.sort_values("value")
