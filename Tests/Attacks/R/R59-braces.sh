# @title the shell expands a range into memory
# @request {"limits": {"memory": "32MiB", "timeout": "5s"}}
# @outcome memory-limit|timeout|completed
# @wall 0 5500
# @control none it takes all memory there is
# Where the machine has less memory than that, the shell is told so at once and goes on.
# By the shell itself, which is the run's first process, and not by a child of it.
echo {1..1000000000} >/dev/null
