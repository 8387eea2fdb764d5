# expect: wrong
# attack: the encoder is replaced: whatever comes is compared all the same (50)
def solve(values):
    wire = GUEST["wire"]
    encode = wire._encode

    def forged(said, put):
        wire._encode = encode
        encode(("returned", [True]), put)

    wire._encode = forged
    return []
