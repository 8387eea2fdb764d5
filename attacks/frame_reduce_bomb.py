# expect: raised imports=pandas style=frame
# attack: cells that would run a command when they are unpickled
class Bomb:
    def __reduce__(self):
        return os.system, (f"touch {CANARY}/pickled",)


def solve(table):
    table["value"] = [Bomb() for _ in range(len(table))]
    return table
