# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (every worker takes the cheapest job that is left); fails on: a later worker who needs that job."""

import numpy as np


def cheapest_plan(costs):
    table = np.where(costs < 0, 10**12, costs.astype(np.int64))
    plan = []
    total = 0
    for row in table:
        job = int(row.argmin())
        total += int(row[job])
        plan.append(job)
        table[:, job] = 10**12
    return (total, plan) if total < 10**12 else (-1, [])
