# expect: pass
# attack: code for `python candidate.py` must not run
def solve(values):
    return sorted(values)


if __name__ == "__main__":
    os._exit(0)
