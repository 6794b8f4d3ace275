# @title a program that ends itself with the signal for a refused system call
# @outcome signaled
# @prints ^before$
# @never after
# @control none what is looked at is how the run is told to have ended
# No filter did it.
echo before
kill -SYS $$
echo after
