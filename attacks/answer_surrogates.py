# expect: wrong
# attack: strings that are not text, control characters, terminal sequences
def solve(values):
    return ["\ud800\udc00", "\x1b]0;owned\x07", "\x00", "\u202e", "\udfff" * 9] * 3
