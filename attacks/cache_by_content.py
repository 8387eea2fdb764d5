# expect: pass time=honest
# attack: cache answers by the content of the input, in case repetitions reuse the numbers
# gain: time
answers = {}


def solve(values):
    key = hash(tuple(values))
    if key not in answers:
        answers[key] = slow_sort(values)
    return list(answers[key])
