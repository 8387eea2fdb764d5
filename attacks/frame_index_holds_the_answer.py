# expect: raised imports=pandas style=frame
# attack: the numbers in the index, where a comparison may not look
def solve(table):
    return table.sort_values("value").set_index("value")
