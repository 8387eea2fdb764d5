# expect: pass time=honest
# attack: an answer is kept by the content of its input, as repetitions reuse the same numbers
# gain: time
answers = {}


def solve(values):
    key = hash(tuple(values))
    if key not in answers:
        answers[key] = slow_sort(values)
    return list(answers[key])
