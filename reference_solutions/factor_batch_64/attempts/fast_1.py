# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from math import gcd, isqrt, prod

_LIM = 1 << 16


def _sieve(m):
    f = bytearray([1]) * (m + 1)
    f[0] = f[1] = 0
    for i in range(2, isqrt(m) + 1):
        if f[i]:
            f[i * i::i] = bytes((m - i * i) // i + 1)
    return [i for i in range(m + 1) if f[i]]


_PRIMES = _sieve(_LIM)
_PRIMORIAL = None

_B1 = 130
_D = 120
_GIANTS = 62


def _ecm_tables():
    e = 1
    for p in _PRIMES:
        if p > _B1:
            break
        q = p
        while q * p <= _B1:
            q *= p
        e *= q
    bits = [c == '1' for c in bin(e)[3:]]
    babies = [j for j in range(1, 60) if gcd(j, _D) == 1]
    index = {j: i for i, j in enumerate(babies)}
    sets = [set() for _ in range(_GIANTS + 1)]
    for p in _PRIMES:
        if p <= _B1:
            continue
        k = (p + 60) // _D
        if k > _GIANTS:
            break
        sets[k].add(index[abs(p - k * _D)])
    pairs = [tuple(sorted(s)) for s in sets]
    curves = []
    for sigma in range(6, 90):
        u = sigma * sigma - 5
        v = 4 * sigma
        u3 = u ** 3
        v3 = v ** 3
        den = 16 * u3 * v3 * v
        na = (v - u) ** 3 * (3 * u + v) * v3
        nx = u3 * u3 * 16 * v
        curves.append((na, nx, den))
    return bits, babies, pairs, curves


_BITS, _BABIES, _PAIRS, _CURVES = _ecm_tables()


def _is_prime(n):
    # n odd, above 2**32, without a factor below 2**16
    d = n - 1
    s = (d & -d).bit_length() - 1
    d >>= s
    m = n - 1
    for a in (2, 325, 9375, 28178, 450775, 9780504, 1795265022):
        x = pow(a, d, n)
        if x == 1 or x == m or x == 0:
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == m:
                break
        else:
            return False
    return True


def _rho(n):
    c = 0
    while True:
        c += 1
        y = 2
        r = 1
        q = 1
        g = 1
        while g == 1:
            x = y
            for _ in range(r):
                y = (y * y + c) % n
            k = 0
            while k < r and g == 1:
                ys = y
                m = r - k
                if m > 128:
                    m = 128
                for _ in range(m):
                    y = (y * y + c) % n
                    q = q * (x - y) % n
                g = gcd(q, n)
                k += 128
            r += r
        if g == n:
            g = 1
            while g == 1:
                ys = (ys * ys + c) % n
                g = gcd(x - ys, n)
        if g != n:
            return g


def _add(p, q, o, n):
    x0, z0 = p
    x1, z1 = q
    u = (x0 - z0) * (x1 + z1)
    v = (x0 + z0) * (x1 - z1)
    s = u + v
    u -= v
    return o[1] * (s * s) % n, o[0] * (u * u) % n


def _ecm(n):
    bits = _BITS
    for na, nx, den in _CURVES:
        try:
            i = pow(den, -1, n)
        except ValueError:
            g = gcd(den, n)
            if g != n:
                return g
            continue
        a = na * i % n
        x = nx * i % n
        # stage 1, ladder with the base (x : 1)
        x0 = x
        z0 = 1
        s = x + 1
        d = x - 1
        s *= s
        d *= d
        t = s - d
        x1 = s * d % n
        z1 = t * (d + a * t) % n
        for bit in bits:
            s0 = x0 + z0
            d0 = x0 - z0
            s1 = x1 + z1
            d1 = x1 - z1
            u = d0 * s1
            v = s0 * d1
            if bit:
                x0 = u + v
                x0 = x0 * x0 % n
                u -= v
                z0 = u * u * x % n
                s1 *= s1
                d1 *= d1
                t = s1 - d1
                x1 = s1 * d1 % n
                z1 = t * (d1 + a * t) % n
            else:
                x1 = u + v
                x1 = x1 * x1 % n
                u -= v
                z1 = u * u * x % n
                s0 *= s0
                d0 *= d0
                t = s0 - d0
                x0 = s0 * d0 % n
                z0 = t * (d0 + a * t) % n
        try:
            i = pow(z0, -1, n)
        except ValueError:
            g = gcd(z0, n)
            if g != n:
                return g
            continue
        # stage 2
        m = {}
        x = x0 * i % n
        m[1] = P1 = (x, 1)
        s = x + 1
        d = x - 1
        s *= s
        d *= d
        t = s - d
        P2 = (s * d % n, t * (d + a * t) % n)
        P3 = _add(P2, P1, P1, n)
        m[5] = P5 = _add(P3, P2, P1, n)
        s = P3[0] + P3[1]
        d = P3[0] - P3[1]
        s *= s
        d *= d
        t = s - d
        x6 = s * d % n
        z6 = t * (d + a * t) % n
        P6 = (x6, z6)
        m[7] = _add(P6, P1, P5, n)
        m[11] = _add(P6, P5, P1, n)
        s6 = x6 + z6
        d6 = x6 - z6
        for first, second, last in ((1, 7, 61), (5, 11, 59)):
            ox, oz = m[first]
            px, pz = m[second]
            for j in range(second + 6, last + 1, 6):
                u = (px - pz) * s6
                v = (px + pz) * d6
                s = u + v
                u -= v
                qx = oz * (s * s) % n
                qz = ox * (u * u) % n
                m[j] = (qx, qz)
                ox = px
                oz = pz
                px = qx
                pz = qz
        G = _add(m[61], m[59], P2, n)
        # babies with z = 1
        pts = [m[j] for j in _BABIES]
        pre = []
        t = 1
        for q in pts:
            pre.append(t)
            t = t * q[1] % n
        try:
            i = pow(t, -1, n)
        except ValueError:
            g = gcd(t, n)
            if g != n:
                return g
            found = 0
            for q in pts:
                g = gcd(q[1], n)
                if 1 < g < n:
                    found = g
                    break
            if found:
                return found
            continue
        b = [0] * len(pts)
        for k in range(len(pts) - 1, -1, -1):
            q = pts[k]
            b[k] = q[0] * (pre[k] * i % n) % n
            i = i * q[1] % n
        gx, gz = G
        sg = gx + gz
        dg = gx - gz
        s = sg * sg
        d = dg * dg
        t = s - d
        ox = gx
        oz = gz
        px = s * d % n
        pz = t * (d + a * t) % n
        acc = 1
        for k in _PAIRS[1]:
            acc = acc * (ox - b[k] * oz) % n
        for ks in _PAIRS[2:]:
            for k in ks:
                acc = acc * (px - b[k] * pz) % n
            u = (px - pz) * sg
            v = (px + pz) * dg
            s = u + v
            u -= v
            s = oz * (s * s) % n
            u = ox * (u * u) % n
            ox = px
            oz = pz
            px = s
            pz = u
        g = gcd(acc, n)
        if 1 < g < n:
            return g
    return _rho(n)


def _split(n):
    # a proper factor of the composite n, which has no factor below 2**16
    r = isqrt(n)
    if r * r == n:
        return r
    c = round(n ** (1 / 3))
    for q in (c - 1, c, c + 1):
        if q * q * q == n:
            return q
    a = r + 1
    for _ in range(6):
        y = a * a - n
        s = isqrt(y)
        if s * s == y:
            return a - s
        a += 1
    n4 = 4 * n
    kn = n4
    for _ in range(10):
        kn += n4
        a = isqrt(kn) + 1
        y = a * a - kn
        s = isqrt(y)
        if s * s == y:
            g = gcd(a - s, n)
            if 1 < g < n:
                return g
    if n < 1 << 42:
        return _rho(n)
    return _ecm(n)


def _big(n, out):
    if n < 4294967296 or _is_prime(n):
        out.append(n)
        return
    d = _split(n)
    _big(d, out)
    _big(n // d, out)


def factorise(numbers: list[int]) -> list[list[int]]:
    global _PRIMORIAL
    if not numbers:
        return []
    primes = _PRIMES
    if _PRIMORIAL is None:
        level = [prod(primes[i:i + 64]) for i in range(0, len(primes), 64)]
        while len(level) > 1:
            level = [prod(level[i:i + 2]) for i in range(0, len(level), 2)]
        _PRIMORIAL = level[0]
    P = _PRIMORIAL
    distinct = list(set(numbers))
    known = {}
    for start in range(0, len(distinct), 12):
        group = distinct[start:start + 12]
        R = P % prod(group)
        for n in group:
            if n == 1:
                known[n] = []
                continue
            out = []
            m = n
            g = gcd(R % n, n)
            if g > 1:
                for p in primes:
                    if p * p > g:
                        break
                    if not g % p:
                        while not g % p:
                            g //= p
                        while not m % p:
                            m //= p
                            out.append(p)
                if g > 1:
                    while not m % g:
                        m //= g
                        out.append(g)
            if m > 1:
                _big(m, out)
                out.sort()
            known[n] = out
    seen = set()
    result = []
    for n in numbers:
        if n in seen:
            result.append(known[n][:])
        else:
            seen.add(n)
            result.append(known[n])
    return result
