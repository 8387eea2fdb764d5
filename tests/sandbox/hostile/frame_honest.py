# expect: pass imports=pandas style=frame
# attack: none; a table in, a table out
def solve(table):
    return table.sort_values("value").reset_index(drop=True)
