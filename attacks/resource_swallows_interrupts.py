# expect: timeout
# attack: catch every exception that a timer raises in the loop
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
