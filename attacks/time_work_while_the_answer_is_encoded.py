# expect: pass time=honest
# attack: the call returns at once; a replaced encoder does the work (3, 50)
def solve(values):
    wire = GUEST["wire"]
    encode = wire._encode

    def late(said, put):
        wire._encode = encode
        encode((said[0], [slow_sort(said[1][0])]), put)

    wire._encode = late
    return values
