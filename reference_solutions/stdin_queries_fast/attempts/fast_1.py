# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import sys
import numpy as np


def main():
    text = getattr(sys.stdin, "buffer", sys.stdin).read()
    data = np.fromstring(text, dtype=np.int64, sep=" ")
    n = int(data[0])
    q = int(data[1])
    if not q:
        return
    prefix = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(data[2:2 + n], out=prefix[1:])
    ask = data[2 + n:2 + n + 3 * q].reshape(q, 3)
    a = ask[:, 0]
    b = ask[:, 1]
    res = prefix.take(np.maximum(a, b))
    res -= prefix.take(np.minimum(a, b) - 1)
    res %= ask[:, 2]
    sys.stdout.write("\n".join(map(str, res.tolist())) + "\n")


main()
