# @title a process that left its session and its parents behind
# @every-commit
# @request {"artifacts": ["late"]}
# @prints ^early$
# @never late
# @wall 0 600
# @control none what is looked at is that it is gone
import os
import sys
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(0.7)
        with open("late", "w") as file:
            file.write("late")
        print("late", flush=True)
        time.sleep(600)
    os._exit(0)
os.wait()
print("early", flush=True)
sys.exit(0)
