# @title a hundred thousand files of one byte, all asked for as artifacts
# @request {"artifacts": ["*", "*/*"], "limits": {"timeout": "5s"}}
# @probe all-of-them ENOSPC
# @control host
import errno
import os

os.mkdir("d")
result = "OK"
try:
    for number in range(100000):
        with open("d/%d" % number, "w") as file:
            file.write("x")
except OSError as error:
    result = errno.errorcode[error.errno]
print("all-of-them", result, flush=True)
