# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""An OrderedDict in order of use, and the keys in buckets by their moment of expiry.

A heap holds the moments that have a bucket, so a tick opens only the buckets that are due. Keys
that were replaced or evicted stay in their bucket and are recognised by their other moment.
O(log(moments)) a put, O(1) a get, amortised O(1) an expiry.
"""

from collections import OrderedDict
from heapq import heappop, heappush


def replay(capacity: int, operations: list[tuple[int, ...]]) -> list[int]:
    cache: OrderedDict[int, tuple[int, int]] = OrderedDict()  # key -> (value, moment of expiry)
    buckets: dict[int, list[int]] = {}
    moments: list[int] = []
    now = 0
    answers: list[int] = []
    tell = answers.append
    use = cache.move_to_end
    for operation in operations:
        kind = operation[0]
        if kind == 0:
            key = operation[1]
            if key in cache:
                use(key)
                tell(cache[key][0])
            else:
                tell(-1)
        elif kind == 1:
            _, key, value, ttl = operation
            answer = -1
            if ttl:
                if key in cache:
                    use(key)
                elif len(cache) == capacity:
                    answer, _ = cache.popitem(False)
                end = now + ttl
                cache[key] = value, end
                if end in buckets:
                    buckets[end].append(key)
                else:
                    buckets[end] = [key]
                    heappush(moments, end)
            elif key in cache:
                del cache[key]
            tell(answer)
        else:
            now += operation[1]
            tell(expire(cache, buckets, moments, now))
    return answers


def expire(
    cache: OrderedDict[int, tuple[int, int]],
    buckets: dict[int, list[int]],
    moments: list[int],
    now: int,
) -> int:
    removed = 0
    while moments and moments[0] <= now:
        end = heappop(moments)
        for key in buckets.pop(end):
            if key in cache and cache[key][1] == end:
                del cache[key]
                removed += 1
    return removed
