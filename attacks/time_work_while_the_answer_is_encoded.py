# expect: pass time=honest
# attack: return at once; a replaced encoder does the work
def solve(values):
    wire = GUEST["wire"]
    encode = wire._encode

    def late(said, put):
        wire._encode = encode
        encode((said[0], [slow_sort(said[1][0])]), put)

    wire._encode = late
    return values
