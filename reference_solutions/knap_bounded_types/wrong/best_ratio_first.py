# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (takes the best worth for its weight first); fails on: a load that a worse type fills better."""

FILL = "within"
SENSE = 1


def load_chest(load, types):
    total = 0
    for weight, worth, count in sorted(types, key=lambda one: -SENSE * one[1] / one[0]):
        if SENSE * worth > 0 or FILL == "exact":
            taken = min(count, load // weight)
            load -= taken * weight
            total += taken * worth
    return 0 if FILL == "exact" and load else total
