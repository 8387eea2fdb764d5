# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np

_P = 998244353
_S = pow(3, (_P - 1) // 4, _P)          # a square root of -1


def _gauss():
    a, b = _P, _S
    while b * b > _P:
        a, b = b, a % b
    u, v = b, a % b
    if (u + v * _S) % _P:
        v = -v
    return u, v


_U, _V = _gauss()                       # u + v*i divides p and goes to 0 under i -> _S


def _fold(x, size):
    n = len(x)
    m = -(-n // size)
    if m * size != n:
        y = np.zeros(m * size, np.int64)
        y[:n] = x
        x = y
    x = x.reshape(m, size)
    return (x[0::2].sum(axis=0) - x[1::2].sum(axis=0)) % _P


def _good(n):
    if n <= 16:
        return n
    best = 1
    while best < n:
        best *= 2
    for c in (1, 7):
        f = c
        while f < best:
            t = f
            while t < best:
                y = t
                while y < n:
                    y *= 2
                if y < best:
                    best = y
                t *= 3
            f *= 5
    return best


def _smooth(n):
    for p in (2, 3, 5, 7, 11):
        while n % p == 0:
            n //= p
    return n == 1


def _lift(x, L):
    x = x.astype(np.float64)
    n = len(x)
    qr = np.rint(x * (_U / _P))
    qi = np.rint(x * (-_V / _P))
    z = np.empty(L, np.complex128)
    z[n:] = 0
    x -= qr * _U
    x += qi * _V
    z.real[:n] = x
    qr *= -_V
    qi *= _U
    qr -= qi
    z.imag[:n] = qr
    return z


def wrapped_product(a: np.ndarray, b: np.ndarray, size: int) -> np.ndarray:
    same = a is b
    if len(a) > size:
        a = _fold(a, size)
    if len(b) > size:
        b = _fold(b, size)
    if same:
        b = a
    la = len(a)
    lb = len(b)
    if la < lb:
        a, b = b, a
        la, lb = lb, la
    lin = la + lb - 1
    if lb <= 6:
        c = np.zeros(max(lin, size), np.int64)
        for j, y in enumerate(b.tolist()):
            if y:
                c[j:j + la] += a * y % _P
        if lin > size:
            r = c[:size].copy()
            r[:lin - size] -= c[size:lin]
            return r % _P
        return c % _P
    L = _good(lin)
    twist = None
    if lin > size and L > 1.15 * size and _smooth(size):
        L = size
        K = 512
        w1 = np.exp(np.arange(-(-L // K)) * (1j * np.pi * K / L))
        w2 = np.exp(np.arange(K) * (1j * np.pi / L))
        twist = np.multiply.outer(w1, w2).ravel()[:L]
    z = _lift(a, L)
    if twist is not None:
        z[:la] *= twist[:la]
    z = np.fft.fft(z)
    if same:
        z *= z
    else:
        y = _lift(b, L)
        if twist is not None:
            y[:lb] *= twist[:lb]
        z *= np.fft.fft(y)
    z = np.fft.ifft(z)
    if twist is not None:
        z *= np.conj(twist)
        lin = size
    else:
        z = z[:lin]
    f = z.view(np.float64)
    np.rint(f, out=f)
    if lin > size:
        z[:lin - size] -= z[size:lin]
        z = z[:size]
    re = z.real.astype(np.int64)
    im = z.imag.copy()
    im -= np.rint(im * (1.0 / _P)) * _P
    t = im.astype(np.int64)
    t *= _S
    t += re
    q = t // _P
    q *= _P
    t -= q
    if len(t) == size:
        return t
    out = np.zeros(size, np.int64)
    out[:len(t)] = t
    return out
