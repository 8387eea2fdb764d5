# expect: pass time=honest style=program
# attack: the work is done by a thread that outlives the program (6)
import threading

values = list(map(int, sys.stdin.read().split()))
threading.Thread(target=lambda: print(*slow_sort(values), sep="\n")).start()
