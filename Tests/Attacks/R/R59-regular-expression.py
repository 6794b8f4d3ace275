# @title a regular expression that takes for ever
# @request {"limits": {"timeout": "1s"}}
# @outcome timeout
# @wall 1000 1500
# @control none it has no end that one could wait for
import re

print(re.match(r"(a+)+$", "a" * 64 + "b"))
