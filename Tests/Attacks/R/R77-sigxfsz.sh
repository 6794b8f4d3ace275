# @title a program that ends itself with the signal for a file that is too large
# @outcome disk-limit
# @prints ^before$
# @control none what is looked at is how the run is told to have ended
# It wrote no file, and the disk is empty.
echo before
kill -XFSZ $$
