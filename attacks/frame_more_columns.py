# expect: wrong imports=pandas style=frame
# attack: the right column and an additional one
def solve(table):
    return table.sort_values("value").assign(more=1)
