# expect: wrong
# attack: replace the encoder; its output is compared like any other
def solve(values):
    wire = GUEST["wire"]
    encode = wire._encode

    def forged(said, put):
        wire._encode = encode
        encode(("returned", [True]), put)

    wire._encode = forged
    return []
