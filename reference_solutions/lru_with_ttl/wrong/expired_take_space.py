# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong, lazy (expired entries are dropped when touched or evicted, and counted then); fails on: expired entries in a full cache."""

from collections import OrderedDict


def replay(capacity, operations):
    cache = OrderedDict()
    live_until = {}
    now = 0
    answers = []
    for operation in operations:
        answer = -1
        if operation[0] == 0:
            key = operation[1]
            if key in cache and cache[key][1] > now:
                cache.move_to_end(key)
                answer = cache[key][0]
        elif operation[0] == 1:
            _, key, value, ttl = operation
            cache.pop(key, None)
            if ttl:
                if len(cache) == capacity:
                    old, (_, end) = cache.popitem(last=False)
                    answer = old if end > now else -1
                cache[key] = (value, now + ttl)
        else:
            before = now
            now += operation[1]
            answer = sum(before < end <= now for _, end in cache.values())
        answers.append(answer)
    return answers
