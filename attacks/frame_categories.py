# expect: raised imports=pandas style=frame
# attack: a dtype that carries more than its values
def solve(table):
    return table.sort_values("value").astype("category")
