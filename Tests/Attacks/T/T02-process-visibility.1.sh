# @title Sees another run's processes, their arguments and environment
# @every-commit
# @request {"args": ["secret-argument-of-a-tenant"], "env": {"SECRET": "secret-environment-of-a-tenant"}}
# @prints ^done$
# @control none it is only the holder
sleep 1 &
wait
echo done
