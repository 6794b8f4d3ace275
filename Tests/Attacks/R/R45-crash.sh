# @title a crash with a core asked for, and with none
# @outcome signaled
# @prints ^begun$
# @never ^(raised|lowered)
# @request {"artifacts": ["core*"]}
# @control none R45-core-dump.c has it
echo begun
ulimit -c unlimited && echo raised
ulimit -c 0 && echo lowered
kill -SEGV $$
