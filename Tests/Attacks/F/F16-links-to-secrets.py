# @title links to secrets, plain, relative, chained and through directories, are asked for as artifacts
# @every-commit
# @request {"artifacts": ["*", "*/*", "*/*/*", "root/etc/runlet-attack-canary", "up/etc/shadow"], "limits": {"timeout": "2s"}}
# @probe canary ENOENT
# @probe canary-by-directory ENOENT
# @probe shadow ENOENT|EACCES
# @never root:[^:]*:[0-9]
# @never runlet-canary-[0-9a-f]
# @never BEGIN [A-Z ]*PRIVATE KEY
import errno
import os


def attempt(name, path):
    try:
        with open(path, "rb") as file:
            file.read(1)
        print(name, "OK", flush=True)
    except OSError as error:
        print(name, errno.errorcode[error.errno], flush=True)


up = "../" * 12
targets = {
    "canary": "/etc/runlet-attack-canary", "shadow": "/etc/shadow", "passwd": up + "etc/passwd", "root": "/",
    "up": up, "etc": up + "etc", "key": "/root/.ssh/id_rsa", "host-key": "/etc/ssh/ssh_host_rsa_key",
    "config": "config.toml", "home": "/root", "chain1": "canary", "chain2": "chain1", "chain3": "./chain2",
    "slashes": "//etc///shadow", "trailing": "/etc/shadow/.", "sys": "/sys", "dev": "/dev",
}
for name, target in targets.items():
    os.symlink(target, name)
os.makedirs("d/e")
os.symlink("../../shadow", "d/e/shadow")
os.symlink(up + up + "etc", "d/etc")
attempt("canary", "chain3")
attempt("canary-by-directory", "root/etc/runlet-attack-canary")
attempt("shadow", "slashes")
