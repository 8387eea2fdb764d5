# expect: died imports=numpy
# attack: a bool array with bytes other than 0 and 1
def solve(values):
    data = b"t\2\0\0\0s\x08\0\0\0returnedl\1\0\0\0a\x03|b1\1\4\0\0\0\0\0\0\0\2\3\4\5"
    say(len(data).to_bytes(8, "little") + data)
    os._exit(0)
