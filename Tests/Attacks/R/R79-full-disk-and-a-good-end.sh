# @title a program that leaves the disk full and ends well
# @request {"limits": {"disk": "8MiB"}}
# @outcome completed
# @exit 0
# @prints ^No space$
# @control none what is looked at is how the run is told to have ended
cp /dev/zero x 2>/dev/null || echo "No space"
true
