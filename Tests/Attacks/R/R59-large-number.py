# @title a number that takes for ever, in one call that nothing interrupts
# @request {"limits": {"timeout": "1s"}}
# @outcome timeout|memory-limit
# @wall 0 1500
# @control none it has no end that one could wait for
print(9**9**9)
