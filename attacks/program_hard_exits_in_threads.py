# expect: pass|died style=program
# attack: many threads end the process at once, while it ends by itself: one answer, or none
import threading

values = list(map(int, sys.stdin.read().split()))
print(*sorted(values), sep="\n", flush=True)
for _ in range(20):
    threading.Thread(target=os._exit, args=(0,), daemon=True).start()
