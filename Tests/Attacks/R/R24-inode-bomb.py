# @title empty files without end
# @every-commit
# @outcome disk-limit
# @exit 1
# @wall 0 3000
# @control none it has no end by itself; R24-every-kind-of-name.py shows that the limit is what holds it
for i in range(10**8):
    open(str(i), "w").close()
