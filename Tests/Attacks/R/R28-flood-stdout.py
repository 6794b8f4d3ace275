# @title output without end
# @every-commit
# @request {"limits": {"output": "64KiB", "timeout": "5s"}}
# @outcome output-limit
# @wall 0 1000
# @control none it has no end by itself
import os

while True:
    os.write(1, b"x" * 65536)
