# @title output without end on the other stream, in single lines
# @request {"limits": {"output": "64KiB", "timeout": "5s"}}
# @outcome output-limit
# @wall 0 1000
# @control none it has no end by itself
exec yes >&2
