# expect: raised imports=pandas style=frame
# attack: a dtype that carries additional data
def solve(table):
    return table.sort_values("value").astype("category")
