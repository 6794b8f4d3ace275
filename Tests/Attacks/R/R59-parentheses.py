# @title source that is nested a million deep
# @prints ^refused$
# @outcome completed|signaled|memory-limit
# @control none what is looked at is that only this run is concerned
try:
    eval("(" * 10**6)
except (SyntaxError, MemoryError, RecursionError):
    print("refused", flush=True)
try:
    compile("-" * 10**6 + "1", "x", "eval")
except (SyntaxError, MemoryError, RecursionError):
    pass
