# expect: pass time=honest
# attack: an answer is kept by the address of its input, as repetitions reuse the same object
# gain: time
answers = {}


def solve(values):
    if id(values) not in answers:
        answers[id(values)] = slow_sort(values)
    return answers[id(values)]
