# @title many files, each below the limit of one
# @request {"limits": {"disk": "16MiB"}}
# @outcome disk-limit
# @exit 1
# @never survived
# @control host
# @control-prints ^survived$
import itertools
import os

for i in itertools.count():
    if "UNPROTECTED" in os.environ and i == 4:
        break
    with open(f"f{i}", "wb") as file:
        file.write(b"0" * (9 << 20))
print("survived")
