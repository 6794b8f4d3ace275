# @title sleeping past the limit
# @request {"limits": {"timeout": "500ms"}}
# @outcome timeout
# @wall 500 1000
# @control none it has no end by itself
sleep 1000
