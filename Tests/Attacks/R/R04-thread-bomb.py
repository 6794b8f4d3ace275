# @title threads without end
# @request {"limits": {"processes": 32, "timeout": "3s"}}
# @outcome process-limit
# @exit 1
# @wall 0 2500
# @control none it has no end by itself; R04-threads.c shows that the limit is what holds it
import threading
import time

while True:
    threading.Thread(target=time.sleep, args=(99,), daemon=True).start()
