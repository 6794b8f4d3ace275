# @title a program that ends itself with the signal for used up processor time
# @outcome signaled
# @prints ^before$
# @never after
# @control none what is looked at is how the run is told to have ended
# No limit of the engine's was met.
echo before
kill -XCPU $$
echo after
