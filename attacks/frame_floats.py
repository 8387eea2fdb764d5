# expect: wrong imports=pandas style=frame
# attack: the right numbers as floats
def solve(table):
    return table.sort_values("value").astype(float)
