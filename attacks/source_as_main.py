# expect: pass
# attack: a main block, which must not run
def solve(values):
    return sorted(values)


if __name__ == "__main__":
    os._exit(0)
