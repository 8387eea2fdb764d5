# expect: pass time=honest style=program
# attack: do the work at the program's exit
import atexit

values = list(map(int, sys.stdin.read().split()))


@atexit.register
def work():
    print(*slow_sort(values), sep="\n")
