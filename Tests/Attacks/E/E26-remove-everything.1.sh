# @title Removes and overwrites everything that can be reached
# @request {"limits": {"timeout": "10s"}}
# @outcome completed|failed|signaled
# @prints ^begun$
# @control none it removes everything
#
# Programs, libraries, settings, and the run's own directories with whatever the engine may want from them later.
echo begun
rm -rf --no-preserve-root /dev/shm /tmp /work /etc /usr/bin /usr/lib/python3 / 2>/dev/null
for f in /usr/bin/bash /lib64/ld-linux-x86-64.so.2 /etc/passwd /etc/ld.so.cache /dev/null; do
    : > "$f"
    mv -f "$f" "$f.gone"
    echo pwned >> "$f"
done 2>/dev/null
