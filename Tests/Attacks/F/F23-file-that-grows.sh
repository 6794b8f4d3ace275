# @title writers that outlive the program go on appending while its artifacts are read
# @every-commit
# @request {"artifacts": ["*"], "limits": {"timeout": "3s"}}
# @prints ^ended$
# @wall 0 2000
for i in 1 2 3 4; do
    (
        trap '' HUP TERM INT PIPE
        setsid bash -c 'trap "" HUP TERM INT; while :; do echo growing growing growing; done >> grow'
    ) > /dev/null 2>&1 < /dev/null &
    (setsid bash -c 'while :; do : > shrink; head -c 100000 /dev/zero >> shrink; done') > /dev/null 2>&1 < /dev/null &
done
sleep 0.3
echo ended
