# @title the shell's fork bomb
# @request {"limits": {"timeout": "1s", "processes": 32}}
# @outcome timeout|process-limit|failed
# @wall 0 2000
# @control none it would take the machine down; R01-every-way-to-fork.c shows that the limit is what holds it
# The canary tenant must not feel it.
:(){ :|:& };:
wait
sleep 60
