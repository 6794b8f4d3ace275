# @title the working directory itself gets no rights at all, and its files are asked for
# @request {"artifacts": ["*"]}
# @outcome completed
# @exit 0
# @prints ^done$
# @control none what is looked at is how the run is told to have ended
# What cannot be read is left out. The program did nothing wrong, and no limit was met.
echo kept >f
chmod 0 .
echo done
