# expect: pass time=honest style=program
# attack: do the work in a thread that outlives the program
import threading

values = list(map(int, sys.stdin.read().split()))
threading.Thread(target=lambda: print(*slow_sort(values), sep="\n")).start()
