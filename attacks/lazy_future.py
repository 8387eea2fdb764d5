# expect: raised
# attack: return a future instead of an answer
# gain: accepted
import concurrent.futures


def solve(values):
    pool = concurrent.futures.ThreadPoolExecutor(1)
    return pool.submit(sorted, values)
