# @title a program meets a processor limit of its own making
# @request {"limits": {"timeout": "4s"}}
# @outcome signaled
# @wall 800 3500
# @control none what is looked at is how the run is told to have ended
ulimit -S -t 1
while :; do :; done
