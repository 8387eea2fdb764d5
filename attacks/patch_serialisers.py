# expect: wrong
# attack: patch the serialisers to write another answer
# gain: accepted
import json
import marshal
import pickle

right = []
for module in (json, marshal, pickle):
    module.dumps = lambda thing, *a, _old=module.dumps, **k: _old(right or thing, *a, **k)


def solve(values):
    right.extend(sorted(values))
    return [0]
