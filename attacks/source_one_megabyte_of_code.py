# expect: pass
# attack: none; an honest source of a megabyte of tables and functions
# source: "TABLE = [" + ",".join(map(str, range(100_000, 200_000))) + "]\n" + "".join(f"def helper_{i}(value):\n    return TABLE[value] + {i}\n\n" for i in range(6_000)) + "def solve(values):\n    return sorted(value + helper_7(0) - 100_007 for value in values)\n"
