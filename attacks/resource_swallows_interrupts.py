# expect: timeout
# attack: whatever exception a timer throws into the loop is caught
# gain: hang
def spin():
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


def solve(values):
    while True:
        try:
            spin()
        except BaseException:
            pass
