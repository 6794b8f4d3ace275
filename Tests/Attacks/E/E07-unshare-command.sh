# @title Becomes root in a user namespace with the unshare command, and mounts there
# @probe unshare REFUSED
# @probe nsenter REFUSED
# @never ^in-namespace uid=0
#
# The commands that everybody has, as a user would type them.
if unshare --user --map-root-user --mount --net sh -c 'echo "in-namespace uid=$(id -u)"; mount -t tmpfs t /mnt'; then
    echo unshare DONE
else
    echo unshare REFUSED
fi
if nsenter --target 1 --net --mount true; then echo nsenter DONE; else echo nsenter REFUSED; fi
