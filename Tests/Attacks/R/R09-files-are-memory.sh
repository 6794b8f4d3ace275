# @title files count as memory
# @request {"limits": {"memory": "32MiB", "disk": "512MiB"}}
# @outcome memory-limit
# @never survived
# @control host
# @control-prints ^survived$
# As many as the disk allows and more than the memory does. They must be given back after the run as well: the pages
# stay charged to the group that made them.
for i in 1 2 3 4 5 6 7 8; do
    head -c 12M /dev/zero > x$i || exit
done
echo survived
