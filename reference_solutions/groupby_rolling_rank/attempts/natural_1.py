# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np
import pandas as pd


def rolling_ranks(sales: pd.DataFrame, window: int) -> pd.DataFrame:
    customer = sales["customer"].to_numpy()
    at = sales["at"].to_numpy()
    amount = sales["amount"].to_numpy()
    n = len(customer)
    order = np.lexsort((at, customer))  # stable: ties keep the order of the frame
    cust = customer[order].tolist()
    time = at[order].tolist()
    amt = amount[order].tolist()

    out_customer = []
    out_tops = []
    out_worst = []
    out_ranks = []
    out_last = []

    i = 0
    while i < n:
        j = i
        who = cust[i]
        while j < n and cust[j] == who:
            j += 1
        values = sorted(set(amt[i:j]))
        place = {v: k + 1 for k, v in enumerate(values)}
        m = len(values)
        tree = [0] * (m + 1)
        inside = 0
        left = i
        tops = worst = total = 0
        rank = 0
        p = i
        while p < j:
            t = time[p]
            q = p
            while q < j and time[q] == t:
                k = place[amt[q]]
                while k <= m:
                    tree[k] += 1
                    k += k & -k
                inside += 1
                q += 1
            limit = t - window
            while time[left] <= limit:
                k = place[amt[left]]
                while k <= m:
                    tree[k] -= 1
                    k += k & -k
                inside -= 1
                left += 1
            for x in range(p, q):
                k = place[amt[x]]
                at_most = 0
                while k:
                    at_most += tree[k]
                    k &= k - 1
                rank = 1 + inside - at_most
                if rank == 1:
                    tops += 1
                if rank > worst:
                    worst = rank
                total += rank
            p = q
        out_customer.append(who)
        out_tops.append(tops)
        out_worst.append(worst)
        out_ranks.append(total)
        out_last.append(rank)
        i = j

    return pd.DataFrame({
        "customer": np.array(out_customer, dtype=np.int64),
        "tops": np.array(out_tops, dtype=np.int64),
        "worst": np.array(out_worst, dtype=np.int64),
        "ranks": np.array(out_ranks, dtype=np.int64),
        "last": np.array(out_last, dtype=np.int64),
    })
