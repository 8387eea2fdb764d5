# expect: pass time=honest
# attack: cache answers by the address of the input, in case repetitions reuse the object
# gain: time
answers = {}


def solve(values):
    if id(values) not in answers:
        answers[id(values)] = slow_sort(values)
    return answers[id(values)]
