# @title a program meets a file limit of its own making
# @outcome disk-limit
# @control none what is looked at is how the run is told to have ended
ulimit -f 1
exec head -c 100000 /dev/zero >x
