# @title a fork bomb whose first process ends at once
# @every-commit
# @request {"limits": {"timeout": "3s", "processes": 32}}
# @outcome completed
# @wall 0 1500
# @control none it would take the machine down
# The run ends with its first process; the bomb is in full growth then, and nothing of it may live on.
:(){ :|:& };:
