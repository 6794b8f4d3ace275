# @title Finds the input or the memory of an earlier run
# @request {"stdin": "residue-of-a-tenant residue-of-a-tenant residue-of-a-tenant residue-of-a-tenant residue-of-a-tenant"}
# @prints ^99$
# @control none it is only the first step
import sys

text = sys.stdin.read()
print(len(text))
# A good part of the memory full of it.
kept = bytearray((text + " ").encode() * 500000)
