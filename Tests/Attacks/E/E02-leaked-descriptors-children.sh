# @title Looks for descriptors of all processes that it can see
# @request {"limits": {"timeout": "2s"}}
# @prints ^end$
# @never /(sys|proc/1|root|var|home|etc|usr/share/runlet)\b
# @never (anon_inode|socket|pidfd|cgroup)
# @control none a host's processes have descriptors of all kinds
#
# The whole list of links is printed: pipes, the memory file of standard input, the script itself, and /dev/null.
for f in /proc/[0-9]*/fd/*; do readlink "$f"; done 2>/dev/null
for f in /proc/1/fd/* /proc/1/task/1/fd/*; do readlink "$f"; done 2>/dev/null
echo end
