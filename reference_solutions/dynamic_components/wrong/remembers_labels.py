# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
# killed: timed
"""kind: scale only (copies all labels for every link, beyond the memory); fails on: the largest timed size."""

KNOWN = "size"
MODULUS = 998244353


def replay_links(n: int, operations: list[tuple[int, int, int]]) -> tuple[int, int]:
    moments = [list(range(n))]
    answers = []
    for kind, *rest in operations:
        now = moments[-1]
        if kind == 0:
            old, new = now[rest[0]], now[rest[1]]
            moments.append([new if label == old else label for label in now])
        elif kind == 1:
            answer = now.count(now[rest[0]]) if KNOWN == "size" else len(set(now))
            answers.append(answer if now[rest[0]] == now[rest[1]] else 0)
        else:
            moments = moments[: len(moments) - rest[0]]
    digest = sum(answer * 31**place for place, answer in enumerate(reversed(answers)))
    return len(set(moments[-1])), digest % MODULUS
