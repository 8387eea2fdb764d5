# expect: wrong imports=pandas style=frame
# attack: texts of a dtype of its own where numbers belong
def solve(table):
    return table.sort_values("value").astype("string")
