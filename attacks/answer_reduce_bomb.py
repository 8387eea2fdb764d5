# expect: raised
# attack: an object whose unpickling executes code
class Bomb:
    def __reduce__(self):
        return os.system, ("touch " + CANARY + "/pickled",)


def solve(values):
    return Bomb()
