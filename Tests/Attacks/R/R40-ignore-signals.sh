# @title every signal that can be ignored is ignored
# @request {"limits": {"timeout": "500ms"}}
# @outcome timeout
# @wall 500 1000
# @control none it has no end by itself
for number in $(seq 64); do
    trap '' $number
done 2>/dev/null
while :; do sleep 1; done
