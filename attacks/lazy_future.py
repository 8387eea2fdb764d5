# expect: raised
# attack: a promise of an answer, as of a stream that was not waited for
# gain: accepted
import concurrent.futures


def solve(values):
    pool = concurrent.futures.ThreadPoolExecutor(1)
    return pool.submit(sorted, values)
