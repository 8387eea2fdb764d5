# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Keep the entries in a list, the one used last at the end. O(capacity) an operation."""


def replay(capacity: int, operations: list[tuple[int, ...]]) -> list[int]:
    entries: list[tuple[int, int, int]] = []  # (key, value, moment of expiry)
    now = 0
    answers = []
    for operation in operations:
        answer = -1
        if operation[0] == 2:
            now += operation[1]
            alive = [entry for entry in entries if entry[2] > now]
            answer = len(entries) - len(alive)
            entries = alive
        else:
            key = operation[1]
            found = None
            for i, entry in enumerate(entries):
                if entry[0] == key:
                    found = entries.pop(i)
                    break
            if operation[0] == 0:
                if found:
                    entries.append(found)
                    answer = found[1]
            elif operation[3] > 0:
                if len(entries) == capacity:
                    answer = entries.pop(0)[0]
                entries.append((key, operation[2], now + operation[3]))
        answers.append(answer)
    return answers
