# @title who sleeps uses no processor time
# @request {"limits": {"cpuTime": "300ms", "timeout": "5s"}}
# @prints ^done$
# @wall 800 2000
# @control none the limit is the engine's own
for i in 1 2 3 4 5 6 7 8; do
    sleep 0.8 &
done
wait
echo done
