# @title a program that kills itself was not ended for a limit
# @outcome signaled
# @prints ^before$
# @never after
# @control none what is looked at is how the run is told to have ended
# Neither for memory nor for time, though it is the same signal.
echo before
kill -KILL $$
echo after
