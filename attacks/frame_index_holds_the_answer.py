# expect: raised imports=pandas style=frame
# attack: put the numbers in the index, which a comparison may ignore
def solve(table):
    return table.sort_values("value").set_index("value")
