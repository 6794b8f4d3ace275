# @title output without end of many processes at once
# @request {"limits": {"output": "64KiB", "timeout": "5s", "processes": 32}}
# @outcome output-limit
# @wall 0 1500
# @control none it has no end by itself
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
    yes &
    yes >&2 &
done
wait
