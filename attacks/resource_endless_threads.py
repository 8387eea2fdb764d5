# expect: timeout
# attack: several threads burn the processors
import threading


def solve(values):
    def burn():
        while True:
            pass

    for _ in range(4):
        threading.Thread(target=burn).start()
    burn()
