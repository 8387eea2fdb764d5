# expect: wrong imports=pandas style=frame
# attack: text of a special dtype in place of numbers
def solve(table):
    return table.sort_values("value").astype("string")
