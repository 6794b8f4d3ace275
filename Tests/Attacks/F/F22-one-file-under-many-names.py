# @title a mebibyte under sixteen thousand names is sixteen gibibytes to whoever counts names, not to us
# @request {"artifacts": ["*"], "limits": {"timeout": "5s"}}
# @prints ^links [0-9]{4,}$
# @wall 0 5000
import os

with open("a", "wb") as file:
    file.write(os.urandom(1 << 20))
links = 0
try:
    while links < 100000:
        os.link("a", "l%d" % links)
        links += 1
except OSError as error:
    print("stopped", error.errno)
print("links", links)
