# @title a fork bomb that swallows every error and spins
# @request {"limits": {"timeout": "1s", "processes": 32}}
# @outcome timeout
# @wall 1000 2000
# @control none it would take the machine down; R36-cpu-share.py and R01-every-way-to-fork.c have the measures
# At the limit every process tries again as fast as it can: only the run's share of the processors holds it.
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
