# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""An OrderedDict in order of use; every tick looks at all entries. O(ticks * capacity)."""

from collections import OrderedDict


def replay(capacity: int, operations: list[tuple[int, ...]]) -> list[int]:
    cache: OrderedDict[int, tuple[int, int]] = OrderedDict()  # key -> (value, moment of expiry)
    now = 0
    answers = []
    for operation in operations:
        answer = -1
        if operation[0] == 0:
            entry = cache.get(operation[1])
            if entry is not None:
                cache.move_to_end(operation[1])
                answer = entry[0]
        elif operation[0] == 1:
            _, key, value, ttl = operation
            cache.pop(key, None)
            if ttl > 0:
                if len(cache) == capacity:
                    answer, _ = cache.popitem(last=False)
                cache[key] = (value, now + ttl)
        else:
            now += operation[1]
            expired = [key for key, entry in cache.items() if entry[1] <= now]
            for key in expired:
                del cache[key]
            answer = len(expired)
        answers.append(answer)
    return answers
