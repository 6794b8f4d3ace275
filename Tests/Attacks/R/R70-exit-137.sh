# @title a program that ends with 137 by itself was not killed
# @every-commit
# @outcome failed
# @exit 137
# @control none what is looked at is how the run is told to have ended
# A shell says 128 + 9 of a child that was killed; an engine that guesses from the number takes this for lack of memory.
exit 137
