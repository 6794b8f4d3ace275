# @title Steers trusted helpers by environment variables
# @every-commit
# @request {"env": {"LD_PRELOAD": "/work/x.so", "LD_AUDIT": "/work/x.so", "LD_LIBRARY_PATH": "/work", "PATH": "/work:/usr/bin:/bin"}}
# @request {"env": {"BASH_ENV": "/work/startup", "ENV": "/work/startup", "GCONV_PATH": "/work", "PYTHONPATH": "/work", "NODE_OPTIONS": "--require /work/x.js"}}
# @request {"env": {"RUBYOPT": "-r/work/x", "JAVA_TOOL_OPTIONS": "-javaagent:/work/x.jar", "GIT_SSH_COMMAND": "/work/startup", "PERL5OPT": "-Mx"}}
# @request {"env": {"MALLOC_CHECK_": "3", "GLIBC_TUNABLES": "glibc.malloc.check=3", "TMPDIR": "/work", "HOME": "/work"}}
# @request {"files": [{"name": "startup", "content": "echo started as $UID of $PPID, $(grep -c '^CapEff:.0000000000000000' /proc/self/status) $(grep -c '^NoNewPrivs:.1' /proc/self/status)\n"}]}
# @prints ^started as 1000 of 1, 1 1$
# @prints ^program as 1000$
# @never started as 0
# @control none it concerns the engine's helpers
#
# The first that obeys them is the program itself, inside, without rights. A helper of the engine's that obeyed would
# print its line with another user.
echo "program as $(/usr/bin/id -u)"
