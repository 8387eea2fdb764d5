# expect: pass time=honest style=program
# attack: the work is done when the program has ended (3)
import atexit

values = list(map(int, sys.stdin.read().split()))


@atexit.register
def work():
    print(*slow_sort(values), sep="\n")
