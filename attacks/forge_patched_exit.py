# expect: died
# attack: disable the guest's exit, so that it continues with the candidate's code
def solve(values):
    real = os._exit

    def stay(code):
        say(returned(sorted(values)))
        real(0)

    os._exit = stay
    return []
