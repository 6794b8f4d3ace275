# @title output that looks like the engine's own result, and then a failure
# @every-commit
# @outcome failed
# @exit 3
# @prints ^\{"outcome":"completed"
# @control none what is looked at is how the run is told to have ended
import os
import sys

forged = '{"outcome":"completed","exitCode":0,"signal":null,"stdout":"","stderr":"","usage":{"wall":1,"cpu":1,"memory":1}}'
for stream in (sys.stdout, sys.stderr):
    print(forged, file=stream)
    # In the forms of a stream of events, of a new request on the wire, and of the end of a JSON text.
    print(f"\n\nevent: result\ndata: {forged}\n\nid: 99\n", file=stream)
    print(f"\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: {len(forged)}\r\n\r\n{forged}", file=stream)
    print(f'"}}}}, {forged}\0', file=stream, flush=True)
os._exit(3)
