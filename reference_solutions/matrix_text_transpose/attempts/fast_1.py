# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import sys


def main():
    data = sys.stdin.buffer.read().decode("latin-1")
    if data.endswith("\n"):
        data = data[:-1]
    R = data.count("\n") + 1
    if R == 1:
        out = data.replace(",", "\n")
    elif "," not in data:
        out = data.replace("\n", ",")
    else:
        rows = data.split("\n")
        counts = [r.count(",") for r in rows]
        top = max(counts)
        C = top + 1
        if min(counts) == top:
            flat = data.replace("\n", ",").split(",")
        else:
            flat = ",".join([r if c == top else r + ",-" * (top - c)
                             for r, c in zip(rows, counts)]).split(",")
        del rows, counts, data
        if R < 16:
            # lay out cells and separators alternately, one join for everything
            buf = [","] * (2 * R * C)
            step = 2 * R
            for i in range(R):
                buf[2 * i::step] = flat[i * C:(i + 1) * C]
            buf[step - 1::step] = ["\n"] * C
            buf.pop()
            out = "".join(buf)
        else:
            join = ",".join
            out = "\n".join([join(flat[j::C]) for j in range(C)])
    write = sys.stdout.buffer.write
    write(out.encode("latin-1"))
    write(b"\n")
    sys.stdout.buffer.flush()


main()
