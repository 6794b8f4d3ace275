# @title who sleeps uses no processor time
# @request {"limits": {"cpuTime": "2s", "timeout": "8s"}}
# @prints ^done$
# @wall 3000 4500
# @control none the limit is the engine's own
for i in 1 2 3 4 5 6 7 8; do
    sleep 3 &
done
wait
echo done
