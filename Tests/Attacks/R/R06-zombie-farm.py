# @title zombies without end
# @request {"limits": {"processes": 32, "timeout": "1s"}}
# @outcome process-limit
# @exit 1
# @control none it has no end by itself; R06-zombies.py shows that the limit is what holds it
import os

while True:
    if os.fork() == 0:
        os._exit(0)
