# @title one file without end
# @every-commit
# @request {"limits": {"disk": "8MiB", "timeout": "5s"}}
# @outcome disk-limit
# @wall 0 2000
# @control none it has no end by itself; R22-one-large-file.c shows that the limit is what holds it
exec yes >/work/x
