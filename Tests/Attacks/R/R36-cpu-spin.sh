# @title as many spinning processes as there may be
# @request {"limits": {"timeout": "2s"}}
# @outcome timeout
# @wall 2000 3000
# @control none only the canary tenant tells; R36-cpu-share.py has the measure
for i in $(seq 60); do
    while :; do :; done &
done
wait
