# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def stake_sums(queries: list[tuple[int, int, int, int, int]]) -> list[int]:
    MOD = 998_244_353
    dm = divmod
    out = []
    emit = out.append
    for a, b, m, first, last in queries:
        n = last - first + 1
        if n <= 0:
            emit(0)
            continue
        b += a * first
        q = a // m
        a -= q * m
        total = q * (n * (n - 1) >> 1)
        q = b // m
        b -= q * m
        total += q * n
        y = a * n + b
        while y >= m:
            n, b = dm(y, m)
            q = m // a
            m, a = a, m - q * a
            total += q * (n * (n - 1) >> 1)
            if b >= m:
                q = b // m
                b -= q * m
                total += q * n
            y = a * n + b
        emit(total % MOD)
    return out
