# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: misread rule (a get restarts the life of an entry); fails on: an entry that is read before it expires."""

from collections import OrderedDict


def replay(capacity, operations):
    cache = OrderedDict()
    now = 0
    answers = []
    for operation in operations:
        answer = -1
        if operation[0] == 0:
            key = operation[1]
            if key in cache:
                value, _, ttl = cache.pop(key)
                cache[key] = (value, now + ttl, ttl)
                answer = value
        elif operation[0] == 1:
            _, key, value, ttl = operation
            cache.pop(key, None)
            if ttl:
                if len(cache) == capacity:
                    answer = cache.popitem(last=False)[0]
                cache[key] = (value, now + ttl, ttl)
        else:
            now += operation[1]
            gone = [key for key, entry in cache.items() if entry[1] <= now]
            for key in gone:
                del cache[key]
            answer = len(gone)
        answers.append(answer)
    return answers
