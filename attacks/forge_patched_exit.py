# expect: died
# attack: the guest's way out is closed, so that it goes on with the candidate's code (50)
def solve(values):
    real = os._exit

    def stay(code):
        say(returned(sorted(values)))
        real(0)

    os._exit = stay
    return []
