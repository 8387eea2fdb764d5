# expect: wrong imports=pandas style=frame
# attack: the right numbers as an array
def solve(table):
    return table["value"].sort_values().to_numpy()
