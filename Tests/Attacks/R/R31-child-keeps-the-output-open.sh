# @title a child in the background keeps the output open
# @every-commit
# @request {"limits": {"timeout": "5s"}}
# @prints ^hi$
# @wall 0 1000
# @control none what is looked at is when the answer comes
# The answer comes when the program ends, not when nobody can write any more.
sleep 1000 &
echo hi
