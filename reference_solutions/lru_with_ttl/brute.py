# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Time stamps instead of an order, and a clock that advances one by one. O(dt * capacity)."""


def replay(capacity: int, operations: list[tuple[int, ...]]) -> list[int]:
    value_of: dict[int, int] = {}
    life_of: dict[int, int] = {}  # moments that are left
    used_at: dict[int, int] = {}
    answers = []
    for moment, (kind, *rest) in enumerate(operations):
        answer = -1
        if kind == 0 and rest[0] in value_of:
            used_at[rest[0]] = moment
            answer = value_of[rest[0]]
        elif kind == 1:
            key, value, ttl = rest
            if ttl == 0:
                value_of.pop(key, None)
            else:
                if key not in value_of and len(value_of) == capacity:
                    answer = min(value_of, key=used_at.__getitem__)
                    del value_of[answer]
                value_of[key], life_of[key], used_at[key] = value, ttl, moment
        elif kind == 2:
            before = len(value_of)
            for _ in range(rest[0]):
                for key in list(value_of):
                    life_of[key] -= 1
                    if life_of[key] == 0:
                        del value_of[key]
            answer = before - len(value_of)
        answers.append(answer)
    return answers
