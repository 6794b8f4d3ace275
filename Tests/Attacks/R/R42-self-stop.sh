# @title a program stops itself
# @request {"limits": {"timeout": "500ms"}}
# @outcome timeout
# @wall 500 1000
# @never went on
# @control none it has no end by itself
kill -STOP $$
echo went on
