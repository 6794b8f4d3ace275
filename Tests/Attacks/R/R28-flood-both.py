# @title output without end on both streams by turns, byte by byte
# @request {"limits": {"output": "64KiB", "timeout": "5s"}}
# @outcome output-limit
# @wall 0 3000
# @control none it has no end by itself
# Two streams have one limit; each byte alone is the most work for whoever reads.
import os

while True:
    os.write(1, b"o")
    os.write(2, b"e")
