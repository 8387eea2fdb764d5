# expect: pass time=honest
# attack: do the work in a thread that has ended; it is charged as well
from concurrent.futures import ThreadPoolExecutor


def solve(values):
    with ThreadPoolExecutor(4) as pool:
        quarter = len(values) // 4 + 1
        parts = list(
            pool.map(slow_sort, [values[i : i + quarter] for i in range(0, len(values), quarter)])
        )
    return slow_sort(sum(parts, []))
