# @title archives that unpack to very much and to very many end at the disk's limit
# @request {"limits": {"timeout": "5s", "disk": "16MiB"}}
# @probe bytes ENOSPC|EFBIG
# @probe entries ENOSPC
# @control none it would fill the machine's disk
import errno
import io
import os
import shutil
import signal
import zipfile

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def attempt(name, fill):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        fill(archive)
    os.mkdir(name)
    try:
        zipfile.ZipFile(buffer).extractall(name)
        print(name, "OK", flush=True)
    except OSError as error:
        print(name, errno.errorcode[error.errno], flush=True)
    shutil.rmtree(name)


def large(archive):
    with archive.open("zeros", "w") as file:
        for _ in range(64):
            file.write(bytes(1 << 20))


def many(archive):
    for number in range(18000):
        archive.writestr("%d" % number, b"")


attempt("bytes", large)
attempt("entries", many)
