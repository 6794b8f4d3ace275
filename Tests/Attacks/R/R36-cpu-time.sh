# @title processor time is that of all processes together
# @every-commit
# @request {"limits": {"cpuTime": "500ms", "timeout": "10s"}}
# @outcome cpu-limit
# @wall 200 2500
# @control none the limit is the engine's own
for i in 1 2 3 4 5 6 7 8; do
    while :; do :; done &
done
wait
